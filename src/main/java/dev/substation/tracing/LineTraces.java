package dev.substation.tracing;

import dev.substation.model.StationId;
import dev.substation.model.Trail;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Which trace the lines of the log belong to, by the station and the message id that they begin
 * with: {@code station=BOX action=Reset id=7 ...}. Knows the calls of the last moments. May be used
 * by many threads at once.
 */
final class LineTraces {

    private static final int MOST = 5_000;
    private static final String STATION = "station=";
    private static final String ID = " id=";

    /** Guards itself; the oldest first. */
    private final Map<String, String> traces = new LinkedHashMap<>();

    /** A call goes by this id now. */
    void note(StationId station, String messageId, String trace) {
        String key = key(station.value(), messageId);
        synchronized (traces) {
            traces.remove(key); // the youngest again
            traces.put(key, trace);
            if (traces.size() > MOST) {
                traces.remove(traces.keySet().iterator().next());
            }
        }
    }

    /** The trace of a call; empty when it is not known. */
    String of(String station, String messageId) {
        synchronized (traces) {
            return traces.getOrDefault(key(station, messageId), "");
        }
    }

    private static String key(String station, String messageId) {
        return station.toLowerCase(Locale.ROOT) + ' ' + messageId;
    }

    /**
     * A line with the id of the trace that it is about. It stands before the message id, which a
     * peer has chosen and might end in what looks like one.
     */
    String in(String line) {
        int id = line.indexOf(ID);
        int station = id < 0 ? -1 : line.lastIndexOf(STATION, id);
        if (station < 0) {
            return line;
        }
        String trace =
                of(
                        word(line, station + STATION.length()),
                        word(line, id + ID.length()).stripTrailing());
        return trace.isEmpty()
                ? line
                : line.substring(0, id) + " trace=" + Trail.traceId(trace) + line.substring(id);
    }

    private static String word(String line, int from) {
        int end = line.indexOf(' ', from);
        return end < 0 ? line.substring(from) : line.substring(from, end);
    }
}
