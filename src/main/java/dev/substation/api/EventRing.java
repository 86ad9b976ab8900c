package dev.substation.api;

import dev.substation.dialect.Json;
import dev.substation.flow.ports.Event;
import dev.substation.model.Payload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The latest events, each with a number: a reader that comes back goes on where it was, if that is
 * not too long ago. Several threads may use it at once.
 */
final class EventRing {

    /** An event as it goes out; it is written once, by whoever needs it first. */
    final class Entry {

        private final long number;
        private final Instant time;
        private final Event event;
        private volatile String text;

        private Entry(long number, Instant time, Event event) {
            this.number = number;
            this.time = time;
            this.event = event;
        }

        long number() {
            return number;
        }

        Event event() {
            return event;
        }

        String text() {
            if (text == null) {
                text = frame(number, event.kind().word(), Json.write(payload()));
            }
            return text;
        }

        private Payload payload() {
            Payload.Builder all = new Payload.Builder();
            all.put("time", time.toString());
            event.station().ifPresent(station -> all.put("station", station.value()));
            Event told = shown.apply(event);
            told.details().forEach(all::put);
            return all.build();
        }
    }

    private final String run;
    private final UnaryOperator<Event> shown;
    private final Entry[] entries;

    /** The number of the next event. */
    private long next = 1;

    /** The number of the first event that is here, or the next one. */
    private long first = 1;

    /**
     * @param run tells numbers of this run from those of others
     * @param shown events as they may be shown
     * @param most how many are kept
     */
    EventRing(String run, UnaryOperator<Event> shown, int most) {
        this.run = run;
        this.shown = shown;
        entries = new Entry[most];
    }

    synchronized void add(Instant time, Event event) {
        entries[(int) (next % entries.length)] = new Entry(next, time, event);
        next++;
        first = Math.max(first, next - entries.length);
    }

    /** From here on events are lost: who comes back later has a gap. */
    synchronized void lose() {
        next++;
        first = next;
        Arrays.fill(entries, null);
    }

    /** The number of the latest event. */
    synchronized long latest() {
        return next - 1;
    }

    /** Whether events after a number are lost. */
    synchronized boolean isLost(long after) {
        return after < first - 1 || after >= next;
    }

    /** Some of those after a number. */
    synchronized List<Entry> after(long number, int most) {
        List<Entry> found = new ArrayList<>();
        for (long i = number + 1; i < next && found.size() < most; i++) {
            found.add(entries[(int) (i % entries.length)]);
        }
        return found;
    }

    /** The number in an id that a reader has seen; -1, which is always lost, if it is none. */
    long number(String id) {
        String prefix = run + "-";
        String digits = id.startsWith(prefix) ? id.substring(prefix.length()) : "";
        return digits.matches("\\d{1,18}") ? Long.parseLong(digits) : -1;
    }

    /** An event of the stream. */
    String frame(long number, String kind, String json) {
        return "id: %s-%d\nevent: %s\ndata: %s\n\n".formatted(run, number, kind, json);
    }
}
