package dev.substation.store;

import java.time.Duration;

/**
 * Bounds of the ledger.
 *
 * @param waitingCommits how many commits may wait for the disk; further ones fail at once
 * @param batchChanges how many changes are written in one database transaction; a commit that has
 *     more is still written whole
 * @param logAge how long a row of the message log is kept
 * @param logRows how many rows of the message log are kept
 */
public record LedgerLimits(int waitingCommits, int batchChanges, Duration logAge, long logRows) {

    /** 10,000 commits, 500 changes, 7 days, 200,000 rows. */
    public static final LedgerLimits DEFAULTS =
            new LedgerLimits(10_000, 500, Duration.ofDays(7), 200_000);
}
