package dev.substation.routes.workbench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.routes.language.BadRoutes;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of cases that pass, and of those that do not. */
class RouteDryRunTest {

    private static RouteDryRun dryRun;

    @BeforeAll
    static void begin() throws BadRoutes {
        dryRun = new RouteDryRun(Path.of("camel-routes"));
    }

    @AfterAll
    static void end() {
        dryRun.close();
    }

    private static List<String> differences(String... lines) throws BadRoutes {
        String text = "case: a sentence\n" + String.join("\n", lines) + "\n";
        return dryRun.run(CaseReading.read("x.yaml", text).get(0)).differences().stream()
                .map(Verdict.Difference::toString)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ delivered: { idTag: A, connectorId: 1 } }| []",
                "{ delivered: {} }| []",
                "{ delivered: { idTag: A_1 } }"
                        + "| [expect.delivered.idTag: expected \"A_1\", got \"A\"]",
                "{ delivered: { connectorId: \"1\" } }"
                        + "| [expect.delivered.connectorId: expected \"1\", got 1]",
                "{ delivered: { reservationId: 3 } }"
                        + "| [expect.delivered.reservationId: expected 3, got nothing]",
                "{ delivered: {}, absent: [ idTag, x.y ] }"
                        + "| [expect.absent: expected no idTag, got idTag: \"A\"]",
                "{ station: OTHER }| [expect.station: expected OTHER, got STATION-1]",
                "{ answered: {} }"
                        + "| [expect: expected answered, got delivered:"
                        + " {\"connectorId\":1,\"idTag\":\"A\"}]",
                "{ failed: NotSupported }"
                        + "| [expect: expected failed, got delivered:"
                        + " {\"connectorId\":1,\"idTag\":\"A\"}]",
            })
    void namesExactlyWhatIsDifferent(String expect, String differences) throws BadRoutes {
        assertEquals(
                differences,
                differences(
                                "given: { vendor: keba, action: StartTransaction, body: {"
                                        + " connectorId: 1, idTag: A_1 } }",
                                "expect: " + expect)
                        .toString());
    }

    @Test
    void comparesListsItemByItemAndTheirLength() throws BadRoutes {
        String given =
                "given: { action: MeterValues, body: { meterValue: [ { timestamp: a, x: 1 }, {"
                        + " timestamp: b } ] } }";

        assertEquals(
                List.of("expect.delivered.meterValue[1].timestamp: expected \"c\", got \"b\""),
                differences(
                        given,
                        "expect: { delivered: { meterValue: [ { timestamp: a }, { timestamp: c } ] }"
                                + " }"));
        assertEquals(
                List.of(
                        "expect.delivered.meterValue: expected [{\"timestamp\":\"a\"}], got"
                                + " [{\"timestamp\":\"a\",\"x\":1},{\"timestamp\":\"b\"}]"),
                differences(given, "expect: { delivered: { meterValue: [ { timestamp: a } ] } }"));
    }

    @Test
    void comparesWhatTheAskerIsTold() throws BadRoutes {
        assertEquals(
                List.of("then.answered.idTagInfo.parentIdTag: expected \"A\", got \"A_1\""),
                differences(
                        "given: { vendor: keba, action: Authorize, body: { idTag: A_1 } }",
                        "expect: { delivered: { idTag: A } }",
                        "answer: { idTagInfo: { status: Accepted, parentIdTag: A } }",
                        "then: { answered: { idTagInfo: { status: Accepted, parentIdTag: A } } }"));
    }

    @Test
    void beginsEveryCaseWithRulesThatRememberNothing() throws BadRoutes {
        String[] remote = {
            "given: { vendor: keba, action: RemoteStartTransaction, body: { idTag: A } }",
            "expect: { delivered: { idTag: A_1 } }"
        };

        assertEquals(
                List.of(),
                differences(
                        "before: [ { vendor: keba, action: Authorize, body: { idTag: A_1 } } ]",
                        remote[0],
                        remote[1]));
        assertEquals(
                List.of("expect.delivered.idTag: expected \"A_1\", got \"A\""),
                differences(remote));
    }

    @Test
    void missesWhatNoRuleMade() throws BadRoutes {
        assertEquals(
                List.of("made[0]: expected MeterValues, got nothing"),
                differences(
                        "given: { action: Heartbeat }",
                        "expect: { delivered: {} }",
                        "wait: 60s",
                        "made: [ { action: MeterValues } ]"));
    }

    @Test
    void triesOneRuleByItself() throws BadRoutes {
        String rule = "rule: { name: rename-connector, parameters: { map: \"1=2,2=1\" } }";

        assertEquals(
                List.of(),
                differences(
                        rule,
                        "given: { action: UnlockConnector, body: { connectorId: 2 } }",
                        "expect: { delivered: { connectorId: 1 } }"));
        assertEquals(
                List.of("expect.delivered.idTag: expected \"A\", got \"A_1\""),
                differences(
                        rule,
                        "given: { vendor: keba, action: Authorize, body: { idTag: A_1 } }",
                        "expect: { delivered: { idTag: A } }"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ name: renam-connector }| there is no rule renam-connector in this version or in rules/",
                "{ name: rename-connector, parameters: { form: 1 } }"
                        + "| the rule rename-connector has no parameter form",
                "{ name: rename-connector, parameters: { station: 0, csms: 1 } }"
                        + "| the parameter station of the rule rename-connector is 0",
            })
    void saysAtTheLineOfTheCaseWhatIsWrongWithItsRule(String rule, String complaint) {
        BadRoutes refusal =
                assertThrows(
                        BadRoutes.class,
                        () ->
                                differences(
                                        "rule: " + rule,
                                        "given: { action: Heartbeat }",
                                        "expect: { delivered: {} }"));

        assertTrue(
                refusal.getMessage().startsWith("x.yaml, line 1: " + complaint),
                refusal::getMessage);
    }
}
