package dev.substation.flow.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.dialect.Json;
import dev.substation.dialect.Vendors;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Answer.Result;
import dev.substation.model.Call;
import dev.substation.model.Dialect;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.testing.stepped.VendorSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Vendor profiles through the whole gateway, with a CSMS that is not strict. One file a row of the
 * table: {@code vendors/abl/ReserveNow.txt} has what one side says, and what the other gets or who
 * answers, with the notes in the message log.
 *
 * <p>{@code mvn test -Dtest=VendorsTest -Dgolden.update} writes the outcomes anew; read the diff.
 */
class VendorsTest {

    private static final Path ROOT = Path.of("src/test/resources/vendors");
    private static final boolean UPDATE = System.getProperty("golden.update") != null;

    @TestFactory
    Stream<DynamicTest> doesWhatItsRowSays() {
        return Vendors.rows().stream()
                .map(
                        row ->
                                DynamicTest.dynamicTest(
                                        row.vendor() + " " + row.name(), () -> compare(row)));
    }

    private static Path file(Vendors.Row row) {
        return ROOT.resolve(row.vendor()).resolve(row.name() + ".txt");
    }

    private static void compare(Vendors.Row row) throws Exception {
        String given = Files.readAllLines(file(row)).get(0);
        String found = given + "\n" + outcome(row, given);
        if (UPDATE) {
            Files.writeString(file(row), found);
        }
        assertEquals(Files.readString(file(row)), found);
    }

    /** A line such as {@code json1.6 csms ReserveNow {...}}, and what follows from it. */
    private static String outcome(Vendors.Row row, String given) throws Exception {
        String[] words = given.split(" ", 4);
        Dialect dialect =
                Arrays.stream(Dialect.values())
                        .filter(one -> one.word().equals(words[0]))
                        .findFirst()
                        .orElseThrow();
        Action action = new Action(words[2]);
        assertEquals(row.action(), action);
        VendorSite site = new VendorSite(row.vendor(), dialect);
        StringBuilder outcome = new StringBuilder();
        if (words[1].equals("station")) {
            CompletableFuture<Answer> answer = site.up(action, Json.read(words[3]));
            assertInstanceOf(Result.class, answer.join());
            outcome.append(told("csms", site.csms.received(action)));
        } else {
            CompletableFuture<Answer> answer = site.down(action, Json.read(words[3]));
            outcome.append(told("station", site.station.calls));
            if (site.station.calls.isEmpty()) {
                outcome.append(answered(answer.join()));
            }
        }
        site.notes().forEach(note -> outcome.append(line(note)));
        return outcome.toString();
    }

    private static String told(String whom, List<Call> calls) {
        return calls.stream()
                .map(call -> whom + " " + Json.write(call.payload()) + "\n")
                .collect(Collectors.joining());
    }

    private static String answered(Answer answer) {
        return answer.fold(
                result -> "answer " + Json.write(result.payload()) + "\n",
                failure -> "error " + failure.description() + "\n");
    }

    private static String line(Note note) {
        return "%s %s: '%s' became '%s', %s\n"
                .formatted(note.loss(), note.path(), note.original(), note.result(), note.reason());
    }

    @Test
    void noFileLiesAboutUnused() throws IOException {
        List<Path> used = Vendors.rows().stream().map(VendorsTest::file).toList();
        try (Stream<Path> files = Files.walk(ROOT)) {
            List<Path> found = files.filter(Files::isRegularFile).toList();
            assertEquals(new TreeSet<>(used), new TreeSet<>(found));
            assertEquals(used.size(), found.size(), "rows have names of their own");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ABL,       SetChargingProfile, ChargePointMaxProfile, 0, false",
        "ABL,       SetChargingProfile, TxDefaultProfile,      0, true",
        "ABL,       SetChargingProfile, TxDefaultProfile,      2, true",
        "ABL,       SetChargingProfile, TxProfile,             1, true",
        "KEBA,      SetChargingProfile, ChargePointMaxProfile, 0, true",
        "TECHNAGON, SetChargingProfile, ChargePointMaxProfile, 0, true",
        "GENERIC,   SetChargingProfile, ChargePointMaxProfile, 0, true"
    })
    void sendsTheProfilesThatAMakerHas(
            String vendor, String action, String purpose, long connectorId, boolean sent) {
        VendorSite site =
                new VendorSite(vendor.toLowerCase(java.util.Locale.ROOT), Dialect.JSON_16);
        Payload profile =
                Payload.of(
                        "chargingProfileId",
                        1,
                        "stackLevel",
                        0,
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

        Answer answer =
                site.down(
                                new Action(action),
                                Payload.of(
                                        "connectorId", connectorId, "csChargingProfiles", profile))
                        .join();

        assertEquals(sent ? 1 : 0, site.station.calls.size());
        assertEquals(
                Answer.result(Payload.of("status", sent ? "Accepted" : "NotSupported")), answer);
    }

    @Test
    void aKebaReservesSinceOcpp16() {
        VendorSite site = new VendorSite("keba", Dialect.SOAP_16);

        site.down(
                Action.ReserveNow,
                Payload.of(
                        "connectorId",
                        1,
                        "expiryDate",
                        "2026-01-01T09:00:00Z",
                        "idTag",
                        "A",
                        "reservationId",
                        1));

        assertEquals(1, site.station.calls.size());
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aGenericStationIsTakenAtItsWord(Dialect dialect) {
        VendorSite site = new VendorSite("generic", dialect);
        Payload odd =
                Payload.of(
                        "connectorId",
                        1,
                        "errorCode",
                        "EVSECommunicationError",
                        "status",
                        "Faulted");

        site.up(Action.StatusNotification, odd);

        assertEquals(odd, site.csms.received(Action.StatusNotification).get(0).payload());
        assertEquals(List.of(), site.notes());
    }

    private static Payload status(String vendorErrorCode) {
        return Payload.of(
                "connectorId",
                1,
                "errorCode",
                "EVSECommunicationError",
                "status",
                "Faulted",
                "vendorErrorCode",
                vendorErrorCode);
    }

    private static Payload told(Payload status) {
        VendorSite site = new VendorSite("technagon", Dialect.JSON_16);
        site.up(Action.StatusNotification, status);
        return site.csms.received(Action.StatusNotification).get(0).payload();
    }

    @Test
    void keepsTheMakersWordBehindTheErrorCodeThatIsThere() {
        assertEquals(
                status("F5 EVSECommunicationError").with("errorCode", "OtherError"),
                told(status("F5")));
    }

    @Test
    void cutsNoErrorCodeForTheMakersWord() {
        String full = "x".repeat(40);

        assertEquals(status(full).with("errorCode", "OtherError"), told(status(full)));
    }

    @Test
    void saysTheMakersWordOnce() {
        assertEquals(
                status("EVSECommunicationError").with("errorCode", "OtherError"),
                told(status("EVSECommunicationError")));
    }

    @Test
    void touchesNoMeasurandBesideASignature() {
        VendorSite site = new VendorSite("technagon", Dialect.JSON_16);
        Payload signed =
                Payload.of(
                        "connectorId",
                        1,
                        "meterValue",
                        List.of(
                                Payload.of(
                                        "timestamp",
                                        "2026-01-01T08:00:00Z",
                                        "sampledValue",
                                        List.of(
                                                Payload.of(
                                                        "value",
                                                        "6",
                                                        "measurand",
                                                        "Current.Import.L1"),
                                                Payload.of(
                                                        "value",
                                                        "4f434d46",
                                                        "format",
                                                        "SignedData")))));

        site.up(Action.MeterValues, signed);

        assertEquals(signed, site.csms.received(Action.MeterValues).get(0).payload());
    }

    @Test
    void leavesAPhaseThatIsSaid() {
        VendorSite site = new VendorSite("technagon", Dialect.JSON_16);
        Payload sample =
                Payload.of(
                        "value",
                        "6",
                        "measurand",
                        "Current.Import.L1",
                        "phase",
                        "L1-N",
                        "unit",
                        "A");

        site.up(
                Action.MeterValues,
                Payload.of(
                        "connectorId",
                        1,
                        "meterValue",
                        List.of(
                                Payload.of(
                                        "timestamp",
                                        "2026-01-01T08:00:00Z",
                                        "sampledValue",
                                        List.of(sample)))));

        Payload told = site.csms.received(Action.MeterValues).get(0).payload();
        assertEquals(
                List.of(sample.with("measurand", "Current.Import")),
                told.objects("meterValue").get(0).objects("sampledValue"));
    }

    @Test
    void everyVendorThatCanBeNamedHasAProfileAndAtLeastOneRow() {
        assertEquals(
                new TreeSet<>(Vendors.names()),
                Stream.concat(
                                Stream.of(Vendors.GENERIC),
                                Vendors.rows().stream().map(Vendors.Row::vendor))
                        .collect(Collectors.toCollection(TreeSet::new)));
        assertTrue(Vendors.lists("abl").full() > Vendors.lists("abl").differential());
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"SOAP_16", "JSON_16"})
    void vouchesForTheKeysOfOcpp16ThatAnAblStationLacks(Dialect dialect) {
        VendorSite site = new VendorSite("abl", dialect);
        List<String> asked = Vendors.keys("abl", dialect).stream().map(key -> key.key()).toList();
        site.station.answering(call -> Answer.result(Payload.of("unknownKey", asked)));

        Result answer =
                (Result) site.down(Action.GetConfiguration, Payload.of("key", asked)).join();

        assertEquals(14, asked.size());
        List<Payload> entries = answer.payload().objects("configurationKey");
        assertEquals(asked, entries.stream().map(entry -> entry.get("key")).toList());
        assertFalse(answer.payload().containsKey("unknownKey"));
        assertTrue(entries.stream().allMatch(entry -> Boolean.TRUE.equals(entry.get("readonly"))));
        assertEquals("9000", value(entries, "SendLocalListMaxLength"));
        assertEquals("10000", value(entries, "LocalAuthListMaxLength"));
        assertEquals("true", value(entries, "UnlockConnectorOnEVSideDisconnect"));
        assertEquals("true", value(entries, "StopTransactionOnEVSideDisconnect"));
        assertEquals("0.Unknown", value(entries, "ConnectorPhaseRotation"));
        assertEquals(
                "Core,FirmwareManagement,LocalAuthListManagement,SmartCharging,RemoteTrigger",
                value(entries, "SupportedFeatureProfiles"));
        assertNull(value(entries, "GetConfigurationMaxKeys"), "the manual says none");
    }

    private static Object value(List<Payload> entries, String key) {
        return entries.stream()
                .filter(entry -> key.equals(entry.get("key")))
                .findFirst()
                .orElseThrow()
                .get("value");
    }

    @Test
    void aKeyThatAnAblStationHasComesFromTheStation() {
        VendorSite site = new VendorSite("abl", Dialect.JSON_16);
        Payload own = Payload.of("key", "sendLocalListMaxLength", "readonly", true, "value", "50");
        site.station.answering(call -> Answer.result(Payload.of("configurationKey", List.of(own))));

        Result answer =
                (Result)
                        site.down(
                                        Action.GetConfiguration,
                                        Payload.of("key", List.of("SendLocalListMaxLength")))
                                .join();

        assertEquals(Payload.of("configurationKey", List.of(own)), answer.payload());
    }

    @Test
    void aKeyThatTheGatewayVouchesForIsReadOnly() {
        VendorSite site = new VendorSite("abl", Dialect.JSON_16);
        site.station.answering(call -> Answer.ofStatus("NotSupported"));

        Answer answer =
                site.down(
                                Action.ChangeConfiguration,
                                Payload.of("key", "GetConfigurationMaxKeys", "value", "5"))
                        .join();

        assertTrue(answer.hasStatus("Rejected"));
    }
}
