package dev.substation.store;

import java.time.Duration;
import java.util.Optional;

/**
 * Bounds of the ledger.
 *
 * @param waitingCommits how many commits may wait for the disk; further ones fail at once
 * @param batchChanges how many changes are written in one database transaction; a commit that has
 *     more is still written whole
 * @param logAge how long a row of the message log is kept
 * @param logRows how many rows of the message log are kept
 * @param logBytes what the message log may take on the disk; when empty, a tenth of the disk and at
 *     most 2 GB
 * @param transactionsAge how long a transaction is kept after its end
 * @param transactionRows how many transactions that have ended are kept
 * @param reserve the bytes of the disk that are kept for transactions that run: with less, nothing
 *     new is taken
 */
public record LedgerLimits(
        int waitingCommits,
        int batchChanges,
        Duration logAge,
        long logRows,
        Optional<Long> logBytes,
        Duration transactionsAge,
        long transactionRows,
        long reserve) {

    /** 10,000 commits, 500 changes, 7 days, 500,000 rows, 90 days, 200,000 transactions, 64 MB. */
    public static final LedgerLimits DEFAULTS =
            new LedgerLimits(
                    10_000,
                    500,
                    Duration.ofDays(7),
                    500_000,
                    Optional.empty(),
                    Duration.ofDays(90),
                    200_000,
                    64L * 1024 * 1024);
}
