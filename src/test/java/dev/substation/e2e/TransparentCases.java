package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.substation.e2e.SharedGateway.Running;
import dev.substation.e2e.TransparentSessions.Answers;
import dev.substation.e2e.TransparentSessions.Peers;
import dev.substation.e2e.TransparentSessions.Wire;
import dev.substation.testing.GatewayProcess;
import dev.substation.testing.PlainBodies;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.PlainSoapStation.Version;
import dev.substation.testing.RecordingCsms;
import dev.substation.testing.RecordingCsms.Reaction;
import dev.substation.testing.SoapMessage;
import dev.substation.testing.Wait;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * With {@code transparent: true} both ends see what they would see without a gateway (issue 10,
 * point 20): sessions played directly and through the jar give the same frames but for message ids,
 * and the same closes. The CSMS takes 50 to 300 ms to answer.
 */
@ExtendWith(SharedGateway.class)
abstract class TransparentCases {

    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final int AT_ONCE = 8;

    private static RecordingCsms csms;
    private static Answers answers;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start(Running running) {
        csms = running.transparent();
        answers = new Answers();
        csms.inTheMood(answers);
        gateway = running.gateway();
    }

    @TestFactory
    Stream<DynamicTest> bothEndsSeeTheSameFramesAsWithoutTheGateway() {
        Map<String, CompletableFuture<Wire>> direct = new LinkedHashMap<>();
        Map<String, CompletableFuture<Wire>> through = new LinkedHashMap<>();
        ExecutorService players = Executors.newFixedThreadPool(AT_ONCE);
        int number = 0;
        for (String session : TransparentSessions.all().keySet()) {
            number++;
            direct.put(session, played(session, "DIRECT-" + number, true, players));
            through.put(session, played(session, "CLEAR-" + number, false, players));
        }
        players.shutdown();
        assertTrue(number >= 47, number + " sessions");
        return direct.keySet().stream()
                .map(
                        session ->
                                DynamicTest.dynamicTest(
                                        session,
                                        () -> same(direct.get(session), through.get(session))));
    }

    private static CompletableFuture<Wire> played(
            String session, String name, boolean direct, ExecutorService players) {
        URI address =
                direct
                        ? URI.create(csms.url().replace("{station}", name))
                        : gateway.uri("ws", "/ocpp/" + name);
        return CompletableFuture.supplyAsync(
                () ->
                        new Peers(name, address, csms, answers)
                                .play(TransparentSessions.all().get(session)),
                players);
    }

    private static void same(CompletableFuture<Wire> direct, CompletableFuture<Wire> through) {
        Wire expected = direct.join();
        Wire seen = through.join();
        assertAll(
                () -> assertEquals(lines(expected.csms()), lines(seen.csms()), "at the CSMS"),
                () ->
                        assertEquals(
                                lines(expected.station()), lines(seen.station()), "at the station"),
                () -> assertEquals(expected.closedAtStation(), seen.closedAtStation()));
    }

    private static String lines(List<String> frames) {
        return String.join("\n", frames);
    }

    @Test
    void theLinkOfAStationThatVanishesCloses() {
        PlainJsonStation station = PlainJsonStation.connect(gateway.uri("ws", "/ocpp/CLEAR-GONE"));
        station.call("Heartbeat", "{}");
        station.vanish();
        Wait.until("the CSMS's link closes", WITHIN, () -> csms.closes("CLEAR-GONE").size() == 1);
    }

    @Test
    void aStationIsClosedWhenItsCsmsVanishes() {
        try (PlainJsonStation station =
                PlainJsonStation.connect(gateway.uri("ws", "/ocpp/CLEAR-ALONE"))) {
            station.call("Heartbeat", "{}");
            csms.drop("CLEAR-ALONE");
            assertEquals(1013, station.awaitClosed());
        }
        try (PlainJsonStation again =
                PlainJsonStation.connect(gateway.uri("ws", "/ocpp/CLEAR-ALONE"))) {
            again.call("Heartbeat", "{}");
        }
        assertEquals(2, csms.opens("CLEAR-ALONE"));
    }

    @Test
    void theCsmsNeverSeesAnIdentityTwice() {
        try (PlainJsonStation one =
                PlainJsonStation.connect(gateway.uri("ws", "/ocpp/CLEAR-TWICE"))) {
            one.call("Heartbeat", "{}");
            try (PlainJsonStation other =
                    PlainJsonStation.connect(gateway.uri("ws", "/ocpp/CLEAR-TWICE"))) {
                Wait.until(
                        "one of the two has gone", WITHIN, () -> !one.isOpen() || !other.isOpen());
                (one.isOpen() ? one : other).call("Heartbeat", "{}");
                assertEquals(1, csms.opens("CLEAR-TWICE") - csms.closes("CLEAR-TWICE").size());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void theCsmsAnswersEverythingOfASoapStation(Version version) {
        String name = "CLEAR-" + version;
        try (PlainSoapStation station =
                new PlainSoapStation(version, name, gateway.uri("http", "/soap"))) {
            SoapMessage booted = station.call("BootNotification", PlainBodies.bootXml("V", "M"));
            String interval = version == Version.V15 ? "heartbeatInterval" : "interval";
            assertEquals("86400", booted.field(interval));

            for (int i = 0; i < 4; i++) {
                assertEquals(
                        "2026-11-29T10:00:00.123Z",
                        station.call("Heartbeat", "").field("currentTime"));
            }
            assertEquals(4, csms.calls(name, "Heartbeat").size());

            for (int i = 0; i < 5; i++) {
                station.call(
                        "StatusNotification",
                        "<connectorId>1</connectorId><status>Faulted</status><errorCode>GroundFailure</errorCode>");
            }
            assertEquals(5, csms.calls(name, "StatusNotification").size());

            answers.next(name, "Authorize", new Reaction.Refusal("GenericError", "not now"));
            assertTrue(station.call("Authorize", "<idTag>CARD-1</idTag>").isFault());
            station.call("Authorize", "<idTag>CARD-1</idTag>");
            assertEquals(2, csms.calls(name, "Authorize").size());

            answers.next(name, "StartTransaction", new Reaction.Refusal("InternalError", "no"));
            String start =
                    "<connectorId>1</connectorId><idTag>CARD-1</idTag><timestamp>2026-11-29T10:00:00Z</timestamp><meterStart>5</meterStart>";
            assertTrue(station.call("StartTransaction", start).isFault());
            assertEquals("4711", station.call("StartTransaction", start).field("transactionId"));
            assertEquals(2, csms.calls(name, "StartTransaction").size());

            String stop =
                    "<transactionId>4711</transactionId><idTag>CARD-1</idTag><timestamp>2026-11-29T11:00:00Z</timestamp><meterStop>9</meterStop>";
            station.call("StopTransaction", stop);
            station.call("StopTransaction", stop);
            List<JsonObject> stops = csms.calls(name, "StopTransaction");
            assertEquals(2, stops.size());
            assertEquals(4711, stops.get(0).get("transactionId").getAsInt());
        }
    }
}
