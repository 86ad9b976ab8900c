package dev.substation.routes.rules;

import static dev.substation.testing.Calls.delivered;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.model.Action;
import dev.substation.model.Call;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.routes.language.BadRoutes;
import dev.substation.testing.Calls;
import dev.substation.testing.Fields;
import dev.substation.testing.OneRule;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The rules for what makers call otherwise or leave open, beyond the cases in {@code
 * camel-routes/rules/tests}: what they remember, note and refuse.
 */
class MakerRulesTest {

    @TempDir Path folder;

    private OneRule restoring() throws BadRoutes {
        return new OneRule(folder, "restore-meter-reading", "");
    }

    private static Call ofStart(OneRule rule, long connector, long meterStart) {
        return delivered(
                        rule.up(
                                Action.StartTransaction,
                                Fields.start(connector, "A", meterStart, "2026-01-01T08:00:00Z")))
                .call();
    }

    private static void values(OneRule rule, String register) {
        values(rule, "2026-01-01T08:30:00Z", register);
    }

    private static void values(OneRule rule, String time, String register) {
        rule.up(Action.MeterValues, Fields.values(1, 7, time, register));
    }

    /** A start that waited in the station, and comes behind what was read after it. */
    @Test
    void doesNotTakeARegisterThatIsYoungerThanTheStart() throws Exception {
        try (OneRule rule = restoring()) {
            values(rule, "2026-01-01T10:00:01+02:00", "9000");

            Call start = ofStart(rule, 1, -1);

            assertEquals(-1L, start.payload().get("meterStart"));
            assertEquals(
                    List.of(
                            "the meter could not be read, and the last register of the connector"
                                    + " is of a later time"),
                    start.notes().stream().map(Note::reason).toList());
        }
    }

    @Test
    void knowsTheRegisterAfterARestart() throws Exception {
        try (OneRule rule = restoring()) {
            values(rule, "2026-01-01T07:59:59Z", "4711");
            rule.restart();

            Call start = ofStart(rule, 1, -1);

            assertEquals(4711L, start.payload().get("meterStart"));
            assertEquals(
                    List.of(
                            Note.approximated(
                                    "meterStart",
                                    "-1",
                                    "4711",
                                    "the meter could not be read; the last register of the"
                                            + " connector stands in its place")),
                    start.notes());
        }
    }

    @Test
    void saysAtTheStopWhereATransactionBeganThatHadNoReading() throws Exception {
        try (OneRule rule = restoring()) {
            assertEquals(-1L, ofStart(rule, 1, -1).payload().get("meterStart"));
            values(rule, "1000");
            values(rule, "9000");

            Call stop =
                    delivered(
                                    rule.up(
                                            Action.StopTransaction,
                                            Fields.stop(7, 9500, "2026-01-01T09:00:00Z")))
                            .call();

            assertEquals(9500L, stop.payload().get("meterStop"));
            assertEquals(
                    List.of("1000"),
                    stop.notes().stream()
                            .filter(note -> note.path().equals("meterStart"))
                            .map(Note::result)
                            .toList());
        }
    }

    @Test
    void forgetsTransactionsThatHaveEnded() throws Exception {
        try (OneRule rule = restoring()) {
            values(rule, "1000");
            rule.up(Action.StopTransaction, Fields.stop(7, 2000, "2026-01-01T09:00:00Z"));

            assertEquals(1, rule.remembered().size(), "the register of the connector stays");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "map: ABL                               | write station=csms, such as ABL/Set",
                "map: 'ABL/=X/Y'                        | write vendorId/messageId, or vendorId",
                "map: 'ABL/A=X'                         | a messageId on one side alone",
                "map: 'ABL/A=X/Y,abl/a=Z/Y'             | names a message twice on one side",
                "station: ABL/A                         | write either",
            })
    void refusesNamesThatMeanNothingOrTwoThings(String parameters, String why) {
        BadRoutes bad =
                assertThrows(
                        BadRoutes.class,
                        () -> new OneRule(folder, "rename-data-transfer", parameters));

        assertTrue(bad.getMessage().contains(why), bad.getMessage());
    }

    @Test
    void notesTheNamesThatItChanges() throws Exception {
        try (OneRule rule =
                new OneRule(
                        folder,
                        "rename-data-transfer",
                        "station: ABL/SetMeterConfiguration, csms:"
                                + " generalConfiguration/setMeterConfiguration")) {
            Call told =
                    delivered(
                                    rule.apply(
                                            Calls.down(
                                                    Action.DataTransfer,
                                                    "vendorId",
                                                    "GENERALCONFIGURATION",
                                                    "messageId",
                                                    "setMeterConfiguration")))
                            .call();

            assertEquals(
                    Payload.of("vendorId", "ABL", "messageId", "SetMeterConfiguration"),
                    told.payload());
            assertEquals(
                    List.of("vendorId", "messageId"),
                    told.notes().stream().map(Note::path).toList());
        }
    }
}
