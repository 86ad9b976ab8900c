package dev.substation.ocppj;

import dev.substation.flow.time.RefusalLog;
import dev.substation.flow.time.Timers;
import dev.substation.model.StationId;
import org.slf4j.Logger;

/**
 * Warnings about what one peer sends: one line a minute for each cause, with the number of those
 * that were left out, for a peer can send thousands of broken messages a second and must not fill
 * the disk (issue 11).
 */
final class PeerLog {

    private final Logger log;
    private final StationId station;
    private final RefusalLog lines;

    PeerLog(Logger log, StationId station, Timers timers) {
        this.log = log;
        this.station = station;
        this.lines = new RefusalLog(timers::moment);
    }

    /**
     * Warns, or counts.
     *
     * @param cause one of few words of our own, never what a peer sent
     * @param line a SUB number and its sentence
     */
    void warn(String cause, String line) {
        lines.line(station.value(), cause)
                .ifPresent(more -> log.warn("station={} {}{}", station, line, more));
    }
}
