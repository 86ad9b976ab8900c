package dev.substation.flow.down;

import dev.substation.dialect.Difference;
import dev.substation.dialect.Differences;
import dev.substation.dialect.Profile;
import dev.substation.flow.desk.LatestReports;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.Transactions;
import dev.substation.flow.ports.Site;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Note;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Calls of the CSMS that a station must not be sent though its dialect has them: it would do
 * something else than was asked for.
 */
public final class UnsuitableCalls {

    private static final String CONNECTOR = "connectorId";

    private final Site site;
    private final Transactions transactions;
    private final LatestReports said;

    public UnsuitableCalls(Site site, Transactions transactions, LatestReports said) {
        this.site = site;
        this.transactions = transactions;
        this.said = said;
    }

    /** A call as the station can be asked it, with an answer when it cannot. */
    Profile.ToStation towardsStation(Station station, Call call) {
        Optional<Difference> refused =
                Differences.refused(station.dialect(), call.action(), call.payload());
        if (refused.isPresent()) {
            Difference row = refused.get();
            return instead(call, row.field(), row.ours(), row.source());
        }
        Optional<Long> connectorId = call.payload().number(CONNECTOR);
        boolean unknown =
                call.action().equals(Action.UnlockConnector)
                        && Differences.isEmulated(station.dialect(), Action.TriggerMessage)
                        && connectorId.filter(id -> isUnknown(station, id)).isPresent();
        return unknown
                ? instead(
                        call,
                        CONNECTOR,
                        "NotSupported",
                        "the station has never reported the status of this connector, but that of "
                                + "others")
                : new Profile.ToStation(call, Optional.empty());
    }

    /**
     * A station says the status of each of its connectors after its boot; of one that has said none
     * nothing is known. What the site names, or where somebody charges, is there in any case.
     */
    private boolean isUnknown(Station station, long connectorId) {
        Set<Long> reported =
                new HashSet<>(said.all(station.id(), Action.StatusNotification).keySet());
        reported.remove(0L);
        return !reported.isEmpty()
                && !reported.contains(connectorId)
                && !said.all(station.id(), Action.MeterValues).containsKey(connectorId)
                && transactions.openOn(station.id(), connectorId).isEmpty()
                && site.upstreams(station.id()).stream()
                        .filter(upstream -> upstream.shape() != UpstreamSettings.Shape.PLAIN)
                        .noneMatch(
                                upstream -> upstream.plugOf(station.id(), connectorId).isPresent());
    }

    private static Profile.ToStation instead(
            Call call, String field, String status, String reason) {
        String value = String.valueOf(call.payload().get(field));
        Note note = Note.impossible(field, shortened(value), status, reason);
        return new Profile.ToStation(call.noting(note), Optional.of(Answer.ofStatus(status)));
    }

    private static String shortened(String value) {
        return value.length() <= 120 ? value : value.substring(0, 119) + "…";
    }
}
