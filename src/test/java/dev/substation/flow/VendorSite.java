package dev.substation.flow;

import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.testing.PlainSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A gateway with one station of one vendor, a csms that is not strict, and no rules: what changes
 * on the way is the vendor's profile.
 */
final class VendorSite {

    static final StationId STATION = new StationId("STATION-1");

    final SteppedTimers time = new SteppedTimers(Instant.parse("2026-01-01T08:00:00Z"));
    final MemoryLedger ledger = new MemoryLedger();
    final ScriptedCsms csms = new ScriptedCsms(time);

    /** What the station was called with. */
    final List<Call> calls = new ArrayList<>();

    private final String vendor;
    private final Dialect dialect;
    private Function<Call, CompletableFuture<Answer>> station =
            call -> done(Answer.result(Payload.of("status", "Accepted")));
    private Gateway gateway;
    private StationLink link;

    VendorSite(String vendor, Dialect dialect) {
        this.vendor = vendor;
        this.dialect = dialect;
        csms.answering(csms::start);
        start();
    }

    static CompletableFuture<Answer> done(Answer answer) {
        return CompletableFuture.completedFuture(answer);
    }

    /** How the station answers from now on. */
    void answering(Function<Call, CompletableFuture<Answer>> how) {
        station = how;
    }

    /** A new gateway on the same ledger, as after a kill. */
    void start() {
        CsmsSettings main = PlainSettings.csms("ws://127.0.0.1/{station}").lenient().build();
        StationSettings settings = PlainSettings.station().vendor(vendor).csms(main).build(STATION);
        link = new Link();
        gateway =
                SteppedGateway.started(
                        time,
                        id -> Optional.of(settings).filter(one -> one.station().equals(id)),
                        ledger,
                        csms,
                        (id, spoken, address) -> link);
        gateway.opened(link);
        time.settle();
        csms.links.get(STATION).connect();
        time.settle();
    }

    /** The station calls. */
    CompletableFuture<Answer> up(Action action, Payload payload) {
        CompletableFuture<Answer> answer =
                gateway.call(
                        link,
                        new Call(
                                "up-1",
                                STATION,
                                Direction.UP,
                                dialect,
                                action,
                                payload,
                                List.of()));
        time.settle();
        return answer;
    }

    /** The csms calls. */
    CompletableFuture<Answer> down(Action action, Payload payload) {
        CompletableFuture<Answer> answer = csms.links.get(STATION).callStation(action, payload);
        time.settle();
        return answer;
    }

    /** The remarks in the message log. */
    List<Note> notes() {
        return ledger.log.stream().flatMap(row -> row.notes().stream()).toList();
    }

    private final class Link implements StationLink {

        @Override
        public StationId station() {
            return STATION;
        }

        @Override
        public Dialect dialect() {
            return dialect;
        }

        @Override
        public Kind kind() {
            return dialect.isSoap() ? Kind.CALLED_BACK : Kind.CONNECTED;
        }

        @Override
        public String address() {
            return dialect.isSoap() ? "http://192.0.2.7:12801/" : "192.0.2.7:40000";
        }

        @Override
        public CompletableFuture<Answer> call(Call call, Duration deadline) {
            calls.add(call);
            return station.apply(call);
        }

        @Override
        public void close(String reason) {}
    }
}
