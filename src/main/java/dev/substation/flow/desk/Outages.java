package dev.substation.flow.desk;

import dev.substation.flow.upstream.Outage;
import dev.substation.flow.upstream.Upstream;
import dev.substation.model.Problem;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Which CSMSs are away, and which SOAP stations cannot be called: a sentence each, with what to do.
 * A WebSocket station that is not connected is none of them: it connects again by itself.
 */
public final class Outages {

    /** More would hide the other reasons. */
    private static final int NAMED = 5;

    private final UnaryOperator<String> shown;

    /**
     * @param shown hides secrets in a text
     */
    public Outages(UnaryOperator<String> shown) {
        this.shown = shown;
    }

    /**
     * The sentences; those of CSMSs first.
     *
     * @param relayed those of transparent stations, by the name of the CSMS
     */
    public List<String> reasons(
            Collection<Station> stations,
            Collection<Upstream> upstreams,
            Map<String, List<Outage>> relayed) {
        return Stream.concat(ofCsms(upstreams, relayed), ofStations(stations)).toList();
    }

    private Stream<String> ofCsms(
            Collection<Upstream> upstreams, Map<String, List<Outage>> relayed) {
        Map<String, List<Outage>> outages = new TreeMap<>();
        relayed.forEach((csms, some) -> outages.put(csms, new ArrayList<>(some)));
        for (Upstream upstream : upstreams) {
            // A CSMS that rejects a station has a sentence of its own.
            upstream.outage()
                    .filter(outage -> upstream.refusal().isEmpty())
                    .ifPresent(
                            outage ->
                                    outages.computeIfAbsent(
                                                    upstream.csms().name(),
                                                    name -> new ArrayList<>())
                                            .add(outage));
        }
        return outages.entrySet().stream().map(one -> away(one.getKey(), one.getValue()));
    }

    private String away(String csms, List<Outage> outages) {
        Outage first = outages.stream().min(Comparator.comparing(Outage::since)).orElseThrow();
        Outage last = outages.stream().max(Comparator.comparing(Outage::since)).orElseThrow();
        return "The CSMS %s is away since %s for %d station(s): %s. %s"
                .formatted(
                        csms,
                        first.since().truncatedTo(ChronoUnit.SECONDS),
                        outages.size(),
                        shown.apply(last.why()),
                        Problem.CSMS_NOT_CONNECTED.remedy());
    }

    private Stream<String> ofStations(Collection<Station> stations) {
        List<Station> unreached =
                stations.stream()
                        .filter(station -> station.dialect().isSoap())
                        .filter(station -> station.called().unreached().isPresent())
                        .sorted(Comparator.comparing(station -> station.id().value()))
                        .toList();
        Stream<String> named = unreached.stream().limit(NAMED).map(this::unreached);
        return unreached.size() <= NAMED
                ? named
                : Stream.concat(
                        named,
                        Stream.of(
                                "%d more stations cannot be called; the log names them"
                                        .formatted(unreached.size() - NAMED)));
    }

    private String unreached(Station station) {
        CallRecord.Unreached unreached = station.called().unreached().orElseThrow();
        return "Calls to the station %s fail since %s: %s. %s"
                .formatted(
                        station.id(),
                        unreached.since().truncatedTo(ChronoUnit.SECONDS),
                        shown.apply(unreached.last().line()),
                        unreached.last().cause().remedy());
    }
}
