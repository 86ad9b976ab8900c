package dev.substation.routes.workbench;

import static dev.substation.testing.Calls.delivered;
import static dev.substation.testing.Calls.down;
import static dev.substation.testing.Calls.payload;
import static dev.substation.testing.Calls.up;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.ports.Rules.Routed.Delivered;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.routes.engine.Explanation;
import dev.substation.routes.engine.Explanation.Change;
import dev.substation.routes.engine.Explanation.Step;
import dev.substation.routes.language.BadRoutes;
import dev.substation.routes.live.SiteRoutes;
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
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is shown of a call, and that nothing comes of it. */
class ExplanationTest {

    private static final Path SHIPPED = Path.of("camel-routes");
    private static final Call START = up(Action.StartTransaction, "idTag", "A_1", "connectorId", 1);

    @TempDir Path folder;

    private static Answer accepted(String parent) {
        return Answer.result(Payload.of("idTagInfo", Payload.of("parentIdTag", parent)));
    }

    /** A folder of one route, and one rule that does what the test wants. */
    private SiteRoutes routes(SiteRule.Use use, String... steps) throws IOException, BadRoutes {
        Files.createDirectories(folder.resolve("rules"));
        Files.writeString(
                folder.resolve("rules/told.kamelet.yaml"),
                """
                apiVersion: camel.apache.org/v1
                kind: Kamelet
                metadata:
                  name: told
                spec:
                  definition:
                    title: Told
                    description: What the test wants.
                    type: object
                  template:
                    from:
                      uri: kamelet:source
                      steps:
                        - to: rule:told
                """);
        Files.writeString(
                folder.resolve("00-site.yaml"),
                "- route:\n    id: site\n    from:\n      uri: direct:site\n      steps:\n        "
                        + String.join("\n        ", steps)
                        + "\n");
        SiteRule told =
                new SiteRule() {
                    @Override
                    public String id() {
                        return "told";
                    }

                    @Override
                    public Use use(Parameters parameters) {
                        return use;
                    }

                    @Override
                    public Answer unwind(Payload data, Answer.Result answer) {
                        return answer.withPayload(answer.payload().with("by", data));
                    }
                };
        return new SiteRoutes(
                folder, new RuleBook(new RuleMemory(List.of()), List.of(told)), RuleClocks.real());
    }

    private static Payload sayNo(RuleContext context) {
        context.undo(Payload.of("x", 1));
        context.answer(Answer.result(Payload.of("status", "Rejected")));
        return context.call().payload();
    }

    @Test
    void showsEveryStepWithWhatItChanges() throws BadRoutes {
        try (SiteRoutes routes = new SiteRoutes(SHIPPED, List.of(), RuleClocks.real())) {
            Explanation seen = routes.explain(START, "keba", Optional.empty());

            Step rule =
                    seen.steps().stream()
                            .filter(step -> step.change().isPresent())
                            .findFirst()
                            .orElseThrow();
            assertEquals(
                    new Step(
                            "10-id-tags.yaml",
                            11,
                            "id-tags",
                            3,
                            "strip-idtag-suffix, restore: as-used, separator: _",
                            Optional.empty(),
                            Optional.empty(),
                            true,
                            Optional.of(
                                    new Change(
                                            START.payload(), START.payload().with("idTag", "A"))),
                            List.of(
                                    new Note(
                                            Loss.RENAMED,
                                            "idTag",
                                            "A_1",
                                            "A",
                                            "the suffix is the station's own: shown at 1"))),
                    rule);
            assertEquals(START.payload().with("idTag", "A"), payload(seen.routed()));
        }
    }

    @Test
    void showsWaysThatWereNotTaken() throws Exception {
        try (SiteRoutes routes =
                routes(
                        context -> context.call().payload(),
                        "- choice:",
                        "    when:",
                        "      - simple: \"${header.station} == 'OTHER'\"",
                        "        steps:",
                        "          - kamelet: { name: told }",
                        "      - simple: \"${header.direction} == 'up'\"",
                        "        steps:",
                        "          - log: \"up\"",
                        "      - simple: \"${header.action} == 'Heartbeat'\"",
                        "        steps:",
                        "          - kamelet: { name: told }",
                        "    otherwise:",
                        "      steps:",
                        "        - kamelet: { name: told }",
                        "- to: direct:deliver")) {
            List<String> up = said(routes.explain(up(Action.Heartbeat), "keba", Optional.empty()));
            List<String> down = said(routes.explain(down(Action.Reset), "keba", Optional.empty()));

            assertEquals(
                    List.of(
                            "6 choice",
                            "8 when ${header.station} == 'OTHER' false",
                            "11 when ${header.direction} == 'up' true",
                            "13 log \"up\"",
                            "20 to direct:deliver"),
                    up);
            assertEquals(
                    List.of(
                            "6 choice",
                            "8 when ${header.station} == 'OTHER' false",
                            "11 when ${header.direction} == 'up' false",
                            "14 when ${header.action} == 'Heartbeat' false",
                            "17 otherwise",
                            "19 told",
                            "20 to direct:deliver",
                            "19 told"),
                    down);
        }
    }

    private static List<String> said(Explanation seen) {
        return seen.steps().stream()
                .map(
                        step ->
                                step.line()
                                        + " "
                                        + step.text()
                                        + step.condition().map(text -> " " + text).orElse("")
                                        + step.taken().map(taken -> " " + taken).orElse(""))
                .toList();
    }

    @Test
    void remembersNothingAndForgetsNothing() throws BadRoutes {
        Call remote = down(Action.RemoteStartTransaction, "idTag", "A");
        try (SiteRoutes routes = new SiteRoutes(SHIPPED, List.of(), RuleClocks.real())) {
            routes.explain(START, "keba", Optional.empty());
            assertEquals(Payload.of("idTag", "A"), payload(routes.apply(remote, "keba")));

            routes.apply(START, "keba");
            Call other = up(Action.Authorize, "idTag", "A_2");
            assertEquals(
                    Optional.of(accepted("A_2")),
                    routes.explain(other, "keba", Optional.of(accepted("a"))).answerToCaller());
            assertEquals(Payload.of("idTag", "A_1"), payload(routes.apply(remote, "keba")));
        }
    }

    @Test
    void usesWhatTheRulesRememberNow() throws BadRoutes {
        try (SiteRoutes routes = new SiteRoutes(SHIPPED, List.of(), RuleClocks.real())) {
            routes.apply(START, "keba");

            Explanation seen =
                    routes.explain(
                            down(Action.RemoteStartTransaction, "idTag", "A"),
                            "keba",
                            Optional.empty());

            assertEquals(Payload.of("idTag", "A_1"), payload(seen.routed()));
        }
    }

    @Test
    void takesAnAnswerBackRuleByRule() throws Exception {
        try (SiteRoutes routes =
                routes(
                        context -> {
                            context.undo(Payload.of("tag", context.call().payload().get("tag")));
                            return context.call().payload().with("tag", "second");
                        },
                        "- kamelet: { name: told }",
                        "- kamelet: { name: told }",
                        "- to: direct:deliver")) {
            Explanation seen =
                    routes.explain(
                            up(Action.DataTransfer, "tag", "first"),
                            "keba",
                            Optional.of(Answer.result(Payload.EMPTY)));

            assertEquals(
                    List.of(
                            "00-site.yaml:6  site  told",
                            "                        tag: \"first\" -> \"second\"",
                            "00-site.yaml:7  site  told",
                            "                        changes nothing",
                            "00-site.yaml:8  site  to direct:deliver"),
                    ExplanationText.lines(seen).subList(3, 8));
            Answer inner = Answer.result(Payload.of("by", Payload.of("tag", "second")));
            Answer outer = Answer.result(Payload.of("by", Payload.of("tag", "first")));
            assertEquals(
                    List.of(
                            new Explanation.Back("told", Answer.result(Payload.EMPTY), inner),
                            new Explanation.Back("told", inner, outer)),
                    seen.unwound());
            assertEquals(Optional.of(outer), seen.answerToCaller());
        }
    }

    @Test
    void showsARuleThatAnswersAndNothingBehindIt() throws Exception {
        try (SiteRoutes routes =
                routes(
                        ExplanationTest::sayNo,
                        "- kamelet: { name: told }",
                        "- to: direct:deliver")) {
            Explanation seen =
                    routes.explain(up(Action.Heartbeat), "keba", Optional.of(accepted("A")));

            assertEquals(List.of("6 told"), said(seen));
            assertEquals(
                    "{\"answered\":{\"status\":\"Rejected\",\"by\":{\"x\":1}}}",
                    Changes.json(ExplanationTree.of(seen).get("then")));
            assertEquals(
                    List.of(
                            "up KEBA-HOF-7 Heartbeat (vendor keba, dialect soap1.5)",
                            "  {}",
                            "",
                            "00-site.yaml:6  site  told",
                            "                        changes nothing",
                            "",
                            "not delivered, but answered by a rule",
                            "  {\"status\":\"Rejected\"}",
                            "",
                            "on its way back, the last rule first",
                            "  told",
                            "    by.x: (nothing) -> 1",
                            "",
                            "the station gets",
                            "  {\"status\":\"Rejected\",\"by\":{\"x\":1}}"),
                    ExplanationText.lines(seen));
        }
    }

    @Test
    void showsWhereARuleFailsAndWhy() throws Exception {
        try (SiteRoutes routes =
                routes(
                        context -> {
                            throw new IllegalArgumentException("no such thing");
                        },
                        "- kamelet: { name: told }",
                        "- to: direct:deliver")) {
            Explanation seen = routes.explain(up(Action.Heartbeat), "keba", Optional.empty());

            assertEquals(Optional.of("no such thing"), seen.fault());
            assertEquals(Cause.RULE_FAILED, Calls.failure(seen.routed()).cause());
            assertEquals(List.of("6 told"), said(seen));
            assertEquals("no such thing", ExplanationTree.of(seen).get("fault"));
            assertEquals(
                    "SUB-3001",
                    ExplanationTree.of(seen)
                            .object("failed")
                            .orElseThrow()
                            .text("number")
                            .orElseThrow());
            assertTrue(
                    ExplanationText.lines(seen).contains("not delivered: no such thing"),
                    ExplanationText.lines(seen)::toString);
        }
    }

    @Test
    void writesNothingIntoTheLog() throws Exception {
        List<String> logged = new ArrayList<>();
        Handler handler =
                new Handler() {
                    @Override
                    public void publish(LogRecord line) {
                        logged.add(line.getMessage());
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        try (SiteRoutes routes =
                routes(
                        context -> context.call().payload(),
                        "- log: \"seen ${header.station}\"",
                        "- to: log:seen",
                        "- to: direct:deliver")) {
            Logger.getLogger("").addHandler(handler);

            Explanation seen = routes.explain(up(Action.Heartbeat), "keba", Optional.empty());
            List<String> whileExplained = List.copyOf(logged);
            routes.apply(up(Action.Heartbeat), "keba");

            assertEquals(
                    List.of("6 log \"seen KEBA-HOF-7\"", "7 to log:seen", "8 to direct:deliver"),
                    said(seen));
            assertEquals(List.of(), whileExplained);
            assertTrue(logged.contains("seen KEBA-HOF-7"), logged::toString);
        } finally {
            Logger.getLogger("").removeHandler(handler);
        }
    }

    @Test
    void goesOnBehindEachUseOfARuleWhereThatUseStands() throws Exception {
        try (SiteRoutes routes =
                routes(
                        context -> context.call().payload(),
                        "- choice:",
                        "    when:",
                        "      - simple: \"${header.direction} == 'up'\"",
                        "        steps:",
                        "          - kamelet: { name: told }",
                        "          - log: \"up\"",
                        "    otherwise:",
                        "      steps:",
                        "        - kamelet: { name: told }",
                        "        - log: \"down\"",
                        "- kamelet: { name: told }",
                        "- kamelet: { name: told }",
                        "- to: direct:deliver")) {
            Explanation up = routes.explain(up(Action.Heartbeat), "keba", Optional.empty());
            Explanation down = routes.explain(down(Action.Reset), "keba", Optional.empty());

            assertEquals(
                    List.of(
                            "6 choice",
                            "8 when ${header.direction} == 'up' true",
                            "10 told",
                            "11 log \"up\"",
                            "16 told",
                            "17 told",
                            "18 to direct:deliver"),
                    said(up));
            assertEquals(
                    List.of(
                            "6 choice",
                            "8 when ${header.direction} == 'up' false",
                            "12 otherwise",
                            "14 told",
                            "15 log \"down\"",
                            "16 told",
                            "17 told",
                            "18 to direct:deliver",
                            "17 told",
                            "16 told",
                            "14 told"),
                    said(down));
        }
    }

    @Test
    void showsTheRulesOfACallOfTheCsmsInTheOrderInWhichTheyWork() throws Exception {
        try (SiteRoutes routes =
                routes(
                        context -> {
                            Payload body = context.call().payload();
                            return body.with("n", body.number("n").orElseThrow() + 1);
                        },
                        "- kamelet: { name: told }",
                        "- filter:",
                        "    simple: \"${header.direction} == 'down'\"",
                        "    steps:",
                        "      - kamelet: { name: told }",
                        "- to: direct:deliver")) {
            Explanation seen = routes.explain(down(Action.Reset, "n", 1), "keba", Optional.empty());

            assertEquals(
                    List.of(
                            "00-site.yaml:6   site  told",
                            "                         runs after all rules",
                            "00-site.yaml:7   site  filter ${header.direction} == 'down'  is true",
                            "00-site.yaml:10  site    told",
                            "                           runs after all rules",
                            "00-site.yaml:11  site  to direct:deliver",
                            "00-site.yaml:10  site    told",
                            "                           n: 1 -> 2",
                            "00-site.yaml:6   site    told",
                            "                           n: 2 -> 3"),
                    ExplanationText.lines(seen).subList(3, 13));
        }
    }

    @Test
    void leavesCachesAndCountsOfTheRulesAsTheyAre() throws Exception {
        Path rules = Files.createDirectories(folder.resolve("rules"));
        for (String rule : List.of("answer-from-cache", "rate-limit-message")) {
            String form = rule + ".kamelet.yaml";
            Files.copy(SHIPPED.resolve("rules").resolve(form), rules.resolve(form));
        }
        Files.writeString(
                folder.resolve("00-site.yaml"),
                """
                - route:
                    id: site
                    from:
                      uri: direct:site
                      steps:
                        - kamelet: { name: rate-limit-message, parameters: { action: DataTransfer, messages: 1, seconds: 600 } }
                        - kamelet: { name: answer-from-cache, parameters: { action: GetConfiguration, seconds: 600 } }
                        - to: direct:deliver
                """);
        Call beat = up(Action.DataTransfer);
        Call ask = down(Action.GetConfiguration);
        Optional<Answer> made = Optional.of(Answer.result(Payload.of("unknownKey", List.of("x"))));
        try (SiteRoutes routes = new SiteRoutes(folder, List.of(), RuleClocks.real())) {
            routes.explain(beat, "keba", Optional.empty());
            routes.explain(ask, "keba", made);

            delivered(routes.apply(beat, "keba"));
            Delivered asked = delivered(routes.apply(ask, "keba"));
            Answer real = Answer.result(Payload.of("configurationKey", List.of()));
            routes.unwind(asked.undo(), real);
            routes.explain(up(Action.BootNotification), "keba", Optional.empty());

            assertEquals(real, Calls.answered(routes.apply(ask, "keba")).answer());
            Calls.answered(routes.apply(beat, "keba"));
        }
    }
}
