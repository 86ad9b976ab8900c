package dev.substation.flow.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Dialect;
import dev.substation.model.Payload;
import dev.substation.testing.Fields;
import dev.substation.testing.stepped.ChargingSite;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The public keys of meters, from whatever message has them. */
class MeterKeysTest {

    private static final String KEY = "3059301306072A8648CE3D020106082A8648CE3D030107034200";
    private static final String OTHER = "3059301306072A8648CE3D020106082A8648CE3D0301070342FF";

    private static List<String> known(ChargingSite site) {
        return site.gateway.facts().meterKeys().stream()
                .map(
                        key ->
                                String.join(
                                        " ",
                                        Long.toString(key.connectorId()),
                                        key.meterSerial(),
                                        key.publicKey(),
                                        key.source()))
                .sorted()
                .toList();
    }

    private static void reports(ChargingSite site, String vendor, String message, String data) {
        site.csms.answering(
                call ->
                        call.action().equals(Action.DataTransfer)
                                ? Answer.ofStatus("Accepted")
                                : site.csms.start(call));
        site.send(Action.DataTransfer, "vendorId", vendor, "messageId", message, "data", data);
    }

    private static void signs(ChargingSite site, long connector, String record) {
        Payload sample =
                Payload.of(
                        "value",
                        HexFormat.of().formatHex(record.getBytes(StandardCharsets.UTF_8)),
                        "format",
                        "SignedData");
        site.send(
                Action.MeterValues,
                "connectorId",
                connector,
                "meterValue",
                List.of(
                        Payload.of(
                                "timestamp",
                                "2026-01-01T08:00:00Z",
                                "sampledValue",
                                List.of(Payload.of("value", "268.978", "unit", "kWh"), sample))));
    }

    @ParameterizedTest
    @CsvSource({
        "SOAP_15, ABL, SetMeterConfiguration",
        "SOAP_16, ABL, SetMeterConfiguration",
        "JSON_16, ABL, SetMeterConfiguration",
        "JSON_16, generalConfiguration, setMeterConfiguration"
    })
    void areTakenFromWhatAStationReportsOfItsMeters(
            Dialect dialect, String vendor, String message) {
        ChargingSite site = new ChargingSite(dialect).connected();

        reports(
                site,
                vendor,
                message,
                "{\"meters\":[{\"connectorId\":\"1\",\"type\":\"SIGNATURE\",\"meterSerial\":\"77\","
                        + "\"publicKey\":\""
                        + KEY
                        + "\"},{\"connectorId\":2,\"publicKey\":\""
                        + OTHER
                        + "\"}]}");

        assertEquals(
                List.of(
                        "1 77 " + KEY + " SetMeterConfiguration",
                        "2  " + OTHER + " SetMeterConfiguration"),
                known(site));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                KEY,
                "  " + KEY + "\n",
                "{\"publicKey\":\"" + KEY + "\"}",
                "{\"connectorId\":\"1\",\"PublicKey\":\"" + KEY + "\"}"
            })
    void areTakenFromAnAnswerInEitherForm(String data) {
        ChargingSite site = new ChargingSite(Dialect.JSON_16).connected();
        site.station.answering(
                call -> Answer.result(Payload.of("status", "Accepted", "data", data)));

        site.ask(
                Action.DataTransfer,
                "vendorId",
                "ABL",
                "messageId",
                "GetMeterPublicKey",
                "data",
                "1");

        assertEquals(List.of("1  " + KEY + " GetMeterPublicKey"), known(site));
    }

    @Test
    void areNotTakenFromARejection() {
        ChargingSite site = new ChargingSite(Dialect.JSON_16).connected();
        site.station.answering(
                call ->
                        Answer.result(
                                Payload.of(
                                        "status", "Rejected", "data", "DEVICE_NOT_FOUND" + KEY)));

        site.ask(
                Action.DataTransfer,
                "vendorId",
                "ABL",
                "messageId",
                "GetMeterPublicKey",
                "data",
                "1");

        assertEquals(List.of(), known(site));
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void theMeterIsNamedByWhatItSigns(Dialect dialect) {
        ChargingSite site = new ChargingSite(dialect).connected();

        signs(site, 1, "OCMF|{\"FV\":\"1.0\",\"MS\":\"0901\",\"RD\":[]}|{\"SD\":\"30\"}");

        assertEquals(List.of("1 0901  signed value"), known(site));
    }

    @Test
    void theKeyInASignedValueCounts() {
        ChargingSite site = new ChargingSite(Dialect.JSON_16).connected();

        signs(
                site,
                2,
                "OCMF|{\"FV\":\"1.0\",\"MS\":\"0901\"}|{\"SD\":\"30\",\"PK\":\"" + KEY + "\"}");

        assertEquals(List.of("2 0901 " + KEY + " signed value"), known(site));
    }

    @Test
    void aStopNamesTheMeterOfItsTransaction() {
        ChargingSite site = new ChargingSite(Dialect.JSON_16).connected();
        long transaction = site.start(2, 100);

        site.send(
                Action.StopTransaction,
                "transactionId",
                transaction,
                "meterStop",
                200,
                "timestamp",
                "2026-01-01T09:00:00Z",
                "transactionData",
                List.of(
                        Payload.of(
                                "timestamp",
                                "2026-01-01T09:00:00Z",
                                "sampledValue",
                                List.of(
                                        Payload.of(
                                                "value",
                                                "OCMF|{\"MS\":\"0901\"}|{\"SD\":\"30\"}",
                                                "format",
                                                "SignedData")))));

        assertEquals(List.of("2 0901  signed value"), known(site));
    }

    @Test
    void whatIsKnownOfOneMeterIsPutTogetherAndSurvivesARestart() {
        ChargingSite site = new ChargingSite(Dialect.JSON_16).connected();
        signs(site, 1, "OCMF|{\"MS\":\"0901\"}|{\"SD\":\"30\"}");
        site.station.answering(
                call -> Answer.result(Payload.of("status", "Accepted", "data", KEY)));
        site.ask(
                Action.DataTransfer,
                "vendorId",
                "ABL",
                "messageId",
                "GetMeterPublicKey",
                "data",
                "1");

        site.run();

        assertEquals(List.of("1 0901 " + KEY + " GetMeterPublicKey"), known(site));
    }

    @Test
    void theKeyOfAMeterThatWasReplacedStays() {
        ChargingSite site = new ChargingSite(Dialect.JSON_16).connected();
        reports(
                site,
                "ABL",
                "SetMeterConfiguration",
                "{\"meters\":[{\"connectorId\":1,\"meterSerial\":\"1\",\"publicKey\":\""
                        + KEY
                        + "\"}]}");

        reports(
                site,
                "ABL",
                "SetMeterConfiguration",
                "{\"meters\":[{\"connectorId\":1,\"meterSerial\":\"2\",\"publicKey\":\""
                        + OTHER
                        + "\"}]}");

        assertEquals(
                List.of(
                        "1 1 " + KEY + " SetMeterConfiguration",
                        "1 2 " + OTHER + " SetMeterConfiguration"),
                known(site));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"meters\":7}", "{\"meters\":[{\"connectorId\":1}]}", "[]"})
    void whatCannotBeReadIsPassedOver(String data) {
        ChargingSite site = new ChargingSite(Dialect.JSON_16).connected();

        reports(site, "ABL", "SetMeterConfiguration", data);
        signs(site, 1, "OCMF|" + data + "|x");
        site.send(Action.MeterValues, Fields.values(1, "2026-01-01T08:30:00Z", "5"));

        assertEquals(List.of(), known(site));
    }
}
