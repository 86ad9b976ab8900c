package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonArray;
import dev.substation.e2e.SharedGateway.Running;
import dev.substation.testing.Json;
import dev.substation.testing.PlainBodies;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.PlainSoapStation.Version;
import dev.substation.testing.RecordingCsms.Reaction;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The security extension over the wire: whole between JSON peers, and what a SOAP station does of
 * it.
 */
@ExtendWith(SharedGateway.class)
abstract class SecurityCases {

    private static final String CERTIFICATE =
            "\"-----BEGIN CERTIFICATE-----\\nMIIB/zCC\\n-----END CERTIFICATE-----\\n\"";

    private static final String HASHES =
            "{\"hashAlgorithm\":\"SHA256\",\"issuerNameHash\":\"a1\","
                    + "\"issuerKeyHash\":\"b2\",\"serialNumber\":\"4711\"}";

    private static final String BOOT = PlainBodies.bootXml("Substation", "S");

    private static Running running;

    @BeforeAll
    static void run(Running shared) {
        running = shared;
    }

    @AfterAll
    static void answerAsUsual() {
        List.of("SignCertificate", "SecurityEventNotification").forEach(running.csms()::asUsual);
    }

    @Test
    void aJsonStationAndItsCsmsHaveAllOfIt() {
        try (PlainJsonStation station = PlainJsonStation.connect(running.json("EVERY-SECURE"))) {
            running.csms().awaitConnected("EVERY-SECURE");
            Map<String, String> requests =
                    Map.of(
                            "CertificateSigned", "{\"certificateChain\":" + CERTIFICATE + "}",
                            "DeleteCertificate", "{\"certificateHashData\":" + HASHES + "}",
                            "ExtendedTriggerMessage",
                                    "{\"requestedMessage\":\"SignChargePointCertificate\"}",
                            "GetInstalledCertificateIds",
                                    "{\"certificateType\":\"ManufacturerRootCertificate\"}",
                            "GetLog",
                                    "{\"logType\":\"SecurityLog\",\"requestId\":1,"
                                            + "\"log\":{\"remoteLocation\":\"ftp://a/b\"}}",
                            "InstallCertificate",
                                    "{\"certificateType\":\"CentralSystemRootCertificate\","
                                            + "\"certificate\":"
                                            + CERTIFICATE
                                            + "}",
                            "SignedUpdateFirmware",
                                    "{\"requestId\":2,\"firmware\":{\"location\":\"https://a/b\","
                                            + "\"retrieveDateTime\":\"2026-01-01T00:00:00Z\","
                                            + "\"signingCertificate\":"
                                            + CERTIFICATE
                                            + ",\"signature\":\"MEUCIQ==\"}}");
            requests.forEach(
                    (action, request) -> {
                        station.answering(action, "{\"status\":\"Accepted\"}");

                        JsonArray answer = running.csms().ask("EVERY-SECURE", action, request);

                        assertEquals("{\"status\":\"Accepted\"}", answer.get(2).toString());
                        assertEquals(
                                Json.object(request), station.awaitCall(action).get(3), action);
                    });

            running.csms()
                    .when(
                            "SignCertificate",
                            (who, csr) -> new Reaction.Result("{\"status\":\"Accepted\"}"));
            running.csms()
                    .when(
                            "SecurityEventNotification",
                            (who, event) -> new Reaction.Refusal("NotImplemented", "not here"));
            assertPasses(
                    station,
                    "SignCertificate",
                    "{\"csr\":" + CERTIFICATE + "}",
                    "{\"status\":\"Accepted\"}");
            assertPasses(
                    station,
                    "SecurityEventNotification",
                    "{\"type\":\"StartupOfTheDevice\",\"timestamp\":\"2026-01-01T00:00:00Z\"}",
                    "{}");
            assertPasses(
                    station,
                    "LogStatusNotification",
                    "{\"status\":\"Uploaded\",\"requestId\":1}",
                    "{}");
            assertPasses(
                    station,
                    "SignedFirmwareStatusNotification",
                    "{\"status\":\"InstallVerificationFailed\",\"requestId\":2}",
                    "{}");
        }
    }

    private static void assertPasses(
            PlainJsonStation station, String action, String request, String answer) {
        assertEquals(answer, station.call(action, request).get(2).toString(), action);
        assertEquals(
                Json.object(request), running.csms().awaitCall("EVERY-SECURE", action), action);
    }

    @ParameterizedTest
    @EnumSource
    void aSoapStationUploadsTheLogThatTheCsmsAskedForByNumber(Version version) {
        String name = "EVERY-LOG-" + version;
        try (PlainSoapStation station = new PlainSoapStation(version, name, running.soap())) {
            station.call("BootNotification", BOOT);
            running.csms().awaitConnected(name);
            station.answering("GetDiagnostics", "<fileName>log.zip</fileName>");

            JsonArray answer =
                    running.csms()
                            .ask(
                                    name,
                                    "GetLog",
                                    "{\"logType\":\"DiagnosticsLog\",\"requestId\":77,"
                                            + "\"log\":{\"remoteLocation\":\"ftp://a/b\"}}");
            station.call("DiagnosticsStatusNotification", "<status>UploadFailed</status>");

            assertEquals(
                    "{\"status\":\"Accepted\",\"filename\":\"log.zip\"}", answer.get(2).toString());
            assertEquals("ftp://a/b", station.awaitVisit("GetDiagnostics").field("location"));
            assertEquals(
                    Json.object("{\"status\":\"UploadFailure\",\"requestId\":77}"),
                    running.csms().awaitCall(name, "LogStatusNotification"));
        }
    }
}
