package dev.substation.routes.rules;

import static dev.substation.testing.Calls.answered;
import static dev.substation.testing.Calls.delivered;
import static dev.substation.testing.Calls.payload;
import static dev.substation.testing.OneRule.ahead;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.ports.Rules.Routed;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.routes.language.BadRoutes;
import dev.substation.testing.Calls;
import dev.substation.testing.OneRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The rules for meter values that hold, convert and leave out; what they hold is due by a clock.
 */
class MeterRulesTest {

    private static final String OCMF = "OCMF|{\"FV\":\"1.0\"}|{\"SD\":\"30450221\"}";

    @TempDir Path folder;

    private OneRule rule;

    @AfterEach
    void stop() {
        rule.close();
    }

    private void using(String name, String parameters) throws BadRoutes {
        rule = new OneRule(folder, name, parameters);
    }

    private static String at(String time) {
        return "2026-01-01T" + time + "Z";
    }

    private static Payload power(String value) {
        return Payload.of("value", value, "measurand", "Power.Active.Import", "unit", "W");
    }

    private static Payload register(String value) {
        return Payload.of(
                "value", value, "measurand", "Energy.Active.Import.Register", "unit", "Wh");
    }

    private static Payload signed() {
        return Payload.of("value", OCMF, "format", "SignedData");
    }

    private static Payload meterValue(String time, Payload... samples) {
        return Payload.of("timestamp", at(time), "sampledValue", List.of(samples));
    }

    private static Payload values(Payload... meterValues) {
        return Payload.of("connectorId", 1, "transactionId", 7, "meterValue", List.of(meterValues));
    }

    private Routed send(Payload... meterValues) {
        return rule.up(Action.MeterValues, values(meterValues));
    }

    // meter-window

    @Test
    void sendsTheLastOfAWindowWithItsOwnTimestamp() throws Exception {
        using("meter-window", "seconds: 60");

        for (int second = 0; second < 60; second += 10) {
            Routed held =
                    send(
                            meterValue(
                                    "08:00:" + (second == 0 ? "00" : second),
                                    power("1" + second + ".50"),
                                    register("10" + second)));
            assertEquals(Answer.result(Payload.EMPTY), answered(held).answer());
            assertEquals(List.of(), rule.made(Duration.ofSeconds(9)));
        }

        assertEquals(
                List.of(values(meterValue("08:00:50", power("150.50"), register("1050")))),
                rule.made(Duration.ofSeconds(7)));
        assertEquals(List.of(), rule.remembered());
        assertEquals(List.of(), rule.made(Duration.ofSeconds(120)));
    }

    @ParameterizedTest
    @CsvSource({
        "mean, 08:00:02, 10.3333",
        "min,  08:00:01, 9.0",
        "max,  08:00:02, 12",
        "sum,  08:00:02, 31.0"
    })
    void computesExactlyWhatIsKept(String keep, String time, String value) throws Exception {
        using("meter-window", "seconds: 60, keep: " + keep);

        send(meterValue("08:00:00", power("10"), register("1")));
        send(meterValue("08:00:01", power("9.0"), register("2")));
        send(meterValue("08:00:02", power("12"), register("3.5")));

        List<Payload> sent = rule.made(Duration.ofSeconds(60));
        assertEquals(
                keep.equals("min")
                        ? List.of(
                                values(
                                        meterValue("08:00:01", power("9.0")),
                                        meterValue("08:00:02", register("3.5"))))
                        : List.of(values(meterValue(time, power(value), register("3.5")))),
                sent);
    }

    @Test
    void addsUpTheEnergiesOfIntervalsWhateverIsAsked() throws Exception {
        using("meter-window", "seconds: 60, keep: last");
        Payload interval =
                Payload.of("value", "1.25", "measurand", "Energy.Active.Import.Interval");

        send(meterValue("08:00:00", interval));
        send(meterValue("08:00:10", interval));

        assertEquals(
                List.of(values(meterValue("08:00:10", interval.with("value", "2.50")))),
                rule.made(Duration.ofSeconds(60)));
    }

    @Test
    void keepsPhasesUnitsAndLocationsApart() throws Exception {
        using("meter-window", "seconds: 60, keep: max");
        Payload[] samples = {
            power("1").with("phase", "L1"),
            power("2").with("phase", "L2"),
            power("3").with("unit", "kW"),
            power("4").with("location", "EV")
        };

        send(meterValue("08:00:00", samples));

        assertEquals(
                List.of(values(meterValue("08:00:00", samples))),
                rule.made(Duration.ofSeconds(60)));
    }

    @Test
    void countsAMessageThatIsSentAgainOnceAndStoresItAgain() throws Exception {
        using("meter-window", "seconds: 60, keep: sum");

        send(meterValue("08:00:00", power("10")));
        Routed again = send(meterValue("08:00:00", power("10")));

        assertEquals(1, again.remembered().size(), "what is acknowledged is stored");
        assertEquals(
                List.of(values(meterValue("08:00:00", power("10")))),
                rule.made(Duration.ofSeconds(60)));
    }

    @Test
    void goesOnWithAWindowAfterARestart() throws Exception {
        using("meter-window", "seconds: 60, keep: sum");
        send(meterValue("08:00:00", power("10")));

        rule.restart();
        send(meterValue("08:00:10", power("5")));
        rule.restart();

        assertEquals(
                List.of(values(meterValue("08:00:10", power("15")))),
                rule.made(Duration.ofSeconds(60)));
    }

    @Test
    void makesTheWindowsOfThePastForValuesThatAStationHadQueued() throws Exception {
        using("meter-window", "seconds: 60");

        Routed routed =
                send(
                        meterValue("05:00:00", power("1")),
                        meterValue("05:00:30", power("2")),
                        meterValue("05:01:00", power("3")),
                        meterValue("05:02:00", power("4")));

        assertEquals(
                List.of(
                        values(meterValue("05:00:30", power("2"))),
                        values(meterValue("05:01:00", power("3")))),
                ahead(routed));
        assertEquals(
                List.of(values(meterValue("05:02:00", power("4")))),
                rule.made(Duration.ofSeconds(60)));
        assertEquals(List.of(), rule.remembered());
    }

    @Test
    void closesAWindowBeforeAValueThatIsLaterOrEarlier() throws Exception {
        using("meter-window", "seconds: 60");
        send(meterValue("08:00:00", power("1")));

        Routed later = send(meterValue("08:01:00", power("2")));
        Routed earlier = send(meterValue("07:00:00", power("3")));

        assertEquals(List.of(values(meterValue("08:00:00", power("1")))), ahead(later));
        assertEquals(List.of(values(meterValue("08:01:00", power("2")))), ahead(earlier));
    }

    @Test
    void closesTheWindowOfATransactionBeforeItStops() throws Exception {
        using("meter-window", "seconds: 60");
        send(meterValue("08:00:00", power("1")));

        Routed other = rule.up(Action.StopTransaction, "transactionId", 8, "meterStop", 1);
        Routed stop = rule.up(Action.StopTransaction, "transactionId", 7, "meterStop", 1);

        assertEquals(List.of(), ahead(other));
        assertEquals(List.of(values(meterValue("08:00:00", power("1")))), ahead(stop));
        assertEquals(7L, payload(stop).get("transactionId"));
        assertEquals(List.of(), rule.remembered());
    }

    @Test
    void closesWindowsOfNoTransactionBeforeOneStarts() throws Exception {
        using("meter-window", "seconds: 60");
        Payload idle = values(meterValue("08:00:00", power("1"))).without("transactionId");
        rule.up(Action.MeterValues, idle);

        Routed start = rule.up(Action.StartTransaction, "connectorId", 1, "idTag", "A");

        assertEquals(List.of(idle), ahead(start));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transaction.Begin",
                "Transaction.End",
                "Sample.Clock",
                "Trigger",
                "Interruption.Begin",
                "Other"
            })
    void letsWhatIsNotPeriodicPassBehindWhatIsHeld(String context) throws Exception {
        using("meter-window", "seconds: 60");
        send(meterValue("08:00:00", power("1")));

        Routed routed =
                send(meterValue("08:00:10", power("2"), register("1").with("context", context)));

        assertEquals(List.of(values(meterValue("08:00:00", power("1")))), ahead(routed));
        assertEquals(
                values(meterValue("08:00:10", power("2"), register("1").with("context", context))),
                payload(routed));
        assertEquals(List.of(), rule.made(Duration.ofSeconds(60)));
    }

    @Test
    void letsWhatItCannotHoldPassAsItIs() throws Exception {
        using("meter-window", "seconds: 60, keep: mean");
        Payload two = Payload.of("value", "1", "measurand", "Voltage");
        List<Payload> odd =
                List.of(
                        values(meterValue("08:00:00", signed(), register("1"))),
                        values(
                                meterValue("08:00:00", signed()),
                                meterValue("08:00:00", register("1"))),
                        values(meterValue("08:00:00", two, two.with("value", "2"))),
                        values(meterValue("08:00:00", power("x".repeat(65)))),
                        values(meterValue("08:00:00", power("1").with("x", "y".repeat(500)))),
                        values(meterValue("08:00:00", power("1")).with("vendor", "x")),
                        values(meterValue("08:00:00")),
                        values(meterValue("08:00:00", power("1"))).without("connectorId"),
                        values().with("meterValue", meterValue("08:00:00", power("1"))),
                        values(Payload.of("sampledValue", List.of(power("1")))),
                        values());

        for (Payload payload : odd) {
            assertEquals(payload, payload(rule.up(Action.MeterValues, payload)));
        }
        assertEquals(List.of(), rule.remembered());
    }

    @Test
    void keepsTheLastOfWhatIsNoNumber() throws Exception {
        using("meter-window", "seconds: 60, keep: mean");

        send(meterValue("08:00:00", power("on")));
        send(meterValue("08:00:10", power("off")));

        assertEquals(
                List.of(values(meterValue("08:00:10", power("off")))),
                rule.made(Duration.ofSeconds(60)));
    }

    @Test
    void boundsWhatItHoldsOfAStation() throws Exception {
        using("meter-window", "seconds: 60");
        Payload[] many =
                IntStream.range(0, 65)
                        .mapToObj(i -> power("1").with("phase", "P" + i))
                        .toArray(Payload[]::new);

        Routed tooManyMeasurands = send(meterValue("08:00:00", many));
        for (int connector = 1; connector <= 70; connector++) {
            rule.up(
                    Action.MeterValues,
                    values(meterValue("08:00:00", power("1")))
                            .with("connectorId", connector)
                            .with("transactionId", connector));
        }

        assertEquals(values(meterValue("08:00:00", many)), payload(tooManyMeasurands));
        assertEquals(64, rule.remembered().size());
        assertTrue(
                rule.remembered().stream().allMatch(memory -> memory.key().length() <= 100),
                "keys fit the ledger");
    }

    @Test
    void notesThatTheGatewayMadeTheMessage() throws Exception {
        using("meter-window", "seconds: 60");
        send(meterValue("08:00:00", power("1")));
        send(meterValue("08:00:01", power("2")));
        send(meterValue("08:00:01", power("2")));

        Routed stop = rule.up(Action.StopTransaction, "transactionId", 7);

        assertEquals(
                List.of(
                        new Note(
                                Loss.APPROXIMATED,
                                "meterValue",
                                "2 meter values",
                                "",
                                "made by the gateway: meter-window, last")),
                delivered(stop.first().get(0).routed()).call().notes());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "meter-window | seconds: 86401",
                "meter-window | keep: median",
                "clock-align-meter | minutes: 7",
                "convert-meter-unit | csms: 'Wh,kWh'",
                "convert-meter-unit | csms: MWh",
                "filter-measurands | keep: Voltage, drop: SoC",
                "filter-measurands | ''",
                "filter-measurands | drop: 'Vol tage'"
            })
    void refusesParametersThatMakeNoSense(String name, String parameters) throws Exception {
        using("meter-window", "");
        Path bad = folder.resolve("bad");

        assertThrows(BadRoutes.class, () -> new OneRule(bad, name, parameters));
    }

    // clock-align-meter

    @Test
    void reportsAtTheMultiplesOfTheClock() throws Exception {
        using("clock-align-meter", "minutes: 15");

        send(meterValue("08:00:07", register("100")));
        rule.made(Duration.ofSeconds(890));
        send(meterValue("08:14:57", register("250")));

        assertEquals(
                List.of(
                        values(
                                meterValue(
                                        "08:15:00",
                                        register("250").with("context", "Sample.Clock")))),
                rule.made(Duration.ofSeconds(30)));
    }

    @Test
    void takesAValueOfTheVeryMultipleForTheOneThatIsAskedFor() throws Exception {
        using("clock-align-meter", "minutes: 15");
        Payload wanted =
                values(meterValue("08:15:00", register("3").with("context", "Sample.Clock")));

        send(meterValue("08:14:59", register("2")));
        send(meterValue("08:15:00", register("3")));
        Routed next = send(meterValue("08:15:01", register("4")));

        assertEquals(List.of(wanted), ahead(next));
    }

    @Test
    void followsTheClockOfAStationThatIsWrong() throws Exception {
        using("clock-align-meter", "minutes: 15");

        send(meterValue("03:10:00", register("1"))); // at 08:00:00
        List<Payload> early = rule.made(Duration.ofSeconds(300));

        assertEquals(List.of(), early);
        assertEquals(
                List.of(
                        values(
                                meterValue(
                                        "03:15:00",
                                        register("1").with("context", "Sample.Clock")))),
                rule.made(Duration.ofSeconds(10)));
    }

    @Test
    void makesNoAlignedValueOfATransactionThatEndsBetween() throws Exception {
        using("clock-align-meter", "minutes: 15");
        send(meterValue("08:00:07", register("100")));

        Routed stop = rule.up(Action.StopTransaction, "transactionId", 7);

        assertEquals(List.of(values(meterValue("08:00:07", register("100")))), ahead(stop));
    }

    // convert-meter-unit

    @ParameterizedTest
    @CsvSource({
        "kWh, 236.1,    Wh,   0.2361",
        "kWh, 1000,     Wh,   1.000",
        "kWh, -1,       Wh,   -0.001",
        "Wh,  268.978,  kWh,  268978",
        "Wh,  268.97,   kWh,  268970",
        "Wh,  2.5000,   kWh,  2500.0",
        "kW,  7400,     W,    7.400",
        "kvarh, 5,      varh, 0.005",
        "VA,  0.5,      kVA,  500"
    })
    void movesTheDecimalPointAndNoDigit(String csms, String value, String unit, String result)
            throws Exception {
        using("convert-meter-unit", "csms: " + csms);
        Payload sample = Payload.of("value", value, "unit", unit, "measurand", "Any");

        Payload once = payload(send(meterValue("08:00:00", sample)));
        Payload twice = payload(rule.up(Action.MeterValues, once));

        assertEquals(
                values(meterValue("08:00:00", sample.with("value", result).with("unit", csms))),
                once);
        assertEquals(once, twice);
    }

    @Test
    void knowsTheUnitThatIsLeftOut() throws Exception {
        using("convert-meter-unit", "csms: 'kWh,kW'");
        Payload voltage = Payload.of("value", "230", "measurand", "Voltage");

        assertEquals(
                values(
                        meterValue(
                                "08:00:00",
                                Payload.of("value", "0.005", "unit", "kWh"),
                                voltage,
                                power("7.4").with("unit", "kW"))),
                payload(
                        send(
                                meterValue(
                                        "08:00:00",
                                        Payload.of("value", "5"),
                                        voltage,
                                        power("7.4").with("unit", "kW")))));
    }

    @Test
    void convertsNumbersThatAreNoTextAndPassesOverWhatIsNoNumber() throws Exception {
        using("convert-meter-unit", "csms: kWh");
        Payload odd = register("1e3");

        assertEquals(
                values(meterValue("08:00:00", register("0.005").with("unit", "kWh"), odd)),
                payload(send(meterValue("08:00:00", register("").with("value", 5), odd))));
    }

    @Test
    void convertsTransactionDataAndNotMeterStop() throws Exception {
        using("convert-meter-unit", "csms: kWh");

        Payload stop =
                payload(
                        rule.up(
                                Action.StopTransaction,
                                "meterStop",
                                5000,
                                "transactionData",
                                List.of(meterValue("08:00:00", register("5000")))));

        assertEquals(
                Payload.of(
                        "meterStop",
                        5000,
                        "transactionData",
                        List.of(meterValue("08:00:00", register("5.000").with("unit", "kWh")))),
                stop);
    }

    // filter-measurands

    @Test
    void dropsWhatIsListedAndMeterValuesThatAreLeftEmpty() throws Exception {
        using("filter-measurands", "drop: 'Voltage, Current.*'");
        Payload voltage = Payload.of("value", "230", "measurand", "Voltage");
        Payload current = Payload.of("value", "16", "measurand", "Current.Import");

        Routed routed =
                send(
                        meterValue("08:00:00", voltage, register("1"), current),
                        meterValue("08:00:10", voltage));

        assertEquals(values(meterValue("08:00:00", register("1"))), payload(routed));
        assertEquals(
                List.of(
                        new Note(
                                Loss.APPROXIMATED,
                                "meterValue",
                                "Current.Import, Voltage",
                                "",
                                "measurands that the CSMS does not want")),
                delivered(routed).call().notes());
    }

    @Test
    void keepsWhatIsListedWithTheRegisterThatHasNoName() throws Exception {
        using("filter-measurands", "keep: Energy.Active.Import.Register");
        Payload nameless = Payload.of("value", "1");

        Routed routed = send(meterValue("08:00:00", power("1"), nameless));

        assertEquals(values(meterValue("08:00:00", nameless)), payload(routed));
    }

    @Test
    void answersMeterValuesThatAreLeftEmpty() throws Exception {
        using("filter-measurands", "keep: SoC");

        Routed routed = send(meterValue("08:00:00", power("1")));

        assertEquals(Answer.result(Payload.EMPTY), answered(routed).answer());
    }

    @Test
    void leavesAStopWithoutTransactionDataRatherThanWithEmpty() throws Exception {
        using("filter-measurands", "drop: Power.*");

        Routed stop =
                rule.up(
                        Action.StopTransaction,
                        "transactionId",
                        7,
                        "transactionData",
                        List.of(meterValue("08:00:00", power("1"))));

        assertEquals(Payload.of("transactionId", 7), payload(stop));
    }

    @Test
    void leavesAMessageOfWhichNothingGoesAsItWas() throws Exception {
        using("filter-measurands", "drop: Voltage");
        var call = Calls.up(Action.MeterValues).withPayload(values(meterValue("08:00:00")));

        assertSame(call.payload(), payload(rule.apply(call)));
    }
}
