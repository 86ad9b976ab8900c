package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.substation.testing.Certificates;
import dev.substation.testing.Frames;
import dev.substation.testing.Json;
import dev.substation.testing.OcaCsms;
import dev.substation.testing.OcaStation;
import dev.substation.testing.PlainBodies;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.PlainSoapStation.Version;
import dev.substation.testing.RecordingCsms;
import dev.substation.testing.RecordingCsms.Reaction;
import dev.substation.testing.SoapMessage;
import eu.chargetime.ocpp.model.core.AuthorizationStatus;
import eu.chargetime.ocpp.model.core.AuthorizeConfirmation;
import eu.chargetime.ocpp.model.core.AuthorizeRequest;
import eu.chargetime.ocpp.model.core.BootNotificationConfirmation;
import eu.chargetime.ocpp.model.core.BootNotificationRequest;
import eu.chargetime.ocpp.model.core.ChargePointErrorCode;
import eu.chargetime.ocpp.model.core.ChargePointStatus;
import eu.chargetime.ocpp.model.core.MeterValuesConfirmation;
import eu.chargetime.ocpp.model.core.MeterValuesRequest;
import eu.chargetime.ocpp.model.core.RegistrationStatus;
import eu.chargetime.ocpp.model.core.RemoteStopTransactionConfirmation;
import eu.chargetime.ocpp.model.core.RemoteStopTransactionRequest;
import eu.chargetime.ocpp.model.core.SampledValue;
import eu.chargetime.ocpp.model.core.StartTransactionConfirmation;
import eu.chargetime.ocpp.model.core.StartTransactionRequest;
import eu.chargetime.ocpp.model.core.StatusNotificationConfirmation;
import eu.chargetime.ocpp.model.core.StatusNotificationRequest;
import eu.chargetime.ocpp.model.core.StopTransactionConfirmation;
import eu.chargetime.ocpp.model.core.StopTransactionRequest;
import java.net.URI;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Whole charging sessions, at one gateway between stations of all kinds and two csms. */
final class ChargingSessions extends Scenario {

    private static final String ANONYMOUS = "http://www.w3.org/2005/08/addressing/anonymous";

    /** The CSMS with a certificate of its own authority, and the one made by others. */
    private final RecordingCsms secure;

    private final OcaCsms plain;
    private final Certificates certificates;

    /**
     * @param folder where the keys of its CSMS go
     */
    ChargingSessions(Path folder) {
        certificates = Certificates.create(folder);
        secure = RecordingCsms.startSecure(certificates.server());
        plain = OcaCsms.start();
    }

    @Override
    String csms() {
        return """
        secure: { url: "%s", trust-store: "%s", trust-store-password: %s, answer-wait: %s }
        plain: { url: "%s", answer-wait: %s }
        """
                .formatted(
                        secure.url(),
                        certificates.trustStore(),
                        Certificates.PASSWORD,
                        ANSWER_WAIT,
                        plain.url(),
                        ANSWER_WAIT);
    }

    @Override
    String stations() {
        return """
        "KEBA-*": { csms: secure, accept: any, vendor: keba }
        SOAP-16: { csms: plain, vendor: generic }
        OCA-1: { csms: plain }
        JSON-1: { csms: secure }
        """;
    }

    @Override
    Map<String, Play> plays() {
        return Map.of(
                "stations of all kinds charge at the same time",
                this::stationsOfAllKindsChargeAtTheSameTime,
                "clock-aligned values of a network arrive as they were",
                this::clockAlignedValuesOfANetworkArriveAsTheyWere,
                "a CSMS starts and stops a charge at a network",
                this::csmsStartsAndStopsAChargeAtANetwork,
                "an open transaction outlives a kill",
                this::anOpenTransactionOutlivesAKill);
    }

    @Override
    public void close() {
        secure.close();
        plain.close();
    }

    private URI soap() {
        return gateway().soap();
    }

    private void stationsOfAllKindsChargeAtTheSameTime() {
        CompletableFuture.allOf(
                        CompletableFuture.runAsync(this::keba15ChargesAtTheSecureCsms),
                        CompletableFuture.runAsync(this::soap16ChargesAtThePlainCsms),
                        CompletableFuture.runAsync(this::ocaStationChargesAtThePlainCsms),
                        CompletableFuture.runAsync(this::jsonStationChargesAtTheSecureCsms))
                .join();
    }

    private void keba15ChargesAtTheSecureCsms() {
        String name = "KEBA-HOF-7";
        try (PlainSoapStation keba = new PlainSoapStation(Version.V15, name, soap())) {
            SoapMessage booted = boot(keba);
            assertEquals("Accepted", booted.field("status"));
            assertEquals("300", booted.field("heartbeatInterval"));
            assertEquals(
                    "Accepted",
                    keba.call("Authorize", "<idTag>12345678_dummy1</idTag>")
                            .field("idTagInfo/status"));
            String transaction = startAtKeba(keba, 4);
            keba.call(
                    "MeterValues",
                    "<connectorId>4</connectorId><transactionId>"
                            + transaction
                            + "</transactionId><values><timestamp>2021-04-08T19:00:00.000Z</timestamp><value"
                            + " unit=\"Wh\">170.5</value></values>");
            SoapMessage stopped =
                    keba.call(
                            "StopTransaction",
                            "<transactionId>"
                                    + transaction
                                    + "</transactionId><idTag>12345678_dummy1</idTag>"
                                    + "<timestamp>2021-04-08T19:49:11.450Z</timestamp><meterStop>2164</meterStop>");

            assertEquals("Accepted", stopped.field("idTagInfo/status"));
            assertEquals(
                    List.of("idTag=\"12345678\""),
                    Json.fields(secure.awaitCall(name, "Authorize")));
            JsonObject start = secure.awaitCall(name, "StartTransaction");
            assertEquals("12345678", start.get("idTag").getAsString());
            assertEquals(4, start.get("connectorId").getAsInt());
            assertEquals(164, start.get("meterStart").getAsInt());
            assertEquals("2021-04-08T18:49:11.450Z", start.get("timestamp").getAsString());
            JsonObject values = secure.awaitCall(name, "MeterValues");
            assertEquals(transaction, values.get("transactionId").getAsString());
            JsonObject stop = secure.awaitCall(name, "StopTransaction");
            assertEquals(transaction, stop.get("transactionId").getAsString());
            assertEquals("12345678", stop.get("idTag").getAsString());
            assertEquals(2164, stop.get("meterStop").getAsInt());
        }
    }

    private void soap16ChargesAtThePlainCsms() {
        String name = "SOAP-16";
        try (PlainSoapStation station = new PlainSoapStation(Version.V16, name, soap())) {
            assertEquals("240", boot(station).field("interval"));
            station.call(
                    "StatusNotification",
                    "<connectorId>1</connectorId><status>Preparing</status><errorCode>NoError</errorCode>");
            SoapMessage started =
                    station.call("StartTransaction", PlainBodies.startXml(1, "CARD_16", 10));
            String transaction = started.field("transactionId");
            station.answering("RemoteStopTransaction", "<status>Accepted</status>");
            RemoteStopTransactionConfirmation asked =
                    (RemoteStopTransactionConfirmation)
                            plain.ask(
                                    name,
                                    new RemoteStopTransactionRequest(
                                            Integer.parseInt(transaction)));
            SoapMessage stopped =
                    station.call(
                            "StopTransaction",
                            "<transactionId>"
                                    + transaction
                                    + "</transactionId><timestamp>2026-03-01T13:00:00Z</timestamp>"
                                    + "<meterStop>20</meterStop><reason>Remote</reason>");

            assertEquals("Accepted", asked.getStatus().name());
            assertEquals(
                    List.of("transactionId=" + transaction),
                    station.awaitVisit("RemoteStopTransaction").fields());
            assertEquals("Accepted", stopped.field("idTagInfo/status"));
            StartTransactionRequest start = plain.awaitRequest(name, StartTransactionRequest.class);
            assertEquals("CARD_16", start.getIdTag()); // only KEBA's cards have a suffix
            StopTransactionRequest stop = plain.awaitRequest(name, StopTransactionRequest.class);
            assertEquals(Integer.parseInt(transaction), stop.getTransactionId());
            assertEquals("Remote", stop.getReason().name());
            assertEquals(
                    ChargePointStatus.Preparing,
                    plain.awaitRequest(name, StatusNotificationRequest.class).getStatus());
        }
    }

    private void ocaStationChargesAtThePlainCsms() {
        String name = "OCA-1";
        ZonedDateTime time = ZonedDateTime.parse("2026-03-01T12:00:00Z");
        try (OcaStation station =
                OcaStation.connect(gateway().uri("ws", "/ocpp").toString(), name)) {
            BootNotificationConfirmation booted =
                    station.ask(
                            new BootNotificationRequest("vendor", "model"),
                            BootNotificationConfirmation.class);
            AuthorizeConfirmation authorized =
                    station.ask(new AuthorizeRequest("CARD-1"), AuthorizeConfirmation.class);
            station.ask(
                    new StatusNotificationRequest(
                            1, ChargePointErrorCode.NoError, ChargePointStatus.Preparing),
                    StatusNotificationConfirmation.class);
            StartTransactionConfirmation started =
                    station.ask(
                            new StartTransactionRequest(1, "CARD-1", 164, time),
                            StartTransactionConfirmation.class);
            MeterValuesRequest values = new MeterValuesRequest(1);
            values.setTransactionId(started.getTransactionId());
            values.setMeterValue(
                    new eu.chargetime.ocpp.model.core.MeterValue[] {
                        new eu.chargetime.ocpp.model.core.MeterValue(
                                time, new SampledValue[] {new SampledValue("170.50")})
                    });
            station.ask(values, MeterValuesConfirmation.class);
            plain.ask(name, new RemoteStopTransactionRequest(started.getTransactionId()));
            StopTransactionConfirmation stopped =
                    station.ask(
                            new StopTransactionRequest(
                                    2164, time.plusHours(1), started.getTransactionId()),
                            StopTransactionConfirmation.class);

            assertEquals(RegistrationStatus.Accepted, booted.getStatus());
            assertEquals(AuthorizationStatus.Accepted, authorized.getIdTagInfo().getStatus());
            assertEquals(AuthorizationStatus.Accepted, stopped.getIdTagInfo().getStatus());
            assertEquals(
                    started.getTransactionId(),
                    station.visits(RemoteStopTransactionRequest.class).get(0).getTransactionId());
            assertEquals(
                    "170.50",
                    plain.awaitRequest(name, MeterValuesRequest.class)
                            .getMeterValue()[0]
                            .getSampledValue()[0]
                            .getValue());
            StopTransactionRequest stop = plain.awaitRequest(name, StopTransactionRequest.class);
            assertEquals(started.getTransactionId(), stop.getTransactionId());
            assertEquals(2164, stop.getMeterStop());
        }
    }

    private void jsonStationChargesAtTheSecureCsms() {
        String name = "JSON-1";
        try (PlainJsonStation station =
                PlainJsonStation.connect(gateway().uri("ws", "/ocpp/" + name))) {
            station.call(
                    "BootNotification",
                    "{\"chargePointVendor\":\"v\",\"chargePointModel\":\"m\",\"vendorField\":{\"a\":[1,2.50,null]}}");
            JsonArray started =
                    station.call(
                            "StartTransaction",
                            "{\"connectorId\":1,\"idTag\":\"CARD_2\",\"meterStart\":1,\"timestamp\":\"2026-03-01T12:00:00+01:00\"}");
            JsonElement transaction = started.get(2).getAsJsonObject().get("transactionId");
            JsonArray stopped =
                    station.call(
                            "StopTransaction",
                            "{\"transactionId\":"
                                    + transaction
                                    + ",\"meterStop\":2,\"timestamp\":\"2026-03-01T13:00:00+01:00\"}");

            assertEquals(3, stopped.get(0).getAsInt(), stopped.toString());
            assertEquals(
                    List.of(
                            "chargePointModel=\"m\"",
                            "chargePointVendor=\"v\"",
                            "vendorField.a[0]=1",
                            "vendorField.a[1]=2.50",
                            "vendorField.a[2]=null"),
                    Json.fields(secure.awaitCall(name, "BootNotification")));
            assertEquals(
                    "2026-03-01T12:00:00+01:00",
                    secure.awaitCall(name, "StartTransaction").get("timestamp").getAsString());
            assertEquals(
                    transaction, secure.awaitCall(name, "StopTransaction").get("transactionId"));
        }
    }

    private void clockAlignedValuesOfANetworkArriveAsTheyWere() {
        String name = "KEBA-METERS";
        try (PlainSoapStation keba = new PlainSoapStation(Version.V15, name, soap())) {
            boot(keba);
            List<JsonObject> seen =
                    Frames.of("keba-p30-frames.jsonl").stream()
                            .map(Json::frame)
                            .filter(frame -> frame.get(2).getAsString().equals("MeterValues"))
                            .map(frame -> frame.get(3).getAsJsonObject())
                            .toList();

            seen.forEach(values -> keba.call("MeterValues", inSoap15(values)));

            assertEquals(5, seen.size());
            assertEquals(seen, secure.awaitCalls(name, "MeterValues", 5));
        }
    }

    private void csmsStartsAndStopsAChargeAtANetwork() {
        String name = "KEBA-REMOTE";
        try (PlainSoapStation keba = new PlainSoapStation(Version.V15, name, soap())) {
            boot(keba);
            keba.call("Authorize", "<idTag>12345678_dummy1</idTag>");
            keba.answering("RemoteStartTransaction", "<status>Accepted</status>");
            keba.answering("RemoteStopTransaction", "<status>Accepted</status>");

            JsonArray start =
                    secure.ask(
                            name,
                            "RemoteStartTransaction",
                            "{\"idTag\":\"12345678\",\"connectorId\":4}");
            String first = startAtKeba(keba, 4);
            String second = startAtKeba(keba, 3);
            JsonArray stop =
                    secure.ask(name, "RemoteStopTransaction", "{\"transactionId\":" + first + "}");
            keba.call(
                    "StopTransaction",
                    "<transactionId>"
                            + first
                            + "</transactionId><timestamp>2021-04-08T19:49:11Z</timestamp><meterStop>2164</meterStop>");

            assertEquals("{\"status\":\"Accepted\"}", start.get(2).toString());
            assertEquals("{\"status\":\"Accepted\"}", stop.get(2).toString());
            assertNotEquals(first, second);
            assertEquals(
                    List.of("idTag=12345678_dummy1", "connectorId=4"),
                    keba.awaitVisit("RemoteStartTransaction").fields());
            SoapMessage visit = keba.awaitVisit("RemoteStopTransaction");
            assertEquals(List.of("transactionId=" + first), visit.fields());
            assertEquals("{urn://Ocpp/Cp/2012/06/}remoteStopTransactionRequest", visit.name());
            assertEquals(name, visit.header(Version.V15.cp(), "chargeBoxIdentity"));
            assertEquals("/RemoteStopTransaction", visit.header("Action"));
            assertFalse(visit.header("MessageID").isEmpty());
            assertEquals(keba.callbackAddress().toString(), visit.header("To"));
            assertEquals(ANONYMOUS, visit.header("ReplyTo"));
            assertEquals(soap().getPort(), URI.create(visit.header("From")).getPort());
            assertTrue(
                    visit.httpHeaders()
                            .get("Content-type")
                            .get(0)
                            .startsWith("application/soap+xml"),
                    visit.httpHeaders().toString());
            JsonObject stopped = secure.awaitCall(name, "StopTransaction");
            assertEquals(first, stopped.get("transactionId").getAsString());
            assertFalse(stopped.has("idTag"));
        }
    }

    private void anOpenTransactionOutlivesAKill() {
        String name = "KEBA-RESTART";
        secure.when(
                "StartTransaction",
                (station, payload) ->
                        station.equals(name)
                                ? new Reaction.Result( // does not fit an xsd:int: an alias is made
                                        "{\"transactionId\":9007199254740993,\"idTagInfo\":{\"status\":\"Accepted\"}}")
                                : secure.usual("StartTransaction"));
        try (PlainSoapStation keba = new PlainSoapStation(Version.V15, name, soap())) {
            boot(keba);
            keba.call("Authorize", "<idTag>12345678_dummy1</idTag>");
            String told = startAtKeba(keba, 1);

            gateway().awaitKill();
            keba.turnTo(soap());
            // Nothing has come from the station yet: the gateway opens its link by itself.
            secure.awaitConnected(name);
            keba.answering("RemoteStopTransaction", "<status>Accepted</status>");
            JsonArray stop =
                    secure.ask(
                            name, "RemoteStopTransaction", "{\"transactionId\":9007199254740993}");
            SoapMessage again = keba.call("StartTransaction", start(1));
            keba.call(
                    "StopTransaction",
                    "<transactionId>"
                            + told
                            + "</transactionId><idTag>12345678_dummy1</idTag>"
                            + "<timestamp>2021-04-08T19:49:11Z</timestamp><meterStop>2164</meterStop>");

            assertEquals("{\"status\":\"Accepted\"}", stop.get(2).toString());
            assertEquals(
                    List.of("transactionId=" + told),
                    keba.awaitVisit("RemoteStopTransaction").fields());
            assertEquals(told, again.field("transactionId"));
            JsonObject stopped = secure.awaitCall(name, "StopTransaction");
            assertEquals("9007199254740993", stopped.get("transactionId").getAsString());
            assertEquals("12345678", stopped.get("idTag").getAsString());
            assertEquals(1, secure.calls(name, "StartTransaction").size());
            assertEquals(1, secure.calls(name, "BootNotification").size());
        } finally {
            secure.asUsual("StartTransaction");
        }
    }

    private static SoapMessage boot(PlainSoapStation station) {
        return station.call(
                "BootNotification", PlainBodies.bootXml("Keba AG", "KC-P30-EC2401B2-M0R"));
    }

    private static String startAtKeba(PlainSoapStation keba, int connector) {
        SoapMessage started = keba.call("StartTransaction", start(connector));
        assertEquals("Accepted", started.field("idTagInfo/status"), started.text());
        return started.field("transactionId");
    }

    private static String start(int connector) {
        return "<connectorId>"
                + connector
                + "</connectorId><idTag>12345678_dummy1</idTag>"
                + "<timestamp>2021-04-08T18:49:11.450Z</timestamp><meterStart>164</meterStart>";
    }

    /** MeterValues as a station of 1.5 writes them: samples with attributes. */
    private static String inSoap15(JsonObject values) {
        StringBuilder xml = new StringBuilder();
        xml.append("<connectorId>").append(values.get("connectorId")).append("</connectorId>");
        for (JsonElement each : values.getAsJsonArray("meterValue")) {
            JsonObject value = each.getAsJsonObject();
            xml.append("<values><timestamp>").append(value.get("timestamp").getAsString());
            xml.append("</timestamp>");
            for (JsonElement sampled : value.getAsJsonArray("sampledValue")) {
                JsonObject sample = sampled.getAsJsonObject();
                xml.append("<value");
                sample.entrySet().stream()
                        .filter(field -> !field.getKey().equals("value"))
                        .forEach(
                                field ->
                                        xml.append(' ')
                                                .append(field.getKey())
                                                .append('=')
                                                .append(field.getValue()));
                xml.append('>').append(sample.get("value").getAsString()).append("</value>");
            }
            xml.append("</values>");
        }
        return xml.toString();
    }
}
