package dev.substation.routes.live;

import static dev.substation.testing.Calls.answered;
import static dev.substation.testing.Calls.failure;
import static dev.substation.testing.Calls.payload;
import static dev.substation.testing.Calls.up;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.ports.Undo;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Payload;
import dev.substation.routes.language.BadRoutes;
import dev.substation.routes.rules.Parameters;
import dev.substation.routes.rules.RuleBook;
import dev.substation.routes.rules.RuleContext;
import dev.substation.routes.rules.RuleMemory;
import dev.substation.routes.rules.SiteRule;
import dev.substation.testing.Calls;
import dev.substation.testing.RuleClocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Folders that are not the shipped one: what they may hold, and what is said of those that may not.
 */
class RouteFolderTest {

    private static final String RENAME =
            "kamelet: { name: rename-connector, parameters: { map: '1=2' } }";

    @TempDir Path folder;

    @BeforeEach
    void giveItTheShippedForms() throws IOException {
        Files.createDirectory(folder.resolve("rules"));
        try (var forms = Files.list(Path.of("camel-routes/rules"))) {
            for (Path form : forms.filter(Files::isRegularFile).toList()) {
                Files.copy(form, folder.resolve("rules").resolve(form.getFileName()));
            }
        }
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    /** A folder of one route with the given steps, one a line. */
    private void site(String... steps) throws IOException {
        StringBuilder text = new StringBuilder("# why\n- route:\n    id: site\n    from:\n");
        text.append("      uri: direct:site\n      steps:\n");
        Arrays.stream(steps).forEach(step -> text.append("        ").append(step).append('\n'));
        write("00-site.yaml", text.toString());
    }

    private SiteRoutes load() throws BadRoutes {
        return new SiteRoutes(folder, List.of(), RuleClocks.real());
    }

    private BadRoutes refusal() {
        return assertThrows(BadRoutes.class, this::load);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:/tmp",
                "exec:rm",
                "http://example.org",
                "bean:x",
                "class:java.lang.System",
                "seda:x",
                "rule:strip-idtag-suffix",
                "direct:deliver?block=true",
                "kamelet:rename-connector?location=http://example.org",
                "language:simple:x"
            })
    void refusesOtherSchemesAndSaysWhatThereIs(String uri) throws IOException {
        site("- to: \"" + uri + "\"");

        BadRoutes refusal = refusal();

        assertEquals("00-site.yaml", refusal.file());
        assertEquals(OptionalInt.of(7), refusal.line());
        assertTrue(
                refusal.getMessage().contains("a step goes to direct:NAME"), refusal::getMessage);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${bean:x}",
                "${camelContext.stop}",
                "${body.getClass()}",
                "${body.class}",
                "${body[idTag].getClass()}",
                "${exchange.context}",
                "${sys.user.home}",
                "${env.PATH}",
                "${type:java.lang.System.exit}",
                "${ref:x}",
                "${bodyAs(java.lang.Class)}",
                "${properties:x}",
                "$simple{camelContext}",
                "${body[${sys.user.home}]}",
                "$init{ x }init$",
                "{{env:PATH}}",
                "{{sys:user.home}}",
                "resource:file:/etc/hostname"
            })
    void refusesTextThatCouldRunCodeOrReadTheMachine(String text) throws IOException {
        site("- filter:", "    simple: \"" + text + " == 'x'\"", "    steps:", "      - stop: {}");
        BadRoutes condition = refusal();

        site("- log: \"" + text + "\"");
        BadRoutes log = refusal();

        assertEquals(OptionalInt.of(8), condition.line());
        assertEquals(OptionalInt.of(7), log.line());
        assertTrue(log.getMessage().contains("is not allowed"), log::getMessage);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- setBody: { constant: x }",
                "- bean: { ref: x }",
                "- delay: { constant: 1000 }",
                "- threads: {}",
                "- script: { groovy: x }",
                "- toD: \"direct:${header.x}\"",
                "- wireTap: { uri: direct:x }"
            })
    void refusesStepsThatAreNoChoiceAndNoRule(String step) throws IOException {
        site(step);

        BadRoutes refusal = refusal();

        assertEquals(OptionalInt.of(7), refusal.line());
        assertTrue(
                refusal.getMessage().contains("there are choice, filter, kamelet, log, stop, to"),
                refusal::getMessage);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "- ", "{a: ", "choice: {when: [{steps: [{"})
    void namesTheDepthOfAFileThatIsNestedTooDeep(String opening) throws IOException {
        site("- " + opening.repeat(5_000));

        String refusal = refusal().getMessage();

        assertTrue(refusal.contains("nested deeper than 100"), refusal);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- to: direct:x\\n  - oops| is not YAML",
                "- kamelet: { name: strip-idtag-sufix }| there is no rule strip-idtag-sufix",
                "- kamelet: { name: rename-connector, parameters: { from: 1 } }"
                        + "| has no parameter from; it has station, csms, map",
                "- kamelet: { name: fit-idtag }| the rule fit-idtag needs the parameter csms",
                "- choice: { otherwise: { steps: [ { stop: {} } ] } }| when: is missing here",
                "- to: &x direct:deliver| anchors (&) are not used here",
            })
    void namesFileLineAndRemedyOfABrokenFile(String steps, String complaint) throws IOException {
        site(steps.replace("\\n", "\n"));

        BadRoutes refusal = refusal();

        assertEquals("00-site.yaml", refusal.file());
        assertTrue(refusal.line().orElseThrow() >= 7, refusal::getMessage);
        assertTrue(refusal.getMessage().contains(complaint), refusal::getMessage);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rename-connector| station: 1| write either station: 1, csms: 2 or map",
                "rename-connector| station: 1, csms: 2, map: '1=2'| write either station: 1",
                "rename-connector| station: 0, csms: 2| write a whole number of 1 or more",
                "rename-connector| map: '1=2,3=2'| names a connector twice on one side, at 3=2",
                "rename-connector| map: '1:2'| write station=csms",
                "strip-idtag-suffix| restore: maybe| write one of as-used, expanded, plain",
                "strip-idtag-suffix| serials: '1=x'| write a whole number of 1 or more",
                "strip-idtag-suffix| serials: '1=2=3'| has 1=2=3; write serials with commas",
                "add-idtag-suffix| suffix: ''| has 1 to 20 characters",
                "add-idtag-suffix| suffix: 123456789012345678901| has 1 to 20 characters",
                "reverse-idtag-bytes| bytes: '4,x'| is x; write a whole number of 2 or more",
                "rewrite-idtag| station: hex, csms: hex| is hex on both sides; the rule is not needed",
                "rewrite-idtag| station: hex, csms: bcd| is bcd; write one of hex, colons, decimal",
                "fit-idtag| csms: 300| write a whole number of 1 to 255",
                "fit-idtag| csms: 8, fill: xy| is xy; write one character",
                "alias-idtag| map: 'A'| write station=csms",
                "alias-idtag| map: 'A=B,C=b'| names a card twice on one side, at C=b",
                "name-connector| names: '1'| write connectors and names",
                "drop-connector| connectors: '0'| is 0; write a whole number of 1 or more",
                "connector-zero-meter| mode: guess| write one of verify, compute",
                "connector-zero-meter| connectors: many| write a whole number of 1 to 100",
                "connector-zero-meter| connectors: 101| is 101; write a whole number of 1 to 100",
            })
    void refusesWrongParametersWhenItLoads(String rule, String parameters, String complaint)
            throws IOException {
        site("- kamelet: { name: " + rule + ", parameters: { " + parameters + " } }");

        BadRoutes refusal = refusal();

        assertEquals("00-site.yaml", refusal.file());
        assertEquals(OptionalInt.of(7), refusal.line());
        assertTrue(refusal.getMessage().contains(complaint), refusal::getMessage);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kind: Kamelet| kind: Pipe| Pipe is no form of a rule; write kind: Kamelet",
                "name: rename-connector| name: other| belongs into rules/other.kamelet.yaml",
                "type: integer| type: int| there is no type int; write string, integer",
                "minimum: 1| least: 1| a parameter has no least here; it has default",
                "minimum: 1| minimum: one| one is no limit; write a number",
                "minimum: 1| default: none| the default of station is none; write a whole number",
                "title: Several at once| what: x| a parameter has no what here; it has default",
                "{{?csms}}| {{?osms}}| {{name}} stands for a parameter of the form",
            })
    void saysWhatIsWrongInAForm(String right, String wrong, String complaint) throws IOException {
        Path form = folder.resolve("rules/rename-connector.kamelet.yaml");
        String text = Files.readString(form);
        int at = text.indexOf(right);
        write(
                "rules/rename-connector.kamelet.yaml",
                text.substring(0, at) + wrong + text.substring(at + right.length()));
        site("- kamelet: { name: rename-connector, parameters: { map: '1=2' } }");

        BadRoutes refusal = refusal();

        assertEquals("rules/rename-connector.kamelet.yaml", refusal.file());
        assertTrue(refusal.getMessage().contains(complaint), refusal::getMessage);
        assertEquals(
                text.substring(0, at + 1).lines().count(),
                refusal.line().orElse(0),
                refusal::getMessage);
    }

    @Test
    void refusesARouteTemplateAsAFormAndSaysWhatToWrite() throws IOException {
        write("rules/old.yaml", "- routeTemplate: { id: old }\n");

        assertEquals(
                "rules/old.yaml, line 1: a form is a Kamelet; begin with apiVersion:"
                        + " camel.apache.org/v1 and kind: Kamelet",
                refusal().getMessage());
    }

    @Test
    void refusesARouteWithoutIdAndAnIdThatIsUsedTwice() throws IOException {
        site("- to: direct:deliver");
        write("01-more.yaml", "- route:\n    from: { uri: direct:x, steps: [ { stop: {} } ] }\n");
        BadRoutes without = refusal();
        write("01-more.yaml", "- route:\n    id: site\n    from: { uri: direct:x, steps: [] }\n");
        BadRoutes twice = refusal();

        assertTrue(without.getMessage().startsWith("01-more.yaml, line 2: id: is missing"));
        assertTrue(twice.getMessage().contains("used already in 00-site.yaml, line 3"));
    }

    @Test
    void refusesAFolderWithoutEntryAndOneThatIsNotThere() throws IOException {
        assertTrue(refusal().getMessage().contains("no route begins with direct:site"));

        folder = folder.resolve("nowhere");
        assertTrue(refusal().getMessage().contains("there is no such folder"));
    }

    @Test
    void findsFieldsHoweverDeepTheyLie() throws Exception {
        site(
                "- filter:",
                "    simple: \"${body[meterValue][0][timestamp]} == 't' && ${body[x][y]} == null\"",
                "    steps:",
                "      - " + RENAME,
                "- to: direct:deliver");
        try (SiteRoutes routes = load()) {
            List<Payload> values = List.of(Payload.of("timestamp", "t"));

            assertEquals(2, renamed(routes, up(Action.MeterValues, "meterValue", values), ""));
            assertEquals(1, renamed(routes, up(Action.MeterValues), ""));
        }
    }

    @Test
    void choosesByEveryHeader() throws Exception {
        site(
                "- filter:",
                "    simple: \"${header.direction} == 'up' && ${header.station} regex 'KEBA-.*' &&"
                        + " ${header.action} == 'Heartbeat' && ${header.dialect} == 'soap1.5' &&"
                        + " ${header.vendor} == 'keba'\"",
                "    steps:",
                "      - " + RENAME,
                "- to: direct:deliver");
        try (SiteRoutes routes = load()) {
            assertEquals(2, renamed(routes, up(Action.Heartbeat), "keba"));
            assertEquals(1, renamed(routes, up(Action.Heartbeat), "abl"));
        }
    }

    @Test
    void saysWhenTheRoutesLoseACall() throws Exception {
        Told promises = new Told(true, context -> context.call().payload());
        try (SiteRoutes routes = loadWith(promises)) {
            Answer.Failure failure = failure(routes.apply(up(Action.Heartbeat), "keba"));

            assertEquals(Cause.NOT_DELIVERED, failure.cause());
            assertTrue(failure.description().contains("must end in direct:deliver"));
        }
    }

    @Test
    void refusesAWayToARouteThatIsNotThere() throws IOException {
        site("- to: direct:nowhere");

        assertEquals(
                "00-site.yaml, line 7: no route begins with direct:nowhere; there are direct:site",
                refusal().getMessage());
    }

    /** A route that calls the next twice, which calls the next twice, and so on. */
    @Test
    void stopsACallThatIsLedThroughTooManySteps() throws Exception {
        site("- to: direct:r1", "- to: direct:deliver");
        StringBuilder doubling = new StringBuilder();
        for (int i = 1; i <= 10; i++) {
            String step = i == 10 ? "{ log: x }" : "{ to: direct:r" + (i + 1) + " }";
            doubling.append("- route:\n    id: r%d\n    from:\n".formatted(i));
            doubling.append("      uri: direct:r%d\n".formatted(i));
            doubling.append("      steps: [ %s, %s ]\n".formatted(step, step));
        }
        write("01-again.yaml", doubling.toString());
        try (SiteRoutes routes = load()) {
            assertEquals(
                    Cause.RULE_FAILED, failure(routes.apply(up(Action.Heartbeat), "keba")).cause());
            assertEquals(
                    Cause.RULE_FAILED, failure(routes.apply(up(Action.Heartbeat), "keba")).cause());
        }
    }

    @Test
    void swapsTwoConnectorsInOneLineOrTwo() throws Exception {
        for (List<String> lines :
                List.of(
                        List.of("map: '1=2,2=1'"),
                        List.of("station: 1, csms: 2", "station: 2, csms: 1"))) {
            List<String> steps = new ArrayList<>();
            lines.forEach(
                    line ->
                            steps.add(
                                    "- kamelet: { name: rename-connector, parameters: {"
                                            + line
                                            + "} }"));
            steps.add("- to: direct:deliver");
            site(steps.toArray(String[]::new));
            try (SiteRoutes routes = load()) {
                for (long connector : new long[] {1, 2}) {
                    assertEquals(
                            Payload.of("connectorId", 3 - connector),
                            payload(
                                    routes.apply(
                                            up(Action.StatusNotification, "connectorId", connector),
                                            "keba")));
                    assertEquals(
                            Payload.of("connectorId", 3 - connector),
                            payload(
                                    routes.apply(
                                            Calls.down(
                                                    Action.UnlockConnector,
                                                    "connectorId",
                                                    connector),
                                            "keba")));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"_", "-", "%", "#", "=", "?", "/", "::", "ü", "_ _"})
    void takesAnySeparatorLiterally(String separator) throws Exception {
        site(
                "- kamelet: { name: strip-idtag-suffix, parameters: { separator: '"
                        + separator
                        + "' } }",
                "- to: direct:deliver");
        try (SiteRoutes routes = load()) {
            assertEquals(
                    Payload.of("idTag", "AB"),
                    payload(
                            routes.apply(
                                    up(Action.Authorize, "idTag", "AB" + separator + "12"),
                                    "keba")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"&", "+", " ", "RAW(x)", "\\", "${x", "{{x}}"})
    void refusesParametersThatCamelWouldMisread(String separator) throws Exception {
        site(
                "- kamelet: { name: strip-idtag-suffix, parameters: { separator: '"
                        + separator
                        + "' } }");

        assertEquals(OptionalInt.of(7), refusal().line());
    }

    @Test
    void takesNoParameterFromTheMachine() throws Exception {
        site(
                "- kamelet: { name: rename-connector, parameters: { map: '1=2' } }",
                "- kamelet: { name: strip-idtag-suffix, parameters: { separator: '_' } }",
                "- to: direct:deliver");
        System.setProperty("station", "1");
        System.setProperty("separator", "1");
        try (SiteRoutes routes = load()) {
            assertEquals(
                    Payload.of("connectorId", 2, "idTag", "A1"),
                    payload(
                            routes.apply(
                                    up(Action.StartTransaction, "connectorId", 1, "idTag", "A1_2"),
                                    "keba")));
        } finally {
            System.clearProperty("station");
            System.clearProperty("separator");
        }
    }

    /** Where a call's connector went through {@link #RENAME}. */
    private static long renamed(SiteRoutes routes, Call call, String vendor) {
        Call first = call.withPayload(call.payload().with("connectorId", 1L));
        return payload(routes.apply(first, vendor)).number("connectorId").orElseThrow();
    }

    /** A rule that does as it is told. */
    private record Told(boolean answers, Function<RuleContext, Payload> does) implements SiteRule {

        @Override
        public String id() {
            return "told";
        }

        @Override
        public Use use(Parameters parameters) {
            return does::apply;
        }

        @Override
        public Answer unwind(Payload data, Answer.Result answer) {
            return answer.withPayload(answer.payload().with("unwound", data));
        }
    }

    private SiteRoutes loadWith(Told rule) throws Exception {
        write(
                "rules/told.kamelet.yaml",
                """
                kind: Kamelet
                metadata: { name: told }
                spec:
                  definition: { title: Told, description: Does as it is told }
                  template:
                    from:
                      uri: kamelet:source
                      steps:
                        - to: rule:told
                """);
        if (rule.answers()) {
            site("- kamelet: { name: told }");
        } else {
            site("- kamelet: { name: told }", "- to: direct:deliver");
        }
        RuleMemory memory = new RuleMemory(List.of());
        RuleBook shipped = RuleBook.shipped(memory);
        List<SiteRule> rules = new ArrayList<>(List.of(rule));
        shipped.ids().forEach(id -> rules.add(shipped.rule(id).orElseThrow()));
        return new SiteRoutes(folder, new RuleBook(memory, rules), RuleClocks.real());
    }

    @Test
    void aRuleThatAnswersEndsTheCallAndUnwinds() throws Exception {
        Told rule =
                new Told(
                        true,
                        context -> {
                            context.undo(Payload.of("a", 1));
                            context.remember("k", "v");
                            context.answer(Answer.result(Payload.of("status", "Accepted")));
                            return context.call().payload();
                        });
        try (SiteRoutes routes = loadWith(rule)) {
            var answered = answered(routes.apply(up(Action.DataTransfer), "keba"));

            assertEquals(
                    Answer.result(Payload.of("status", "Accepted", "unwound", Payload.of("a", 1))),
                    answered.answer());
            assertEquals("v", answered.remembered().get(0).value());
        }
    }

    @Test
    void aRuleThatFailsIsNamedAndLeavesNoMemory() throws Exception {
        Told rule =
                new Told(
                        false,
                        context -> {
                            if (context.remembered("k").isPresent()) {
                                throw new AssertionError("remembered a failed call");
                            }
                            context.remember("k", "v");
                            throw new IllegalArgumentException("no such thing");
                        });
        try (SiteRoutes routes = loadWith(rule)) {
            for (int i = 0; i < 2; i++) {
                var answered = answered(routes.apply(up(Action.Heartbeat), "keba"));

                assertEquals(Cause.RULE_FAILED, failure(answered).cause());
                assertTrue(
                        failure(answered)
                                .description()
                                .contains("rules/told.kamelet.yaml, line 9"));
                assertEquals(List.of(), answered.remembered());
            }
        }
    }

    @Test
    void passesOverAnUndoOfARuleThatIsNoMore() throws Exception {
        site("- to: direct:deliver");
        try (SiteRoutes routes = load()) {
            Answer answer = Answer.result(Payload.of("status", "Accepted"));

            assertEquals(
                    answer,
                    routes.unwind(List.of(new Undo("gone", new Payload(Map.of()))), answer));
        }
    }
}
