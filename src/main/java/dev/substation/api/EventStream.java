package dev.substation.api;

import dev.substation.flow.ports.Event;
import dev.substation.flow.ports.Events;
import dev.substation.flow.time.Timers;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What happens, as it happens, for operators (docs/api.md). Who brings an event leaves it in a ring
 * and goes on; a moment later a thread of the API writes what has collected to all readers. While
 * nobody reads, nothing is kept.
 */
public final class EventStream implements Events, AutoCloseable {

    private static final int KEPT = 2_000;
    private static final int MOST_READERS = 20;
    private static final Duration PACE = Duration.ofMillis(100);
    private static final Duration BEATS = Duration.ofSeconds(5);

    /** A reader that comes back within this has lost nothing. */
    private static final Duration KEPT_FOR = Duration.ofMinutes(1);

    private final EventRing ring;
    private final Supplier<Instant> now;
    private final Timers timers;
    private final Executor threads;
    private final List<EventReader> readers = new CopyOnWriteArrayList<>();
    private volatile boolean wanted;
    private volatile boolean closed;
    private Runnable lookingOn = () -> {};

    /** Whether the readers will be looked after in a moment. Guarded by this. */
    private boolean scheduled;

    /** Guarded by this. */
    private boolean beating;

    private Runnable forgetting = () -> {};

    /**
     * @param shown events as they may be shown
     * @param now the wall clock
     * @param threads write to readers
     */
    public EventStream(
            UnaryOperator<Event> shown, Supplier<Instant> now, Timers timers, Executor threads) {
        this.now = now;
        String run = Long.toString(now.get().toEpochMilli(), 36);
        ring = new EventRing(run, shown, KEPT);
        this.timers = timers;
        this.threads = threads;
    }

    /** Before the first reader: what is done when the first one comes, and again later. */
    public void whenWanted(Runnable begin) {
        lookingOn = begin;
    }

    @Override
    public boolean areWanted() {
        return wanted;
    }

    @Override
    public void add(Event event) {
        if (!wanted) {
            return;
        }
        ring.add(now.get(), event);
        schedule();
    }

    private synchronized void schedule() {
        if (!scheduled) {
            scheduled = true;
            timers.after(PACE, this::lookSoon);
        }
    }

    private void lookSoon() {
        synchronized (this) {
            scheduled = false;
        }
        onThreads(() -> readers.forEach(EventReader::look));
    }

    private void onThreads(Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException busy) {
            // The next beat comes in a few seconds.
        }
    }

    /**
     * Lets somebody read. If there are too many, the oldest of the same reader gives way: a browser
     * that loads a page again leaves a connection behind, which nobody notices before the next
     * beat.
     *
     * @param who who reads, and from where
     * @param lastSeen the id of the last event that it has seen; empty for one that is new
     * @return false if there are too many of others already
     */
    boolean read(
            String who,
            EventFilter filter,
            Optional<String> lastSeen,
            AsyncContext request,
            ServletOutputStream out) {
        EventReader reader;
        synchronized (this) {
            if (closed || readers.size() >= MOST_READERS && !giveWay(who)) {
                return false;
            }
            if (!wanted) {
                ring.lose();
                wanted = true;
                lookingOn.run();
            }
            forgetting.run();
            long latest = ring.latest();
            reader =
                    new EventReader(
                            ring,
                            who,
                            filter,
                            lastSeen.map(ring::number).orElse(latest),
                            request,
                            out,
                            timers::moment,
                            this::left);
            reader.begin(
                    "retry: 3000\n"
                            + (lastSeen.isPresent() ? "\n" : ring.frame(latest, "ready", "{}")));
            readers.add(reader);
            beat();
        }
        out.setWriteListener(reader);
        return true;
    }

    /** Ends the oldest of the same reader, or else of whoever reads most often. */
    private boolean giveWay(String who) {
        Map<String, List<EventReader>> all =
                readers.stream().collect(Collectors.groupingBy(EventReader::who));
        List<EventReader> most =
                all.values().stream().max(Comparator.comparingInt(List::size)).orElseThrow();
        if (!all.containsKey(who) && most.size() == 1) {
            return false;
        }
        List<EventReader> chosen = all.getOrDefault(who, most);
        chosen.get(0).end();
        return true;
    }

    private synchronized void beat() {
        if (!beating) {
            beating = true;
            timers.after(BEATS, this::beatNow);
        }
    }

    private void beatNow() {
        synchronized (this) {
            beating = false;
            if (!readers.isEmpty()) {
                beat();
            }
        }
        onThreads(() -> readers.forEach(EventReader::beat));
    }

    private synchronized void left(EventReader reader) {
        readers.remove(reader);
        if (readers.isEmpty() && !closed) {
            forgetting = timers.after(KEPT_FOR, this::forget);
        }
    }

    private synchronized void forget() {
        if (readers.isEmpty()) {
            wanted = false;
            ring.lose();
        }
    }

    /** How many read now. */
    int readers() {
        return readers.size();
    }

    /** Ends the answers of all readers, which may come again to the next run. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            wanted = false;
            forgetting.run();
        }
        readers.forEach(EventReader::end);
    }
}
