package dev.substation.flow.gate;

import dev.substation.dialect.Checks;
import dev.substation.dialect.Part;
import dev.substation.flow.desk.Store;
import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.ports.Site;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.flow.time.Desk;
import dev.substation.flow.up.Recorded;
import dev.substation.model.Action;
import dev.substation.model.Call;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Corrects for a strict CSMS what was not corrected for it when it was stored: messages and boots
 * from before the CSMS was strict, or from another CSMS, and what the gateway says of joined
 * stations (docs/adr/0045-strict-csms.md). Used on the desk.
 */
final class StoredRows {

    private static final Logger LOG = LoggerFactory.getLogger(StoredRows.class);

    private final Site site;
    private final Checks checks;
    private final Store store;
    private final Desk desk;
    private final Recorded recorded;

    /** The last row of the outbox that was stored before the settings became what they are. */
    private long storedBefore;

    /** By upstream station the last row whose correction is in the message log: rows are resent. */
    private final Map<StationId, Long> logged = new HashMap<>();

    StoredRows(Rooms rooms, Checks checks) {
        site = rooms.site;
        store = rooms.store;
        desk = rooms.desk;
        this.checks = checks;
        recorded = rooms.upward.recorded();
        settingsChanged();
    }

    /** What is stored by now was corrected, or was not, by settings that are no more. */
    void settingsChanged() {
        storedBefore = recorded.latestSequence();
    }

    /**
     * The payload of a row as its CSMS takes it. The transaction still has the station's id: the
     * CSMS's own may be a text, which no correction may take away. What the schemas refuse even so
     * is sent: the station has its answer already, and the CSMS may take it.
     */
    Payload fitting(OutboxRow row) {
        Optional<UpstreamSettings> upstream =
                site.upstream(row.upstream())
                        .filter(settings -> settings.csms().strict())
                        .filter(settings -> !isCorrected(row, settings));
        if (upstream.isEmpty()) {
            return row.payload();
        }
        Checks.Strict fit =
                strict(upstream.get().csms(), row.action(), row.payload(), row.accepted());
        boolean first = row.sequence() > logged.getOrDefault(row.upstream(), 0L);
        if (first && !(fit.notes().isEmpty() && fit.offence().isEmpty())) {
            logged.put(row.upstream(), row.sequence());
            log(row, fit);
        }
        return fit.payload();
    }

    private boolean isCorrected(OutboxRow row, UpstreamSettings settings) {
        boolean own = settings.shape() == UpstreamSettings.Shape.JOINED;
        return row.sequence() > storedBefore && !own
                || site.station(row.station()).filter(StationSettings::transparent).isPresent();
    }

    private void log(OutboxRow row, Checks.Strict fit) {
        fit.offence()
                .ifPresent(
                        offence ->
                                LOG.warn(
                                        "station={} action={} id={} {}",
                                        row.station(),
                                        row.action(),
                                        row.messageId(),
                                        offence.line()));
        Call stored =
                new Call(
                        row.messageId(),
                        row.station(),
                        Direction.UP,
                        row.dialect(),
                        row.action(),
                        row.payload(),
                        List.of());
        store.commit(store.logged(stored, fit.notes(), List.of(fit.payload())));
    }

    /** The boot of a station, which may have left for another CSMS first, as this one takes it. */
    Payload boot(StationId upstream, Payload boot) {
        return site.upstream(upstream)
                .map(UpstreamSettings::csms)
                .filter(CsmsSettings::strict)
                .map(csms -> strict(csms, Action.BootNotification, boot, desk.now()).payload())
                .orElse(boot);
    }

    private Checks.Strict strict(
            CsmsSettings csms, Action action, Payload payload, Instant received) {
        return checks.strict(csms.dialect(), Direction.UP, action, Part.REQUEST, payload, received);
    }
}
