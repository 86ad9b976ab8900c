package dev.substation.flow.down;

import dev.substation.dialect.Profile;
import dev.substation.flow.desk.LatestReports;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.Transactions;
import dev.substation.model.Action;
import dev.substation.model.Call;
import dev.substation.model.Note;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives a RemoteStartTransaction a connector, for stations that do not start without one: the one
 * that the site names (quirk 37), or for vendors that need one the first where somebody waits to
 * charge.
 */
public final class StartConnector {

    private static final String CONNECTOR = "connectorId";

    /** Where a start is likeliest to succeed; what is not here comes last. */
    private static final List<String> ORDER = List.of("Preparing", "Available", "Finishing");

    private final LatestReports said;
    private final Transactions transactions;

    public StartConnector(LatestReports said, Transactions transactions) {
        this.said = said;
        this.transactions = transactions;
    }

    /** A call as its station can do it. */
    Call in(Station station, Call call) {
        boolean names = call.payload().number(CONNECTOR).filter(id -> id > 0).isPresent();
        if (names || !call.action().equals(Action.RemoteStartTransaction)) {
            return call;
        }
        Optional<Integer> set = station.settings().quirks().remoteStartConnector();
        if (set.isPresent()) {
            return with(
                    call,
                    set.get(),
                    "the station needs a connector to start (remote-start-connector)");
        }
        return Profile.of(station.profile()).needsConnector(call)
                ? with(call, free(station), "the station needs a connector to start")
                : call;
    }

    private static Call with(Call call, long connector, String why) {
        Object before = call.payload().get(CONNECTOR);
        Note note =
                Note.deduced(
                        CONNECTOR,
                        before == null ? "" : before.toString(),
                        Long.toString(connector),
                        why);
        return call.withPayload(call.payload().with(CONNECTOR, connector)).noting(note);
    }

    /** The first connector where a car waits, else the first that is free, else the first. */
    private long free(Station station) {
        return said.all(station.id(), Action.StatusNotification).entrySet().stream()
                .filter(report -> report.getKey() > 0)
                .filter(report -> transactions.openOn(station.id(), report.getKey()).isEmpty())
                .min(
                        Comparator.comparingInt(
                                        (Map.Entry<Long, LatestReports.Saying> report) ->
                                                rank(report.getValue().status()))
                                .thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey)
                .orElse(1L);
    }

    private static int rank(String status) {
        int rank = ORDER.indexOf(status);
        return rank < 0 ? ORDER.size() : rank;
    }
}
