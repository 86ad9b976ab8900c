package dev.substation.store;

import dev.substation.flow.Ledger;
import dev.substation.model.StationId;
import jakarta.persistence.EntityManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
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
    private static final int PRUNE_STEP = 1_000;

    /** A commit that waits, and its future. */
    private record Commit(List<Change> changes, CompletableFuture<Void> stored) {}

    private final Database database;
    private final Executor writer;
    private final Executor readers;
    private final Clock clock;
    private final LedgerLimits limits;

    private final ArrayDeque<Commit> waiting =
            new ArrayDeque<>(); // guards itself and the two below
    private boolean writing;
    private boolean closed;

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
            Clock clock,
            LedgerLimits limits) {
        this.database = database;
        this.writer = writer;
        this.readers = readers;
        this.clock = clock;
        this.limits = limits;
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
        Optional<NotStored> unsynced =
                outcomes.contains(Optional.<NotStored>empty()) ? sync() : Optional.empty();
        for (int i = 0; i < batch.size(); i++) {
            CompletableFuture<Void> stored = batch.get(i).stored();
            Optional<NotStored> failure = outcomes.get(i);
            failure.or(() -> unsynced)
                    .ifPresentOrElse(stored::completeExceptionally, () -> stored.complete(null));
        }
    }

    /** What became of each commit: all together, else one by one, so that a bad one fails alone. */
    private List<Optional<NotStored>> outcomes(List<Commit> batch) {
        Optional<NotStored> outcome = store(batch);
        if (outcome.isEmpty() || batch.size() == 1) {
            return Collections.nCopies(batch.size(), outcome);
        }
        List<Optional<NotStored>> outcomes = new ArrayList<>();
        for (Commit commit : batch) {
            // A database that is away fails them all, without another wait for each.
            if (!outcome.map(SqlFault::unreachable).orElse(false)) {
                outcome = store(List.of(commit));
            }
            outcomes.add(outcome);
        }
        return outcomes;
    }

    private Optional<NotStored> store(List<Commit> commits) {
        try {
            Batch batch = new Batch();
            commits.forEach(commit -> commit.changes().forEach(batch::add));
            database.inTransaction(
                    manager -> {
                        batch.write(manager);
                        return null;
                    });
            return Optional.empty();
        } catch (RuntimeException | Error e) {
            LOG.warn("a batch was not stored: commits={} {}", commits.size(), SqlFault.sentence(e));
            LOG.debug("why", e);
            return Optional.of(
                    new NotStored("the database refused it (" + SqlFault.sentence(e) + ")", e));
        }
    }

    private Optional<NotStored> sync() {
        try {
            database.sync();
            return Optional.empty();
        } catch (SQLException | RuntimeException e) {
            LOG.error("the disk did not take the ledger: {}", SqlFault.sentence(e));
            return Optional.of(
                    new NotStored("the disk did not take it (" + SqlFault.sentence(e) + ")", e));
        }
    }

    @Override
    public Snapshot load() {
        return database.inTransaction(
                manager ->
                        new Snapshot(
                                manager.createQuery(
                                                "SELECT s FROM StoredStation s ORDER BY"
                                                        + " s.stationKey",
                                                StoredStation.class)
                                        .getResultStream()
                                        .map(StoredStation::row)
                                        .toList(),
                                manager.createQuery(
                                                "SELECT t FROM StoredTransaction t WHERE t.stopped"
                                                        + " IS NULL OR t.csmsTransactionId IS NULL"
                                                        + " OR t.key IN (SELECT c.transaction FROM"
                                                        + " StoredCall c WHERE c.transaction IS NOT"
                                                        + " NULL) ORDER BY t.key",
                                                StoredTransaction.class)
                                        .getResultStream()
                                        .map(StoredTransaction::row)
                                        .toList(),
                                manager.createQuery(
                                                "SELECT m FROM StoredMemory m", StoredMemory.class)
                                        .getResultStream()
                                        .map(StoredMemory::row)
                                        .toList(),
                                manager.createQuery(
                                                "SELECT MIN(c.upstream) FROM StoredCall c GROUP BY"
                                                        + " c.upstreamKey ORDER BY c.upstreamKey",
                                                String.class)
                                        .getResultStream()
                                        .map(StationId::new)
                                        .toList(),
                                HighWater.reached(manager, HighWater.Kind.OUTBOX),
                                HighWater.reached(manager, HighWater.Kind.TRANSACTION),
                                HighWater.reached(manager, HighWater.Kind.GATEWAY_TRANSACTION_ID)));
    }

    @Override
    public CompletableFuture<List<OutboxRow>> outbox(
            StationId upstream, long afterSequence, int most) {
        return read(
                manager ->
                        manager.createQuery(
                                        "SELECT c FROM StoredCall c WHERE c.upstreamKey = :upstream"
                                                + " AND c.sequence > :after ORDER BY c.sequence",
                                        StoredCall.class)
                                .setParameter("upstream", Text.key(upstream))
                                .setParameter("after", afterSequence)
                                .setMaxResults(most)
                                .getResultStream()
                                .map(StoredCall::row)
                                .toList());
    }

    @Override
    public CompletableFuture<Optional<TransactionRow>> transaction(
            StationId station, long stationTransactionId) {
        return read(
                manager ->
                        manager.createQuery(
                                        "SELECT t FROM StoredTransaction t WHERE t.stationKey ="
                                                + " :station AND t.stationTransactionId = :id AND"
                                                + " t.stopped IS NOT NULL ORDER BY t.key DESC",
                                        StoredTransaction.class)
                                .setParameter("station", Text.key(station))
                                .setParameter("id", stationTransactionId)
                                .setMaxResults(1)
                                .getResultStream()
                                .findFirst()
                                .map(StoredTransaction::row));
    }

    private <T> CompletableFuture<T> read(Function<EntityManager, T> question) {
        Supplier<T> answer = () -> database.inTransaction(question);
        try {
            return CompletableFuture.supplyAsync(answer, readers);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Removes rows of the message log that are too old or too many, in steps of 1,000 with other
     * reads in between. To be called now and then.
     *
     * @return how many rows went
     */
    public CompletableFuture<Long> prune() {
        return read(this::pruneStep)
                .thenCompose(
                        gone ->
                                gone < PRUNE_STEP
                                        ? CompletableFuture.completedFuture((long) gone)
                                        : prune().thenApply(more -> gone + more));
    }

    private int pruneStep(EntityManager manager) {
        OffsetDateTime oldest = Text.of(clock.instant().minus(limits.logAge()));
        long excess =
                manager.createQuery("SELECT COUNT(c) FROM LoggedCall c", Long.class)
                                .getSingleResult()
                        - limits.logRows();
        List<Object[]> first =
                manager.createQuery(
                                "SELECT c.id, c.received FROM LoggedCall c ORDER BY c.id",
                                Object[].class)
                        .setMaxResults(PRUNE_STEP)
                        .getResultList();
        List<Long> gone = new ArrayList<>();
        for (Object[] row : first) {
            if (gone.size() < excess || ((OffsetDateTime) row[1]).isBefore(oldest)) {
                gone.add((Long) row[0]);
            }
        }
        if (gone.isEmpty()) {
            return 0;
        }
        return manager.createQuery("DELETE FROM LoggedCall c WHERE c.id IN :gone")
                .setParameter("gone", gone)
                .executeUpdate();
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
            LOG.warn("the ledger closed before everything was stored: {}", e.toString());
        }
    }
}
