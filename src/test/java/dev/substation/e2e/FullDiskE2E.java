package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.testing.GatewayProcess;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.PlainSoapStation.Version;
import dev.substation.testing.SoapMessage;
import dev.substation.testing.Wait;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A gateway whose files may grow no more, as on a full disk, and then may again. */
@EnabledOnOs(OS.LINUX)
class FullDiskE2E {

    private static final int MOST_CALLS = 2_000;
    private static final long LITTLE = 128 * 1024;

    @TempDir Path folder;

    @Test
    void refusesTellsHealthAndGoesOnByItself() throws Exception {
        Path home = folder.resolve("home");
        try (GatewayProcess gateway =
                        GatewayProcess.start(
                                home,
                                """
                                csms: { main: { url: "ws://127.0.0.1:%d/{station}" } }
                                stations: { STORES: {} }
                                """
                                        .formatted(GatewayProcess.freePort()));
                PlainSoapStation station =
                        new PlainSoapStation(Version.V16, "STORES", gateway.uri("http", "/soap"))) {
            String running = start(station, 0).field("transactionId");
            limit(gateway, Files.size(home.resolve("data/substation.mv.db")) + LITTLE);

            int taken = 1;
            SoapMessage answer = start(station, taken);
            while (!answer.isFault() && taken < MOST_CALLS) {
                answer = start(station, ++taken);
            }
            String fault = answer.text();
            Wait.until(
                    "health says that nothing can be stored",
                    Duration.ofSeconds(10),
                    () -> gateway.get("/health/ready").statusCode() == 503);
            String down = gateway.get("/health/ready").body();
            limit(gateway, -1);
            Wait.until(
                    "the ledger is back",
                    Duration.ofSeconds(20),
                    () -> gateway.get("/health/ready").statusCode() == 200);
            SoapMessage stopped =
                    station.call(
                            "StopTransaction",
                            "<transactionId>"
                                    + running
                                    + "</transactionId><timestamp>2026-03-01T13:00:00Z</timestamp>"
                                    + "<meterStop>20</meterStop>");
            int told = taken;

            // The second when a write of the gateway's own met the full disk before the start did.
            assertTrue(
                    fault.contains("the disk is full")
                            || fault.contains("the disk of the ledger is full"),
                    fault);
            assertTrue(down.contains("Nothing can be stored: "), down);
            assertFalse(stopped.isFault(), stopped.text());
            Wait.until(
                    "what was answered is there, and nothing else",
                    Duration.ofSeconds(10),
                    () ->
                            gateway.get("/metrics")
                                    .body()
                                    .contains("\nsubstation_outbox_messages " + (told + 1) + "\n"));
        }
    }

    private static SoapMessage start(PlainSoapStation station, int connector) {
        return station.call(
                "StartTransaction",
                "<connectorId>"
                        + (connector + 1)
                        + "</connectorId><idTag>04AB</idTag>"
                        + "<timestamp>2026-03-01T12:00:00Z</timestamp><meterStart>10</meterStart>");
    }

    /** Bounds the size of the files that the process writes; below 0 for no bound. */
    private static void limit(GatewayProcess gateway, long bytes) throws Exception {
        String soft = bytes < 0 ? "unlimited" : Long.toString(bytes);
        Process prlimit =
                new ProcessBuilder(
                                "prlimit",
                                "--pid",
                                Long.toString(gateway.handle().pid()),
                                "--fsize=" + soft + ":unlimited")
                        .inheritIO()
                        .start();
        assertEquals(0, prlimit.waitFor());
    }
}
