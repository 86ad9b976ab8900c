package dev.substation.flow.gate;

import dev.substation.flow.desk.Affiliations;
import dev.substation.flow.desk.Connections;
import dev.substation.flow.desk.KnownCards;
import dev.substation.flow.desk.LatestReports;
import dev.substation.flow.desk.LogUploads;
import dev.substation.flow.desk.Registration;
import dev.substation.flow.desk.SharedState;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.Store;
import dev.substation.flow.down.HeldUpdates;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.Site;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.flow.settings.WholeStation;
import dev.substation.flow.up.Upward;
import dev.substation.model.Action;
import dev.substation.model.StationId;
import java.util.ArrayList;
import java.util.List;

/**
 * Stations that have moved to another CSMS, or whose CSMS has another address. What the previous
 * CSMS said about cards and requested no longer counts. The new one gets the statuses of the
 * connectors after it has accepted the boot.
 */
final class CsmsChanges {

    private final Affiliations affiliations;
    private final Connections connections;
    private final Store store;
    private final Site site;
    private final Registration registration;
    private final KnownCards cards;
    private final LogUploads uploads;
    private final HeldUpdates updates;
    private final LatestReports said;
    private final Upward upward;

    CsmsChanges(
            SharedState books,
            Site site,
            Affiliations affiliations,
            Registration registration,
            LogUploads uploads,
            HeldUpdates updates,
            LatestReports said,
            Upward upward) {
        this.affiliations = affiliations;
        this.connections = books.connections();
        this.store = books.store();
        this.cards = books.cards();
        this.site = site;
        this.registration = registration;
        this.uploads = uploads;
        this.updates = updates;
        this.said = said;
        this.upward = upward;
    }

    /**
     * At a start, or when the settings have changed, before anything is said: forgets what was
     * between a station and the CSMS before. What is to be stored.
     */
    List<Change> begun() {
        List<Change> changes = new ArrayList<>(registration.adopted());
        for (StationId upstream : affiliations.moved()) {
            cards.forget(upstream);
            changes.add(new Change.MemoriesForgotten(Memory.CARDS, upstream));
            changes.add(new Change.MemoriesForgotten(Memory.CARD_LISTS, upstream));
            changes.addAll(uploads.moved(upstream));
            changes.addAll(updates.moved(upstream));
        }
        for (StationId upstream : affiliations.fresh()) {
            changes.addAll(upward.recorded().moved(upstream));
            site.upstream(upstream)
                    .ifPresent(
                            settings ->
                                    settings.stations()
                                            .forEach(
                                                    station -> {
                                                        changes.addAll(
                                                                upward.reports()
                                                                        .untold(
                                                                                station,
                                                                                Action
                                                                                        .StatusNotification));
                                                        said.unheard(
                                                                station,
                                                                connector ->
                                                                        isOf(
                                                                                settings, station,
                                                                                connector));
                                                    }));
        }
        changes.addAll(affiliations.begun());
        return changes;
    }

    /**
     * Whether a connector of a station, 0 for the whole, is the business of an upstream station.
     */
    private static boolean isOf(UpstreamSettings settings, StationId station, long connector) {
        if (connector > 0) {
            return settings.plugs().isEmpty() || settings.plugOf(station, connector).isPresent();
        }
        return settings.shape() != UpstreamSettings.Shape.PART
                || settings.whole().ofSplit(Action.StatusNotification) == WholeStation.Reach.EACH;
    }

    /** The link of a station is open: if no boot is known, the CSMS gets the statuses at once. */
    void connected(StationId upstream) {
        if (affiliations.isFresh(upstream)) {
            if (connections.behind(upstream).stream().allMatch(it -> it.boot().isEmpty())) {
                tell(upstream);
            }
        } else {
            store.commit(affiliations.toldAtLeast(upstream));
        }
    }

    /** The CSMS has accepted a boot that the gateway sent. */
    void accepted(StationId upstream) {
        if (affiliations.isFresh(upstream)) {
            tell(upstream);
        } else {
            store.commit(affiliations.told(upstream));
        }
    }

    private void tell(StationId upstream) {
        for (Station station : connections.behind(upstream)) {
            site.upstream(upstream)
                    .ifPresent(
                            settings ->
                                    said.unheard(station.id()).stream()
                                            .filter(
                                                    connector ->
                                                            isOf(settings, station.id(), connector))
                                            .forEach(
                                                    connector ->
                                                            upward.reports()
                                                                    .sayStatusAnew(
                                                                            station, connector)));
        }
        store.commit(affiliations.told(upstream));
    }
}
