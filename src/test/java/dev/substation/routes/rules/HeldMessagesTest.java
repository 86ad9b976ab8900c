package dev.substation.routes.rules;

import static dev.substation.testing.Calls.STATION;
import static dev.substation.testing.Calls.answered;
import static dev.substation.testing.Calls.delivered;
import static dev.substation.testing.Calls.up;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.Rules.Made;
import dev.substation.flow.time.OperatingTime;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Payload;
import dev.substation.routes.language.BadRoutes;
import dev.substation.routes.live.SiteRoutes;
import dev.substation.testing.RuleClocks;
import dev.substation.testing.stepped.SteppedTimers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of messages that a rule answers, holds and sends later. */
class HeldMessagesTest {

    private static final Instant START = Instant.parse("2026-01-01T08:00:00Z");

    @TempDir Path folder;

    private final SteppedTimers time = new SteppedTimers(START);
    private SiteRoutes routes;

    /** Holds statuses for ten seconds; a start must not overtake them. */
    private static final class HoldStatus implements HoldingRule {

        @Override
        public String id() {
            return "hold-status";
        }

        @Override
        public Use use(Parameters parameters) {
            return context -> {
                Payload payload = context.call().payload();
                if (payload.containsKey("connectorId")) {
                    String status = payload.text("status").orElse("none");
                    context.hold(Duration.ofSeconds(10), "a status", status);
                    context.answer(Answer.result(Payload.EMPTY));
                }
                if (payload.containsKey("release")) {
                    context.held().forEach(context::release);
                }
                return payload;
            };
        }

        @Override
        public String entry() {
            return "direct:status-held";
        }

        @Override
        public Released release(Memory held, OperatingTime now) {
            if (held.value().equals("unreadable")) {
                throw new IllegalStateException("unreadable");
            }
            return new Released(
                    up(
                            Action.StatusNotification,
                            "connectorId",
                            1,
                            "status",
                            held.value(),
                            "made",
                            1),
                    List.of());
        }

        @Override
        public boolean precedes(Memory held, Call call) {
            return call.action().equals(Action.StartTransaction);
        }
    }

    /** Cannot bear any call. */
    private static final class Fail implements SiteRule {

        @Override
        public String id() {
            return "fail";
        }

        @Override
        public Use use(Parameters parameters) {
            return context -> {
                throw new IllegalStateException("it fails");
            };
        }
    }

    @AfterEach
    void stop() {
        if (routes != null) {
            routes.close();
        }
    }

    private void load(String more, Memory... memories) throws IOException, BadRoutes {
        Files.createDirectories(folder.resolve("rules"));
        Files.writeString(
                folder.resolve("rules/hold-status.kamelet.yaml"),
                """
                kind: Kamelet
                metadata: { name: hold-status }
                spec:
                  definition: { title: Hold, description: A rule of the test }
                  template:
                    from:
                      uri: kamelet:source
                      steps:
                        - to: rule:hold-status
                """);
        Files.writeString(
                folder.resolve("rules/fail.kamelet.yaml"),
                """
                kind: Kamelet
                metadata: { name: fail }
                spec:
                  definition: { title: Fail, description: A rule of the test }
                  template:
                    from:
                      uri: kamelet:source
                      steps:
                        - to: rule:fail
                """);
        Files.writeString(
                folder.resolve("00-site.yaml"),
                """
                - route:
                    id: site
                    from:
                      uri: direct:site
                      steps:
                        - kamelet: { name: hold-status }
                        - to: direct:deliver
                """
                        + more);
        RuleBook book =
                new RuleBook(
                        new RuleMemory(List.of(memories)), List.of(new HoldStatus(), new Fail()));
        routes = new SiteRoutes(folder, book, RuleClocks.of(time));
    }

    private static Call status(String status) {
        return up(Action.StatusNotification, "connectorId", 1, "status", status);
    }

    private List<Made> dueAfter(long seconds) {
        time.pass(Duration.ofSeconds(seconds));
        return routes.due(id -> Optional.of("any"), 10);
    }

    private static Payload sent(Made made) {
        return delivered(made.routed()).call().payload();
    }

    @Test
    void sendsWhatIsHeldWhenItsTimeHasComeAndOnce() throws Exception {
        load("");

        List<Memory> remembered = answered(routes.apply(status("Faulted"), "any")).remembered();
        List<Made> early = dueAfter(9);
        List<Made> made = dueAfter(1);

        assertEquals(1, remembered.size());
        assertEquals(List.of(), early);
        assertEquals(1, made.size());
        assertEquals("Faulted", sent(made.get(0)).get("status"));
        assertEquals(
                List.of(new Memory("hold-status", STATION, remembered.get(0).key(), "")),
                made.get(0).routed().remembered());
        assertEquals(List.of(), dueAfter(60));
    }

    @Test
    void holdsOverARestartAndTakesBackWhatCouldNotBeStored() throws Exception {
        load("");
        List<Memory> remembered = answered(routes.apply(status("Faulted"), "any")).remembered();
        routes.close();
        load("", remembered.get(0));

        List<Made> made = dueAfter(10);
        routes.giveBack(made.get(0));

        assertEquals(remembered.get(0), made.get(0).held());
        assertEquals(made, dueAfter(1));
    }

    @Test
    void passesTheRouteThatIsThereForItAndNoRuleHoldsItAgain() throws Exception {
        load(
                """
                - route:
                    id: status-held
                    from:
                      uri: direct:status-held
                      steps:
                        - choice:
                            when:
                              - simple: "${header.origin} == 'gateway'"
                                steps:
                                  - to: direct:site
                            otherwise:
                              steps:
                                - kamelet: { name: fail }
                                - to: direct:deliver
                """);
        routes.apply(status("Faulted"), "any");

        assertEquals("Faulted", sent(dueAfter(10).get(0)).get("status"));
    }

    @Test
    void sendsItAsTheRuleMadeItWhenItsRouteFails() throws Exception {
        load(
                """
                - route:
                    id: status-held
                    from:
                      uri: direct:status-held
                      steps:
                        - kamelet: { name: fail }
                        - to: direct:deliver
                """);
        routes.apply(status("Faulted"), "any");

        Made made = dueAfter(10).get(0);

        assertEquals("Faulted", sent(made).get("status"));
        assertEquals(1, made.routed().remembered().size());
    }

    @Test
    void refusesARouteInWhichItWouldBeLost() {
        BadRoutes refusal =
                assertThrows(
                        BadRoutes.class,
                        () ->
                                load(
                                        """
                                        - route:
                                            id: status-held
                                            from:
                                              uri: direct:status-held
                                              steps:
                                                - log: it comes
                                        """));

        assertTrue(
                refusal.getMessage()
                        .contains("comes to the end of direct:status-held without direct:deliver"),
                refusal::getMessage);
    }

    @Test
    void sendsItAheadOfACallThatItMustPrecede() throws Exception {
        load("");
        routes.apply(status("Preparing"), "any");

        var start = delivered(routes.apply(up(Action.StartTransaction, "idTag", "1"), "any"));

        assertEquals("Preparing", sent(start.first().get(0)).get("status"));
        assertEquals(List.of(), dueAfter(10));
    }

    @Test
    void sendsAheadWhatTheRuleReleases() throws Exception {
        load("");
        routes.apply(status("Preparing"), "any");

        var passing = delivered(routes.apply(up(Action.MeterValues, "release", 1), "any"));

        assertEquals("Preparing", sent(passing.first().get(0)).get("status"));
        assertEquals(List.of(), passing.remembered(), "it is forgotten with the message alone");
        assertEquals(1, passing.first().get(0).routed().remembered().size());
        assertEquals(List.of(), dueAfter(10));
    }

    @Test
    void leavesWhatIsHeldOfAStationThatIsNotThere() throws Exception {
        load("");
        routes.apply(status("Faulted"), "any");
        time.pass(Duration.ofSeconds(10));

        assertEquals(List.of(), routes.due(id -> Optional.empty(), 10));
        assertEquals(1, dueAfter(0).size());
    }

    @Test
    void passesOverWhatCannotBeRead() throws Exception {
        load("");
        routes.apply(status("unreadable"), "any");

        assertEquals(List.of(), dueAfter(10));
        assertEquals(List.of(), dueAfter(10));
    }

    @Test
    void forgetsNothingThatIsHeldToMakeRoom() {
        Memory held =
                new Memory("rule", STATION, RuleMemory.holding(OperatingTime.ZERO, "x"), "held");
        RuleMemory memory = new RuleMemory(List.of(held));

        for (int i = 0; i < 6_000; i++) {
            memory.keep(new Memory("rule", STATION, "card " + i, "x"));
        }

        assertEquals(List.of(held), memory.due(OperatingTime.ZERO));
        assertEquals(List.of(held), memory.held("rule", STATION));
        assertEquals(Optional.empty(), memory.recall("rule", STATION, "card 0"));
    }
}
