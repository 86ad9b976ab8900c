package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.testing.PlainBodies;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.PlainSoapStation.Version;
import dev.substation.testing.RecordingCsms;
import dev.substation.testing.SoapMessage;
import dev.substation.testing.Wait;
import java.time.Duration;
import java.util.Map;

/** SOAP stations that fall silent and come back, and a CSMS that sets their interval. */
final class SilentStations extends Scenario {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String BOOT = PlainBodies.bootXml("KEBA AG", "KC-P30");

    private final RecordingCsms csms = RecordingCsms.start();

    SilentStations() {
        csms.when(
                "BootNotification",
                (station, boot) ->
                        new RecordingCsms.Reaction.Result(
                                "{\"status\":\"Accepted\",\"interval\":%d,"
                                                .formatted(station.equals("SET") ? 5 : 3)
                                        + "\"currentTime\":\"2026-03-01T12:00:00Z\"}"));
    }

    @Override
    String csms() {
        return "presence: { url: \"%s\", answer-wait: %s, reconnect-max: 2s }"
                .formatted(csms.url(), ANSWER_WAIT);
    }

    @Override
    String stations() {
        return """
        SILENT: { csms: presence }
        SET: { csms: presence }
        """;
    }

    @Override
    Map<String, Play> plays() {
        return Map.of(
                "a Heartbeat is enough after silence and after an outage of the gateway",
                this::aHeartbeatIsEnoughAfterSilenceAndAfterAnOutageOfTheGateway,
                "an interval that the CSMS sets is bounded and counts",
                this::anIntervalThatTheCsmsSetsIsBoundedAndCounts);
    }

    @Override
    public void close() {
        csms.close();
    }

    private PlainSoapStation booted(Version version, String identity) {
        PlainSoapStation station = new PlainSoapStation(version, identity, gateway().soap());
        SoapMessage conf = station.call("BootNotification", BOOT);
        assertEquals("Accepted", conf.field("status"));
        csms.awaitConnected(identity);
        return station;
    }

    private void awaitClosed(String identity) {
        Wait.until(identity + " is offline", SOON, () -> !csms.isConnected(identity));
    }

    private void beat(PlainSoapStation station) {
        assertTrue(!station.call("Heartbeat", "").isFault());
        csms.awaitConnected(station.identity());
    }

    private void aHeartbeatIsEnoughAfterSilenceAndAfterAnOutageOfTheGateway() {
        try (PlainSoapStation station = booted(Version.V15, "SILENT")) {
            awaitClosed("SILENT");
            beat(station);
            awaitClosed("SILENT");

            gateway().awaitKill();
            station.turnTo(gateway().soap());
            beat(station);

            assertEquals(1, csms.calls("SILENT", "BootNotification").size());
        }
    }

    private void anIntervalThatTheCsmsSetsIsBoundedAndCounts() {
        gateway().awaitKill(); // this lasts, and needs no kill
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
                    "{\"key\":\"HeartbeatInterval\",\"value\":\"6\"}");
            beat(station);
            long heard = System.nanoTime();

            csms.awaitCalls("SET", "Heartbeat", 2);
            awaitClosed("SET");

            Duration silent = Duration.ofNanos(System.nanoTime() - heard);
            // Three times the interval that the CSMS set; by that of the boot it would be 15 s.
            assertTrue(silent.compareTo(Duration.ofSeconds(16)) > 0, "closed after " + silent);
        }
    }
}
