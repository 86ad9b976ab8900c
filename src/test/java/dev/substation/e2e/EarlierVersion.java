package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.substation.testing.GatewayProcess;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.RecordingCsms;
import dev.substation.testing.ReleasedLedger;
import dev.substation.testing.Wait;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.zip.ZipFile;

/** A home of version 0.1.0, with its rule library, an open transaction and a filled outbox. */
final class EarlierVersion extends Scenario {

    private static final String STATION = "OLD-1";

    private final RecordingCsms csms = RecordingCsms.start();
    private final Path folder;

    EarlierVersion(Path home) {
        this.folder = home.getParent();
        ReleasedLedger.write(home.resolve("data"), "0.1.0", STATION, "earlier");
        ReleasedLedger.copyRules(home.resolve("camel-routes"));
    }

    @Override
    String csms() {
        return "earlier: { url: \"%s\", answer-wait: %s, reconnect-max: 2s }"
                .formatted(csms.url(), ANSWER_WAIT);
    }

    @Override
    String stations() {
        return STATION + ": { csms: earlier }\n";
    }

    @Override
    Map<String, Play> plays() {
        return Map.of(
                "a home of version 0.1.0 is updated, works on, and is saved while it does",
                this::aHomeOfAnEarlierVersionIsUpdatedAndSaved);
    }

    @Override
    public void close() {
        csms.close();
    }

    private PlainJsonStation connect() {
        return PlainJsonStation.connect(gateway().uri("ws", "/ocpp/" + STATION));
    }

    private void aHomeOfAnEarlierVersionIsUpdatedAndSaved() throws Exception {
        String log = gateway().log();
        assertTrue(log.contains("The rules come with the program now"), log);
        assertFalse(
                Files.exists(
                        gateway().home().resolve("camel-routes/rules/drop-message.kamelet.yaml")));
        GatewayProcess saved =
                GatewayProcess.run(
                        folder.resolve("backup.log"),
                        Map.of(),
                        "backup",
                        folder.resolve("backup.zip").toString(),
                        "--home",
                        gateway().home().toString());
        assertEquals(0, saved.status(), saved.log());
        assertEquals(2, transactionsInBackup());

        try (PlainJsonStation station = connect()) {
            JsonObject start = csms.awaitCall(STATION, "StartTransaction");
            assertEquals("04CD", start.get("idTag").getAsString());
            JsonObject values = csms.awaitCall(STATION, "MeterValues");
            assertEquals(ReleasedLedger.AT_CSMS, values.get("transactionId").getAsInt());

            savedWhileItRuns();
            gateway().awaitKill();
        }

        try (PlainJsonStation station = connect()) {
            station.call(
                    "StopTransaction",
                    "{\"transactionId\":%d,\"meterStop\":300,\"timestamp\":\"2026-11-01T09:00:00Z\"}"
                            .formatted(ReleasedLedger.AT_STATION));
            JsonObject stop = csms.awaitCall(STATION, "StopTransaction");
            assertEquals(ReleasedLedger.AT_CSMS, stop.get("transactionId").getAsInt());
            assertEquals(1, csms.calls(STATION, "StartTransaction").size());
        }
    }

    private void savedWhileItRuns() throws IOException {
        Files.writeString(
                gateway().home().resolve("site.yaml"),
                "frobnicate: 1\n",
                StandardOpenOption.APPEND);
        Wait.until(
                "the gateway names the error",
                Duration.ofSeconds(60),
                () -> gateway().log().contains("SUB-3117"));
        String health = gateway().get("/health/ready").body();
        assertTrue(health.contains("the key \\\"frobnicate\\\" is unknown"), health);
    }

    /** The ledger in the backup, which a running gateway has copied, is a whole one. */
    private int transactionsInBackup() throws IOException, SQLException {
        Path copy = Files.createDirectories(folder.resolve("from-backup"));
        try (ZipFile zip = new ZipFile(folder.resolve("backup.zip").toFile());
                InputStream ledger = zip.getInputStream(zip.getEntry("data/substation.mv.db"))) {
            Files.copy(ledger, copy.resolve("substation.mv.db"));
        }
        try (Connection connection =
                        DriverManager.getConnection(
                                "jdbc:h2:file:" + copy.resolve("substation"), "sa", "");
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT COUNT(*) FROM charging_transaction WHERE station ="
                                        + " 'OLD-1'")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
