package dev.substation.flow.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.dialect.Part;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Dialect;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.testing.TakenLines;
import dev.substation.testing.stepped.VendorSite;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the makers' error codes mean, where an operator looks. */
class ErrorHelpTest {

    private static Payload status(String vendorErrorCode) {
        return Payload.of(
                "connectorId",
                2,
                "errorCode",
                "OtherError",
                "status",
                "Faulted",
                "info",
                "2/A/RCCB: tripped",
                "vendorErrorCode",
                vendorErrorCode);
    }

    private static List<Note> help(VendorSite site) {
        return site.notes().stream().filter(note -> note.reason().contains(" / ")).toList();
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void isInTheMessageLogAndTheMessageStays(Dialect dialect) {
        VendorSite site = new VendorSite("abl", dialect);

        site.up(Action.StatusNotification, status("RCCB TRIPPED"));

        assertEquals(
                status("RCCB TRIPPED"),
                site.csms.received(Action.StatusNotification).get(0).payload());
        Note note = help(site).get(0);
        assertEquals("vendorErrorCode", note.path());
        assertEquals("RCCB TRIPPED", note.result());
        assertTrue(note.reason().contains("residual current"), note.reason());
        assertTrue(note.reason().contains("Fehlerstromschutzschalter"), note.reason());
    }

    @Test
    void isInTheLogOnceForEachErrorOfAConnector() throws Exception {
        Class<?> speaker = Class.forName("dev.substation.flow.up.StationErrors");
        try (TakenLines lines = TakenLines.of(speaker)) {
            VendorSite site = new VendorSite("abl", Dialect.JSON_16);
            site.up(Action.StatusNotification, status("RCCB TRIPPED"));
            site.up(Action.StatusNotification, status("RCCB TRIPPED").with("info", "again"));
            site.up(Action.StatusNotification, status("EVSE F5"));
            site.up(
                    Action.StatusNotification,
                    Payload.of("connectorId", 2, "errorCode", "NoError", "status", "Available"));
            site.up(Action.StatusNotification, status("EVSE F5").with("info", "anew"));

            List<String> told = lines.lines();
            assertEquals(3, told.size(), told::toString);
            assertTrue(told.get(0).contains("SUB-1175 The station reports RCCB TRIPPED: "));
            assertTrue(told.get(0).contains("connector=2"));
        }
    }

    @Test
    void showsTheBeginningOfALongWordAlone() throws Exception {
        Class<?> speaker = Class.forName("dev.substation.flow.up.StationErrors");
        String code = "EVSE F" + "x".repeat(100_000);
        try (TakenLines lines = TakenLines.of(speaker)) {
            VendorSite site = new VendorSite("abl", Dialect.JSON_16);

            site.up(Action.StatusNotification, status(code));

            assertEquals(1, lines.lines().size());
            assertTrue(lines.lines().get(0).length() < 1_000);
            assertTrue(help(site).get(0).original().length() < 1_000);
        }
    }

    @Test
    void isThereForAWordThatTheProfileTranslates() {
        VendorSite site = new VendorSite("technagon", Dialect.JSON_16);

        site.up(
                Action.StatusNotification,
                Payload.of(
                        "connectorId",
                        1,
                        "errorCode",
                        "EVSECommunicationError",
                        "status",
                        "Available"));

        assertEquals(List.of("vendorErrorCode"), help(site).stream().map(Note::path).toList());
    }

    @Test
    void isNotThereForAnInfoWithoutAnError() {
        VendorSite site = new VendorSite("abl", Dialect.JSON_16);

        site.up(
                Action.StatusNotification,
                Payload.of(
                        "connectorId",
                        1,
                        "errorCode",
                        "NoError",
                        "status",
                        "Available",
                        "info",
                        "METER ready"));

        assertEquals(List.of(), help(site));
    }

    @Test
    void isNotThereForAnotherVendorsWord() {
        VendorSite site = new VendorSite("generic", Dialect.JSON_16);

        site.up(Action.StatusNotification, status("RCCB TRIPPED"));

        assertEquals(List.of(), help(site));
    }

    @Test
    void saysWhyAnAblStationRefusesALimit() {
        VendorSite site = new VendorSite("abl", Dialect.JSON_16);
        Payload refusal = Payload.of("status", "Rejected", "data", "ACCESS_DENIED");
        site.station.answering(call -> Answer.result(refusal));

        Answer answer =
                site.down(
                                Action.DataTransfer,
                                Payload.of(
                                        "vendorId",
                                        "ABL",
                                        "messageId",
                                        "SetLimit",
                                        "data",
                                        "logicalid=SupplyLimit;value=25"))
                        .join();

        assertEquals(refusal, ((Answer.Result) answer).payload());
        List<String> reasons =
                site.ledger.log.stream()
                        .filter(row -> row.part() == Part.RESPONSE)
                        .flatMap(row -> row.notes().stream())
                        .map(Note::reason)
                        .toList();
        assertTrue(
                Stream.of("web administration", "Web-Administration")
                        .allMatch(word -> reasons.toString().contains(word)),
                reasons::toString);
    }
}
