package dev.substation.tracing;

import dev.substation.flow.time.Moment;
import io.opentelemetry.api.trace.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The spans of calls that have no answer yet, by their traces. A call whose answer is never
 * reported must not keep its place: what is too old, or the oldest of too many, is handed out as
 * lost. May be used by many threads at once.
 */
final class OpenSpans {

    /** More calls than can wait at once. */
    static final int MOST = 20_000;

    /** Longer than any call waits. */
    static final Duration KEPT = Duration.ofHours(1);

    private record Open(Span span, Moment since) {}

    private final Supplier<Moment> now;

    /** Guards itself; the oldest first. */
    private final Map<String, Open> open = new LinkedHashMap<>();

    OpenSpans(Supplier<Moment> now) {
        this.now = now;
    }

    /** Keeps one, and returns those that are lost. */
    List<Span> put(String trace, Span span) {
        Moment since = now.get();
        Moment oldest = since.minus(KEPT);
        List<Span> lost = new ArrayList<>();
        synchronized (open) {
            Iterator<Open> all = open.values().iterator();
            while (all.hasNext()) {
                Open first = all.next();
                if (open.size() < MOST && !first.since().isBefore(oldest)) {
                    break;
                }
                lost.add(first.span());
                all.remove();
            }
            open.put(trace, new Open(span, since));
        }
        return lost;
    }

    /** Takes one out. */
    Optional<Span> take(String trace) {
        synchronized (open) {
            return Optional.ofNullable(open.remove(trace)).map(Open::span);
        }
    }
}
