package dev.substation.flow.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.dialect.Part;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Answer.Result;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.testing.Fields;
import dev.substation.testing.stepped.VendorSite;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the gateway does for Technagon's stations that takes more than a row of the table. */
class TechnagonTest {

    private static final String FIRMWARE = "ftp://192.0.2.9/te.bin";

    private final VendorSite site = new VendorSite("technagon", Dialect.JSON_16);

    private Answer profile(long id, long connector, String purpose, long level) {
        return site.down(
                        Action.SetChargingProfile,
                        Payload.of(
                                "connectorId",
                                connector,
                                "csChargingProfiles",
                                profile(id, purpose, level)))
                .join();
    }

    private static Payload profile(long id, String purpose, long level) {
        return Payload.of(
                "chargingProfileId",
                id,
                "stackLevel",
                level,
                "chargingProfilePurpose",
                purpose,
                "chargingProfileKind",
                "Relative",
                "chargingSchedule",
                Payload.of(
                        "chargingRateUnit",
                        "A",
                        "chargingSchedulePeriod",
                        List.of(Payload.of("startPeriod", 0, "limit", 16))));
    }

    private Answer clear(Object... filter) {
        site.station.calls.clear();
        return site.down(Action.ClearChargingProfile, Payload.of(filter)).join();
    }

    private List<Payload> told() {
        return site.station.calls.stream().map(Call::payload).toList();
    }

    private static List<Payload> ids(long... ids) {
        return java.util.Arrays.stream(ids).mapToObj(id -> Payload.of("id", id)).toList();
    }

    private void threeProfiles() {
        profile(1, 0, "ChargePointMaxProfile", 0);
        profile(2, 1, "TxDefaultProfile", 3);
        profile(3, 2, "TxDefaultProfile", 3);
    }

    @ParameterizedTest
    @CsvSource({
        "connectorId,            1,                     2",
        "connectorId,            0,                     1",
        "chargingProfilePurpose, ChargePointMaxProfile, 1"
    })
    void clearsWhatFitsByItsId(String field, String value, long id) {
        threeProfiles();

        Answer answer = clear(field, value.matches("\\d") ? Long.valueOf(value) : value);

        assertTrue(answer.isAccepted());
        assertEquals(ids(id), told());
    }

    @Test
    void clearsSeveralOneAfterTheOther() {
        threeProfiles();

        Answer answer = clear("stackLevel", 3);

        assertTrue(answer.isAccepted());
        assertEquals(ids(2, 3), told());
        assertTrue(
                site.notes().stream()
                        .anyMatch(note -> note.path().equals("id") && note.result().equals("2,3")));
    }

    @Test
    void clearsAllWithoutAFilterAfterARestartToo() {
        threeProfiles();
        site.start();

        Answer answer = clear();

        assertTrue(answer.isAccepted());
        assertEquals(ids(1, 2, 3), told());
        assertTrue(clear().hasStatus("Unknown"), "nothing is left");
    }

    @Test
    void nothingIsSentForWhatHasNotPassed() {
        threeProfiles();

        Answer answer = clear("connectorId", 7);

        assertTrue(answer.hasStatus("Unknown"));
        assertEquals(List.of(), told());
    }

    @Test
    void anIdGoesAlone() {
        threeProfiles();

        clear("id", 9, "connectorId", 1, "stackLevel", 3);

        assertEquals(ids(9), told());
        assertEquals(
                List.of("connectorId", "stackLevel"),
                site.notes().stream()
                        .filter(note -> note.result().isEmpty())
                        .map(Note::path)
                        .toList());
    }

    @Test
    void aProfileThatTheStationRefusedIsNotCleared() {
        site.station.answering("Rejected");
        profile(2, 1, "TxDefaultProfile", 3);
        site.station.answering("Accepted");

        assertTrue(clear("connectorId", 1).hasStatus("Unknown"));
    }

    @Test
    void aProfileThatReplacedAnotherIsClearedAlone() {
        profile(2, 1, "TxDefaultProfile", 3);
        profile(8, 1, "TxDefaultProfile", 3);

        clear("connectorId", 1);

        assertEquals(ids(8), told());
    }

    @Test
    void theProfileOfARemoteStartIsKnown() {
        site.down(
                Action.RemoteStartTransaction,
                Payload.of(
                        "connectorId",
                        2,
                        "idTag",
                        "A",
                        "chargingProfile",
                        profile(5, "TxProfile", 1)));

        clear("chargingProfilePurpose", "TxProfile");

        assertEquals(ids(5), told());
    }

    @Test
    void aStationThatFailsKeepsWhatItWasNotAskedFor() {
        threeProfiles();
        site.station.answering(
                call -> Answer.failure(Cause.STATION_UNREACHABLE, call.station(), "test"));
        assertTrue(clear("stackLevel", 3) instanceof Answer.Failure);
        site.station.answering("Accepted");

        clear("stackLevel", 3);

        assertEquals(ids(2, 3), told());
    }

    @Test
    void otherStationsGetTheFilter() {
        VendorSite other = new VendorSite("generic", Dialect.JSON_16);
        Payload filter = Payload.of("connectorId", 1, "stackLevel", 3);

        other.down(Action.ClearChargingProfile, filter);

        assertEquals(List.of(filter), other.station.calls.stream().map(Call::payload).toList());
    }

    // ---- UpdateFirmware

    private Answer update(String date) {
        return site.down(
                        Action.UpdateFirmware,
                        Payload.of("location", FIRMWARE, "retrieveDate", date, "retries", 3))
                .join();
    }

    @Test
    void anUpdateWaitsForItsDateOverARestart() {
        site.station.answering(call -> Answer.result(Payload.EMPTY));

        assertEquals(Answer.result(Payload.EMPTY), update("2026-01-01T10:00:00Z"));
        site.time.pass(Duration.ofHours(1));
        site.stop();
        site.start();
        site.time.pass(Duration.ofMinutes(59));
        assertEquals(List.of(), told());
        site.time.pass(Duration.ofMinutes(2));
        site.time.pass(Duration.ofHours(2));

        assertEquals(
                List.of(Payload.of("location", FIRMWARE, "retrieveDate", "2026-01-01T10:00:00Z")),
                told());
    }

    @Test
    void anUpdateThatIsDueIsSentAtOnce() {
        site.station.answering(call -> Answer.result(Payload.EMPTY));

        update("2026-01-01T07:59:00Z");

        assertEquals(1, told().size());
    }

    @Test
    void theLatestUpdateCounts() {
        site.station.answering(call -> Answer.result(Payload.EMPTY));
        update("2026-01-01T10:00:00Z");
        update("2026-01-01T11:00:00Z");

        site.time.pass(Duration.ofHours(5));

        assertEquals(1, told().size());
        assertEquals("2026-01-01T11:00:00Z", told().get(0).get("retrieveDate"));
    }

    @Test
    void aStationThatDoesNotAnswerIsSentTheUpdateAgain() {
        update("2026-01-01T10:00:00Z");
        site.station.answering(
                call -> Answer.failure(Cause.STATION_UNREACHABLE, call.station(), "test"));
        site.time.pass(Duration.ofHours(2).plusSeconds(5));
        site.station.answering(call -> Answer.result(Payload.EMPTY));

        site.time.pass(Duration.ofMinutes(6));

        assertEquals(2, told().size());
    }

    @Test
    void theCsmsLearnsThatAnUpdateWasNeverSent() {
        update("2026-01-01T10:00:00Z");
        site.station.answering(
                call -> Answer.failure(Cause.STATION_UNREACHABLE, call.station(), "test"));

        site.time.pass(Duration.ofHours(27));

        assertEquals(
                List.of("DownloadFailed"),
                site.csms.received(Action.FirmwareStatusNotification).stream()
                        .map(call -> call.payload().get("status"))
                        .toList());
    }

    // ---- RemoteStartTransaction

    private void reports(long connector, String status) {
        site.up(Action.StatusNotification, Payload.of(Fields.status(connector, status)));
    }

    private Object connectorOfRemoteStart() {
        site.down(Action.RemoteStartTransaction, Payload.of("idTag", "A"));
        return site.station.last(Action.RemoteStartTransaction).payload().get("connectorId");
    }

    @Test
    void aRemoteStartGetsTheConnectorWhereACarWaits() {
        reports(1, "Available");
        reports(2, "Preparing");

        assertEquals(2L, connectorOfRemoteStart());
    }

    @Test
    void aRemoteStartGetsAConnectorWhereNobodyCharges() {
        reports(1, "Preparing");
        reports(2, "Available");
        site.up(
                Action.StartTransaction,
                Payload.of(Fields.start(1, "A", 5, "2026-01-01T08:00:00Z")));

        assertEquals(2L, connectorOfRemoteStart());
    }

    @Test
    void aRemoteStartOfAStationThatHasReportedNothingGetsTheFirst() {
        assertEquals(1L, connectorOfRemoteStart());
    }

    @Test
    void aConnectorThatTheCsmsNamesStays() {
        site.down(Action.RemoteStartTransaction, Payload.of("connectorId", 2, "idTag", "A"));

        assertEquals(
                2L, site.station.last(Action.RemoteStartTransaction).payload().get("connectorId"));
    }

    // ---- meter values

    @Test
    void aUnitIsNotAddedBesideASignature() {
        Payload sample = Payload.of("value", "6.1", "measurand", "Current.Import");
        Payload signed = Payload.of("value", "4F434D467C", "format", "SignedData");
        Payload values =
                Payload.of(
                        "connectorId",
                        1,
                        "meterValue",
                        List.of(
                                Payload.of(
                                        "timestamp",
                                        "2026-01-01T08:00:00Z",
                                        "sampledValue",
                                        List.of(sample, signed))));

        Answer answer = site.up(Action.MeterValues, values).join();

        assertTrue(answer instanceof Result);
        assertEquals(values, site.csms.received(Action.MeterValues).get(0).payload());
        assertEquals(
                List.of(),
                site.ledger.log.stream()
                        .filter(row -> row.part() == Part.REQUEST)
                        .flatMap(row -> row.notes().stream())
                        .toList());
    }
}
