package dev.substation.routes.rules;

import static dev.substation.testing.Calls.answered;
import static dev.substation.testing.Calls.payload;
import static dev.substation.testing.OneRule.ahead;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.substation.flow.ports.Rules.Routed;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.routes.language.BadRoutes;
import dev.substation.testing.Calls;
import dev.substation.testing.OneRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules for StatusNotification. */
class StatusRulesTest {

    private static final Answer TAKEN = Answer.result(Payload.EMPTY);

    @TempDir Path folder;

    private OneRule rule;

    @AfterEach
    void stop() {
        rule.close();
    }

    private void using(String name, String parameters) throws BadRoutes {
        rule = new OneRule(folder, name, parameters);
    }

    private static Payload status(String status, String errorCode) {
        return Payload.of("connectorId", 1, "status", status, "errorCode", errorCode);
    }

    private static Payload status(String status) {
        return status(status, "NoError");
    }

    private Routed send(Payload status) {
        return rule.up(Action.StatusNotification, status);
    }

    private void sendsAtOnce(Payload status) {
        assertEquals(status, payload(send(status)));
    }

    private void holds(Payload status) {
        assertEquals(TAKEN, answered(send(status)).answer());
    }

    // collapse-status

    @Test
    void sendsNothingOfAConnectorThatReturns() throws Exception {
        using("collapse-status", "seconds: 10");
        sendsAtOnce(status("Charging"));

        for (int i = 0; i < 5; i++) {
            holds(status("SuspendedEV"));
            assertEquals(List.of(), rule.made(Duration.ofSeconds(9)));
            holds(status("Charging"));
        }

        assertEquals(List.of(), rule.made(Duration.ofSeconds(60)));
    }

    @Test
    void sendsTheStatusThatLastsAsLateAsItSays() throws Exception {
        using("collapse-status", "seconds: 10");
        sendsAtOnce(status("Charging"));

        holds(status("SuspendedEV"));
        List<Payload> early = rule.made(Duration.ofSeconds(5));
        holds(status("SuspendedEVSE"));
        List<Payload> soon = rule.made(Duration.ofSeconds(4));

        assertEquals(List.of(), early);
        assertEquals(List.of(), soon);
        assertEquals(List.of(status("SuspendedEVSE")), rule.made(Duration.ofSeconds(1)));
        holds(status("Charging"));
        assertEquals(List.of(status("Charging")), rule.made(Duration.ofSeconds(10)));
    }

    @Test
    void holdsAfterARestartWhatWasAcknowledged() throws Exception {
        using("collapse-status", "seconds: 10");
        sendsAtOnce(status("Charging"));
        holds(status("SuspendedEV"));

        rule.restart();

        assertEquals(List.of(status("SuspendedEV")), rule.made(Duration.ofSeconds(10)));
    }

    @ParameterizedTest
    @CsvSource({
        "Available,     Preparing",
        "Available,     Charging",
        "Preparing,     Charging",
        "Preparing,     SuspendedEVSE",
        "Charging,      Finishing",
        "Charging,      Available",
        "Charging,      Faulted",
        "SuspendedEV,   Finishing",
        "Finishing,     Available",
        "Finishing,     Preparing",
        "Reserved,      Available",
        "Available,     Reserved",
        "Available,     Faulted",
        "Faulted,       Faulted",
        "Available,     Vendor"
    })
    void sendsAtOnceWhatMayBeginOrEndATransactionAndFaults(String from, String to)
            throws Exception {
        using("collapse-status", "seconds: 10");

        sendsAtOnce(status(from));
        sendsAtOnce(status(to));

        assertEquals(List.of(), rule.made(Duration.ofSeconds(60)));
    }

    @Test
    void sendsAnErrorAtOnceAndForgetsWhatWasHeld() throws Exception {
        using("collapse-status", "seconds: 10");
        sendsAtOnce(status("Charging"));
        holds(status("SuspendedEV"));

        sendsAtOnce(status("SuspendedEV", "HighTemperature"));

        assertEquals(List.of(), rule.made(Duration.ofSeconds(60)));
    }

    @Test
    void neverHoldsBackAFaultThatReturns() throws Exception {
        using("collapse-status", "seconds: 10");
        sendsAtOnce(status("Faulted", "GroundFailure"));
        holds(status("Available"));

        sendsAtOnce(status("Faulted", "GroundFailure"));

        assertEquals(List.of(), rule.made(Duration.ofSeconds(60)));
    }

    @Test
    void sendsARepeatedStatusForACsmsThatAskedForIt() throws Exception {
        using("collapse-status", "seconds: 10");

        sendsAtOnce(status("Available"));
        sendsAtOnce(status("Available"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"StartTransaction", "StopTransaction"})
    void sendsWhatIsHeldBeforeATransactionAndAllThatFollowsSoonAtOnce(String action)
            throws Exception {
        using("collapse-status", "seconds: 10");
        sendsAtOnce(status("Preparing"));
        holds(status("Unavailable"));

        Routed transaction = rule.up(new Action(action), "idTag", "A");
        rule.made(Duration.ofSeconds(29));
        sendsAtOnce(status("Available"));
        rule.made(Duration.ofSeconds(1));
        holds(status("Unavailable"));

        assertEquals(List.of(status("Unavailable")), ahead(transaction));
    }

    @Test
    void keepsConnectorsApart() throws Exception {
        using("collapse-status", "seconds: 10");
        sendsAtOnce(status("Charging"));
        sendsAtOnce(status("Charging").with("connectorId", 2));

        holds(status("SuspendedEV"));
        holds(status("SuspendedEV").with("connectorId", 2));
        holds(status("Charging"));

        assertEquals(
                List.of(status("SuspendedEV").with("connectorId", 2)),
                rule.made(Duration.ofSeconds(10)));
    }

    @Test
    void leavesConnectorsThatNoStationHasAlone() throws Exception {
        using("collapse-status", "seconds: 10");

        for (long connector = 101; connector < 300; connector++) {
            sendsAtOnce(status("Charging").with("connectorId", connector));
        }

        assertEquals(List.of(), rule.remembered());
    }

    // map-error-code

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // errorCode | vendorErrorCode | info | errorCode | vendorErrorCode | info
                "Surge      | -            | -    | OverVoltage   | Surge        | -",
                "Surge      | EVSE F5      | -    | OverVoltage   | EVSE F5      | Surge",
                "Surge      | EVSE F5      | hot  | OverVoltage   | EVSE F5      | hot",
                "OtherError | RCCB TRIPPED | hot  | GroundFailure | RCCB TRIPPED | hot",
                "OtherError | EVSE F9      | -    | OtherError    | EVSE F9      | -",
                "NoError    | RCCB TRIPPED | -    | NoError       | RCCB TRIPPED | -",
                "GroundFailure | RCCB TRIPPED | - | GroundFailure | RCCB TRIPPED | -",
                "Strange    | -            | -    | Strange       | -            | -"
            })
    void givesTheStandardsCodeAndKeepsTheMakersWord(
            String code, String vendors, String info, String newCode, String newVendors, String now)
            throws Exception {
        using("map-error-code", "map: 'Surge=OverVoltage, RCCB TRIPPED=GroundFailure'");

        Payload once = payload(send(fault(code, vendors, info)));
        Payload twice = payload(send(once));

        assertEquals(fault(newCode, newVendors, now), once);
        assertEquals(once, twice);
    }

    private static Payload fault(String errorCode, String vendorErrorCode, String info) {
        Payload fault = status("Faulted", errorCode);
        Payload vendors =
                vendorErrorCode == null ? fault : fault.with("vendorErrorCode", vendorErrorCode);
        return info == null ? vendors : vendors.with("info", info);
    }

    @Test
    void changesNothingOnTheWayDown() throws Exception {
        using("map-error-code", "map: Surge=OverVoltage");
        Payload odd = Payload.of("errorCode", "Surge");

        assertEquals(
                odd,
                payload(rule.apply(Calls.call(Direction.DOWN, Action.StatusNotification, odd))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "map: Surge=Overvoltage",
                "map: Surge",
                "map: '=OverVoltage'",
                "map: 'Surge=OverVoltage,Surge=OtherError'",
                "map: 'Surge=OverVoltage=OtherError'"
            })
    void refusesATableThatMakesNoSense(String parameters) throws Exception {
        using("map-error-code", "map: Surge=OverVoltage");
        Path bad = folder.resolve("bad");

        assertThrows(BadRoutes.class, () -> new OneRule(bad, "map-error-code", parameters));
    }
}
