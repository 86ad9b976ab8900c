package dev.substation.flow.up;

import dev.substation.flow.desk.Connections;
import dev.substation.flow.desk.GatewayCalls;
import dev.substation.flow.desk.Outgoing;
import dev.substation.flow.desk.Parts;
import dev.substation.flow.desk.SharedState;
import dev.substation.flow.desk.Store;
import dev.substation.flow.ports.Rules;
import dev.substation.flow.time.Desk;
import dev.substation.flow.upstream.Upstream;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Payload;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The gateway answers a Heartbeat itself; a CSMS that has triggered one gets it. */
final class OwnAnswer {

    private final Desk desk;
    private final Store store;
    private final Rules rules;
    private final Connections connections;

    OwnAnswer(Parts parts, SharedState books) {
        desk = parts.desk();
        rules = parts.rules();
        store = books.store();
        connections = books.connections();
    }

    /** The manner {@code OWN}. */
    CompletableFuture<Answer> answer(List<Outgoing> outs, Passage passage) {
        Outgoing out = outs.get(0);
        passage.taken()
                .upstream()
                .ifPresent(
                        upstream ->
                                connections.upstreamsOf(out.station().id()).stream()
                                        .filter(one -> one.identity().equals(upstream))
                                        .forEach(one -> tell(one, out.call())));
        store.commit(out.changes());
        return CompletableFuture.completedFuture(
                rules.unwind(
                        out.undo(), Answer.result(Payload.of("currentTime", desk.clockText()))));
    }

    /** A Heartbeat that the CSMS has triggered; the station's is answered already. */
    private static void tell(Upstream upstream, Call heartbeat) {
        upstream.askOwn(
                heartbeat
                        .apart()
                        .withStation(upstream.identity())
                        .withMessageId(GatewayCalls.messageId()));
    }
}
