package dev.substation.flow.desk;

import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.ports.StationLink;
import dev.substation.flow.time.Desk;
import dev.substation.flow.upstream.LinkOverview;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Dialect;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How one station stands on both sides, for who looks at it.
 *
 * @param connected whether its WebSocket is open; of a SOAP station, whether it was heard lately
 * @param lastHeard when it was last heard, by the clock on the wall
 * @param vendor its vendor profile, and where that comes from
 * @param address where it is called, or where its WebSocket comes from; empty when it has no link
 * @param callable whether the gateway has a way to call it
 * @param unreached since when calls do not reach it, and how the last one ended
 * @param failures calls that did not reach it since the start
 * @param boot its last BootNotification, as it left for the CSMS
 * @param connectors the last StatusNotification of each connector, as the station numbers it
 * @param transactions those that are open
 * @param links its links to CSMSs
 */
public record StationOverview(
        StationId station,
        Dialect dialect,
        boolean connected,
        Instant lastHeard,
        StationVendor vendor,
        Optional<String> address,
        boolean callable,
        Optional<Unreached> unreached,
        long failures,
        Optional<Payload> boot,
        Map<Long, Payload> connectors,
        List<TransactionRow> transactions,
        List<LinkOverview> links) {

    /** Since when calls fail, and how the last one ended. */
    public record Unreached(Instant since, Answer.Failure last) {}

    /**
     * A station as it stands now.
     *
     * @param links to its CSMSs, as far as there are some
     */
    public static StationOverview of(
            Station station,
            Transactions transactions,
            LatestReports said,
            List<LinkOverview> links,
            Desk desk) {
        Optional<StationLink> link = station.link();
        Map<Long, Payload> connectors = new TreeMap<>();
        said.all(station.id(), Action.StatusNotification)
                .forEach((connector, saying) -> connectors.put(connector, saying.told()));
        return new StationOverview(
                station.id(),
                station.dialect(),
                StationFigure.isThere(station),
                desk.now().minus(station.lastHeard().until(desk.moment())),
                StationVendor.of(station),
                link.map(StationLink::address).filter(address -> !address.isEmpty()),
                link.filter(way -> way.kind() != StationLink.Kind.LISTEN_ONLY).isPresent(),
                station.called()
                        .unreached()
                        .map(record -> new Unreached(record.since(), record.last())),
                station.called().failures(),
                station.boot(),
                connectors,
                transactions.openOf(station.id()),
                links);
    }
}
