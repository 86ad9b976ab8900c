package dev.substation.ocppj;

import dev.substation.flow.time.Throttle;
import dev.substation.flow.time.Timers;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;

/**
 * Warnings about what one peer sends: one line a minute for each cause, with the number of those
 * that were left out, for a peer can send thousands of broken messages a second and must not fill
 * the disk (issue 11). Used by one thread at a time.
 */
final class PeerLog {

    private static final Duration EVERY = Duration.ofMinutes(1);

    private final Logger log;
    private final StationId station;
    private final Timers timers;
    private final Map<String, Throttle> causes = new HashMap<>();

    PeerLog(Logger log, StationId station, Timers timers) {
        this.log = log;
        this.station = station;
        this.timers = timers;
    }

    /**
     * Warns, or counts.
     *
     * @param cause one of few words of our own, never what a peer sent
     * @param line a SUB number and its sentence
     */
    void warn(String cause, String line) {
        Throttle lines = causes.computeIfAbsent(cause, key -> new Throttle(EVERY));
        if (lines.passes(timers.moment())) {
            log.warn("station={} {}{}", station, line, lines.more());
        }
    }
}
