package dev.substation.store;

import dev.substation.flow.ports.CsmsTransactionId;
import dev.substation.flow.ports.Ledger;
import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.time.Moment;
import dev.substation.flow.time.Timers;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger in a database: commits by way of {@link CommitQueue}, reads, and the pruning of old
 * rows.
 */
public final class JpaLedger implements Ledger, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JpaLedger.class);

    private static final Duration BACKLOG_AGE = Duration.ofSeconds(1);

    private final Database database;
    private final Executor writer;
    private final Executor readers;
    private final Pruning pruning;
    private final Unlisted unlisted;
    private final Timers timers;
    private final HourCounter hours;
    private final LogBudget logBudget;

    private final Room room;
    private final BatchWriter batches;
    private final CommitQueue commits;

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
        this.room = new Room(database::usableBytes, limits.reserve());
        this.logBudget =
                new LogBudget(limits.logBytes().orElseGet(database::logShare), timers::moment);
        this.batches = new BatchWriter(database, hours, logBudget);
        this.commits = new CommitQueue(writer, limits, batches, timers);
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
        return commits.add(changes);
    }

    /**
     * Looks after the ledger; to be called every few seconds. Measures the space on the disk, and
     * opens a database again that a failed write has closed. Returns at once.
     */
    public void watch() {
        try {
            readers.execute(room::measure);
            if (batches.trouble().isPresent()) {
                writer.execute(batches::recover);
            } else if (hours.mustBeKept()) {
                writer.execute(hours::keep);
            }
        } catch (RejectedExecutionException e) {
            LOG.debug("the ledger is watched no more", e);
        }
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
                                batches.trouble()
                                        .filter(SqlFault::diskIsFull)
                                        .map(full -> "the disk of the ledger is full"));
    }

    /** Why nothing can be stored, as the end of a sentence; empty when commits succeed. */
    public Optional<String> trouble() {
        return database.lost().or(() -> batches.trouble().map(NotStored::getMessage));
    }

    /** What it has done since the start. */
    public LedgerFigures figures() {
        return new LedgerFigures(
                commits.stored(),
                commits.failed(),
                batches.written(),
                commits.changes(),
                commits.waiting(),
                logBudget.total(),
                logBudget.bytes(),
                logBudget.cut());
    }

    /** What the CSMS must still get; counted at most once a second. */
    public synchronized CompletableFuture<Backlog> backlog() {
        Moment now = timers.moment();
        if (backlog.isCompletedExceptionally() || now.isAfter(backlogAsked.plus(BACKLOG_AGE))) {
            backlogAsked = now;
            backlog = read(manager -> Reading.backlog(manager, hours.now()));
        }
        return backlog.copy();
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
    public CompletableFuture<Optional<OutboxRow>> parked(long sequence) {
        return read(
                manager ->
                        Optional.ofNullable(manager.find(StoredCall.class, sequence))
                                .filter(StoredCall::isSetAside)
                                .map(StoredCall::row));
    }

    /** Messages that are not sent any more, the latest first. */
    public CompletableFuture<List<ParkedRow>> parked(ParkedQuery query) {
        return read(manager -> Reading.parked(manager, query));
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

    /** Transactions, the latest first. */
    public CompletableFuture<List<TransactionRow>> transactions(TransactionQuery query) {
        return read(manager -> Reading.transactions(manager, query));
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
        commits.close();
    }
}
