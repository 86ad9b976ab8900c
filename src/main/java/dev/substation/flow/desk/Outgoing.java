package dev.substation.flow.desk;

import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.ports.Undo;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.flow.upstream.Upstream;
import dev.substation.model.Authorize;
import dev.substation.model.Call;
import dev.substation.model.Payload;
import dev.substation.model.StartTransaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A station's call after its rules, on its way to the csms.
 *
 * @param received as it came, before the rules
 * @param call as it goes on, in the name of the upstream station
 * @param settings the upstream station's
 * @param upstream its link
 * @param changes what is to be stored with it, in one commit
 */
public record Outgoing(
        Station station,
        Call received,
        Call call,
        List<Undo> undo,
        UpstreamSettings settings,
        Upstream upstream,
        List<Change> changes) {

    public Optional<String> idTag() {
        return new Authorize(call.payload()).idTag();
    }

    /** The same with other words. */
    public Outgoing saying(Payload payload) {
        return new Outgoing(
                station, received, call.withPayload(payload), undo, settings, upstream, changes);
    }

    /** The same with a message that the gateway makes of it. */
    public Outgoing with(Call made) {
        return new Outgoing(station, received, made, List.of(), settings, upstream, changes);
    }

    /**
     * The row for the outbox. Its message id is new: a station's own is unique for the station
     * alone, while upstream ids must be unique over all that the gateway sends (errata 2025-04 of
     * OCPP-J 1.6).
     */
    public OutboxRow row(long sequence, Optional<Long> transaction, String coalesce, Instant now) {
        String id = GatewayCalls.messageId();
        received.trail().sentAs(id);
        return new OutboxRow(
                sequence,
                call.station(),
                station.id(),
                call.dialect(),
                id,
                call.action(),
                call.payload(),
                transaction,
                coalesce,
                undo,
                now,
                received.trail().trace());
    }

    /** The connector of a start, as its station numbers it; 0 if it names none. */
    public long connector() {
        return new StartTransaction(received.payload()).connectorId().orElse(0L);
    }
}
