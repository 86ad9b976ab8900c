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
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The gateway on a PC whose wall clock steps, in both directions and over a restart, with stations
 * of both SOAP versions and of JSON; in {@link StopE2E}.
 */
final class ClockSteps implements AutoCloseable {

    static final String STATIONS =
            "SOAP-15: { csms: clock }\nSOAP-16: { csms: clock }\nJSON-16: { csms: clock }\n";

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String BOOT_SOAP = PlainBodies.bootXml("KEBA", "P30");
    private static final String BOOT_JSON = PlainBodies.bootJson("ABL", "eMH3");

    private final RecordingCsms csms;
    private final ClockAgent clock;
    private GatewayProcess gateway;
    private PlainSoapStation old;
    private PlainSoapStation soap;
    private int lines;

    ClockSteps(RecordingCsms csms, ClockAgent clock) {
        this.csms = csms;
        this.clock = clock;
    }

    /** Steps while the gateway runs; the last step is for {@link #stepsAfterARestart}. */
    void steps(GatewayProcess running) {
        gateway = running;
        old = new PlainSoapStation(Version.V15, "SOAP-15", gateway.uri("http", "/soap"));
        soap = new PlainSoapStation(Version.V16, "SOAP-16", gateway.uri("http", "/soap"));
        try (PlainJsonStation json = connect()) {
            boot(json);
            if (Tier.current() == Tier.LONG) {
                step(Duration.ofHours(3), json);
            }
            step(Duration.ofDays(3_652), json);
            step(Duration.ofHours(-2), json);
        }
        clock.step(Duration.ofDays(3_652));
        lines = logged();
    }

    /** The clock has stepped while the gateway was not there. */
    void stepsAfterARestart(GatewayProcess running) {
        gateway = running;
        old.turnTo(gateway.uri("http", "/soap"));
        soap.turnTo(gateway.uri("http", "/soap"));
        try (PlainJsonStation json = connect()) {
            List.of("SOAP-15", "SOAP-16", "JSON-16").forEach(csms::awaitConnected);
            step(Duration.ofDays(3_653), json);
        }
        assertTrue(logged() >= lines, "the message log was pruned");
    }

    private PlainJsonStation connect() {
        return PlainJsonStation.connect(gateway.uri("ws", "/ocpp/JSON-16"));
    }

    @Override
    public void close() {
        if (old != null) {
            old.close();
            soap.close();
        }
    }

    private void boot(PlainJsonStation json) {
        assertEquals("Accepted", old.call("BootNotification", BOOT_SOAP).field("status"));
        assertEquals("Accepted", soap.call("BootNotification", BOOT_SOAP).field("status"));
        assertTrue(json.call("BootNotification", BOOT_JSON).toString().contains("Accepted"));
    }

    /** Steps the clock in the middle of transactions, and while the CSMS is away for a moment. */
    private void step(Duration by, PlainJsonStation json) {
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

    private String start(PlainSoapStation station) {
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

    private String metrics() {
        return gateway.get("/metrics").body();
    }

    private int logged() {
        return gateway.get("/api/v1/log?limit=500").body().split("\"messageId\"").length;
    }
}
