package dev.substation.flow.down;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.desk.FailedCalls;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.testing.TakenLines;
import dev.substation.testing.stepped.ScriptedCsms;
import dev.substation.testing.stepped.SteppedSite;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the log says of calls that a station did not answer. */
class FailedCallsTest extends SteppedSite {

    private static final String SITE =
            """
            csms: { main: { url: "ws://127.0.0.1/{station}" } }
            stations:
              BOX: {}
              NET: { vendor: keba, split: { "1": NET-A, "2": NET-B } }
              BOX-A: {}
              BOX-B: {}
            upstream:
              HOF: { join: { "1": BOX-A, "2": BOX-B } }
            """;

    FailedCallsTest() {
        super(Dialect.JSON_16);
    }

    private void run(Dialect spoken) throws Exception {
        dialect = spoken;
        start(settings(SITE));
        for (String station : List.of("BOX", "NET", "BOX-A", "BOX-B")) {
            gateway.opened(station(station));
            send(
                    station,
                    Action.BootNotification,
                    "chargePointVendor",
                    "V",
                    "chargePointModel",
                    "M");
            csms.links.values().forEach(ScriptedCsms.Link::connect);
            time.settle();
        }
    }

    private void unlock(String identity) {
        csms.link(identity).callStation(Action.UnlockConnector, Payload.of("connectorId", 1));
        time.settle();
    }

    private static List<String> shortened(TakenLines log) {
        return log.lines().stream().map(line -> line.replaceFirst(" id=\\S+", "")).toList();
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void haveALinePerMinuteForEachStation(Dialect spoken) throws Exception {
        run(spoken);
        for (String name : List.of("BOX", "NET", "BOX-A")) {
            station(name)
                    .answering(
                            call ->
                                    Answer.failure(
                                            Cause.STATION_UNREACHABLE,
                                            call.station(),
                                            "it is off"));
        }

        try (TakenLines log = TakenLines.of(FailedCalls.class)) {
            unlock("BOX");
            unlock("BOX");
            unlock("NET-A");
            unlock("HOF");
            assertEquals(List.of(off("BOX", ""), off("NET", ""), off("BOX-A", "")), shortened(log));

            time.pass(Duration.ofSeconds(61));
            unlock("BOX");
            assertEquals(4, log.lines().size(), log.lines().toString());
        }
    }

    private static String off(String station, String more) {
        return "station=%s action=UnlockConnector SUB-1020 The station %s cannot be called: it is off%s"
                .formatted(station, station, more);
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void sayWhenTheStationIsSilent(Dialect spoken) throws Exception {
        run(spoken);
        station("BOX").fallSilent();

        try (TakenLines log = TakenLines.of(FailedCalls.class)) {
            unlock("BOX");
            time.pass(Duration.ofMinutes(2));

            assertEquals(
                    List.of(
                            "station=BOX action=UnlockConnector SUB-1021 The station BOX did not"
                                    + " answer UnlockConnector within 30 s"),
                    shortened(log));
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void haveALineForEachCause(Dialect spoken) throws Exception {
        run(spoken);
        List<Answer> failures =
                List.of(
                        Answer.failure(Cause.NO_CALLBACK, "BOX", "BOX"),
                        Answer.failure(Cause.CALLBACK_REFUSED, "BOX", "http://x/", "it is far"),
                        Answer.failure(Cause.STATION_GARBLED, "BOX", "it", "no envelope"),
                        Answer.failure(Cause.STATION_REFUSED, "not now"),
                        Answer.failure(Cause.NO_CALLBACK, "BOX", "BOX"));

        try (TakenLines log = TakenLines.of(FailedCalls.class)) {
            for (Answer failure : failures) {
                station("BOX").answering(call -> failure);
                unlock("BOX");
            }

            assertEquals(
                    List.of("SUB-1024", "SUB-1029", "SUB-1023", "SUB-1022"),
                    log.lines().stream()
                            .map(line -> line.replaceFirst(".* id=\\S+ (\\S+) .*", "$1"))
                            .toList());
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void sayWhenTooManyWait(Dialect spoken) throws Exception {
        run(spoken);
        station("BOX").fallSilent();

        try (TakenLines log = TakenLines.of(FailedCalls.class)) {
            for (int i = 0; i < 70; i++) {
                unlock("BOX");
            }

            assertEquals(1, log.lines().size(), log.lines().toString());
            assertTrue(log.lines().get(0).contains(" SUB-1011 "), log.lines().toString());
        }
    }

    @Test
    void sayThatTheGatewayAnsweredForASplitStation() throws Exception {
        run(Dialect.JSON_16);

        try (TakenLines log = TakenLines.of(FailedCalls.class)) {
            csms.link("NET-A").callStation(new Action("LockAll"), Payload.of("connectorId", 7));
            time.settle();

            assertEquals(
                    List.of(
                            "station=any action=LockAll SUB-1031 The station any has no connector 7"),
                    shortened(log));
        }
    }

    @Test
    void sayThatTheSiteHasTheStationNoLonger() throws Exception {
        run(Dialect.JSON_16);
        csms.links.get(new StationId("BOX")).cut();
        time.settle();
        send(
                "BOX",
                Action.StatusNotification,
                "connectorId",
                1,
                "status",
                "Available",
                "errorCode",
                "NoError");
        restart(settings(SITE.replace("  BOX: {}\n", "")));
        time.settle();
        csms.links.values().forEach(ScriptedCsms.Link::connect);
        time.settle();

        try (TakenLines log = TakenLines.of(FailedCalls.class)) {
            unlock("BOX");

            assertEquals(
                    List.of(
                            "station=any action=UnlockConnector SUB-1020 The station BOX cannot be"
                                    + " called: the site no longer has it"),
                    shortened(log));
        }
    }
}
