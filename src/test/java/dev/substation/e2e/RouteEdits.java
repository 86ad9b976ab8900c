package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.substation.testing.GatewayProcess;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.PlainSoapStation.Version;
import dev.substation.testing.RecordingCsms;
import dev.substation.testing.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Rules are edited while 18 stations make 200 calls a second and more. An edit is of two files that
 * belong together: one cuts the card at another place, the other gives connector 1 another number.
 * Cards are {@code N17_a-b}, so that the CSMS's frames tell which edit a call has met. In {@link
 * StopE2E}.
 */
final class RouteEdits {

    private static final int JSON_STATIONS = 16;
    private static final int SOAP_STATIONS = 2;
    private static final long PACE_MS = 60;
    private static final Duration SOON = Duration.ofSeconds(60);

    /** An edit: where the card is cut, what is left of it, and the number of connector 1. */
    private record Edit(String separator, String rest, int connector) {

        static Optional<Edit> of(JsonObject call) {
            String rest = call.get("idTag").getAsString().replaceFirst("N\\d+", "");
            return ALL.stream().filter(edit -> edit.rest.equals(rest)).findFirst();
        }

        static final List<Edit> ALL =
                List.of(new Edit("_", "", 11), new Edit("-", "_a", 12), new Edit("/", "_a-b", 13));
    }

    static final String STATIONS = "\"EDIT-*\": { csms: edits, accept: any }\n";

    private final RecordingCsms csms;
    private final Path routes;
    private GatewayProcess gateway;

    private final AtomicInteger cards = new AtomicInteger();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> asked = new HashMap<>();

    /** Writes the rules that the gateway starts with. */
    RouteEdits(Path home, RecordingCsms csms) throws IOException {
        this.csms = csms;
        routes = home.resolve("camel-routes");
        Path shipped = Path.of("camel-routes/rules");
        Files.createDirectories(routes);
        try (Stream<Path> forms = Files.walk(shipped)) {
            for (Path form : forms.toList()) {
                Files.copy(
                        form, routes.resolve("rules").resolve(shipped.relativize(form).toString()));
            }
        }
        write(
                "00-site.yaml",
                route("site", "to: direct:cards", "to: direct:connectors", "to: direct:deliver"));
        edit(Edit.ALL.get(0));
    }

    private static String route(String name, String... steps) {
        return "- route:\n    id: %s\n    from:\n      uri: direct:%s\n      steps:\n        - %s\n"
                .formatted(name, name, String.join("\n        - ", steps));
    }

    /** As editors do: a file of another name first, which then takes the place of the old one. */
    private void write(String name, String text) throws IOException {
        Path unfinished = routes.resolve("." + name + ".tmp");
        Files.writeString(unfinished, text);
        Files.move(unfinished, routes.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private void edit(Edit edit) throws IOException {
        write(
                "10-cards.yaml",
                route(
                        "cards",
                        "kamelet: { name: strip-idtag-suffix, parameters: { separator: \"%s\" } }"
                                .formatted(edit.separator)));
        write(
                "20-connectors.yaml",
                route(
                        "connectors",
                        "kamelet: { name: rename-connector, parameters: { map: \"1=%d\" } }"
                                .formatted(edit.connector)));
    }

    /** One station's session, a call each time it is told. */
    private final class JsonSession implements AutoCloseable {

        private final PlainJsonStation station;
        private int step;
        private String card;
        private int transaction;

        JsonSession(String name) {
            station = PlainJsonStation.connect(gateway.uri("ws", "/ocpp/" + name));
        }

        void next() {
            String time = "\"" + Instant.now() + "\"";
            switch (step++ % 4) {
                case 0 -> {
                    card = "\"idTag\":\"N" + cards.incrementAndGet() + "_a-b\"";
                    call("Authorize", "{" + card + "}");
                }
                case 1 -> {
                    String start = ",\"connectorId\":1,\"meterStart\":1,\"timestamp\":" + time;
                    JsonArray answer = call("StartTransaction", "{" + card + start + "}");
                    transaction = answer.get(2).getAsJsonObject().get("transactionId").getAsInt();
                }
                case 2 ->
                        call(
                                "MeterValues",
                                "{\"connectorId\":1,\"transactionId\":"
                                        + transaction
                                        + ",\"meterValue\":[{\"timestamp\":"
                                        + time
                                        + ",\"sampledValue\":[{\"value\":\"2\"}]}]}");
                default ->
                        call(
                                "StopTransaction",
                                "{"
                                        + card
                                        + ",\"transactionId\":"
                                        + transaction
                                        + ",\"meterStop\":3,\"timestamp\":"
                                        + time
                                        + "}");
            }
        }

        private JsonArray call(String action, String payload) {
            counted(action);
            JsonArray answer = station.call(action, payload);
            if (answer.get(0).getAsInt() != 3) {
                wrong.add(action + " was answered " + answer);
            }
            return answer;
        }

        @Override
        public void close() {
            station.close();
        }
    }

    private final class SoapSession implements AutoCloseable {

        private final PlainSoapStation station;

        SoapSession(String name) {
            station = new PlainSoapStation(Version.V16, name, gateway.uri("http", "/soap"));
        }

        void next() {
            counted("Authorize");
            String card = "<idTag>N" + cards.incrementAndGet() + "_a-b</idTag>";
            String status = station.call("Authorize", card).field("idTagInfo/status");
            if (!status.equals("Accepted")) {
                wrong.add("Authorize was answered " + status);
            }
        }

        @Override
        public void close() {
            station.close();
        }
    }

    private void counted(String action) {
        synchronized (asked) {
            asked.merge(action, 1, Integer::sum);
        }
    }

    private int asked() {
        synchronized (asked) {
            return asked.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    private Runnable guarded(Runnable step) {
        return () -> {
            try {
                step.run();
            } catch (RuntimeException | AssertionError e) {
                wrong.add("a call got no answer: " + e);
                throw e; // ends this station's session
            }
        };
    }

    /** Waits until the stations have made so many more calls. */
    private void calls(int more) {
        int until = asked() + more;
        Wait.until(more + " more calls are made", SOON, () -> asked() >= until);
    }

    private void awaitSeen(Edit edit) {
        Wait.until("a call meets " + edit, SOON, () -> met(edit) > 0);
    }

    private String health() {
        return gateway.get("/health/ready").body();
    }

    void meetEveryCall(GatewayProcess running) throws Exception {
        gateway = running;
        ScheduledExecutorService clock =
                Executors.newScheduledThreadPool(JSON_STATIONS + SOAP_STATIONS);
        List<AutoCloseable> stations = new ArrayList<>();
        try {
            for (int i = 0; i < JSON_STATIONS; i++) {
                JsonSession session = new JsonSession("EDIT-JSON-" + i);
                stations.add(session);
                clock.scheduleAtFixedRate(
                        guarded(session::next), i * 5, PACE_MS, TimeUnit.MILLISECONDS);
            }
            for (int i = 0; i < SOAP_STATIONS; i++) {
                SoapSession session = new SoapSession("EDIT-SOAP-" + i);
                stations.add(session);
                clock.scheduleAtFixedRate(
                        guarded(session::next), i * 25, PACE_MS, TimeUnit.MILLISECONDS);
            }
            calls(400);
            long begun = System.nanoTime();
            int before = asked();

            edit(Edit.ALL.get(1));
            awaitSeen(Edit.ALL.get(1));
            calls(200);

            write("20-connectors.yaml", route("connectors", "to: direct:nowhere"));
            Wait.until("health is degraded", SOON, () -> health().contains("direct:nowhere"));
            assertEquals(
                    "{\"status\":\"UP\",\"reasons\":[\"The changed routes have errors, so the "
                            + "previous ones stay active: 20-connectors.yaml, line 6: no route begins with "
                            + "direct:nowhere; there are direct:site, direct:cards, direct:connectors\"]}",
                    health());
            int metBefore = met(Edit.ALL.get(1));
            calls(400);
            Wait.until("calls go on", SOON, () -> met(Edit.ALL.get(1)) > metBefore + 100);

            edit(Edit.ALL.get(2));
            awaitSeen(Edit.ALL.get(2));
            Wait.until("health is well", SOON, () -> health().contains("\"reasons\":[]"));
            calls(200);
            long ms = (System.nanoTime() - begun) / 1_000_000;
            System.out.printf(
                    "%d calls in %d ms, %d a second, two reloads and a refusal among them%n",
                    asked() - before, ms, (asked() - before) * 1000L / ms);
        } finally {
            clock.shutdown();
            assertTrue(clock.awaitTermination(30, TimeUnit.SECONDS));
            for (AutoCloseable station : stations) {
                station.close();
            }
        }

        assertEquals(List.of(), List.copyOf(wrong));
        for (String action : asked.keySet()) {
            Wait.until(
                    "the CSMS has every " + action,
                    SOON,
                    () -> seen(action).size() >= asked.get(action));
            assertEquals(asked.get(action), seen(action).size(), action);
        }
        List<JsonObject> withCards = new ArrayList<>(seen("Authorize"));
        withCards.addAll(seen("StartTransaction"));
        withCards.addAll(seen("StopTransaction"));
        for (JsonObject call : withCards) {
            assertTrue(Edit.of(call).isPresent(), call::toString);
        }
        for (JsonObject start : seen("StartTransaction")) {
            assertEquals(
                    Edit.of(start).orElseThrow().connector, start.get("connectorId").getAsInt());
        }
        for (String action : List.of("Authorize", "StartTransaction", "StopTransaction")) {
            assertEquals(
                    seen(action).size(),
                    seen(action).stream().map(RouteEdits::number).distinct().count(),
                    action + " came twice");
        }
        String metrics = gateway.get("/metrics").body();
        assertTrue(
                metrics.contains("substation_routes_reloads_total{outcome=\"loaded\"} 2"), metrics);
        assertTrue(
                metrics.contains("substation_routes_reloads_total{outcome=\"refused\"} 1"),
                metrics);
        assertTrue(gateway.log().contains("changed 10-cards.yaml, changed 20-connectors.yaml"));
    }

    private static String number(JsonObject call) {
        return call.get("idTag").getAsString().replaceFirst("_.*", "");
    }

    private int met(Edit edit) {
        String mark = edit.rest + "\"";
        return (int)
                csms.frames().stream()
                        .filter(RecordingCsms.Frame::received)
                        .filter(frame -> frame.text().contains(mark))
                        .count();
    }

    /** The calls of an action that the CSMS got, of all stations. */
    private List<JsonObject> seen(String action) {
        return csms.frames().stream()
                .filter(RecordingCsms.Frame::received)
                .filter(frame -> frame.isCall(action))
                .map(frame -> frame.json().get(3).getAsJsonObject())
                .toList();
    }
}
