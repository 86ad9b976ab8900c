package dev.substation.flow.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.ports.Ledger.LogRow;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.testing.stepped.SteppedSite;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls that do not come to the desk, in the message log and in the figures. */
class RejectedCallsTest extends SteppedSite {

    private static final String SITE =
            """
            csms: { main: { url: "ws://127.0.0.1/{station}" } }
            stations:
              "BOX-*": { accept: any }
            """;

    private Entrance entrance;

    RejectedCallsTest() {
        super(Dialect.JSON_16);
    }

    private void run(Dialect spoken, int strangers, int callsOfStation) throws Exception {
        dialect = spoken;
        start(settings(SITE));
        Entrance.Limits usual = Entrance.Limits.usual(strangers);
        entrance =
                new Entrance(
                        gateway,
                        time,
                        new Entrance.Limits(
                                strangers,
                                0,
                                usual.onTrial(),
                                usual.trial(),
                                usual.silence(),
                                callsOfStation,
                                usual.calls(),
                                usual.characters()),
                        List.of());
        csms.fallSilent();
    }

    private Call call(String station, String id) {
        return new Call(
                id,
                new StationId(station),
                Direction.UP,
                dialect,
                Action.Authorize,
                Payload.of("idTag", "CARD"),
                List.of());
    }

    private void send(String station, String id) {
        entrance.call(station(station), call(station, id));
        time.settle();
    }

    private List<String> outcomes() {
        return ledger.outcomes.stream()
                .map(
                        row ->
                                "%s %s %s"
                                        .formatted(
                                                row.station(),
                                                row.messageId(),
                                                row.outcome().orElseThrow().word()))
                .toList();
    }

    private static String description(LogRow row) {
        return row.payload().text("errorDescription").orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void haveALineWhenTooManyWaitOrTooManyStationsCome(Dialect spoken) throws Exception {
        run(spoken, 1, 1);
        send("BOX-1", "id-1");
        send("BOX-1", "id-2");
        send("BOX-2", "id-3");

        assertEquals(List.of("BOX-1 id-2 SUB-1011", "BOX-2 id-3 SUB-1015"), outcomes());
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void haveALineWhileTheGatewayStops(Dialect spoken) throws Exception {
        run(spoken, 9, 9);
        entrance.stop();
        send("BOX-1", "id-1");

        assertEquals(List.of("BOX-1 id-1 SUB-9001"), outcomes());
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void haveALineWhenAFaceCannotTakeThem(Dialect spoken) throws Exception {
        run(spoken, 9, 9);
        entrance.rejected(
                call("BOX-1", "id-1"),
                Answer.failure(Cause.MISSING_FIELD, Action.Authorize, "idTag"));
        time.settle();

        assertEquals(List.of("BOX-1 id-1 SUB-1004"), outcomes());
        assertTrue(calls().contains("SUB-1004"), "it is counted too");
    }

    private String calls() {
        var figures = gateway.figures();
        time.settle();
        return figures.join().calls().toString();
    }

    @Test
    void haveALineWhenTheFrameOfACsmsIsWrong() throws Exception {
        run(Dialect.JSON_16, 9, 9);
        send("BOX-1", "id-1");
        csms.link("BOX-1").connect();
        time.settle();
        csms.link("BOX-1")
                .reject(
                        call("BOX-1", "down-1"),
                        Answer.failure(Cause.MISSING_FIELD, Action.Reset, "type"));
        time.settle();

        assertEquals(List.of("BOX-1 down-1 SUB-1004"), outcomes());
    }

    /** Anybody can send thousands a second. */
    @Test
    void haveNoMoreLinesThanTheBudget() throws Exception {
        run(Dialect.JSON_16, 9, 0);
        for (int i = 0; i < 5_000; i++) {
            send("BOX-1", "id-" + i);
        }
        assertEquals(100, ledger.outcomes.size());
        assertFalse(description(ledger.outcomes.get(99)).startsWith("(and "));

        time.pass(Duration.ofSeconds(1));
        send("BOX-1", "later");
        assertEquals(101, ledger.outcomes.size());
        String late = description(ledger.outcomes.get(100));
        assertTrue(late.startsWith("(and 4900 more rejected calls without a line) "), late);
    }
}
