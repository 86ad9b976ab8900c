package dev.substation.flow.charging;

import dev.substation.dialect.Times;
import dev.substation.flow.charging.Composite.Circuit;
import dev.substation.flow.charging.Composite.Running;
import dev.substation.flow.desk.Station;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.settings.ChargingSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** What the gateway knows of a station, as a composite schedule needs it. */
final class Circuits {

    /** A start that is older than this when it comes is the fault of a clock. */
    private static final Duration OLDEST = Duration.ofDays(7);

    private Circuits() {}

    static Composite composite(
            Station station,
            List<ChargingProfile> profiles,
            Collection<TransactionRow> open,
            SortedSet<Long> connectors) {
        ChargingSettings settings = station.settings().charging();
        ZoneId zone = station.settings().quirks().timeZone().orElse(ZoneOffset.UTC);
        Map<Long, Running> charging = new HashMap<>();
        open.forEach(row -> charging.put(row.connectorId(), new Running(row.key(), since(row))));
        return new Composite(
                profiles,
                charging,
                connectors,
                zone,
                new Circuit(settings.current(), settings.phases(), settings.volts()));
    }

    /** The connectors of which anything is known; the first, if nothing is. */
    static SortedSet<Long> connectors(
            Collection<Long> reported,
            List<ChargingProfile> profiles,
            Collection<TransactionRow> open) {
        SortedSet<Long> connectors = new TreeSet<>(reported);
        profiles.forEach(profile -> connectors.add(profile.connectorId()));
        open.forEach(row -> connectors.add(row.connectorId()));
        connectors.removeIf(connector -> connector <= 0);
        if (connectors.isEmpty()) {
            connectors.add(1L);
        }
        return connectors;
    }

    /** A start may have come late; a clock that is wrong must not make it look so. */
    private static Instant since(TransactionRow row) {
        return row.startedAt()
                .flatMap(Times::parse)
                .filter(time -> !time.isAfter(row.started()))
                .filter(time -> time.isAfter(row.started().minus(OLDEST)))
                .orElse(row.started());
    }
}
