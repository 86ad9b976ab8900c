package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.substation.testing.Collector;
import dev.substation.testing.Collector.Span;
import dev.substation.testing.PlainBodies;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.PlainSoapStation.Version;
import dev.substation.testing.RecordingCsms;
import dev.substation.testing.Wait;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Traces of calls over both legs, in all dialects, and over a kill. */
final class TracedCalls extends Scenario {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final RecordingCsms csms = RecordingCsms.start();
    private final Collector collector = Collector.start();

    @Override
    String csms() {
        return "traced: { url: \"%s/{station}\", reconnect-max: 1s, answer-wait: %s }"
                .formatted(csms.url(), ANSWER_WAIT);
    }

    @Override
    String stations() {
        return """
        TRACED-15: { csms: traced }
        TRACED-16: { csms: traced }
        TRACED-J: { csms: traced }
        TRACED-AWAY: { csms: traced }
        """;
    }

    @Override
    String tracing() {
        return "endpoint: " + collector.url() + "\nheaders: \"Authorization=Bearer hidden-4711\"\n";
    }

    @Override
    Map<String, Play> plays() {
        return Map.of(
                "a collector gets the spans of each call over both legs, also of one that is"
                        + " delivered after a kill",
                this::aCollectorGetsTheSpans);
    }

    @Override
    public void close() {
        csms.close();
        collector.close();
    }

    private void aCollectorGetsTheSpans() {
        try (PlainSoapStation soap15 =
                        new PlainSoapStation(Version.V15, "TRACED-15", gateway().soap());
                PlainSoapStation soap16 =
                        new PlainSoapStation(Version.V16, "TRACED-16", gateway().soap());
                PlainJsonStation json =
                        PlainJsonStation.connect(gateway().uri("ws", "/ocpp/TRACED-J"))) {
            soap15.call("Heartbeat", "");
            soap16.call("Heartbeat", "");
            List.of("TRACED-15", "TRACED-16", "TRACED-J").forEach(csms::awaitConnected);
            soap15.call("StartTransaction", PlainBodies.startXml(1, "04AB", 10));
            soap16.call("StartTransaction", PlainBodies.startXml(1, "04AB", 10));
            json.call("StartTransaction", PlainBodies.startJson(1, "04AB", 10));
            for (String station : List.of("TRACED-15", "TRACED-16", "TRACED-J")) {
                isFollowedUp(station);
            }

            json.answering("RemoteStartTransaction", "{\"status\":\"Accepted\"}");
            soap16.answering("RemoteStartTransaction", "<status>Accepted</status>");
            for (String station : List.of("TRACED-16", "TRACED-J")) {
                csms.ask(
                        station,
                        "RemoteStartTransaction",
                        "{\"idTag\":\"04AB\",\"connectorId\":1}");
                isFollowedDown(station);
            }
        }
        String kept = startsWhileTheCsmsIsAway();
        gateway().awaitKill();
        csms.away(false);
        Span late = collector.await("csms StartTransaction", "TRACED-AWAY");
        assertEquals(kept, late.trace());
    }

    private void isFollowedUp(String station) {
        Span leg = collector.await("csms StartTransaction", station);
        Span whole = collector.await("up StartTransaction", station);
        assertEquals(whole.id(), leg.parent());
        Set<String> names = new TreeSet<>();
        Wait.until(
                "rules and commit of " + station,
                SOON,
                () -> {
                    collector.trace(whole.trace()).forEach(span -> names.add(span.name()));
                    return names.containsAll(List.of("rules", "commit"));
                });
        assertEquals(Set.of(whole.trace()), logged(station, "StartTransaction"));
    }

    private void isFollowedDown(String station) {
        Span leg = collector.await("station RemoteStartTransaction", station);
        Span whole = collector.await("down RemoteStartTransaction", station);
        assertEquals(List.of(whole.trace(), whole.id()), List.of(leg.trace(), leg.parent()));
        assertEquals("answered", whole.at("ocpp.outcome"));
    }

    /** The ids of traces in the message log of a station. */
    private Set<String> logged(String station, String action) {
        Set<String> traces = new TreeSet<>();
        for (JsonElement line :
                JsonParser.parseString(
                                gateway()
                                        .get(
                                                "/api/v1/log?station=%s&action=%s"
                                                        .formatted(station, action))
                                        .body())
                        .getAsJsonObject()
                        .getAsJsonArray("lines")) {
            JsonObject one = line.getAsJsonObject();
            assertTrue(one.has("trace"), one.toString());
            traces.add(one.get("trace").getAsString());
        }
        return traces;
    }

    /** The trace of a start that the CSMS does not get yet. */
    private String startsWhileTheCsmsIsAway() {
        csms.away(true);
        Wait.until("the CSMS has gone", SOON, () -> !csms.isConnected("TRACED-J"));
        try (PlainJsonStation json =
                PlainJsonStation.connect(gateway().uri("ws", "/ocpp/TRACED-AWAY"))) {
            json.call("StartTransaction", PlainBodies.startJson(1, "04AB", 10));
        }
        String trace = collector.await("up StartTransaction", "TRACED-AWAY").trace();
        Wait.until(
                "the log names the trace",
                SOON,
                () ->
                        gateway()
                                .log()
                                .contains(
                                        "station=TRACED-AWAY action=StartTransaction trace="
                                                + trace));
        return trace;
    }
}
