package dev.substation.store;

import dev.substation.flow.ports.CsmsTransactionId;
import dev.substation.flow.ports.Ledger;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.time.Moment;
import dev.substation.flow.time.OperatingTime;
import dev.substation.flow.time.Timers;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import jakarta.persistence.EntityManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger in a database. Commits wait in a bounded queue; one writer at a time takes what is
 * waiting, writes it in one transaction, brings it onto the disk once, and completes the futures in
 * the order in which the commits were asked for. So the slow part, the disk, is shared by all
 * commits that wait for it.
 */
public final class JpaLedger implements Ledger, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JpaLedger.class);

    private static final Duration CLOSE_WAIT = Duration.ofSeconds(30);
    private static final Duration BACKLOG_AGE = Duration.ofSeconds(1);

    /** A commit that waits, and its future. */
    private record Commit(List<Change> changes, CompletableFuture<Void> stored) {}

    private final Database database;
    private final Executor writer;
    private final Executor readers;
    private final Pruning pruning;
    private final Unlisted unlisted;
    private final Timers timers;
    private final HourCounter hours;
    private final LedgerLimits limits;
    private final LogBudget logBudget;

    private final ArrayDeque<Commit> waiting =
            new ArrayDeque<>(); // guards itself and the two below
    private boolean writing;
    private boolean closed;

    private final Room room;
    private final AtomicLong commits = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong batches = new AtomicLong();
    private final AtomicLong changes = new AtomicLong();

    /** Why commits fail; empty as long as they do not. */
    private volatile Optional<NotStored> trouble = Optional.empty();

    /** Whether a reopened database has not taken a commit yet; the writer's own. */
    private boolean reopened;

    /** Whether the database has gone until {@link #watch} brings it back; the writer's own. */
    private boolean gone;

    /** Refused commits of which something may have reached the disk; the writer's own. */
    private final Doubtful doubtful = new Doubtful();

    private CompletableFuture<Backlog> backlog =
            CompletableFuture.failedFuture(new IllegalStateException());
    private Moment backlogAsked;

    /**
     * @param database stays the caller's: closed after this ledger
     * @param writer runs the writing, one task at a time; a single thread of its own is best,
     *     because the task blocks on the disk
     * @param readers runs the reading and pruning; two threads are enough
     */
    public JpaLedger(
            Database database,
            Executor writer,
            Executor readers,
            Timers timers,
            LedgerLimits limits) {
        this.database = database;
        this.writer = writer;
        this.readers = readers;
        this.timers = timers;
        this.hours = new HourCounter(database, timers::moment);
        this.pruning = new Pruning(hours.hours(), limits);
        this.unlisted = new Unlisted(hours.hours(), limits);
        this.limits = limits;
        this.room = new Room(database::usableBytes, limits.reserve());
        this.logBudget =
                new LogBudget(limits.logBytes().orElseGet(database::logShare), timers::moment);
        this.backlogAsked = timers.moment();
    }

    /**
     * {@inheritDoc}
     *
     * <p>The future completes on the writer's thread: what depends on it must return at once or
     * move elsewhere. It fails with {@link NotStored}.
     */
    @Override
    public CompletableFuture<Void> commit(List<Change> changes) {
        Commit commit = new Commit(List.copyOf(changes), new CompletableFuture<>());
        synchronized (waiting) {
            if (closed) {
                return failed("the ledger is closed");
            }
            if (waiting.size() >= limits.waitingCommits()) {
                return failed(waiting.size() + " messages wait for the disk already");
            }
            if (!enqueue(commit)) {
                return commit.stored();
            }
        }
        startWriting();
        return commit.stored();
    }

    /** Whether the writing must be started. Called with the lock held. */
    private boolean enqueue(Commit commit) {
        boolean start = !writing;
        waiting.add(commit);
        writing = true;
        return start;
    }

    private static CompletableFuture<Void> failed(String sentence) {
        return CompletableFuture.failedFuture(new NotStored(sentence));
    }

    private void startWriting() {
        try {
            writer.execute(this::writeWaiting);
        } catch (RejectedExecutionException e) {
            List<Commit> left;
            synchronized (waiting) {
                left = List.copyOf(waiting);
                waiting.clear();
                writing = false;
            }
            left.forEach(commit -> commit.stored().completeExceptionally(stopping(e)));
        }
    }

    private static NotStored stopping(Throwable cause) {
        return new NotStored("the gateway is stopping", cause);
    }

    private void writeWaiting() {
        for (List<Commit> batch = next(); !batch.isEmpty(); batch = next()) {
            write(batch);
        }
    }

    /** The commits to write together; none when nothing waits, and then the writing has ended. */
    private List<Commit> next() {
        List<Commit> batch = new ArrayList<>();
        synchronized (waiting) {
            int changes = 0;
            while (!waiting.isEmpty()
                    && (batch.isEmpty()
                            || changes + waiting.peek().changes().size()
                                    <= limits.batchChanges())) {
                Commit commit = waiting.poll();
                changes += commit.changes().size();
                batch.add(commit);
            }
            writing = !batch.isEmpty();
        }
        return batch;
    }

    private void write(List<Commit> batch) {
        List<Optional<NotStored>> outcomes = outcomes(batch);
        for (int i = 0; i < batch.size(); i++) {
            CompletableFuture<Void> stored = batch.get(i).stored();
            count(batch.get(i), outcomes.get(i));
            outcomes.get(i)
                    .ifPresentOrElse(stored::completeExceptionally, () -> stored.complete(null));
        }
    }

    private void count(Commit commit, Optional<NotStored> outcome) {
        if (outcome.isPresent()) {
            failed.incrementAndGet();
            return;
        }
        commits.incrementAndGet();
        changes.addAndGet(commit.changes().size());
    }

    /** What became of each commit: all together, else one by one, so that a bad one fails alone. */
    private List<Optional<NotStored>> outcomes(List<Commit> batch) {
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
     * reached the disk, else the batch is written anew. Once; after that {@link #watch} tries, so
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
            doubtful.add(changesOf(batch));
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
                Doubtful.queued(changesOf(batch))
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

    private static List<Change> changesOf(List<Commit> batch) {
        return batch.stream().flatMap(commit -> commit.changes().stream()).toList();
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

    /**
     * Looks after the ledger; to be called every few seconds. Measures the space on the disk, and
     * opens a database again that a failed write has closed. Returns at once.
     */
    public void watch() {
        try {
            readers.execute(room::measure);
            if (trouble.isEmpty() && hours.mustBeKept()) {
                writer.execute(hours::keep);
            }
            if (trouble.isPresent()) {
                writer.execute(this::recover);
            }
        } catch (RejectedExecutionException e) {
            LOG.debug("the ledger is watched no more", e);
        }
    }

    /** Opens a broken database again, and tries whether the disk takes a write. */
    private void recover() {
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

    /**
     * {@inheritDoc}
     *
     * <p>A server's disk cannot be measured from here: it has no room once it has said so, until a
     * trial write succeeds.
     */
    @Override
    public Optional<String> noRoom() {
        return room.lack()
                .or(
                        () ->
                                trouble.filter(SqlFault::diskIsFull)
                                        .map(full -> "the disk of the ledger is full"));
    }

    /** Why nothing can be stored, as the end of a sentence; empty when commits succeed. */
    public Optional<String> trouble() {
        return database.lost().or(() -> trouble.map(NotStored::getMessage));
    }

    /** What it has done since the start. */
    public LedgerFigures figures() {
        int now;
        synchronized (waiting) {
            now = waiting.size();
        }
        return new LedgerFigures(
                commits.get(),
                failed.get(),
                batches.get(),
                changes.get(),
                now,
                logBudget.total(),
                logBudget.bytes(),
                logBudget.cut());
    }

    /** What the csms must still get; counted at most once a second. */
    public synchronized CompletableFuture<Backlog> backlog() {
        Moment now = timers.moment();
        if (backlog.isCompletedExceptionally() || now.isAfter(backlogAsked.plus(BACKLOG_AGE))) {
            backlogAsked = now;
            backlog = read(manager -> Reading.backlog(manager, hours.now()));
        }
        return backlog.copy();
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
                doubtful.add(changesOf(commits));
            }
            return Optional.of(
                    new NotStored("the database refused it (" + SqlFault.sentence(e) + ")", e));
        }
    }

    private Optional<NotStored> sync() {
        try {
            database.sync();
            return Optional.empty();
        } catch (SQLException | RuntimeException e) {
            LOG.error(Problem.LEDGER_NOT_WRITTEN.line(SqlFault.sentence(e)));
            return Optional.of(
                    new NotStored("the disk did not take it (" + SqlFault.sentence(e) + ")", e));
        }
    }

    @Override
    public Snapshot load(Predicate<StationId> atSite) {
        unlisted.are(atSite);
        return database.inTransaction(manager -> Loading.snapshot(manager, atSite, hours.now()));
    }

    @Override
    public CompletableFuture<Optional<Memory>> recall(String owner, StationId station, String key) {
        StoredMemory.Place place = new StoredMemory.Place(new Memory(owner, station, key, ""));
        return read(
                manager ->
                        Optional.ofNullable(manager.find(StoredMemory.class, place))
                                .map(StoredMemory::row));
    }

    @Override
    public CompletableFuture<List<OutboxRow>> outbox(
            StationId upstream, long afterSequence, int most) {
        return read(manager -> Reading.outbox(manager, upstream, afterSequence, most));
    }

    @Override
    public CompletableFuture<Optional<TransactionRow>> transaction(
            StationId station, long stationTransactionId) {
        return read(manager -> Reading.transaction(manager, station, stationTransactionId));
    }

    @Override
    public CompletableFuture<Optional<TransactionRow>> transactionOfCsms(
            String csms, StationId upstream, Collection<StationId> stations, CsmsTransactionId id) {
        return read(manager -> Reading.transactionOfCsms(manager, csms, upstream, stations, id));
    }

    /** Lines of the message log, newest first, with columns by their names. */
    public CompletableFuture<List<Payload>> log(LogQuery query) {
        return read(manager -> Reading.log(manager, query));
    }

    private <T> CompletableFuture<T> read(Function<EntityManager, T> question) {
        return onReaders(() -> database.inTransaction(question));
    }

    private <T> CompletableFuture<T> onReaders(Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, readers);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Removes rows of the message log and transactions that have ended, where they are too old or
     * too many, and the oldest answers to cards, where there are too many; in steps of 1,000 with
     * other reads in between. What the outbox still speaks of stays. To be called now and then.
     *
     * @return how many rows went
     */
    public CompletableFuture<Long> prune() {
        return prune(pruning::log)
                .thenCompose(
                        rows ->
                                read(Pruning::logBytes)
                                        .thenApply(
                                                bytes -> {
                                                    logBudget.is(bytes);
                                                    return rows;
                                                }))
                .thenCompose(rows -> prune(pruning::cards).thenApply(more -> rows + more))
                .thenCompose(
                        rows -> prune(pruning::setAsideMeterValues).thenApply(more -> rows + more))
                .thenCompose(rows -> prune(pruning::transactions).thenApply(more -> rows + more))
                .thenCompose(
                        rows -> prune(pruning::replacedTransactions).thenApply(more -> rows + more))
                .thenCompose(rows -> pruneUnlisted().thenApply(more -> rows + more));
    }

    private CompletableFuture<Long> pruneUnlisted() {
        return onReaders(() -> database.writing(unlisted::due))
                .thenCompose(
                        due -> {
                            CompletableFuture<Long> gone = CompletableFuture.completedFuture(0L);
                            for (Unlisted.Shelf shelf : due) {
                                gone =
                                        gone.thenCompose(
                                                rows ->
                                                        prune(m -> unlisted.remove(m, shelf))
                                                                .thenApply(more -> rows + more));
                            }
                            return gone;
                        });
    }

    private CompletableFuture<Long> prune(Function<EntityManager, Integer> step) {
        return onReaders(() -> database.writing(step))
                .thenCompose(
                        gone ->
                                gone < Pruning.STEP
                                        ? CompletableFuture.completedFuture((long) gone)
                                        : prune(step).thenApply(more -> gone + more));
    }

    /**
     * Refuses further commits and waits until those that wait are on disk, at most 30 seconds. The
     * executors must still run; the database is closed after this.
     */
    @Override
    public void close() {
        Commit last = new Commit(List.of(), new CompletableFuture<>());
        boolean start;
        synchronized (waiting) {
            if (closed) {
                return;
            }
            closed = true;
            start = enqueue(last);
        }
        if (start) {
            startWriting();
        }
        try {
            last.stored().get(CLOSE_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn(Problem.LEDGER_CLOSED_EARLY.line(e));
        }
    }
}
