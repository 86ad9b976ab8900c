package dev.substation.store;

import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.time.Timers;
import dev.substation.model.Problem;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits in a bounded queue. One thread at a time takes what is waiting, has it written as one
 * batch, and completes the futures in the order in which the commits were asked for. So the slow
 * part, the disk, is shared by all commits that wait for it.
 *
 * <p>A row that leaves the outbox waits up to {@link #SOON} for other commits to go with: if it is
 * lost, the CSMS gets the message once more under the same id (docs/adr/0055-lazy-removal.md).
 */
final class CommitQueue {

    private static final Logger LOG = LoggerFactory.getLogger(CommitQueue.class);

    private static final Duration CLOSE_WAIT = Duration.ofSeconds(30);

    /** How long a commit that is not urgent waits for company. */
    static final Duration SOON = Duration.ofMillis(20);

    private final Executor thread;
    private final LedgerLimits limits;
    private final BatchWriter writer;
    private final Timers timers;

    private final ArrayDeque<Commit> waiting =
            new ArrayDeque<>(); // guards itself and the five below
    private int urgent;
    private boolean writing;
    private boolean closed;

    /** Whether a timer runs for commits that are not urgent. */
    private boolean timed;

    /** Whether the timer has run out, so that they are written now. */
    private boolean due;

    private final AtomicLong commits = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong changes = new AtomicLong();

    /**
     * @param thread runs the writing, one task at a time
     */
    CommitQueue(Executor thread, LedgerLimits limits, BatchWriter writer, Timers timers) {
        this.timers = timers;
        this.thread = thread;
        this.limits = limits;
        this.writer = writer;
    }

    /** Adds a commit; the future completes when it is on disk, or fails with {@link NotStored}. */
    CompletableFuture<Void> add(List<Change> changes) {
        Commit commit = new Commit(List.copyOf(changes), new CompletableFuture<>());
        synchronized (waiting) {
            if (closed) {
                return refused("the ledger is closed");
            }
            if (waiting.size() >= limits.waitingCommits()) {
                return refused(waiting.size() + " messages already wait for the disk");
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
        waiting.add(commit);
        if (!commit.isUrgent()) {
            time();
            return false;
        }
        urgent++;
        boolean start = !writing;
        writing = true;
        return start;
    }

    /** What waits is written after a while, if nothing urgent comes before. */
    private void time() {
        if (!timed && !due) {
            timed = true;
            timers.after(SOON, this::writeSoon);
        }
    }

    private void writeSoon() {
        synchronized (waiting) {
            timed = false;
            due = !waiting.isEmpty();
            if (!due || writing) {
                return;
            }
            writing = true;
        }
        startWriting();
    }

    private static CompletableFuture<Void> refused(String sentence) {
        return CompletableFuture.failedFuture(new NotStored(sentence));
    }

    private void startWriting() {
        try {
            thread.execute(this::writeWaiting);
        } catch (RejectedExecutionException e) {
            List<Commit> left;
            synchronized (waiting) {
                left = List.copyOf(waiting);
                waiting.clear();
                urgent = 0;
                due = false;
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
            boolean now = urgent > 0 || due;
            while (now
                    && !waiting.isEmpty()
                    && (batch.isEmpty()
                            || changes + waiting.peek().changes().size()
                                    <= limits.batchChanges())) {
                Commit commit = waiting.poll();
                changes += commit.changes().size();
                urgent -= commit.isUrgent() ? 1 : 0;
                batch.add(commit);
            }
            due &= !waiting.isEmpty();
            writing = !batch.isEmpty();
        }
        return batch;
    }

    private void write(List<Commit> batch) {
        List<Optional<NotStored>> outcomes = writer.write(batch);
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

    /** Commits that are on disk. */
    long stored() {
        return commits.get();
    }

    /** Commits that could not be stored. */
    long failed() {
        return failed.get();
    }

    /** Rows of the commits that are on disk. */
    long changes() {
        return changes.get();
    }

    /** Commits that wait for the disk. */
    int waiting() {
        synchronized (waiting) {
            return waiting.size();
        }
    }

    /** Refuses further commits and waits until those that wait are on disk, at most 30 seconds. */
    void close() {
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
