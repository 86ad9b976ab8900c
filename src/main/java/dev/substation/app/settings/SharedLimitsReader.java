package dev.substation.app.settings;

import dev.substation.flow.settings.SharedLimit;
import dev.substation.model.StationId;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the sections under {@code sites}: limits that several stations share. */
final class SharedLimitsReader {

    private SharedLimitsReader() {}

    /** A hint for each limit that would not be kept without the gateway. */
    static List<String> remarks(List<SharedLimit> limits, StationEntries stations) {
        List<String> remarks = new ArrayList<>();
        for (SharedLimit limit : limits) {
            long lowest =
                    limit.schedule().values().stream()
                            .mapToLong(Long::longValue)
                            .reduce(limit.milliamperes(), Math::min);
            long fallbacks =
                    limit.stations().stream()
                            .mapToLong(
                                    station ->
                                            ChargingKeys.settings(stations.find(station))
                                                    .fallbackMilliamperes())
                            .sum();
            if (fallbacks > lowest) {
                remarks.add(
                        "the stations of sites.%s may draw %s A together if the gateway is gone, and their limit is %s A; lower fallback-current"
                                .formatted(limit.name(), amperes(fallbacks), amperes(lowest)));
            }
        }
        return remarks;
    }

    private static String amperes(long milliamperes) {
        return BigDecimal.valueOf(milliamperes, 3).stripTrailingZeros().toPlainString();
    }

    /** The limits of the sections, in the file's order. */
    static List<SharedLimit> read(List<SectionReader> sections) {
        Map<StationId, String> seen = new LinkedHashMap<>();
        List<SharedLimit> limits = new ArrayList<>();
        for (SectionReader section : sections) {
            List<StationId> stations = section.find(SharedLimitKeys.STATIONS).orElse(List.of());
            if (!section.has(SharedLimitKeys.STATIONS) || !section.has(SharedLimitKeys.LIMIT)) {
                section.problem("%s needs stations and a limit".formatted(section.name()));
            }
            Optional<Long> limit = section.find(SharedLimitKeys.LIMIT);
            for (StationId station : stations) {
                String before = seen.putIfAbsent(station, section.name());
                if (before != null) {
                    section.problem(
                            SharedLimitKeys.STATIONS,
                            "the station %s shares the limit of %s already; remove one"
                                    .formatted(station, before));
                }
            }
            limit.map(
                            milliamperes ->
                                    new SharedLimit(
                                            section.name(),
                                            stations,
                                            milliamperes,
                                            section.find(SharedLimitKeys.SCHEDULE)
                                                    .orElseGet(TreeMap::new),
                                            section.find(SharedLimitKeys.TIME_ZONE)
                                                    .orElse(ZoneOffset.UTC),
                                            section.get(SharedLimitKeys.TURN)))
                    .ifPresent(limits::add);
        }
        return List.copyOf(limits);
    }
}
