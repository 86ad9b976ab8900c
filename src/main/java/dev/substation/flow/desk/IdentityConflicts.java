package dev.substation.flow.desk;

import dev.substation.flow.upstream.Upstream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who is let in under which identity, at the gateway and by it at the csms.
 *
 * @param reasons what somebody has to look at, a sentence each
 * @param contested stations under whose identity two devices connect
 * @param takeovers newcomers that took the place of a connection that had not ended
 * @param turnedAway newcomers that did not get it
 * @param refused links that a CSMS does not let in
 */
public record IdentityConflicts(
        List<String> reasons, int contested, long takeovers, long turnedAway, int refused) {

    private static final int NAMED = 5;

    public static IdentityConflicts of(
            Collection<Station> stations, Collection<Upstream> upstreams) {
        List<String> reasons = new ArrayList<>();
        long takeovers = 0;
        long turnedAway = 0;
        for (Station station : stations) {
            Takeovers of = station.takeovers();
            takeovers += of.taken();
            turnedAway += of.refused();
            of.contest().map(Takeovers.Contest::sentence).ifPresent(reasons::add);
        }
        int contested = reasons.size();
        Map<String, List<String>> refused = new TreeMap<>();
        Map<String, List<String>> thrownOut = new TreeMap<>();
        for (Upstream upstream : upstreams) {
            String name = upstream.identity().value();
            upstream.refusal()
                    .ifPresent(
                            refusal ->
                                    refused.computeIfAbsent(
                                                    "The CSMS %s rejects %%s with %d; %s; stations that it has accepted before are served by policy, others are not accepted"
                                                            .formatted(
                                                                    upstream.csms().name(),
                                                                    refusal.status(),
                                                                    refusal.remedy()
                                                                            .replace("%", "%%")),
                                                    key -> new ArrayList<>())
                                            .add(name));
            if (upstream.isThrownOut()) {
                thrownOut
                        .computeIfAbsent(
                                "The CSMS %s closes the link of %%s right after each handshake; look for another gateway or station that connects to it under the same identity"
                                        .formatted(upstream.csms().name()),
                                key -> new ArrayList<>())
                        .add(name);
            }
        }
        refused.forEach((sentence, names) -> reasons.add(sentence.formatted(named(names))));
        thrownOut.forEach((sentence, names) -> reasons.add(sentence.formatted(named(names))));
        int links = refused.values().stream().mapToInt(List::size).sum();
        return new IdentityConflicts(List.copyOf(reasons), contested, takeovers, turnedAway, links);
    }

    private static String named(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
        return names.size() <= NAMED
                ? first
                : first + " and %d more".formatted(names.size() - NAMED);
    }
}
