package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.testing.ClockAgent;
import dev.substation.testing.GatewayProcess;
import dev.substation.testing.PlainBodies;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.PlainSoapStation.Version;
import dev.substation.testing.RecordingCsms;
import dev.substation.testing.SoapMessage;
import dev.substation.testing.Tier;
import dev.substation.testing.Wait;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gateway on a PC whose wall clock steps, in both directions and over a restart, with stations
 * of both SOAP versions and of JSON.
 */
class ClockE2E {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String BOOT_SOAP = PlainBodies.bootXml("KEBA", "P30");
    private static final String BOOT_JSON = PlainBodies.bootJson("ABL", "eMH3");

    @TempDir static Path folder;
    private static RecordingCsms csms;
    private static ClockAgent clock;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() {
        csms = RecordingCsms.start();
        clock = new ClockAgent(folder.resolve("clock"));
        GatewayProcess.write(
                folder.resolve("home"),
                """
                csms: { main: { url: "%s/{station}", reconnect-min: 200ms, reconnect-max: 1s } }
                stations: { SOAP-15: {}, SOAP-16: {}, JSON-16: {} }
                """
                        .formatted(csms.url()));
        gateway = GatewayProcess.restart(folder.resolve("home"), clock.options());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        csms.close();
    }

    @Test
    @Tag(Tier.MORE_WHEN_LONG)
    void nobodyNoticesThatTheClockSteps() {
        URIs at = new URIs();
        try (PlainSoapStation old = new PlainSoapStation(Version.V15, "SOAP-15", at.soap());
                PlainSoapStation soap = new PlainSoapStation(Version.V16, "SOAP-16", at.soap())) {
            try (PlainJsonStation json = PlainJsonStation.connect(at.json())) {
                boot(old, soap, json);
                if (Tier.current() == Tier.LONG) {
                    step(Duration.ofHours(3), old, soap, json);
                }
                step(Duration.ofDays(3_652), old, soap, json);
                step(Duration.ofHours(-2), old, soap, json);
            }
            clock.step(Duration.ofDays(3_652));
            int lines = logged();
            gateway.close();
            gateway = GatewayProcess.restart(folder.resolve("home"), clock.options());
            old.turnTo(new URIs().soap());
            soap.turnTo(new URIs().soap());
            try (PlainJsonStation json = PlainJsonStation.connect(new URIs().json())) {
                List.of("SOAP-15", "SOAP-16", "JSON-16").forEach(csms::awaitConnected);
                step(Duration.ofDays(3_653), old, soap, json);
            }
            assertTrue(logged() >= lines, "the message log was pruned");
        }
    }

    private record URIs() {
        java.net.URI soap() {
            return gateway.uri("http", "/soap");
        }

        java.net.URI json() {
            return gateway.uri("ws", "/ocpp/JSON-16");
        }
    }

    private static void boot(PlainSoapStation old, PlainSoapStation soap, PlainJsonStation json) {
        assertEquals("Accepted", old.call("BootNotification", BOOT_SOAP).field("status"));
        assertEquals("Accepted", soap.call("BootNotification", BOOT_SOAP).field("status"));
        assertTrue(json.call("BootNotification", BOOT_JSON).toString().contains("Accepted"));
    }

    /** Steps the clock in the middle of transactions, and while the CSMS is away for a moment. */
    private static void step(
            Duration by, PlainSoapStation old, PlainSoapStation soap, PlainJsonStation json) {
        List<String> stations = List.of("SOAP-15", "SOAP-16", "JSON-16");
        int[] opens = stations.stream().mapToInt(csms::opens).toArray();

        String first = start(old);
        String second = start(soap);
        clock.step(by);

        assertClose(by, old.call("Heartbeat", "").field("currentTime"));
        stop(old, first);
        stop(soap, second);
        String third = start(old);
        assertTrue(Long.parseLong(third) < 1_000_000_000, third + " is the CSMS'");
        stop(old, third);
        Instant wait = Instant.now().plusSeconds(6);
        Wait.until(
                "the gateway has looked after its links", SOON, () -> Instant.now().isAfter(wait));
        assertTrue(json.call("Authorize", "{\"idTag\":\"04AB\"}").toString().contains("Accepted"));
        for (int i = 0; i < opens.length; i++) {
            assertTrue(csms.isConnected(stations.get(i)), stations.get(i) + " was closed");
            assertEquals(opens[i], csms.opens(stations.get(i)), stations.get(i) + " was reopened");
        }
        csms.drop("SOAP-15");
        csms.drop("SOAP-16");
        assertTrue(json.call("Authorize", "{\"idTag\":\"04AB\"}").toString().contains("Accepted"));
        csms.awaitConnected("SOAP-15");
        csms.awaitConnected("SOAP-16");
        Wait.until("all is delivered", SOON, () -> metrics().contains("outbox_messages 0\n"));
    }

    private static void assertClose(Duration by, String told) {
        Duration off = Duration.between(Instant.now().plus(by), Instant.parse(told)).abs();
        assertTrue(off.compareTo(Duration.ofMinutes(1)) < 0, told + " is no time of the PC");
    }

    private static String start(PlainSoapStation station) {
        SoapMessage started =
                station.call(
                        "StartTransaction", PlainBodies.startXml(1, "04AB", csms.frames().size()));
        return started.field("transactionId");
    }

    private static void stop(PlainSoapStation station, String transaction) {
        station.call(
                "StopTransaction",
                "<transactionId>%s</transactionId><timestamp>2026-03-01T12:30:00Z</timestamp><meterStop>99999</meterStop>"
                        .formatted(transaction));
    }

    private static String metrics() {
        return gateway.get("/metrics").body();
    }

    private static int logged() {
        return gateway.get("/api/v1/log?limit=500").body().split("\"messageId\"").length;
    }
}
