package dev.substation.flow.desk;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who made the stations.
 *
 * @param stations how many, by vendor and by where that comes from
 * @param reasons for health
 */
public record VendorFigures(Map<String, Map<String, Integer>> stations, List<String> reasons) {

    private static final int NAMED = 3; // stations in a sentence

    /** Counts them. */
    public static VendorFigures of(Collection<Station> stations) {
        Map<String, Map<String, Integer>> counted = new TreeMap<>();
        stations.stream()
                .map(StationVendor::of)
                .forEach(
                        known ->
                                counted.computeIfAbsent(known.vendor(), vendor -> new TreeMap<>())
                                        .merge(known.origin().word(), 1, Integer::sum));
        return new VendorFigures(counted, reasonsOf(stations));
    }

    private static List<String> reasonsOf(Collection<Station> stations) {
        List<String> suspected =
                stations.stream()
                        .filter(Station::isSuspectedNetwork)
                        .filter(Station::isOfUnknownVendor)
                        .map(station -> station.id().value())
                        .sorted()
                        .toList();
        if (suspected.isEmpty()) {
            return List.of();
        }
        String more =
                suspected.size() <= NAMED ? "" : " and %d more".formatted(suspected.size() - NAMED);
        return List.of(
                "Stations of unknown vendor send cards that end in a serial number (%s%s): the CSMS may reject such cards, and a KEBA network then blocks them; set vendor: keba, or vendor: generic if the CSMS knows the cards in this form (SUB-1068)"
                        .formatted(
                                String.join(
                                        ", ",
                                        suspected.subList(0, Math.min(NAMED, suspected.size()))),
                                more));
    }
}
