package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.substation.e2e.SharedGateway.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Whether the board and the alert rules of docs/monitoring name what the gateway tells. */
@ExtendWith(SharedGateway.class)
abstract class MonitoringCases {

    private static final Path FOLDER = Path.of("docs/monitoring");

    /** Only of a gateway with HTTPS. */
    private static final Set<String> CONDITIONAL = Set.of("substation_tls_certificate_end_seconds");

    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");

    /** Texts, selectors, ranges and the labels of a grouping: no metric is in them. */
    private static final Pattern NO_NAMES =
            Pattern.compile(
                    "\"[^\"]*\"|\\{[^}]*}|\\[[^]]*]|\\b(by|without|on|ignoring)\\s*\\([^)]*\\)");

    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*(?!\\s*\\()\\b");

    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset");

    private Running running;

    @BeforeEach
    void remember(Running shared) {
        running = shared;
    }

    /** The names under which the gateway tells figures now. */
    private Set<String> told() {
        Set<String> names = new TreeSet<>(CONDITIONAL);
        Matcher types = TYPE.matcher(running.gateway().get("/metrics").body());
        while (types.find()) {
            names.add(types.group(1));
            if (types.group(2).equals("histogram")) {
                List.of("_bucket", "_sum", "_count")
                        .forEach(suffix -> names.add(types.group(1) + suffix));
            }
        }
        return names;
    }

    /** The metrics that an expression of PromQL names. */
    private static Set<String> named(String expression) {
        String bare = NO_NAMES.matcher(expression).replaceAll(" ");
        assertEquals(
                bare.chars().filter(sign -> sign == '(').count(),
                bare.chars().filter(sign -> sign == ')').count(),
                expression);
        Set<String> names = new TreeSet<>();
        Matcher found = NAME.matcher(bare);
        while (found.find()) {
            String name = found.group();
            boolean called = bare.substring(found.end()).stripLeading().startsWith("(");
            if (!called && !WORDS.contains(name)) {
                names.add(name);
            }
        }
        assertFalse(names.isEmpty(), expression);
        return names;
    }

    private void assertTold(String expression) {
        assertTrue(
                told().containsAll(named(expression)), expression + " names " + named(expression));
    }

    @Test
    void theBoardShowsWhatTheGatewayTells() throws IOException {
        JsonObject board =
                JsonParser.parseString(Files.readString(FOLDER.resolve("grafana-board.json")))
                        .getAsJsonObject();
        List<String> expressions = new ArrayList<>();
        Set<Integer> ids = new TreeSet<>();
        for (JsonElement one : board.getAsJsonArray("panels")) {
            JsonObject panel = one.getAsJsonObject();
            assertTrue(ids.add(panel.get("id").getAsInt()), "an id twice: " + panel);
            if (panel.has("targets")) {
                panel.getAsJsonArray("targets")
                        .forEach(
                                target ->
                                        expressions.add(
                                                target.getAsJsonObject()
                                                        .get("expr")
                                                        .getAsString()));
            }
        }

        assertTrue(expressions.size() > 20, "" + expressions.size());
        expressions.forEach(this::assertTold);
    }

    @Test
    void theAlertsAskForWhatTheGatewayTellsAndSayWhatToDo() throws IOException {
        Object read =
                new Load(LoadSettings.builder().build())
                        .loadFromString(Files.readString(FOLDER.resolve("alerts.yml")));
        List<Map<?, ?>> rules = rules(read);

        assertTrue(rules.size() > 10, "" + rules.size());
        for (Map<?, ?> rule : rules) {
            assertTold((String) rule.get("expr"));
            Map<?, ?> annotations = (Map<?, ?>) rule.get("annotations");
            assertTrue(annotations.containsKey("summary"), rule.toString());
            assertTrue(annotations.containsKey("action"), rule.toString());
            assertTrue(((Map<?, ?>) rule.get("labels")).containsKey("severity"), rule.toString());
        }
    }

    private static List<Map<?, ?>> rules(Object read) {
        List<Map<?, ?>> rules = new ArrayList<>();
        for (Object group : (List<?>) ((Map<?, ?>) read).get("groups")) {
            ((List<?>) ((Map<?, ?>) group).get("rules"))
                    .forEach(rule -> rules.add((Map<?, ?>) rule));
        }
        return rules;
    }

    @Test
    void whoIsRejectedAtADoorIsCountedByReason() {
        running.gateway().get("/ocpp/SOMEBODY");

        String scrape = running.gateway().get("/metrics").body();
        assertTrue(
                scrape.contains(
                        "\nsubstation_refusals_total{door=\"websocket\",reason=\"no-websocket\"} "),
                scrape);
    }

    @Test
    void stationsThatTheSiteNamesHaveFigures() {
        String scrape = running.gateway().get("/metrics").body();

        assertTrue(scrape.contains("\nocpp_cp_connected{cp_id=\"GOOD\"} "), scrape);
        assertTrue(scrape.contains("\nsubstation_csms_outbox_messages{csms=\"main\"} "), scrape);
        assertFalse(scrape.contains("cp_id=\"EVERY-"), "a pattern names no station");
    }
}
