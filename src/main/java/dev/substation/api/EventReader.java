package dev.substation.api;

import dev.substation.flow.time.Moment;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One who reads events. Nothing waits for it: while its connection takes no more, nothing is
 * written to it, and if it has not caught up before its events are overwritten, or for a while, it
 * is dropped.
 */
final class EventReader implements WriteListener {

    private static final Logger LOG = LoggerFactory.getLogger(EventReader.class);

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration BEAT = Duration.ofSeconds(15);
    private static final int AT_ONCE = 200;

    /** Then it must come again: whoever may not read any more must not for ever. */
    private static final Duration LIFE = Duration.ofMinutes(5);

    private final EventRing ring;
    private final String who;
    private final Moment begun;
    private final EventFilter filter;
    private final AsyncContext request;
    private final ServletOutputStream out;
    private final Supplier<Moment> clock;
    private final Consumer<EventReader> ended;

    private long seen;
    private String waits = "";
    private boolean unsent;
    private boolean blocked = true; // the container says when to begin
    private Moment since;
    private boolean over;

    /**
     * @param who who it is, and from where
     * @param seen the number of the last event that it knows
     * @param clock the monotonic one
     * @param ended called once, when nothing goes to it any more
     */
    EventReader(
            EventRing ring,
            String who,
            EventFilter filter,
            long seen,
            AsyncContext request,
            ServletOutputStream out,
            Supplier<Moment> clock,
            Consumer<EventReader> ended) {
        this.ring = ring;
        this.filter = filter;
        this.seen = seen;
        this.request = request;
        this.out = out;
        this.clock = clock;
        this.ended = ended;
        this.who = who;
        since = clock.get();
        begun = since;
    }

    /** Who it is, and from where. */
    String who() {
        return who;
    }

    /** Goes out before the events. */
    synchronized void begin(String text) {
        waits = text;
    }

    @Override
    public synchronized void onWritePossible() {
        blocked = false;
        since = clock.get();
        write();
    }

    @Override
    public void onError(Throwable fault) {
        LOG.debug("a reader of events has gone", fault);
        end();
    }

    /** There may be more for it. */
    synchronized void look() {
        if (over) {
            return;
        }
        if (!blocked) {
            write();
        } else if (ring.isLost(seen) || since.plus(PATIENCE).isBefore(clock.get())) {
            LOG.debug("a reader of events is dropped, for it is too slow");
            end();
        }
    }

    /** Says that the gateway is there, if there was nothing else to say for a while. */
    synchronized void beat() {
        if (!over && begun.plus(LIFE).isBefore(clock.get())) {
            end();
            return;
        }
        if (!over && !blocked && !clock.get().isBefore(since.plus(BEAT))) {
            waits += ":\n\n";
        }
        look();
    }

    private void write() {
        try {
            while (!over) {
                if (!out.isReady()) {
                    blocked = true;
                    since = clock.get();
                    return;
                }
                if (waits.isEmpty()) {
                    collect();
                }
                if (waits.isEmpty() && !unsent) {
                    return;
                }
                if (waits.isEmpty()) {
                    unsent = false;
                    out.flush();
                } else {
                    byte[] bytes = waits.getBytes(StandardCharsets.UTF_8);
                    waits = "";
                    unsent = true;
                    since = clock.get();
                    out.write(bytes);
                }
            }
        } catch (IOException | RuntimeException gone) {
            onError(gone);
        }
    }

    private void collect() {
        if (ring.isLost(seen)) {
            seen = ring.latest();
            waits = ring.frame(seen, "gap", "{}");
            return;
        }
        List<EventRing.Entry> entries = ring.after(seen, AT_ONCE);
        while (!entries.isEmpty() && waits.isEmpty()) {
            StringBuilder text = new StringBuilder();
            for (EventRing.Entry entry : entries) {
                seen = entry.number();
                if (filter.wants(entry.event())) {
                    text.append(entry.text());
                }
            }
            waits = text.toString();
            entries = waits.isEmpty() ? ring.after(seen, AT_ONCE) : List.of();
        }
    }

    /** Ends the answer; the reader may come again. */
    void end() {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
        }
        ended.accept(this);
        try {
            request.complete();
        } catch (IllegalStateException gone) {
            LOG.debug("the container has ended the answer already", gone);
        }
    }
}
