package dev.substation.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import dev.substation.testing.PlainSoapStation.Version;
import dev.substation.testing.RecordingCsms.Reaction;
import eu.chargetime.ocpp.model.core.BootNotificationConfirmation;
import eu.chargetime.ocpp.model.core.BootNotificationRequest;
import eu.chargetime.ocpp.model.core.RegistrationStatus;
import eu.chargetime.ocpp.model.core.RemoteStopTransactionConfirmation;
import eu.chargetime.ocpp.model.core.RemoteStopTransactionRequest;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The test peers speak to each other, so that a failed e2e test is the gateway's. */
class PeersTest {

    private static URI at(RecordingCsms csms, String station) {
        return URI.create(csms.url().replace("{station}", station));
    }

    @Test
    void soapStationIsCalledByAnother() {
        try (PlainSoapStation called =
                        new PlainSoapStation(Version.V16, "CP-1", URI.create("http://unused/"));
                PlainSoapStation calling =
                        new PlainSoapStation(Version.V16, "CP-2", called.callbackAddress())) {
            called.answering("Authorize", "<idTagInfo><status>Blocked</status></idTagInfo>");

            SoapMessage answer = calling.call("Authorize", "<idTag>A&amp;B</idTag>");
            SoapMessage fault = calling.call("Heartbeat", "");

            SoapMessage visit = called.awaitVisit("Authorize");
            assertEquals("{urn://Ocpp/Cs/2015/10/}authorizeRequest", visit.name());
            assertEquals(List.of("idTag=A&B"), visit.fields());
            assertEquals("CP-2", visit.header(Version.V16.cs(), "chargeBoxIdentity"));
            assertEquals(calling.callbackAddress().toString(), visit.header("From"));
            assertEquals("Blocked", answer.field("idTagInfo/status"));
            assertEquals(visit.header("MessageID"), answer.header("RelatesTo"));
            assertTrue(fault.isFault());
            assertEquals("Receiver/NotSupported", fault.faultCode());
        }
    }

    @Test
    void ocaStationIsServedByTheRecordingCsmsAndCalledByIt() {
        try (RecordingCsms csms = RecordingCsms.start();
                OcaStation station =
                        OcaStation.connect(csms.url().replace("/{station}", ""), "CP-1")) {
            BootNotificationConfirmation booted =
                    station.ask(
                            new BootNotificationRequest("vendor", "model"),
                            BootNotificationConfirmation.class);
            JsonArray stopped = csms.ask("CP-1", "RemoteStopTransaction", "{\"transactionId\":7}");

            assertEquals(RegistrationStatus.Accepted, booted.getStatus());
            assertEquals("Accepted", stopped.get(2).getAsJsonObject().get("status").getAsString());
            assertEquals(
                    7,
                    station.visits(RemoteStopTransactionRequest.class).get(0).getTransactionId());
            assertEquals("ocpp1.6", csms.handshake("CP-1").get("Sec-WebSocket-Protocol"));
        }
    }

    @Test
    void plainStationIsServedByTheOcaCsmsAndCalledByIt() {
        try (OcaCsms csms = OcaCsms.start();
                PlainJsonStation station =
                        PlainJsonStation.connect(
                                URI.create(csms.url().replace("{station}", "CP-1")))) {
            station.answering("RemoteStopTransaction", "{\"status\":\"Rejected\"}");

            JsonArray booted =
                    station.call(
                            "BootNotification",
                            "{\"chargePointVendor\":\"v\",\"chargePointModel\":\"m\"}");
            RemoteStopTransactionConfirmation stopped =
                    (RemoteStopTransactionConfirmation)
                            csms.ask("CP-1", new RemoteStopTransactionRequest(8));

            assertEquals(240, booted.get(2).getAsJsonObject().get("interval").getAsInt());
            assertEquals(
                    "m",
                    csms.awaitRequest("CP-1", BootNotificationRequest.class).getChargePointModel());
            assertEquals("Rejected", stopped.getStatus().name());
        }
    }

    @Test
    void recordingCsmsRefusesDelaysKeepsSilentAndDropsAsTold() {
        try (RecordingCsms csms = RecordingCsms.start();
                PlainJsonStation station = PlainJsonStation.connect(at(csms, "CP%201"))) {
            csms.answerAfter(Duration.ofMillis(50));
            csms.when("Authorize", (who, payload) -> new Reaction.Refusal("GenericError", "no"));
            csms.when("Heartbeat", (who, payload) -> new Reaction.Silence());
            csms.when("DataTransfer", (who, payload) -> new Reaction.Drop());

            JsonArray first = station.call("StartTransaction", "{}");
            JsonArray second = station.call("StartTransaction", "{}");
            JsonArray refused = station.call("Authorize", "{}");
            station.send("[2,\"x\",\"Heartbeat\",{}]");
            station.send("[2,\"y\",\"DataTransfer\",{}]");

            assertEquals(1, first.get(2).getAsJsonObject().get("transactionId").getAsInt());
            assertEquals(2, second.get(2).getAsJsonObject().get("transactionId").getAsInt());
            assertEquals("GenericError", refused.get(2).getAsString());
            assertEquals(1006, station.awaitClosed());
            assertEquals(1, csms.calls("CP 1", "Heartbeat").size());
            assertEquals(3, csms.frames("CP 1").stream().filter(f -> !f.received()).count());
        }
    }

    @Test
    void secureCsmsShowsItsCertificate(@TempDir Path folder) {
        Certificates certificates = Certificates.create(folder);
        try (RecordingCsms csms = RecordingCsms.startSecure(certificates.server())) {
            assertTrue(csms.url().startsWith("wss://localhost:"));
            assertEquals(
                    "CN=localhost",
                    certificates.subjectSeenAt(URI.create(csms.url().replace("{station}", "x"))));
        }
    }
}
