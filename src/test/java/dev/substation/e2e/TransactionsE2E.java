package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.substation.testing.GatewayProcess;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.RecordingCsms;
import dev.substation.testing.Wait;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stations that are given to another csms while they charge. */
class TransactionsE2E {

    @TempDir Path folder;

    private GatewayProcess run(String... args) {
        return GatewayProcess.run(folder.resolve("command.log"), Map.of(), args);
    }

    private static String start() {
        return "{\"connectorId\":1,\"idTag\":\"04AB\",\"meterStart\":10,"
                + "\"timestamp\":\"2026-03-01T12:00:00Z\"}";
    }

    @Test
    void onlyThatStationIsHeldBackAndTheOperatorSeesAndEndsItsTransaction() {
        Path home = folder.resolve("home");
        String place = home.toString();
        try (RecordingCsms before = RecordingCsms.start();
                RecordingCsms after = RecordingCsms.start()) {
            String both =
                    "csms: { old: { url: \"%s/{station}\" }, new: { url: \"%s/{station}\" } }\n"
                            .formatted(before.url(), after.url());
            long told;
            try (GatewayProcess gateway =
                            GatewayProcess.start(
                                    home,
                                    both
                                            + "defaults: { csms: old }\n"
                                            + "stations: { RUNS: {}, OTHER: {} }\n");
                    PlainJsonStation runs =
                            PlainJsonStation.connect(gateway.uri("ws", "/ocpp/RUNS"))) {
                before.awaitConnected("RUNS");
                JsonObject conf = runs.call("StartTransaction", start()).get(2).getAsJsonObject();
                told = conf.get("transactionId").getAsLong();
                GatewayProcess busy = run("transactions", "list", "--home", place);
                assertEquals(1, busy.status());
                assertTrue(busy.log().contains("A gateway runs on this ledger"), busy.log());
            }
            GatewayProcess.write(
                    home, both + "defaults: { csms: new }\nstations: { RUNS: {}, OTHER: {} }\n");
            GatewayProcess checked = run("check", "--home", place);
            assertTrue(
                    checked.log().contains("The station RUNS stays with the csms old"),
                    checked.log());

            try (GatewayProcess gateway = GatewayProcess.restart(home, Map.of());
                    PlainJsonStation runs =
                            PlainJsonStation.connect(gateway.uri("ws", "/ocpp/RUNS"));
                    PlainJsonStation other =
                            PlainJsonStation.connect(gateway.uri("ws", "/ocpp/OTHER"))) {
                after.awaitConnected("OTHER");
                String health = gateway.get("/health/ready").body();
                assertTrue(health.contains("The station RUNS stays with the csms old"), health);
                runs.call(
                        "MeterValues",
                        "{\"connectorId\":1,\"transactionId\":"
                                + told
                                + ",\"meterValue\":[{\"timestamp\":\"2026-03-01T12:05:00Z\","
                                + "\"sampledValue\":[{\"value\":\"12\"}]}]}");
                assertEquals(
                        told,
                        before.awaitCall("RUNS", "MeterValues").get("transactionId").getAsLong());
                assertTrue(after.frames("RUNS").isEmpty(), "the new csms hears nothing of it");
                Wait.until(
                        "all is delivered",
                        Duration.ofSeconds(20),
                        () ->
                                gateway.get("/metrics")
                                        .body()
                                        .contains("\nsubstation_outbox_messages 0\n"));
            }

            GatewayProcess listed = run("transactions", "list", "--home", place);
            assertEquals(0, listed.status());
            assertTrue(
                    listed.log().contains("1  station=RUNS connector=1 id=" + told), listed.log());
            GatewayProcess closed = run("transactions", "close", "1", "--home", place);
            assertEquals(0, closed.status(), closed.log());

            try (GatewayProcess gateway = GatewayProcess.restart(home, Map.of());
                    PlainJsonStation runs =
                            PlainJsonStation.connect(gateway.uri("ws", "/ocpp/RUNS"))) {
                after.awaitConnected("RUNS");
            }
        }
    }
}
