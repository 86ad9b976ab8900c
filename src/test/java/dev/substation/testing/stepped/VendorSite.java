package dev.substation.testing.stepped;

import dev.substation.dialect.Part;
import dev.substation.flow.gate.Gateway;
import dev.substation.flow.settings.StationQuirks;
import dev.substation.flow.settings.StationSettings;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.ocppj.Conversation;
import dev.substation.ocppj.TrafficBudget;
import dev.substation.testing.PlainSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A gateway with one station of one vendor, a CSMS that is not strict unless it is told so, and no
 * rules: what changes on the way is the vendor's profile.
 */
public final class VendorSite {

    public static final StationId STATION = new StationId("STATION-1");

    public final SteppedTimers time = new SteppedTimers(Instant.parse("2026-01-01T08:00:00Z"));
    public final MemoryLedger ledger = new MemoryLedger();
    public final ScriptedCsms csms = new ScriptedCsms(time);

    /** The station's end of its link. */
    public final ScriptedStation station;

    private final String vendor;
    private final Dialect dialect;
    private final boolean strict;
    private final StationQuirks quirks;
    private Gateway gateway;

    public VendorSite(String vendor, Dialect dialect) {
        this(vendor, dialect, false, StationQuirks.NONE);
    }

    public VendorSite(String vendor, Dialect dialect, boolean strict, StationQuirks quirks) {
        this.vendor = vendor;
        this.dialect = dialect;
        this.strict = strict;
        this.quirks = quirks;
        station = new ScriptedStation(STATION.value(), dialect);
        csms.answering(csms::start);
        start();
    }

    /** A new gateway on the same ledger, as after a kill. */
    public void start() {
        PlainSettings.Csms main = PlainSettings.csms("ws://127.0.0.1/{station}");
        StationSettings settings =
                PlainSettings.station()
                        .vendor(vendor)
                        .csms(strict ? main.build() : main.lenient().build())
                        .quirks(quirks)
                        .build(STATION);
        gateway =
                SteppedGateway.started(
                        time,
                        id -> Optional.of(settings).filter(one -> one.station().equals(id)),
                        ledger,
                        csms,
                        (id, spoken, address) -> station);
        if (dialect.isSoap()) {
            up(Action.Heartbeat, Payload.EMPTY);
            ledger.log.clear();
        } else {
            gateway.opened(station);
            time.settle();
        }
        csms.links.get(STATION).connect();
        time.settle();
    }

    /** The gateway stops in order. */
    public void stop() {
        gateway.stop(Duration.ZERO);
        time.settle();
    }

    /** The station calls. */
    public CompletableFuture<Answer> up(Action action, Payload payload, Note... ofFace) {
        CompletableFuture<Answer> answer =
                gateway.call(
                        station,
                        new Call(
                                "up-1",
                                STATION,
                                Direction.UP,
                                dialect,
                                action,
                                payload,
                                List.of(ofFace)));
        time.settle();
        return answer;
    }

    /** The station's connection, as a face would have it. */
    public Conversation conversation(Consumer<String> wire) {
        return new Conversation(
                Conversation.Peer.STATION,
                Dialect.JSON_16,
                STATION,
                time,
                time,
                SteppedGateway.CHECKS,
                8,
                TrafficBudget.ofHeap(1 << 30).account(),
                wire,
                call -> gateway.call(station, call));
    }

    /** The CSMS calls. */
    public CompletableFuture<Answer> down(Action action, Payload payload) {
        CompletableFuture<Answer> answer = csms.links.get(STATION).callStation(action, payload);
        time.settle();
        return answer;
    }

    /** The remarks on calls in the message log. */
    public List<Note> notes() {
        return ledger.log.stream()
                .filter(row -> row.part() == Part.REQUEST)
                .flatMap(row -> row.notes().stream())
                .toList();
    }
}
