package dev.substation.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.dialect.Checks.Normalised;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChecksTest {

    private static final Instant RECEIVED = Instant.parse("2024-03-01T12:00:01Z");
    private static final String TIME = "2024-03-01T12:00:00Z";

    private final Checks checks = new Checks(Soap.DICTIONARY);

    private Optional<Answer.Failure> shape(Action action, String json) throws BadMessage {
        return checks.shape(Dialect.JSON_16, Direction.UP, action, Part.REQUEST, Json.read(json));
    }

    private Normalised normalised(Action action, Payload payload) {
        return checks.forCsms(
                Dialect.JSON_16, Direction.UP, action, Part.REQUEST, payload, RECEIVED);
    }

    private static Payload meterValues(Payload... samples) {
        return Payload.of(
                "connectorId",
                1,
                "meterValue",
                List.of(
                        Payload.of(
                                "timestamp", TIME, "sampledValue", List.of((Object[]) samples))));
    }

    private static List<Payload> samples(Payload meterValues) {
        return meterValues.objects("meterValue").get(0).objects("sampledValue");
    }

    private static List<Loss> losses(Normalised normalised) {
        return normalised.notes().stream().map(Note::loss).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            StartTransaction | {}                                  | MISSING_FIELD | StartTransaction: the field connectorId is required
            StartTransaction | {"connectorId":null}                | MISSING_FIELD | StartTransaction: the field connectorId is required
            Authorize        | {"idTag":{}}                        | WRONG_TYPE    | Authorize: idTag must be text
            Heartbeet        | {}                                  | UNKNOWN_ACTION | The operation Heartbeet is not known here
            Reset            | {"type":"Hard"}                     | UNKNOWN_ACTION | The operation Reset is not known here
            StopTransaction  | {"transactionId":"1","meterStop":1,"timestamp":"x"} | WRONG_TYPE | StopTransaction: transactionId must be an integer
            StartTransaction | {"connectorId":1.5,"idTag":"a","meterStart":1,"timestamp":"x"} | WRONG_TYPE | StartTransaction: connectorId must be an integer
            MeterValues      | {"connectorId":1e300,"meterValue":[]} | WRONG_TYPE | MeterValues: connectorId must be an integer
            StopTransaction  | {"transactionId":1,"meterStop":1,"timestamp":5} | WRONG_TYPE | StopTransaction: timestamp must be a time as text
            MeterValues      | {"connectorId":1}                   | MISSING_FIELD | MeterValues: the field meterValue is required
            MeterValues      | {"connectorId":1,"meterValue":[{"timestamp":"x","sampledValue":[{"value":"1"},{"unit":"A"}]}]} | MISSING_FIELD | MeterValues: the field meterValue[0].sampledValue[1].value is required
            MeterValues      | {"connectorId":1,"meterValue":["x"]} | WRONG_TYPE   | MeterValues: meterValue[0] must be an object
            MeterValues      | {"connectorId":true,"meterValue":[]} | WRONG_TYPE   | MeterValues: connectorId must be an integer
            """)
    void namesTheFirstOffence(String action, String json, Cause cause, String description)
            throws BadMessage {
        Answer.Failure failure = shape(new Action(action), json).orElseThrow();

        assertEquals(cause, failure.cause());
        assertEquals(description, failure.description());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            ReserveNow     | {"connectorId":1,"expiryDate":"","idTag":"A","reservationId":1}
            UpdateFirmware | {"location":"ftp://a/b","retrieveDate":""}
            """)
    void sendsAStationNoEmptyTimeWhereOneIsRequired(Action action, String json) throws BadMessage {
        for (Dialect dialect : Dialect.values()) {
            Answer.Failure failure =
                    checks.shape(dialect, Direction.DOWN, action, Part.REQUEST, Json.read(json))
                            .orElseThrow();

            assertEquals(Cause.WRONG_TYPE, failure.cause());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            MeterValues        | {"connectorId":1,"meterValue":[]}
            MeterValues        | {"connectorId":1,"meterValue":{"timestamp":"x","sampledValue":[]}}
            MeterValues        | {"connectorId":1.0,"meterValue":[{"timestamp":"x","sampledValue":[{"value":0.0}]}]}
            StatusNotification | {"connectorId":0,"status":"Napping","errorCode":"Error","info":7,"more":{"a":[]}}
            StartTransaction   | {"connectorId":1,"idTag":"a tag of more than twenty characters","timestamp":"","meterStart":-1,"reservationId":""}
            DataTransfer       | {"vendorId":"A","data":null}
            StartTransaction   | {"connectorId":1,"idTag":"a","timestamp":"x","meterStart":12.7,"reservationId":0.5}
            StopTransaction    | {"transactionId":99999999999999999999,"meterStop":12.7,"timestamp":"x"}
            MeterValues        | {"connectorId":1,"transactionId":1e300,"meterValue":[]}
            Heartbeat          | {"surplus":1}
            Authorize          | {}
            Authorize          | {"idTag":null}
            """)
    void letsPassWhatIsRepairedLater(String action, String json) throws BadMessage {
        assertEquals(Optional.empty(), shape(new Action(action), json));
    }

    @Test
    void looksForACardWhenARuleCouldHaveSuppliedOne() {
        Checks checks = new Checks(Soap.DICTIONARY);

        for (Action action : List.of(Action.Authorize, Action.StartTransaction)) {
            assertEquals(
                    action + ": the field idTag is required",
                    checks.unsupplied(action, Payload.EMPTY).orElseThrow().description());
            assertEquals(Optional.empty(), checks.unsupplied(action, Payload.of("idTag", "FREE")));
        }
        assertEquals(Optional.empty(), checks.unsupplied(Action.StopTransaction, Payload.EMPTY));
    }

    @Test
    void boundsIdTagsFarAboveWhatStationsSend() throws BadMessage {
        String most = "x".repeat(255);

        assertEquals(Optional.empty(), shape(Action.Authorize, "{\"idTag\":\"" + most + "\"}"));
        Answer.Failure failure =
                shape(Action.Authorize, "{\"idTag\":\"" + most + "x\"}").orElseThrow();
        assertEquals(Cause.WRONG_VALUE, failure.cause());
        assertEquals("Authorize: idTag has more than 255 characters", failure.description());
    }

    @Test
    void asksA15StationForNoFieldsOf16() {
        Payload empty = Payload.of("connectorId", 1);

        assertEquals(
                Optional.empty(),
                checks.shape(
                        Dialect.SOAP_15, Direction.UP, Action.MeterValues, Part.REQUEST, empty));
        assertEquals(
                Payload.of("connectorId", 1, "meterValue", List.of()),
                normalised(Action.MeterValues, empty).payload());
    }

    @Test
    void cutsNoRequestForACertificateAndCutsTheWordsBesideAnEvent() {
        Payload request = Payload.of("csr", "M".repeat(5_501));
        Payload event =
                Payload.of(
                        "type",
                        "TamperDetectionActivated",
                        "timestamp",
                        "2026-01-01T08:00:00Z",
                        "techInfo",
                        "x".repeat(300));

        Normalised asked = normalised(Action.SignCertificate, request);

        assertEquals(request, asked.payload());
        assertEquals(Loss.APPROXIMATED, asked.notes().get(0).loss());
        assertEquals(
                event.with("techInfo", "x".repeat(255)),
                normalised(Action.SecurityEventNotification, event).payload());
    }

    @Test
    void leavesUnknownActionsAlone() {
        Payload payload = Payload.of("type", "StartupOfTheDevice", "x", null);

        Normalised normalised = normalised(new Action("SelfDestructNotification"), payload);

        assertEquals(new Normalised(payload, List.of()), normalised);
    }

    @Test
    void cutsTheSerialNumberOfASchneiderWallbox() {
        // lbbrhzn/ocpp#213
        Normalised normalised =
                normalised(
                        Action.BootNotification,
                        Payload.of("chargeBoxSerialNumber", "EVB1A22P2RI3N182341200100350795E5"));

        assertEquals(
                Payload.of("chargeBoxSerialNumber", "EVB1A22P2RI3N182341200100"),
                normalised.payload());
        assertEquals(
                new Note(
                        Loss.APPROXIMATED,
                        "chargeBoxSerialNumber",
                        "EVB1A22P2RI3N182341200100350795E5",
                        "EVB1A22P2RI3N182341200100",
                        "cut to the 25 characters that OCPP 1.6 allows"),
                normalised.notes().get(0));
    }

    @Test
    void cutsNoCharacterInHalf() {
        Payload info = Payload.of("info", "x".repeat(49) + "🔌🔌");

        assertEquals(
                "x".repeat(49), normalised(Action.StatusNotification, info).payload().get("info"));
    }

    @Test
    void neverMakesAnotherCardOfATagThatIsTooLong() {
        Payload authorize = Payload.of("idTag", "04A1B2C3D4E5F6_18412345");

        Normalised normalised = normalised(Action.Authorize, authorize);

        assertEquals(authorize, normalised.payload());
        assertEquals(List.of(Loss.APPROXIMATED), losses(normalised));
    }

    @Test
    void keepsTheMakersWordForAnErrorBesideOtherError() {
        // lbbrhzn/ocpp#1248, Legrand
        Payload status = Payload.of("connectorId", 0, "errorCode", "Error", "status", "Faulted");

        assertEquals(
                status.with("errorCode", "OtherError").with("vendorErrorCode", "Error"),
                normalised(Action.StatusNotification, status).payload());
    }

    @Test
    void leavesTheVendorErrorCodeOfTheStationInItsPlace() {
        Payload status =
                Payload.of("errorCode", "Bang", "status", "Faulted", "vendorErrorCode", "EVSE F5");

        assertEquals(
                status.with("errorCode", "OtherError"),
                normalised(Action.StatusNotification, status).payload());
    }

    @Test
    void understandsTheErrorOf15FromAStationThatSpeaks16() {
        Payload status = Payload.of("errorCode", "Mode3Error", "status", "Faulted");

        assertEquals(
                status.with("errorCode", "EVCommunicationError"),
                normalised(Action.StatusNotification, status).payload());
    }

    @ParameterizedTest
    @CsvSource({"1, Preparing", "0, Available"})
    void deducesAStatusFromAnOccupiedThatIsLeft(int connector, String expected) {
        Payload status =
                Payload.of("connectorId", connector, "status", "Occupied", "errorCode", "NoError");

        Normalised normalised = normalised(Action.StatusNotification, status);

        assertEquals(status.with("status", expected), normalised.payload());
        assertEquals(List.of(Loss.DEDUCED), losses(normalised));
    }

    @Test
    void dropsEmptyTextWhereAnIdOrTimeOrWordIsOptional() {
        // lbbrhzn/ocpp#1925, Wallbox
        Payload status =
                Payload.of(
                        "info",
                        "",
                        "vendorId",
                        "",
                        "vendorErrorCode",
                        "",
                        "timestamp",
                        "",
                        "connectorId",
                        1,
                        "errorCode",
                        "NoError",
                        "status",
                        "Preparing");

        assertEquals(
                status.without("vendorId").without("timestamp"),
                normalised(Action.StatusNotification, status).payload());
    }

    @Test
    void dropsUnknownFieldsWithANote() {
        // road-labs/chargestation-one#61
        Payload stop = Payload.of("transactionId", 1, "disconnectReason", "EVDisconnected");

        Normalised normalised = normalised(Action.StopTransaction, stop);

        assertEquals(Payload.of("transactionId", 1), normalised.payload());
        assertEquals("disconnectReason", normalised.notes().get(0).path());
        assertEquals(Loss.IMPOSSIBLE, normalised.notes().get(0).loss());
    }

    @ParameterizedTest
    @CsvSource({
        "2023-10-19T15:28:07,     2023-10-19T15:28:07Z,     DEDUCED", // evcc#10399, Growatt
        "2023-10-19T15:28:07.5,   2023-10-19T15:28:07.5Z,   DEDUCED",
        "2024-03-01T12:00:00+02,  2024-03-01T10:00:00.000Z, APPROXIMATED",
        "0000-00-00T00:00:00Z,    2024-03-01T12:00:01.000Z, APPROXIMATED", // AcTEC
        "202403010-03-01T12:00:00Z, 2024-03-01T12:00:01.000Z, APPROXIMATED", // steve#1609
        "2024-03-01T12:00:03Z:,   2024-03-01T12:00:03.000Z, APPROXIMATED", // Schneider
        "2024-03-01T12:00:03+02:00 DST, 2024-03-01T10:00:03.000Z, APPROXIMATED",
        "2024-03-01T12:00:03Z7,   2024-03-01T12:00:01.000Z, APPROXIMATED",
        "2024-03-01T12:00:03:,    2024-03-01T12:00:01.000Z, APPROXIMATED",
        "0000-00-00T00:00:00,     2024-03-01T12:00:01.000Z, APPROXIMATED",
        "garbage,                 2024-03-01T12:00:01.000Z, APPROXIMATED",
        "'',                      2024-03-01T12:00:01.000Z, APPROXIMATED"
    })
    void writesTimesAsAStrictSchemaWantsThem(String text, String expected, Loss loss) {
        Normalised normalised = normalised(Action.StartTransaction, Payload.of("timestamp", text));

        assertEquals(expected, normalised.payload().get("timestamp"));
        assertEquals(List.of(loss), losses(normalised));
    }

    @Test
    void writesNumbersAsTextWhereTextBelongs() {
        // mobilityhouse/ocpp#353
        Payload values =
                meterValues(
                        Payload.of("value", new BigDecimal("0.0")),
                        Payload.of("value", 17L),
                        Payload.of("value", true));

        assertEquals(
                List.of(
                        Payload.of("value", "0.0"),
                        Payload.of("value", "17"),
                        Payload.of("value", "true")),
                samples(normalised(Action.MeterValues, values).payload()));
    }

    @Test
    void wrapsAMeterValueThatIsNoList() throws BadMessage {
        // lbbrhzn/ocpp#1144, Huawei
        Payload values =
                Json.read(
                        "{\"connectorId\":1,\"meterValue\":{\"timestamp\":\""
                                + TIME
                                + "\",\"sampledValue\":{\"value\":\"1\"}}}");

        assertEquals(
                meterValues(Payload.of("value", "1")),
                normalised(Action.MeterValues, values).payload());
    }

    @Test
    void dropsSamplesAndMeterValuesWithoutAValue() throws BadMessage {
        Payload values =
                Json.read(
                        "{\"connectorId\":1,\"meterValue\":["
                                + "{\"timestamp\":\"%1$s\",\"sampledValue\":[]},"
                                + "{\"timestamp\":\"%1$s\",\"sampledValue\":[{}]},".formatted(TIME)
                                + "{\"timestamp\":\"%1$s\",\"sampledValue\":[{},{\"value\":\"1\"},{\"unit\":\"A\"}]}]}"
                                        .formatted(TIME));

        assertEquals(
                meterValues(Payload.of("value", "1")),
                normalised(Action.MeterValues, values).payload());
    }

    @ParameterizedTest
    @CsvSource({
        "unit,      Hertz,          unit", // no unit for a frequency in 1.6
        "unit,      Hz,             unit",
        "context,   Sample.Odd,     context",
        "location,  Roof,           location"
    })
    void dropsAnAttributeThatOnlyDescribes(String field, String word, String dropped) {
        Payload sample = Payload.of("value", "50", "measurand", "Frequency").with(field, word);

        Normalised normalised = normalised(Action.MeterValues, meterValues(sample));

        assertEquals(List.of(sample.without(dropped)), samples(normalised.payload()));
        assertEquals(List.of(Loss.APPROXIMATED), losses(normalised));
    }

    @ParameterizedTest
    @CsvSource({
        "measurand, Request.Energy", // mobilityhouse/ocpp#54
        "unit,      MWh",
        "phase,     L4",
        "format,    Encrypted"
    })
    void dropsASampleThatWouldSaySomethingElse(String field, String word) {
        Payload good = Payload.of("value", "1");
        Payload bad = Payload.of("value", "2").with(field, word);

        Normalised normalised = normalised(Action.MeterValues, meterValues(bad, good));

        assertEquals(List.of(good), samples(normalised.payload()));
        assertEquals("meterValue[0].sampledValue[0]", normalised.notes().get(0).path());
        assertEquals(Loss.IMPOSSIBLE, normalised.notes().get(0).loss());
    }

    @ParameterizedTest
    @CsvSource({"Amp, A", "Volt, V", "kwh, kWh", "Celcius, Celcius", "Celsius, Celsius"})
    void understandsUnitsOfOtherVersionsAndSpellings(String unit, String expected) {
        Payload values = meterValues(Payload.of("value", "1", "unit", unit));

        assertEquals(
                expected,
                samples(normalised(Action.MeterValues, values).payload()).get(0).get("unit"));
    }

    @Test
    void spellsCelciusAsTheSchemaOfStopTransactionDoes() {
        Payload data = meterValues(Payload.of("value", "21", "unit", "Celsius"));
        Payload stop = Payload.of("transactionData", data.get("meterValue"));

        Payload sent = normalised(Action.StopTransaction, stop).payload();

        assertEquals(
                "Celcius",
                sent.objects("transactionData").get(0).objects("sampledValue").get(0).get("unit"));
    }

    @ParameterizedTest
    @CsvSource({
        "meterValue,      SignedData, 4F434D46",
        "transactionData, SignedData, 4F434D46",
        "meterValue,      Raw,        OCMF|{}|{}",
        "transactionData, ,           OCMF|{}|{}"
    })
    void touchesNoValueThatASignatureStandsBeside(String field, String format, String value) {
        Payload raw = Payload.of("value", new BigDecimal("268.978"), "unit", "MegaWh", "odd", "x");
        Payload unnamed = Payload.of("value", value, "context", "Sample.Odd");
        Payload signed = format == null ? unnamed : unnamed.with("format", format);
        Payload group =
                Payload.of(
                        "timestamp", "2024-03-01T12:00:00", "sampledValue", List.of(raw, signed));
        Action action = field.equals("meterValue") ? Action.MeterValues : Action.StopTransaction;

        Payload sent = normalised(action, Payload.of(field, List.of(group))).payload();

        assertEquals(List.of(group.with("timestamp", "2024-03-01T12:00:00Z")), sent.get(field));
    }

    @Test
    void saysOtherForAReasonThatNobodyKnows() {
        assertEquals(
                Payload.of("reason", "Other"),
                normalised(Action.StopTransaction, Payload.of("reason", "CableCut")).payload());
    }

    @Test
    void understandsTheUnlockWordsOf15() {
        Normalised normalised =
                checks.forCsms(
                        Dialect.JSON_16,
                        Direction.DOWN,
                        Action.UnlockConnector,
                        Part.RESPONSE,
                        Payload.of("status", "Accepted"),
                        RECEIVED);

        assertEquals(Payload.of("status", "Unlocked"), normalised.payload());
    }

    @Test
    void dropsNullsAndFractionsOfIntegers() throws BadMessage {
        Payload stop = Json.read("{\"transactionId\":5.0,\"idTag\":null,\"meterStop\":7}");

        assertEquals(
                Payload.of("transactionId", 5, "meterStop", 7),
                normalised(Action.StopTransaction, stop).payload());
    }

    @ParameterizedTest
    @CsvSource({
        "StartTransaction, meterStart,    12.7,                 13",
        "StopTransaction,  meterStop,     12.5,                 12",
        "StopTransaction,  meterStop,     -0.5,                 0",
        "StopTransaction,  transactionId, 99999999999999999999, -1",
        "MeterValues,      transactionId, 1.5,                  -1",
    })
    void writesIntegersForOddNumbers(String action, String field, String number, long expected) {
        Normalised normalised =
                normalised(new Action(action), Payload.of(field, new BigDecimal(number)));

        assertEquals(expected, normalised.payload().get(field));
        assertEquals(Loss.APPROXIMATED, normalised.notes().get(0).loss());
    }

    @Test
    void boundsTheNotesOnAHostileMessage() {
        Payload hostile = Payload.EMPTY;
        for (int i = 0; i < 100; i++) {
            hostile = hostile.with("field" + i, "x".repeat(5_000));
        }

        Normalised normalised = normalised(Action.Heartbeat, hostile);

        assertEquals(Payload.EMPTY, normalised.payload());
        assertEquals(Notes.MAX_NOTES + 1, normalised.notes().size());
        Note last = normalised.notes().get(Notes.MAX_NOTES);
        assertEquals("68 more", last.original());
        assertEquals(Loss.IMPOSSIBLE, last.loss());
        assertTrue(normalised.notes().stream().allMatch(note -> note.original().length() <= 120));
    }
}
