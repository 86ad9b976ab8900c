package dev.substation.testing.stepped;

import static dev.substation.testing.stepped.Answers.resultOf;

import dev.substation.flow.gate.Gateway;
import dev.substation.flow.ports.Events;
import dev.substation.flow.ports.FileRelay;
import dev.substation.flow.ports.Site;
import dev.substation.flow.settings.Card;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.testing.Fields;
import dev.substation.testing.PlainSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One station that charges, with a CSMS that is scripted; the clock is stepped. */
public final class ChargingSite {

    public static final StationId STATION = new StationId("CP-1");

    public final SteppedTimers time = new SteppedTimers(Instant.parse("2026-01-01T08:00:00Z"));
    public final MemoryLedger ledger = new MemoryLedger();
    public final PlainSettings.Station settings = PlainSettings.station();
    public ScriptedCsms csms = new ScriptedCsms(time);
    public ScriptedStation station;
    public Gateway gateway;
    public FileRelay files = FileRelay.NONE;
    public Events events = Events.OFF;

    /** The card files, by the tags in small letters. */
    public final Map<String, Card> cards = new HashMap<>();

    private long reading = 180;

    public ChargingSite(Dialect dialect) {
        station = new ScriptedStation(STATION.value(), dialect);
        csms.answering(csms::start);
    }

    /** Starts the gateway, or starts it again on the same ledger as after a kill. */
    public ChargingSite run() {
        Site site = id -> id.equals(STATION) ? Optional.of(settings.build(id)) : Optional.empty();
        gateway =
                SteppedGateway.relaying(
                        time,
                        new CardedSite(site, cards),
                        ledger,
                        csms,
                        (id, dialect, address) -> station,
                        files,
                        events);
        return this;
    }

    /** Runs with the station there and the CSMS connected. */
    public ChargingSite connected() {
        run();
        appear();
        csms.link(STATION.value()).connect();
        time.settle();
        return this;
    }

    /** The station connects, or says that it is there. */
    public void appear() {
        gateway.opened(station);
        send(Action.Heartbeat);
        time.settle();
    }

    public CompletableFuture<Answer> send(Action action, Object... payload) {
        CompletableFuture<Answer> answer =
                gateway.call(
                        station,
                        new Call(
                                "id-1",
                                STATION,
                                Direction.UP,
                                station.dialect(),
                                action,
                                Payload.of(payload),
                                List.of()));
        time.settle();
        return answer;
    }

    public CompletableFuture<Answer> starting(long connector, long meterStart) {
        return send(
                Action.StartTransaction,
                Fields.start(connector, "12345678", meterStart, "2026-01-01T08:00:00Z"));
    }

    /** The id that the station is told for a start, at the latest once its wait is over. */
    public long start(long connector, long meterStart) {
        CompletableFuture<Answer> answer = starting(connector, meterStart);
        if (!answer.isDone()) {
            time.pass(Duration.ofSeconds(16));
        }
        return resultOf(answer).number("transactionId").orElseThrow();
    }

    public CompletableFuture<Answer> stop(long transaction) {
        return send(Action.StopTransaction, Fields.stop(transaction, 200, "2026-01-01T09:00:00Z"));
    }

    public void values(long connector, long transaction) {
        send(
                Action.MeterValues,
                Fields.values(connector, transaction, "2026-01-01T08:30:00Z", "" + reading++));
    }

    /** A call of the csms. */
    public CompletableFuture<Answer> ask(Action action, Object... payload) {
        CompletableFuture<Answer> answer =
                csms.link(STATION.value()).callStation(action, Payload.of(payload));
        time.settle();
        return answer;
    }

    /** What the CSMS has in a field of the last message of a kind. */
    public Object last(Action action, String field) {
        List<Call> received = csms.received(action);
        return received.get(received.size() - 1).payload().get(field);
    }
}
