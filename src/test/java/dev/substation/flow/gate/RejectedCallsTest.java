package dev.substation.flow.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.ports.Ledger.LogRow;
import dev.substation.flow.time.Desk;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.testing.stepped.SteppedGateway;
import dev.substation.testing.stepped.SteppedSite;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
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
              LISTED-1: { password: right }
              LISTED-2: { password: right }
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
    void haveNoMoreLinesThanTheShareOfTheirStation() throws Exception {
        run(Dialect.JSON_16, 9, 0);
        for (int i = 0; i < 5_000; i++) {
            send("BOX-1", "id-" + i);
        }
        assertEquals(20, ledger.outcomes.size());
        assertFalse(description(ledger.outcomes.get(19)).startsWith("(and "));

        time.pass(Duration.ofSeconds(1));
        send("BOX-1", "later");
        assertEquals(21, ledger.outcomes.size());
        String late = description(ledger.outcomes.get(20));
        assertTrue(
                late.startsWith("(and 4980 more rejected calls, of all stations, without a line) "),
                late);
    }

    private void wrongPassword(String station, String id) {
        entrance.rejected(
                call(station, id),
                Answer.failure(Cause.WRONG_PASSWORD, station, "another password"));
        time.settle();
    }

    private long lines(String station) {
        return ledger.outcomes.stream()
                .filter(row -> row.station().value().equals(station))
                .count();
    }

    /** A device with a wrong password does not take the lines of its neighbours. */
    @Test
    void haveLinesBesideAStationThatFloods() throws Exception {
        run(Dialect.SOAP_16, 9, 9);
        for (int i = 0; i < 600; i++) {
            wrongPassword("LISTED-1", "id-" + i);
            time.pass(Duration.ofMillis(100));
        }
        wrongPassword("LISTED-2", "neighbour");

        assertEquals(1, lines("LISTED-2"));
        assertTrue(lines("LISTED-1") < 100, lines("LISTED-1") + " lines in a minute");
    }

    @Test
    void haveLinesBesideManyStationsThatSomebodyInvents() throws Exception {
        run(Dialect.SOAP_16, 9, 9);
        for (int i = 0; i < 3_000; i++) {
            wrongPassword("INVENTED-" + i, "id-" + i);
        }
        assertEquals(50, ledger.outcomes.size());

        wrongPassword("LISTED-2", "neighbour");
        assertEquals(1, lines("LISTED-2"));
    }

    @Test
    void areCountedByALaterLineWhenTheDiskHasNoRoomForTheirs() throws Exception {
        run(Dialect.SOAP_16, 9, 9);
        ledger.noRoom = Optional.of("the disk is nearly full");
        wrongPassword("LISTED-1", "id-1");
        wrongPassword("LISTED-1", "id-2");
        ledger.noRoom = Optional.empty();
        ledger.full = true;
        wrongPassword("LISTED-1", "id-3");
        ledger.full = false;
        wrongPassword("LISTED-1", "id-4");

        assertEquals(List.of("LISTED-1 id-4 " + Cause.WRONG_PASSWORD.number()), outcomes());
        String line = description(ledger.outcomes.get(0));
        assertTrue(line.startsWith("(and 3 more rejected calls"), line);
    }

    /** The faces answer until the last moment, the desk does not. */
    @Test
    void areAnsweredWhenTheDeskHasEnded() throws Exception {
        run(Dialect.JSON_16, 9, 9);
        AtomicBoolean ended = new AtomicBoolean();
        Desk desk =
                new Desk(
                        task -> {
                            if (ended.get()) {
                                throw new RejectedExecutionException("the desk has ended");
                            }
                            time.execute(task);
                        },
                        time);
        gateway =
                SteppedGateway.started(
                        desk,
                        time,
                        settings(SITE),
                        rules,
                        ledger,
                        csms,
                        (id, spoken, address) -> station(id.value()));
        entrance = new Entrance(gateway, time, Entrance.Limits.usual(9), List.of());
        entrance.stop();
        ended.set(true);

        Answer answer = entrance.call(station("BOX-1"), call("BOX-1", "id-1")).join();
        assertEquals(Cause.STOPPING, ((Answer.Failure) answer).cause());
    }
}
