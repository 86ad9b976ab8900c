package dev.substation.tracing;

import dev.substation.flow.time.Moment;
import dev.substation.model.Call;
import dev.substation.model.Direction;
import dev.substation.model.Trail;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Which trace the lines of the log belong to, by the station, the action and the message id that
 * they begin with: {@code station=BOX action=Reset id=7 ...}. Knows the calls of the last minutes;
 * stations begin their ids again. May be used by many threads at once.
 */
final class LineTraces {

    private static final int MOST = 5_000;
    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final String STATION = "station=";
    private static final String ACTION = " action=";
    private static final String ID = " id=";

    /** A station may number its calls as the CSMS does. */
    private record Key(Direction direction, String station, String action, String id) {

        static Key of(Call call) {
            return of(
                    call.direction(),
                    call.station().value(),
                    call.action().name(),
                    call.messageId());
        }

        static Key of(Direction direction, String station, String action, String id) {
            return new Key(direction, station.toLowerCase(Locale.ROOT), action, id);
        }
    }

    private record Noted(String trace, Moment since) {}

    private final Supplier<Moment> now;

    /** Guards itself; the oldest first. */
    private final Map<Key, Noted> traces = new LinkedHashMap<>();

    /** Spares calls that are not followed the lock. */
    private volatile boolean empty = true;

    LineTraces(Supplier<Moment> now) {
        this.now = now;
    }

    /** A call goes by its id now. */
    void note(Call call, String trace) {
        Key key = Key.of(call);
        Moment since = now.get();
        synchronized (traces) {
            forgetBefore(since.minus(KEPT));
            traces.remove(key); // the youngest again
            traces.put(key, new Noted(trace, since));
            if (traces.size() > MOST) {
                traces.remove(traces.keySet().iterator().next());
            }
            empty = false;
        }
    }

    /** A call that is not followed has the id of an earlier one, perhaps. */
    void forget(Call call) {
        if (empty) {
            return;
        }
        synchronized (traces) {
            traces.remove(Key.of(call));
            empty = traces.isEmpty();
        }
    }

    private void forgetBefore(Moment oldest) {
        Iterator<Noted> all = traces.values().iterator();
        while (all.hasNext() && all.next().since().isBefore(oldest)) {
            all.remove();
        }
        empty = traces.isEmpty();
    }

    /** The trace of a call; empty when it is not known. */
    String of(Call call) {
        return of(Key.of(call));
    }

    private String of(Key key) {
        if (empty) {
            return "";
        }
        Moment oldest = now.get().minus(KEPT);
        synchronized (traces) {
            forgetBefore(oldest);
            Noted noted = traces.get(key);
            return noted == null ? "" : noted.trace();
        }
    }

    /**
     * A line with the id of the trace that it is about. It stands before the message id, which a
     * peer has chosen and might end in what looks like one.
     */
    String in(String line) {
        int id = empty ? -1 : line.indexOf(ID);
        int station = id < 0 ? -1 : line.lastIndexOf(STATION, id);
        int action = station < 0 ? -1 : line.indexOf(ACTION, station);
        if (action < 0 || action > id) {
            return line;
        }
        String trace =
                either(
                        word(line, station + STATION.length()),
                        line.substring(action + ACTION.length(), id),
                        word(line, id + ID.length()).stripTrailing());
        return trace.isEmpty()
                ? line
                : line.substring(0, id) + " trace=" + Trail.traceId(trace) + line.substring(id);
    }

    /** A line does not say its direction; none if a call of each has this id. */
    private String either(String station, String action, String id) {
        String up = of(Key.of(Direction.UP, station, action, id));
        String down = of(Key.of(Direction.DOWN, station, action, id));
        return up.isEmpty() || down.isEmpty() || up.equals(down) ? (up.isEmpty() ? down : up) : "";
    }

    private static String word(String line, int from) {
        int end = line.indexOf(' ', from);
        return end < 0 ? line.substring(from) : line.substring(from, end);
    }
}
