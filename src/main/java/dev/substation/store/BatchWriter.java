package dev.substation.store;

import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.time.OperatingTime;
import dev.substation.model.Problem;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes commits in one transaction and brings them onto the disk. Opens a database again that a
 * failed write has closed. Used by one thread at a time; {@link #trouble} and {@link #written} by
 * any.
 */
final class BatchWriter {

    private static final Logger LOG = LoggerFactory.getLogger(BatchWriter.class);

    private final Database database;
    private final HourCounter hours;
    private final LogBudget logBudget;
    private final AtomicLong batches = new AtomicLong();

    /** Why commits fail; empty as long as they do not. */
    private volatile Optional<NotStored> trouble = Optional.empty();

    /** Whether a reopened database has not taken a commit yet. */
    private boolean reopened;

    /** Whether the database has gone until {@link #recover} brings it back. */
    private boolean gone;

    /** Refused commits of which something may have reached the disk. */
    private final Doubtful doubtful = new Doubtful();

    BatchWriter(Database database, HourCounter hours, LogBudget logBudget) {
        this.database = database;
        this.hours = hours;
        this.logBudget = logBudget;
    }

    /** Why commits fail; empty as long as they do not. */
    Optional<NotStored> trouble() {
        return trouble;
    }

    /** Batches that are on disk. */
    long written() {
        return batches.get();
    }

    /** What became of each commit: all together, else one by one, so that a bad one fails alone. */
    List<Optional<NotStored>> write(List<Commit> batch) {
        if (gone) {
            return Collections.nCopies(batch.size(), trouble);
        }
        Optional<NotStored> outcome = storeAndSync(batch);
        if (outcome.isEmpty()) {
            return Collections.nCopies(batch.size(), outcome);
        }
        if (database.isBrokenBy(outcome.get())) {
            return Collections.nCopies(batch.size(), mended(batch, outcome.get()));
        }
        trouble = outcome.filter(SqlFault::lasting);
        if (batch.size() == 1) {
            return List.of(outcome);
        }
        List<Optional<NotStored>> outcomes = new ArrayList<>();
        for (Commit commit : batch) {
            // A database that is away fails them all, without another wait for each.
            if (!outcome.map(SqlFault::unreachable).orElse(false)) {
                outcome = store(List.of(commit));
            }
            outcomes.add(outcome);
        }
        Optional<NotStored> unsynced =
                outcomes.contains(Optional.<NotStored>empty()) ? sync() : Optional.empty();
        return outcomes.stream().map(one -> one.or(() -> unsynced)).toList();
    }

    /**
     * A write failed and took the database with it: it is opened again and asked whether the batch
     * reached the disk, else the batch is written anew. Once; after that {@link #recover} tries, so
     * that a full disk is not hammered.
     */
    private Optional<NotStored> mended(List<Commit> batch, NotStored fault) {
        trouble = Optional.of(fault);
        Optional<NotStored> outcome = Optional.of(fault);
        if (!reopened) {
            outcome = reopen().or(() -> isThere(batch) ? sync() : storeAndSync(batch));
        }
        gone = outcome.isPresent();
        if (gone) {
            doubtful.add(Commit.changesOf(batch));
        }
        return outcome;
    }

    private Optional<NotStored> reopen() {
        reopened = true;
        try {
            database.reopen();
            return Optional.empty();
        } catch (RuntimeException e) {
            LOG.error(Problem.LEDGER_NOT_WRITTEN.line("it does not open: " + SqlFault.sentence(e)));
            return Optional.of(
                    new NotStored("the database does not open (" + SqlFault.sentence(e) + ")", e));
        }
    }

    /** Whether a batch is in the database: its numbers only go up, and it is there whole or not. */
    private boolean isThere(List<Commit> batch) {
        long last =
                Doubtful.queued(Commit.changesOf(batch))
                        .mapToLong(OutboxRow::sequence)
                        .max()
                        .orElse(Long.MAX_VALUE);
        try {
            return last
                    <= database.inTransaction(
                            manager -> HighWater.reached(manager, HighWater.Kind.OUTBOX));
        } catch (RuntimeException e) {
            LOG.warn(Problem.LEDGER_UNREADABLE.line("outbox", SqlFault.sentence(e)));
            return false; // writing will tell
        }
    }

    private Optional<NotStored> storeAndSync(List<Commit> batch) {
        Optional<NotStored> outcome = store(batch).or(this::sync);
        if (outcome.isEmpty()) {
            batches.incrementAndGet();
            trouble = Optional.empty();
            reopened = false;
        }
        return outcome;
    }

    /** Opens a broken database again, and tries whether the disk takes a write. */
    void recover() {
        if (trouble.isEmpty() || gone && reopen().isPresent()) {
            return;
        }
        try {
            database.writing(
                    manager -> {
                        doubtful.forget(manager);
                        long trials = HighWater.reached(manager, HighWater.Kind.TRIAL);
                        HighWater.raise(manager, HighWater.Kind.TRIAL, trials + 1);
                        return null;
                    });
            database.sync();
        } catch (SQLException | RuntimeException e) {
            gone = database.isBrokenBy(e);
            LOG.warn(Problem.LEDGER_NOT_WRITTEN.line(SqlFault.sentence(e)));
            return;
        }
        gone = false;
        doubtful.clear();
        reopened = false;
        trouble = Optional.empty();
        LOG.info("the ledger takes writes again");
    }

    private Optional<NotStored> store(List<Commit> commits) {
        try {
            OperatingTime now = hours.now();
            Batch batch = new Batch();
            commits.forEach(commit -> commit.changes().forEach(batch::add));
            long bytes =
                    database.writing(
                            manager -> {
                                doubtful.forget(manager);
                                long coming = batch.write(manager, now, logBudget);
                                long excess = logBudget.excess(coming);
                                return excess == 0 ? coming : coming - Pruning.log(manager, excess);
                            });
            logBudget.changed(bytes);
            doubtful.clear();
            hours.kept(now);
            return Optional.empty();
        } catch (StoreLock.TakenOver e) {
            return Optional.of(new NotStored(e.getMessage(), e));
        } catch (RuntimeException | Error e) {
            LOG.warn(
                    "commits={} {}",
                    commits.size(),
                    Problem.LEDGER_NOT_WRITTEN.line(SqlFault.sentence(e)));
            LOG.debug("why", e);
            if (database.isShared() && SqlFault.leavesInDoubt(e)) {
                doubtful.add(Commit.changesOf(commits));
            }
            return Optional.of(
                    new NotStored("the database rejected it (" + SqlFault.sentence(e) + ")", e));
        }
    }

    private Optional<NotStored> sync() {
        try {
            database.sync();
            return Optional.empty();
        } catch (SQLException | RuntimeException | Error e) {
            LOG.error(Problem.LEDGER_NOT_WRITTEN.line(SqlFault.sentence(e)));
            return Optional.of(
                    new NotStored("the disk did not store it (" + SqlFault.sentence(e) + ")", e));
        }
    }
}
