package dev.substation.flow.gate;

import static dev.substation.testing.stepped.Answers.resultOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Json;
import dev.substation.flow.desk.Transactions;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.ErrorCode;
import dev.substation.model.Payload;
import dev.substation.testing.stepped.ChargingSite;
import dev.substation.testing.stepped.ScriptedCsms;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids that a CSMS gives to transactions, whatever it makes them of. */
class CsmsTransactionIdTest {

    private static final String UUID = "1f0d5c7e-6f0a-4a51-9c43-2f7f7a3c9e11";

    private final ChargingSite site = new ChargingSite(Dialect.SOAP_15);

    /** The CSMS answers starts with this JSON. */
    private void answeringStarts(String conf) {
        site.csms.answering(
                call ->
                        call.action().equals(Action.StartTransaction)
                                ? Answer.result(json(conf))
                                : ScriptedCsms.accept(call));
    }

    private static Payload json(String text) {
        try {
            return Json.read(text);
        } catch (BadMessage e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static String named(String id) {
        return "{\"transactionId\":" + id + ",\"idTagInfo\":{\"status\":\"Accepted\"}}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"idTagInfo\":{\"status\":\"Accepted\"}}",
                "{\"transactionId\":55}",
                "{\"transactionId\":55,\"idTagInfo\":{}}",
                "{\"transactionId\":55,\"idTagInfo\":{\"status\":null}}",
                "{\"transactionId\":55,\"idTagInfo\":{\"status\":\"\"}}",
                "{\"transactionId\":55,\"idTagInfo\":{\"status\":1}}",
                "{\"transactionId\":55,\"idTagInfo\":\"Accepted\"}",
                "{\"transactionId\":null,\"idTagInfo\":{\"status\":\"Accepted\"}}",
                "{\"transactionId\":{},\"idTagInfo\":{\"status\":\"Accepted\"}}",
                "{\"transactionId\":[7],\"idTagInfo\":{\"status\":\"Accepted\"}}",
                "{\"transactionId\":true,\"idTagInfo\":{\"status\":\"Accepted\"}}",
                "{\"transactionId\":7.5,\"idTagInfo\":{\"status\":\"Accepted\"}}",
                "{\"transactionId\":\"\",\"idTagInfo\":{\"status\":\"Accepted\"}}",
                "{\"transactionId\":\"  \",\"idTagInfo\":{\"status\":\"Accepted\"}}",
                "{\"transactionId\":\"a\\u0000b\",\"idTagInfo\":{\"status\":\"Accepted\"}}"
            })
    void aStartWhoseAnswerLacksSomethingIsSentAgainUntilTheCsmsNamesIt(String conf) {
        site.connected();
        answeringStarts(conf);
        long told = site.start(1, 100);
        assertTrue(told >= Transactions.GATEWAY_IDS, "named by the gateway meanwhile");
        assertEquals(1, site.csms.received(Action.StartTransaction).size());

        answeringStarts(named("4711"));
        site.time.pass(Duration.ofSeconds(61));
        site.values(1, told);
        site.stop(told);

        List<Call> starts = site.csms.received(Action.StartTransaction);
        assertEquals(2, starts.size());
        assertEquals(starts.get(0), starts.get(1), "one message, sent again");
        assertEquals(4711L, site.last(Action.MeterValues, "transactionId"));
        assertEquals(4711L, site.last(Action.StopTransaction, "transactionId"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | -1",
                "{\"idTagInfo\":{\"status\":\"Accepted\"}} | -1",
                "{\"transactionId\":7.5,\"idTagInfo\":{\"status\":\"Accepted\"}} | -1",
                "{\"transactionId\":55} | 55",
                "{\"transactionId\":\"x-55\",\"idTagInfo\":{}} | \"x-55\"",
            })
    void aCsmsThatNeverDoesBetterKnowsTheTransactionByTheIdThatItGaveIfAny(String conf, String id) {
        site.connected();
        answeringStarts(conf);
        long told = site.start(1, 100);
        site.time.pass(Duration.ofMinutes(10));

        site.stop(told);

        assertEquals(3, site.csms.received(Action.StartTransaction).size());
        assertEquals(
                json("{\"id\":" + id + "}").get("id"),
                site.last(Action.StopTransaction, "transactionId"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "777 | 777",
                "777.0 | 777",
                "7.77E2 | 777",
                "\"777\" | 777",
                "\"2147483647\" | 2147483647"
            })
    void theStationGetsTheNumberThatTheCsmsGave(String id, long told) {
        site.connected();
        answeringStarts(named(id));

        assertEquals(told, site.start(1, 100));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"" + UUID + "\"",
                "\"777\"",
                "777",
                "\"007\"",
                "\"7 7\"",
                "\"12.0\"",
                "\"+5\"",
                "\"-5\"",
                "0",
                "-5",
                "2147483648",
                "9223372036854775807",
                "9223372036854775808",
                "123456789012345678901234567890",
                "\"123456789012345678901234567890\"",
                "\"ключ-1\"",
                "\"\\\"quoted\\\"\""
            })
    void theCsmsGetsItsIdBackInItsOwnForm(String id) {
        Object value = json(named(id)).get("transactionId");
        site.connected();
        answeringStarts(named(id));
        long told = site.start(1, 100);
        assertTrue(told >= 1 && told <= Integer.MAX_VALUE, "an xsd:int");

        site.values(1, told);
        site.csms = new ScriptedCsms(site.time);
        site.connected(); // as after a kill
        site.stop(told);

        assertEquals(value, site.last(Action.StopTransaction, "transactionId"));
    }

    @Test
    void notesThatDigitsInTextWereRead() {
        site.connected();
        answeringStarts(named("\"777\""));

        assertEquals(777L, site.start(1, 100));

        assertTrue(
                site.ledger.log().stream()
                        .filter(line -> line.action().equals(Action.StartTransaction))
                        .flatMap(line -> line.notes().stream())
                        .anyMatch(note -> note.path().equals("transactionId")),
                site.ledger.log()::toString);
    }

    @Test
    void aTextWithLeadingZerosIsAnotherTransaction() {
        site.connected();
        answeringStarts(named("7"));
        long seven = site.start(1, 100);
        answeringStarts(named("\"007\""));
        long padded = site.start(2, 100);

        site.stop(padded);
        assertEquals("007", site.last(Action.StopTransaction, "transactionId"));
        site.stop(seven);
        assertEquals(7L, site.last(Action.StopTransaction, "transactionId"));
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void theCsmsNamesTheTransactionInItsCallsByTheTextThatItGave(Dialect dialect) {
        ChargingSite charging = new ChargingSite(dialect).connected();
        charging.csms.answering(
                call ->
                        call.action().equals(Action.StartTransaction)
                                ? Answer.result(json(named("\"" + UUID + "\"")))
                                : ScriptedCsms.accept(call));
        long told = charging.start(1, 100);

        assertEquals(
                "Accepted",
                resultOf(charging.ask(Action.RemoteStopTransaction, "transactionId", UUID))
                        .get("status"));
        assertEquals(
                told,
                charging.station.last(Action.RemoteStopTransaction).payload().get("transactionId"));
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void ofSeveralTransactionsThatItNeverNamedTheCsmsStopsNone(Dialect dialect) {
        ChargingSite charging = new ChargingSite(dialect).connected();
        charging.csms.answering(
                call ->
                        call.action().equals(Action.StartTransaction)
                                ? Answer.failure(
                                        Cause.CSMS_REFUSED,
                                        ErrorCode.PropertyConstraintViolation,
                                        "")
                                : ScriptedCsms.accept(call));
        long first = charging.start(1, 100);
        long second = charging.start(2, 200);

        charging.ask(Action.RemoteStopTransaction, "transactionId", -1);
        List<Object> asked =
                charging.station.calls.stream()
                        .map(call -> call.payload().get("transactionId"))
                        .toList();
        assertFalse(asked.contains(first) || asked.contains(second), asked::toString);

        charging.stop(second);
        charging.ask(Action.RemoteStopTransaction, "transactionId", -1);
        assertEquals(
                first,
                charging.station.last(Action.RemoteStopTransaction).payload().get("transactionId"));
        charging.stop(first);
        assertEquals(
                List.of(-1L, -1L),
                charging.csms.received(Action.StopTransaction).stream()
                        .map(call -> call.payload().get("transactionId"))
                        .toList());
        assertTrue(
                charging.ledger.transactions().stream().allMatch(row -> row.stopped().isPresent()));
    }

    @Test
    void profilesNameTheTransactionByTheTextThatTheCsmsGave() {
        ChargingSite charging = new ChargingSite(Dialect.JSON_16).connected();
        charging.csms.answering(
                call ->
                        call.action().equals(Action.StartTransaction)
                                ? Answer.result(json(named("\"" + UUID + "\"")))
                                : ScriptedCsms.accept(call));
        long told = charging.start(1, 100);

        charging.ask(
                Action.SetChargingProfile, "connectorId", 1, "csChargingProfiles", profile(UUID));
        charging.ask(
                Action.RemoteStartTransaction,
                "idTag",
                "12345678",
                "connectorId",
                1,
                "chargingProfile",
                profile(UUID));

        assertEquals(
                told, toldInProfile(charging, Action.SetChargingProfile, "csChargingProfiles"));
        assertEquals(
                told, toldInProfile(charging, Action.RemoteStartTransaction, "chargingProfile"));
    }

    private static Payload profile(Object transaction) {
        return Payload.of(
                "chargingProfileId",
                1,
                "transactionId",
                transaction,
                "stackLevel",
                0,
                "chargingProfilePurpose",
                "TxProfile",
                "chargingProfileKind",
                "Absolute",
                "chargingSchedule",
                Payload.of(
                        "chargingRateUnit",
                        "A",
                        "chargingSchedulePeriod",
                        List.of(Payload.of("startPeriod", 0, "limit", 16))));
    }

    private static Object toldInProfile(ChargingSite charging, Action action, String field) {
        return charging.station
                .last(action)
                .payload()
                .object(field)
                .orElseThrow()
                .get("transactionId");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody's", "", "007"})
    void aTextThatNamesNoTransactionIsRejected(String id) {
        ChargingSite charging = new ChargingSite(Dialect.JSON_16).connected();
        charging.start(1, 100);

        assertEquals(
                "Rejected",
                resultOf(charging.ask(Action.RemoteStopTransaction, "transactionId", id))
                        .get("status"));
        assertTrue(charging.station.calls.isEmpty());
    }

    @Test
    void aBadFieldThatNobodyNeedsDoesNotCostTheTransactionItsName() {
        site.connected();
        answeringStarts(
                "{\"transactionId\":5,\"idTagInfo\":{\"status\":\"Accepted\",\"expiryDate\":17,"
                        + "\"parentIdTag\":{}}}");

        Payload told = resultOf(site.starting(1, 100));

        assertEquals(json("{\"transactionId\":5,\"idTagInfo\":{\"status\":\"Accepted\"}}"), told);
        assertEquals(1, site.csms.received(Action.StartTransaction).size());
    }

    @Test
    void aLateBootIsNotAcceptedByAnAnswerWithoutAStatus() {
        site.run();
        site.appear();
        site.csms.link("CP-1").cut();
        site.time.settle();
        site.send(Action.BootNotification, "chargePointVendor", "ABL", "chargePointModel", "eMH3");
        site.csms.answering(
                call ->
                        call.action().equals(Action.BootNotification)
                                ? Answer.result(Payload.EMPTY)
                                : site.csms.start(call));
        site.csms.link("CP-1").connect();
        site.time.settle();
        site.starting(1, 100);
        site.time.pass(Duration.ofSeconds(1));
        assertEquals(1, site.csms.received(Action.BootNotification).size());
        assertEquals(List.of(), site.csms.received(Action.StartTransaction));

        site.csms.answering(site.csms::start);
        site.time.pass(Duration.ofSeconds(61));

        assertEquals(2, site.csms.received(Action.BootNotification).size());
        assertEquals(1, site.csms.received(Action.StartTransaction).size());
    }

    @Test
    void aStopIsTakenThoughItsAnswerCannotBeRead() {
        site.connected();
        long told = site.start(1, 100);
        site.csms.answering(
                call -> Answer.result(json("{\"idTagInfo\":{\"expiryDate\":\"soon\"}}")));

        assertEquals(Payload.EMPTY, resultOf(site.stop(told)));
        site.time.pass(Duration.ofMinutes(5));

        assertEquals(1, site.csms.received(Action.StopTransaction).size());
    }
}
