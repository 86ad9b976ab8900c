package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.testing.GatewayProcess;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.PlainSoapStation.Version;
import dev.substation.testing.RecordingCsms;
import dev.substation.testing.SoapMessage;
import dev.substation.testing.Wait;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SOAP stations that fall silent and come back, and a csms that sets their interval. */
class PresenceE2E {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String BOOT =
            "<chargePointVendor>KEBA AG</chargePointVendor>"
                    + "<chargePointModel>KC-P30</chargePointModel>";

    @TempDir private static Path folder;
    private static RecordingCsms csms;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() {
        csms = RecordingCsms.start();
        csms.when(
                "BootNotification",
                (station, boot) ->
                        new RecordingCsms.Reaction.Result(
                                "{\"status\":\"Accepted\",\"interval\":%d,"
                                                .formatted(station.equals("SET") ? 5 : 3)
                                        + "\"currentTime\":\"2026-03-01T12:00:00Z\"}"));
        gateway =
                GatewayProcess.start(
                        folder.resolve("home"),
                        """
                        csms: { main: { url: "%s", reconnect-max: 2s } }
                        stations: { SILENT: {}, SET: {} }
                        """
                                .formatted(csms.url()));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        csms.close();
    }

    private static PlainSoapStation booted(Version version, String identity) {
        PlainSoapStation station =
                new PlainSoapStation(version, identity, gateway.uri("http", "/soap"));
        SoapMessage conf = station.call("BootNotification", BOOT);
        assertEquals("Accepted", conf.field("status"));
        csms.awaitConnected(identity);
        return station;
    }

    private static void awaitClosed(String identity) {
        Wait.until(identity + " is offline", SOON, () -> !csms.isConnected(identity));
    }

    private static void beat(PlainSoapStation station) {
        assertTrue(!station.call("Heartbeat", "").isFault());
        csms.awaitConnected(station.identity());
    }

    @Test
    void aHeartbeatIsEnoughAfterSilenceAndAfterAnOutageOfTheGateway() {
        try (PlainSoapStation station = booted(Version.V15, "SILENT")) {
            awaitClosed("SILENT");
            beat(station);
            awaitClosed("SILENT");

            gateway.kill();
            gateway = GatewayProcess.restart(folder.resolve("home"), Map.of());
            station.turnTo(gateway.uri("http", "/soap"));
            beat(station);

            assertEquals(1, csms.calls("SILENT", "BootNotification").size());
        }
    }

    @Test
    void anIntervalThatTheCsmsSetsIsBoundedAndCounts() {
        try (PlainSoapStation station = booted(Version.V16, "SET")) {
            station.answering("ChangeConfiguration", "<status>Accepted</status>");
            csms.ask(
                    "SET",
                    "ChangeConfiguration",
                    "{\"key\":\"HeartbeatInterval\",\"value\":\"86400\"}");
            assertEquals("300", station.awaitVisit("ChangeConfiguration").field("value"));
            beat(station);
            csms.ask(
                    "SET",
                    "ChangeConfiguration",
                    "{\"key\":\"HeartbeatInterval\",\"value\":\"8\"}");
            beat(station);
            long heard = System.nanoTime();

            csms.awaitCalls("SET", "Heartbeat", 2);
            awaitClosed("SET");

            Duration silent = Duration.ofNanos(System.nanoTime() - heard);
            assertTrue(silent.compareTo(Duration.ofSeconds(20)) > 0, "closed after " + silent);
        }
    }
}
