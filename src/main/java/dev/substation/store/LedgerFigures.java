package dev.substation.store;

/**
 * What the ledger has done since the start.
 *
 * @param commits commits that are on disk
 * @param failed commits that could not be stored
 * @param batches database transactions that carried the commits, each with one sync
 * @param changes changes in them
 * @param waiting commits that wait for the disk now
 * @param logBytes what the message log takes, about
 * @param logBudget what it may take
 * @param logCut lines of it whose payload was cut
 */
public record LedgerFigures(
        long commits,
        long failed,
        long batches,
        long changes,
        int waiting,
        long logBytes,
        long logBudget,
        long logCut) {}
