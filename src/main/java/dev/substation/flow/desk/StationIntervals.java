package dev.substation.flow.desk;

import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.MemoryFigure;
import dev.substation.flow.ports.Site;
import dev.substation.model.StationId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The intervals that SOAP stations got, also after restarts. */
public final class StationIntervals {

    /** The owner of what a SOAP station was given for an interval, over restarts. */
    private static final String OWNER = "heartbeat-interval";

    private final Site site;
    private final Registrations registrations;

    /** In seconds. */
    private final Map<StationId, Long> given = new HashMap<>();

    StationIntervals(Site site, Registrations registrations, List<Memory> memories) {
        this.site = site;
        this.registrations = registrations;
        memories.stream()
                .filter(memory -> memory.owner().equals(OWNER))
                .forEach(memory -> given.put(memory.station(), Long.valueOf(memory.value())));
    }

    /** How much is kept, for the metrics. */
    MemoryFigure kept() {
        return MemoryFigure.ofEach(OWNER, given.size());
    }

    void forget(StationId station) {
        given.remove(station);
    }

    /** How often a SOAP station shows itself at least, in seconds. */
    public long stationInterval(StationId station) {
        Long told = given.get(station);
        return told != null
                ? told
                : site.upstreams(station).stream()
                        .mapToLong(upstream -> registrations.interval(upstream.identity()))
                        .filter(interval -> interval > 0)
                        .reduce(BootAnswers.SOAP_INTERVAL_MOST, Math::min);
    }

    /** A SOAP station has been given an interval. */
    public Change showsItselfEvery(StationId station, long seconds) {
        given.put(station, seconds);
        return new Change.Remembered(new Memory(OWNER, station, "", Long.toString(seconds)));
    }
}
