package dev.substation.routes.workbench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.ErrorCode;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.routes.language.BadRoutes;
import dev.substation.routes.workbench.RouteCase.Expected;
import dev.substation.routes.workbench.RouteCase.Kind;
import dev.substation.routes.workbench.RouteCase.Made;
import dev.substation.routes.workbench.RouteCase.Message;
import dev.substation.routes.workbench.RouteCase.RuleUse;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The form of case files, and what is said of those that are wrong. */
class RouteCaseTest {

    @Test
    void readsEverythingThatACaseCanSay() throws BadRoutes {
        List<RouteCase> cases =
                CaseReading.read(
                        "x.yaml",
                        """
                        # why
                        - case: a sentence
                          example: true
                          rule: { name: strip-idtag-suffix, parameters: { separator: "_", most: 3 } }
                          before:
                            - { action: Authorize, body: { idTag: A_1 }, answer: { x: 1 }, wait: 5min }
                          given:
                            direction: down
                            station: KEBA-1
                            action: DataTransfer
                            vendor: keba
                            dialect: soap1.5
                            body: { n: 1, d: 1.50, t: 2026-01-01T08:00:00Z, l: [true, null, "x"] }
                          expect: { failed: NotSupported }
                          answer: { status: Accepted }
                          then: { answered: { status: Accepted }, absent: [data] }
                          wait: 60s
                          made: [ { action: MeterValues, station: KEBA-1-A, body: { x: 1 }, absent: [y] } ]
                        """);

        Payload body =
                Payload.of(
                        "n",
                        1,
                        "d",
                        new BigDecimal("1.50"),
                        "t",
                        "2026-01-01T08:00:00Z",
                        "l",
                        Arrays.asList(true, null, "x"));
        Message before =
                new Message(
                        Direction.UP,
                        Message.SOME_STATION,
                        Action.Authorize,
                        Optional.empty(),
                        Optional.empty(),
                        Payload.of("idTag", "A_1"),
                        Optional.of(Payload.of("x", 1)),
                        Duration.ofMinutes(5));
        assertEquals(
                List.of(
                        new RouteCase(
                                "x.yaml",
                                2,
                                "a sentence",
                                true,
                                Optional.of(
                                        new RuleUse(
                                                "strip-idtag-suffix",
                                                Map.of("separator", "_", "most", "3"))),
                                List.of(before),
                                Message.of(
                                                Direction.DOWN,
                                                new StationId("KEBA-1"),
                                                Action.DataTransfer,
                                                body)
                                        .withVendor("keba")
                                        .withDialect(Dialect.SOAP_15),
                                new Expected(
                                        Kind.FAILED,
                                        Payload.EMPTY,
                                        List.of(),
                                        Optional.of(ErrorCode.NotSupported),
                                        Optional.empty()),
                                Optional.of(Payload.of("status", "Accepted")),
                                Optional.of(
                                        new Expected(
                                                Kind.ANSWERED,
                                                Payload.of("status", "Accepted"),
                                                List.of("data"),
                                                Optional.empty(),
                                                Optional.empty())),
                                Duration.ofSeconds(60),
                                Optional.of(
                                        List.of(
                                                new Made(
                                                        Action.MeterValues,
                                                        Optional.of(new StationId("KEBA-1-A")),
                                                        Payload.of("x", 1),
                                                        List.of("y")))))),
                cases);
    }

    @Test
    void fillsInWhatIsLeftOut() throws BadRoutes {
        RouteCase one =
                CaseReading.read(
                                "x.yaml",
                                "{case: s, given: {action: Reset}, expect: {delivered: {}}}")
                        .get(0);

        assertEquals(
                Message.of(Direction.DOWN, new StationId("STATION-1"), Action.Reset, Payload.EMPTY),
                one.given());
        assertEquals("generic", one.given().vendorOrGeneric());
        assertEquals(Dialect.JSON_16, one.given().call().dialect());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "case: s\\ngiven: { action: Reset }\\nexpct: {}"
                        + "| x.yaml, line 3: a case has no expct; write expect",
                "given: { action: Reset }\\nexpect: { delivered: {} }"
                        + "| x.yaml, line 1: case: is missing here",
                "case: s\\nexpect: { delivered: {} }| x.yaml, line 1: given: is missing here",
                "case: s\\ngiven: { action: Reset }| x.yaml, line 1: expect: is missing here",
                "case: s\\ngiven:\\n  action: StartTransacton\\nexpect: { delivered: {} }"
                        + "| x.yaml, line 3: there is no action StartTransacton; write StartTransaction",
                "case: s\\ngiven:\\n  action: DataTransfer\\nexpect: { delivered: {} }"
                        + "| x.yaml, line 3: direction: is missing here; write direction: up or down",
                "case: s\\ngiven: { action: Reset, direction: left }\\nexpect: { delivered: {} }"
                        + "| x.yaml, line 2: direction is left; write up or down",
                "case: s\\ngiven: { action: Reset, dialect: soap }\\nexpect: { delivered: {} }"
                        + "| x.yaml, line 2: dialect is soap; write one of soap1.5, soap1.6, json1.6",
                "case: s\\ngiven: { action: Reset, idTag: A }\\nexpect: { delivered: {} }"
                        + "| x.yaml, line 2: given has no idTag; there are direction, station",
                "case: s\\ngiven: { action: Authorize, body: { idTag: 04123 } }\\nexpect: {}"
                        + "| x.yaml, line 3: expect says what becomes of it, once",
                "case: s\\ngiven:\\n  action: Authorize\\n  body: { idTag: 1234 }\\nexpect: {}"
                        + "| x.yaml, line 4: idTag is a text in OCPP; write idTag: \"1234\"",
                "case: s\\ngiven: { action: Reset }\\nexpect: { failed: NotSuported }"
                        + "| x.yaml, line 3: NotSuported is no error of OCPP; write NotSupported",
                "case: s\\ngiven: { action: Reset }\\nexpect: { delivered: {}, answered: {} }"
                        + "| x.yaml, line 3: expect says what becomes of it, once",
                "case: s\\ngiven: { action: Reset }\\nexpect: { delivered: {} }\\nthen: { answered: {} }"
                        + "| x.yaml, line 4: then needs an answer",
                "case: s\\ngiven: { action: Reset }\\nexpect: { delivered: {} }\\nmade: []"
                        + "| x.yaml, line 4: made needs a wait",
                "case: s\\ngiven: { action: Reset }\\nexpect: { delivered: {} }\\nwait: soon"
                        + "| x.yaml, line 4: wait is soon; write a number with ms, s, m or h",
                "case: s\\ngiven: { action: Reset }\\nexpect: { delivered: [] }"
                        + "| x.yaml, line 3: expect.delivered must be a section",
                "case: s\\nbefore: { action: Reset }| x.yaml, line 1: given: is missing here",
                "case: s\\n  given: x| x.yaml, line 2: is not YAML",
                "case: &a s| x.yaml, line 1: anchors (&) are not used here",
                "case: 1e9| x.yaml, line 1: the number 1e9 cannot be used",
                "hello| x.yaml, line 1: this must be a section",
            })
    void namesLineAndRemedyOfAWrongFile(String text, String complaint) {
        BadRoutes refusal =
                assertThrows(
                        BadRoutes.class,
                        () -> CaseReading.read("x.yaml", text.replace("\\n", "\n")));

        assertEquals(
                complaint,
                refusal.getMessage()
                        .substring(0, Math.min(complaint.length(), refusal.getMessage().length())));
    }

    @Test
    void readsAnEmptyFileAsNoCases() throws BadRoutes {
        assertEquals(List.of(), CaseReading.read("x.yaml", "# nothing yet\n"));
    }
}
