package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import dev.substation.testing.ClockAgent;
import dev.substation.testing.GatewayProcess;
import dev.substation.testing.PlainBodies;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.PlainSoapStation.Version;
import dev.substation.testing.RecordingCsms;
import dev.substation.testing.RecordingCsms.Close;
import dev.substation.testing.RecordingCsms.Reaction;
import dev.substation.testing.SoapMessage;
import dev.substation.testing.Tier;
import dev.substation.testing.Wait;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gateway opens its one port when it is ready, and has its home for itself. Meanwhile its
 * routes are edited and its clock steps. SIGTERM ends everything in order, and the next start goes
 * on where it was.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StopE2E {

    private static final String START = PlainBodies.startXml(1, "CARD", 5);

    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(10);

    private static Path home;
    private static ClockAgent agent;
    private static RecordingCsms csms;
    private static RecordingCsms csmsOfClock;
    private static RecordingCsms csmsOfEdits;
    private static RouteEdits edits;
    private static ClockSteps clock;
    private static GatewayProcess gateway;
    private static String started;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        home = folder.resolve("home");
        agent = new ClockAgent(folder.resolve("clock"));
        csms = RecordingCsms.start();
        csmsOfClock = RecordingCsms.start();
        csmsOfEdits = RecordingCsms.start();
        clock = new ClockSteps(csmsOfClock, agent);
        edits = new RouteEdits(home, csmsOfEdits);
        GatewayProcess.write(
                home,
                """
                csms:
                  main: { url: "%s" }
                  clock: { url: "%s/{station}", reconnect-min: 200ms, reconnect-max: 1s }
                  edits: { url: "%s" }
                defaults: { csms: main, accept: any }
                stations:
                """
                                .formatted(csms.url(), csmsOfClock.url(), csmsOfEdits.url())
                        + RouteEdits.STATIONS.indent(2)
                        + ClockSteps.STATIONS.indent(2));
        long asked = System.nanoTime();
        gateway = GatewayProcess.restart(home, agent.options());
        started = gateway.log();
        System.out.println("start to ready: " + (System.nanoTime() - asked) / 1_000_000 + " ms");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        clock.close();
        csms.close();
        csmsOfClock.close();
        csmsOfEdits.close();
    }

    @Test
    @Order(1)
    void theGatewayListensOnItsPortAloneAndAnswersHealth() {
        assertAll(
                () -> assertEquals(Set.of(200), gateway.toldWhileStarting()),
                () -> assertEquals(Set.of(gateway.port()), gateway.listening()),
                () -> assertEquals(200, gateway.get("/health/live").statusCode()),
                () ->
                        assertTrue(
                                gateway.get("/health/ready")
                                        .body()
                                        .startsWith("{\"status\":\"UP\"")),
                () -> assertEquals(404, gateway.get("/openapi").statusCode()),
                () -> assertFalse(gateway.get("/nowhere").body().contains("Payara")));
    }

    @Test
    @Order(2)
    void aSecondGatewayInTheHomeIsToldOfTheFirst() {
        GatewayProcess second =
                GatewayProcess.run(
                        home.resolveSibling("second"), Map.of(), "run", "--home", home.toString());

        assertEquals(2, second.status());
        assertEquals(
                "Another Substation (process "
                        + gateway.handle().pid()
                        + ") runs on "
                        + home
                        + "; stop it, or name another home with --home DIR.",
                second.log().strip());
    }

    @Test
    @Order(3)
    void everyCallMeetsOneWholeEditAndABadEditChangesNothing() throws Exception {
        edits.meetEveryCall(gateway);
    }

    @Test
    @Order(4)
    @Tag(Tier.MORE_WHEN_LONG)
    void nobodyNoticesThatTheClockSteps() {
        clock.steps(gateway);
    }

    @Test
    @Order(5)
    void linksAreClosedInOrderAndTheNextStartKnowsTheStations() {
        GatewayProcess first = gateway;
        try (PlainSoapStation soap =
                        new PlainSoapStation(Version.V15, "CP-SOAP", first.uri("http", "/soap"));
                PlainJsonStation json =
                        PlainJsonStation.connect(first.uri("ws", "/ocpp/CP-JSON"))) {
            soap.call("Authorize", "<idTag>CARD</idTag>");
            json.call("Authorize", "{\"idTag\":\"CARD\"}");

            int length = first.log().length();
            long asked = System.nanoTime();
            first.stop();
            Duration took = Duration.ofNanos(System.nanoTime() - asked);

            assertTrue(first.log().stripTrailing().endsWith("app.Substation: stopped"), first::log);
            assertTrue(took.compareTo(STOPPED_WITHIN) < 0, took::toString);
            Wait.until(
                    "both links are closed",
                    Duration.ofSeconds(5),
                    () -> csms.closes().size() == 2);
            assertEquals(List.of(1000, 1000), csms.closes().stream().map(Close::code).toList());
            assertEquals(1000, json.awaitClosed());
            assertEquals(List.of(), complaints(started));
            assertEquals(List.of(), complaints(first.log().substring(length)));

            gateway = GatewayProcess.restart(home, agent.options());
            soap.turnTo(gateway.uri("http", "/soap"));
            soap.answering("ClearCache", "<status>Accepted</status>");
            JsonArray answer = csms.ask("CP-SOAP", "ClearCache", "{}");

            assertEquals("{\"status\":\"Accepted\"}", answer.get(2).toString());
            assertEquals(List.of(), complaints(gateway.log()));
        }
    }

    @Test
    @Order(6)
    void nobodyNoticesThatTheClockHasSteppedMeanwhile() {
        clock.stepsAfterARestart(gateway);
    }

    /** At the gateway that a test before has started again. */
    @Test
    @Order(7)
    void whileItStopsWhoWaitsIsAnsweredAndWhoComesIsSentAwayWithItsMessage() {
        try (PlainSoapStation soap =
                        new PlainSoapStation(Version.V16, "CP-BUSY", gateway.uri("http", "/soap"));
                PlainJsonStation early =
                        PlainJsonStation.connect(gateway.uri("ws", "/ocpp/CP-EARLY"));
                PlainJsonStation late =
                        PlainJsonStation.connect(gateway.uri("ws", "/ocpp/CP-LATE"))) {
            late.call("Heartbeat", "{}");
            CompletableFuture<Void> answer = new CompletableFuture<>();
            csms.when(
                    "Authorize",
                    (who, payload) -> new Reaction.Held(answer, csms.usual("Authorize")));
            CompletableFuture<JsonArray> waiting =
                    CompletableFuture.supplyAsync(
                            () -> early.call("Authorize", "{\"idTag\":\"CARD\"}"));
            csms.awaitCall("CP-EARLY", "Authorize");

            CompletableFuture<Void> stopped = CompletableFuture.runAsync(gateway::stop);
            Wait.until(
                    "SOAP calls are refused",
                    Duration.ofSeconds(4),
                    () -> soap.call("Heartbeat", "").status() == 503);
            // All at once: the gateway waits 5 s for answers under way.
            CompletableFuture<SoapMessage> refusal = soap.callLater("StartTransaction", START);
            CompletableFuture<Integer> newcomer =
                    CompletableFuture.supplyAsync(
                            () ->
                                    PlainJsonStation.refused(
                                            gateway.uri("ws", "/ocpp/CP-NEW"), "ocpp1.6"));
            late.send(
                    "[2,\"late\",\"StartTransaction\",{\"connectorId\":1,\"idTag\":\"CARD\","
                            + "\"meterStart\":5,\"timestamp\":\"2026-03-01T12:00:00Z\"}]");

            assertEquals(1013, late.awaitClosed());
            assertEquals(503, refusal.join().status());
            assertEquals(503, newcomer.join());
            answer.complete(null);
            assertEquals(
                    "{\"idTagInfo\":{\"status\":\"Accepted\"}}", waiting.join().get(2).toString());
            stopped.join();
            assertEquals(List.of("60"), refusal.join().httpHeaders().get("retry-after"));
            assertEquals(
                    List.of(), late.received().stream().filter(s -> s.contains("late")).toList());
            assertEquals(0, csms.numberOf("StartTransaction", "CP-"));
        }
    }

    /** What a start or stop that went well does not say. */
    private static List<String> complaints(String log) {
        return log.lines()
                .filter(line -> line.matches(".*(WARN|SEVERE|ERROR|Exception|recover).*"))
                .toList();
    }
}
