package dev.substation.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonArray;
import dev.substation.store.DatabaseSettings;
import dev.substation.testing.GatewayProcess;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.PostgresqlServer;
import dev.substation.testing.RecordingCsms;
import dev.substation.testing.Wait;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two gateways on one PostgreSQL whose server starts anew (issue 11, docs/adr/0033-one-owner.md).
 */
@Timeout(600)
class TakenOverTest {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int MESSAGES = 5;

    @TempDir Path folder;

    /** A gateway as a process, and what it prints. */
    private record Running(Process process, BufferedReader out, int jsonPort, Path logFile)
            implements AutoCloseable {

        void await(String word) throws IOException {
            for (String line = out.readLine(); !word.equals(line); line = out.readLine()) {
                if (line == null) {
                    throw new IOException("ended before it was " + word + ": " + log());
                }
            }
        }

        void say(String line) throws IOException {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        }

        void signal(String signal) throws Exception {
            String pid = Long.toString(process.pid());
            assertEquals(0, new ProcessBuilder("kill", "-" + signal, pid).start().waitFor());
        }

        PlainJsonStation station() {
            return PlainJsonStation.connect(
                    URI.create("ws://127.0.0.1:" + jsonPort + "/ocpp/CP-1"));
        }

        String log() {
            try {
                return Files.readString(logFile);
            } catch (IOException e) {
                return e.toString();
            }
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }

    private Running launched(String name, DatabaseSettings ledger, RecordingCsms csms)
            throws IOException {
        Path home = folder.resolve(name);
        Files.createDirectories(home.resolve("camel-routes"));
        Files.writeString(
                home.resolve("camel-routes/00-site.yaml"),
                """
                - route:
                    id: site
                    from:
                      uri: direct:site
                      steps:
                        - to: direct:deliver
                """);
        Files.writeString(
                home.resolve("site.yaml"),
                """
                csms: { main: { url: "%s", reconnect-max: 1s, answer-wait: 1s } }
                stations: { CP-1: {} }
                store: { url: "%s", user: "%s" }
                """
                        .formatted(csms.url(), ledger.url(), ledger.user()));
        int port = GatewayProcess.freePort();
        Path log = folder.resolve(name + ".log");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx192m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                PlainGateway.class.getName(),
                                home.toString(),
                                "" + GatewayProcess.freePort(),
                                "" + port)
                        .redirectError(log.toFile())
                        .start();
        Running gateway =
                new Running(process, process.inputReader(StandardCharsets.UTF_8), port, log);
        gateway.await("warm");
        gateway.say("begin");
        return gateway;
    }

    private static void charge(Running gateway, int session) {
        try (PlainJsonStation station = gateway.station()) {
            JsonArray started =
                    station.call(
                            "StartTransaction",
                            ("{\"connectorId\":1,\"idTag\":\"04AB\",\"timestamp\":"
                                            + "\"2026-03-01T12:00:00Z\",\"meterStart\":%d}")
                                    .formatted(session));
            assertEquals(3, started.get(0).getAsInt(), started.toString());
            for (int reading = 1; reading <= MESSAGES; reading++) {
                station.call(
                        "MeterValues",
                        ("{\"connectorId\":1,\"transactionId\":%s,\"meterValue\":[{\"timestamp\":"
                                        + "\"2026-03-01T12:10:00Z\",\"sampledValue\":[{\"value\":"
                                        + "\"%d\"}]}]}")
                                .formatted(
                                        started.get(2).getAsJsonObject().get("transactionId"),
                                        session * 100 + reading));
            }
        }
    }

    private static Set<String> messageIds(RecordingCsms csms) {
        return csms.frames().stream()
                .filter(frame -> frame.received() && frame.json().get(0).getAsInt() == 2)
                .map(frame -> frame.json().get(1).getAsString())
                .collect(Collectors.toCollection(HashSet::new));
    }

    @Test
    void whatOneHasTakenIsDeliveredByTheOtherAlone() throws Exception {
        try (PostgresqlServer server = PostgresqlServer.start();
                RecordingCsms first = RecordingCsms.start();
                RecordingCsms second = RecordingCsms.start()) {
            DatabaseSettings ledger = server.database("ledger");
            try (Running before = launched("before", ledger, first)) {
                before.await("ready");
                server.kill();
                server.restart();
                goesOnByItself(before, first);
                refusesASecond(ledger, second);

                first.away(true);
                charge(before, 2);
                before.signal("STOP"); // as a machine does that its owner moves
                server.kill();
                server.restart();
                try (Running after = launched("after", ledger, second)) {
                    after.await("ready");
                    second.awaitCalls("CP-1", "MeterValues", MESSAGES);
                    Set<String> delivered = messageIds(first);
                    first.away(false);
                    before.signal("CONT");

                    Wait.until(
                            "the first knows it",
                            PATIENCE,
                            () -> before.log().contains("another gateway has taken over"));
                    charge(after, 3);
                    second.awaitCalls("CP-1", "MeterValues", 2 * MESSAGES);

                    assertEquals(delivered, messageIds(first), "nothing was sent since");
                    delivered.retainAll(messageIds(second));
                    assertEquals(Set.of(), delivered, "delivered by both");
                }
            }
        }
    }

    /** The server was away and is back; nobody else was there. */
    private static void goesOnByItself(Running gateway, RecordingCsms csms) {
        Wait.until(
                "the hold is taken again",
                PATIENCE,
                () -> gateway.log().contains("nobody has taken it over in between"));
        Wait.until("it stores", PATIENCE, () -> stores(gateway));
        charge(gateway, 1);
        csms.awaitCalls("CP-1", "MeterValues", MESSAGES);
    }

    private static boolean stores(Running gateway) {
        try (PlainJsonStation station = gateway.station()) {
            JsonArray answer =
                    station.call(
                            "StatusNotification",
                            "{\"connectorId\":1,\"status\":\"Available\",\"errorCode\":\"NoError\"}");
            return answer.get(0).getAsInt() == 3;
        }
    }

    private void refusesASecond(DatabaseSettings ledger, RecordingCsms csms) throws IOException {
        try (Running refused = launched("refused", ledger, csms)) {
            Wait.until(
                    "it says so",
                    PATIENCE,
                    () -> refused.log().contains("Another process uses the database"));
            assertEquals(List.of(), csms.frames());
        }
    }
}
