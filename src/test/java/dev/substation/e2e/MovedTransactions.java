package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.substation.testing.GatewayProcess;
import dev.substation.testing.PlainBodies;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.RecordingCsms;
import dev.substation.testing.Tier;
import dev.substation.testing.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Stations that are given to another CSMS while they charge. */
final class MovedTransactions extends Scenario {

    private static final Pattern NUMBER = Pattern.compile("(\\d+)  station=RUNS connector=1 id=");

    private final RecordingCsms before = RecordingCsms.start();
    private final RecordingCsms after = RecordingCsms.start();

    @Override
    String csms() {
        return """
        old: { url: "%s/{station}" }
        new: { url: "%s/{station}" }
        """
                .formatted(before.url(), after.url());
    }

    @Override
    String stations() {
        return stations("old");
    }

    @Override
    String stationsAfterTheKill() {
        return stations("new");
    }

    private static String stations(String csms) {
        return """
        RUNS: { csms: %s }
        OTHER: { csms: %s }
        """
                .formatted(csms, csms);
    }

    @Override
    Map<String, Play> plays() {
        return Map.of(
                "only a station with a transaction is held back, and the operator sees and ends it",
                this::onlyThatStationIsHeldBackAndTheOperatorSeesAndEndsItsTransaction);
    }

    @Override
    public void close() {
        before.close();
        after.close();
    }

    private GatewayProcess run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--home", gateway().home().toString()));
        return GatewayProcess.run(
                gateway().home().resolveSibling("command.log"),
                Map.of(),
                all.toArray(String[]::new));
    }

    private void onlyThatStationIsHeldBackAndTheOperatorSeesAndEndsItsTransaction() {
        long told;
        try (PlainJsonStation runs = connect("RUNS")) {
            before.awaitConnected("RUNS");
            JsonObject conf =
                    runs.call("StartTransaction", PlainBodies.startJson(1, "04AB", 10))
                            .get(2)
                            .getAsJsonObject();
            told = conf.get("transactionId").getAsLong();
            GatewayProcess listed = run("transactions", "list");
            assertEquals(0, listed.status(), listed.log());
            assertTrue(listed.log().contains("RUNS"), listed.log());
        }

        gateway()
                .awaitKill(
                        () -> {
                            GatewayProcess checked = run("check");
                            assertTrue(
                                    checked.log()
                                            .contains("The station RUNS stays with the CSMS old"),
                                    checked.log());
                        });

        try (PlainJsonStation runs = connect("RUNS");
                PlainJsonStation other = connect("OTHER")) {
            after.awaitConnected("OTHER");
            String health = gateway().get("/health/ready").body();
            assertTrue(health.contains("The station RUNS stays with the CSMS old"), health);
            runs.call(
                    "MeterValues",
                    "{\"connectorId\":1,\"transactionId\":"
                            + told
                            + ",\"meterValue\":[{\"timestamp\":\"2026-03-01T12:05:00Z\","
                            + "\"sampledValue\":[{\"value\":\"12\"}]}]}");
            assertEquals(
                    told, before.awaitCall("RUNS", "MeterValues").get("transactionId").getAsLong());
            assertTrue(after.frames("RUNS").isEmpty(), "the new CSMS hears nothing of it");
            Wait.until(
                    "all is delivered",
                    Duration.ofSeconds(120), // of the other scenarios too
                    () ->
                            gateway()
                                    .get("/metrics")
                                    .body()
                                    .contains("\nsubstation_outbox_messages 0\n"));
        }
        if (Tier.current() == Tier.LONG) {
            theOperatorEndsIt(told);
        }
    }

    /** While the gateway is down; a start of its own, for which only the long tier has the time. */
    private void theOperatorEndsIt(long told) {
        gateway()
                .awaitKill(
                        () -> {
                            GatewayProcess listed = run("transactions", "list");
                            assertEquals(0, listed.status());
                            Matcher line = NUMBER.matcher(listed.log());
                            assertTrue(line.find(), listed.log());
                            assertTrue(
                                    listed.log().startsWith("" + told, line.end()), listed.log());
                            GatewayProcess closed = run("transactions", "close", line.group(1));
                            assertEquals(0, closed.status(), closed.log());
                        });

        try (PlainJsonStation runs = connect("RUNS")) {
            after.awaitConnected("RUNS");
        }
    }

    private PlainJsonStation connect(String station) {
        return PlainJsonStation.connect(gateway().uri("ws", "/ocpp/" + station));
    }
}
