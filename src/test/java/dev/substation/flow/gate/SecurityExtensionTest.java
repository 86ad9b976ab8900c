package dev.substation.flow.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.ports.Ledger;
import dev.substation.flow.up.Sequences;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.ErrorCode;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.testing.Fields;
import dev.substation.testing.stepped.ScriptedCsms;
import dev.substation.testing.stepped.VendorSite;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The security extension between a CSMS and stations that have it, and on behalf of those without.
 */
class SecurityExtensionTest {

    private static final Payload DIAGNOSTICS_LOG =
            Payload.of(
                    "logType",
                    "DiagnosticsLog",
                    "requestId",
                    42,
                    "retries",
                    3,
                    "retryInterval",
                    60,
                    "log",
                    Payload.of(
                            "remoteLocation",
                            "ftp://logs.example/in",
                            "oldestTimestamp",
                            "2026-01-01T00:00:00Z",
                            "latestTimestamp",
                            "2026-01-01T06:00:00Z"));

    private static final Payload HASHES =
            Payload.of(
                    "hashAlgorithm",
                    "SHA256",
                    "issuerNameHash",
                    "a1".repeat(32),
                    "issuerKeyHash",
                    "b2".repeat(32),
                    "serialNumber",
                    "4711");

    private static final Payload SIGNED_UPDATE =
            Payload.of(
                    "requestId",
                    7,
                    "firmware",
                    Payload.of(
                            "location",
                            "https://firmware.example/2.bin",
                            "retrieveDateTime",
                            "2026-01-01T09:00:00Z",
                            "signingCertificate",
                            "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
                            "signature",
                            "MEUCIQ=="));

    /** One of each, in the order of Action. */
    private static final List<Payload> REQUESTS =
            List.of(
                    Payload.of("certificateChain", "-----BEGIN CERTIFICATE-----\nMIIC\n"),
                    Payload.of("certificateHashData", HASHES),
                    Payload.of("requestedMessage", "SignChargePointCertificate"),
                    Payload.of("certificateType", "ManufacturerRootCertificate"),
                    DIAGNOSTICS_LOG,
                    Payload.of(
                            "certificateType",
                            "CentralSystemRootCertificate",
                            "certificate",
                            "-----BEGIN CERTIFICATE-----\nMIID\n"),
                    SIGNED_UPDATE);

    private static Payload result(CompletableFuture<Answer> answer) {
        assertTrue(answer.isDone(), "there is an answer");
        return assertInstanceOf(Answer.Result.class, answer.join()).payload();
    }

    private static Answer.Failure failure(CompletableFuture<Answer> answer) {
        assertTrue(answer.isDone(), "there is an answer");
        return assertInstanceOf(Answer.Failure.class, answer.join());
    }

    private static Payload event(String type, int second) {
        return Payload.of(
                "type",
                type,
                "timestamp",
                "2026-01-01T07:%02d:%02dZ".formatted(second / 60, second % 60));
    }

    private static Payload status(String status) {
        return Payload.of("status", status);
    }

    @Nested
    class StationsThatHaveIt {

        private final VendorSite site = new VendorSite("generic", Dialect.JSON_16);

        @Test
        void everyRequestOfTheCsmsPassesAsItIs() {
            for (int i = 0; i < REQUESTS.size(); i++) {
                assertEquals(
                        status("Accepted"),
                        result(site.down(Action.SECURITY_DOWN.get(i), REQUESTS.get(i))));
            }
            assertEquals(Action.SECURITY_DOWN, actions(site.station.calls));
            assertEquals(REQUESTS, payloads(site.station.calls));
            assertEquals(List.of(), site.notes());
        }

        @Test
        void theAnswerPassesAsItIs() {
            Payload installed =
                    Payload.of("status", "Accepted", "certificateHashData", List.of(HASHES));
            site.station.answering(call -> Answer.result(installed));

            assertEquals(
                    installed,
                    result(
                            site.down(
                                    Action.GetInstalledCertificateIds,
                                    Payload.of("certificateType", "ManufacturerRootCertificate"))));
        }

        @ParameterizedTest
        @CsvSource({
            "certificateChain, 10000, ''",
            "certificateChain, 10001, PropertyConstraintViolation",
            "somethingElse, 10, OccurenceConstraintViolation"
        })
        void aCertificateThatIsTooLongOrMissingIsRefusedAndNeverCut(
                String field, int length, String error) {
            CompletableFuture<Answer> answer =
                    site.down(Action.CertificateSigned, Payload.of(field, "M".repeat(length)));

            if (error.isEmpty()) {
                assertEquals(status("Accepted"), result(answer));
            } else {
                assertEquals(ErrorCode.valueOf(error), failure(answer).code());
                assertEquals(List.of(), site.station.calls);
            }
        }

        @Test
        void aWordThatTheExtensionDoesNotHaveIsRefusedWithThoseThatItHas() {
            Answer.Failure refused =
                    failure(
                            site.down(
                                    Action.GetInstalledCertificateIds,
                                    Payload.of("certificateType", "MORootCertificate")));

            assertEquals(ErrorCode.PropertyConstraintViolation, refused.code());
            assertTrue(
                    refused.description().contains("CentralSystemRootCertificate"),
                    refused.description());
        }

        @Test
        void theNamesOfTheFirstEditionPassWithANote() {
            Payload first = Payload.of("cert", List.of("3082...", "3083..."));

            result(site.down(Action.CertificateSigned, first));
            result(
                    site.down(
                            Action.GetInstalledCertificateIds,
                            Payload.of("typeOfCertificate", "CentralSystemRootCertificate")));

            assertEquals(first, site.station.calls.get(0).payload());
            assertEquals(
                    List.of("cert", "typeOfCertificate"),
                    site.notes().stream().map(Note::original).toList());
            assertEquals(
                    List.of(Loss.RENAMED, Loss.RENAMED),
                    site.notes().stream().map(Note::loss).toList());
        }

        @Test
        void aRequestForACertificateIsAnsweredByTheCsms() {
            site.csms.answering(call -> Answer.result(status("Accepted")));

            assertEquals(
                    status("Accepted"),
                    result(site.up(Action.SignCertificate, Payload.of("csr", "-----BEGIN"))));
        }

        @Test
        void aRequestForACertificateIsRefusedWhenTheCsmsHasNoneToGiveOrIsAway() {
            site.csms.answering(
                    call ->
                            Answer.failure(
                                    Cause.CSMS_REFUSED, ErrorCode.NotImplemented, "no such thing"));
            Payload request = Payload.of("csr", "-----BEGIN");

            assertEquals(
                    ErrorCode.NotImplemented,
                    failure(site.up(Action.SignCertificate, request)).code());
            site.csms.links.get(VendorSite.STATION).cut();
            site.time.settle();
            assertEquals(
                    Cause.CSMS_AWAY, failure(site.up(Action.SignCertificate, request)).cause());
        }

        // ---- events

        @Test
        void anEventIsAnsweredAtOnceAndDeliveredWhenTheCsmsIsBack() {
            site.csms.links.get(VendorSite.STATION).cut();
            site.time.settle();

            assertEquals(
                    Payload.EMPTY,
                    result(
                            site.up(
                                    Action.SecurityEventNotification,
                                    event("TamperDetectionActivated", 1))));
            assertEquals(List.of(), site.csms.received(Action.SecurityEventNotification));
            site.start();

            assertEquals(
                    List.of(event("TamperDetectionActivated", 1)),
                    payloads(site.csms.received(Action.SecurityEventNotification)));
        }

        @Test
        void anEventIsAnsweredThoughTheCsmsDoesNotHaveItAndHoldsUpNothing() {
            site.csms.answering(
                    call ->
                            call.action().equals(Action.SecurityEventNotification)
                                    ? Answer.failure(
                                            Cause.CSMS_REFUSED, ErrorCode.NotImplemented, "unknown")
                                    : ScriptedCsms.accept(call));

            result(site.up(Action.SecurityEventNotification, event("StartupOfTheDevice", 1)));
            result(site.up(Action.SecurityEventNotification, event("StartupOfTheDevice", 2)));
            result(
                    site.up(
                            Action.MeterValues,
                            Payload.of("connectorId", 0, "meterValue", List.of())));

            assertEquals(1, site.csms.received(Action.MeterValues).size());
            assertEquals(List.of(), site.ledger.outbox());
        }

        @Test
        void theLatestThousandEventsWaitOverARestartToo() {
            site.csms.links.get(VendorSite.STATION).cut();
            site.time.settle();
            for (int i = 0; i < 600; i++) {
                site.up(Action.SecurityEventNotification, event("InvalidMessages", i));
            }
            site.csms.ignoring(call -> true);
            site.start();
            site.csms.links.get(VendorSite.STATION).cut();
            site.time.settle();
            for (int i = 600; i < 1_100; i++) {
                site.up(Action.SecurityEventNotification, event("InvalidMessages", i));
            }

            List<Payload> waiting =
                    site.ledger.outbox().stream().map(Ledger.OutboxRow::payload).toList();
            assertEquals(Sequences.KEPT, waiting.size());
            assertEquals(event("InvalidMessages", 100), waiting.get(0));
            assertEquals(event("InvalidMessages", 1_099), waiting.get(999));
        }

        @Test
        void anEventThatIsSentAgainIsOne() {
            site.up(Action.SecurityEventNotification, event("MemoryExhaustion", 1));
            site.up(Action.SecurityEventNotification, event("MemoryExhaustion", 1));
            site.start();
            site.up(Action.SecurityEventNotification, event("MemoryExhaustion", 1));

            assertEquals(1, site.csms.received(Action.SecurityEventNotification).size());
        }

        @Test
        void anUpdateThatGoesOnWhileTheCsmsIsAwayIsToldWordByWordLater() {
            site.csms.links.get(VendorSite.STATION).cut();
            site.time.settle();

            for (String word : List.of("Downloading", "SignatureVerified", "Installed")) {
                assertEquals(
                        Payload.EMPTY,
                        result(
                                site.up(
                                        Action.SignedFirmwareStatusNotification,
                                        Payload.of("status", word, "requestId", 7))));
            }
            site.start();

            assertEquals(
                    List.of(
                            Payload.of("status", "Downloading", "requestId", 7),
                            Payload.of("status", "SignatureVerified", "requestId", 7),
                            Payload.of("status", "Installed", "requestId", 7)),
                    payloads(site.csms.received(Action.SignedFirmwareStatusNotification)));
        }
    }

    @Nested
    class StationsOfSoap {

        private VendorSite site = new VendorSite("generic", Dialect.SOAP_15);

        private void speaks(Dialect dialect) {
            site = new VendorSite("generic", dialect);
            uploads("diagnostics.zip");
        }

        private void uploads(String file) {
            site.station.answering(
                    call ->
                            Answer.result(
                                    call.action().equals(Action.GetDiagnostics)
                                            ? Payload.of("fileName", file)
                                            : status("Accepted")));
        }

        private void says(String status) {
            assertEquals(
                    Payload.EMPTY,
                    result(site.up(Action.DiagnosticsStatusNotification, status(status))));
        }

        private List<Payload> logStatuses() {
            return payloads(site.csms.received(Action.LogStatusNotification));
        }

        private List<Payload> diagnosticsStatuses() {
            return payloads(site.csms.received(Action.DiagnosticsStatusNotification));
        }

        private static Payload ofRequest(String status) {
            return Payload.of("status", status, "requestId", 42);
        }

        @ParameterizedTest
        @EnumSource(names = {"SOAP_15", "SOAP_16"})
        void theDiagnosticsLogIsGotAsDiagnostics(Dialect dialect) {
            speaks(dialect);

            Payload answer = result(site.down(Action.GetLog, DIAGNOSTICS_LOG));

            assertEquals(Payload.of("status", "Accepted", "filename", "diagnostics.zip"), answer);
            assertEquals(
                    Payload.of(
                            "retries", 3,
                            "retryInterval", 60,
                            "location", "ftp://logs.example/in",
                            "startTime", "2026-01-01T00:00:00Z",
                            "stopTime", "2026-01-01T06:00:00Z"),
                    site.station.last(Action.GetDiagnostics).payload());
        }

        @ParameterizedTest
        @CsvSource({
            "SOAP_15, Uploaded, Uploaded",
            "SOAP_15, UploadFailed, UploadFailure",
            "SOAP_16, Uploading, Uploading",
            "SOAP_16, UploadFailed, UploadFailure"
        })
        void whatTheStationSaysOfItIsToldUnderTheNumberOfTheRequest(
                Dialect dialect, String said, String told) {
            speaks(dialect);
            result(site.down(Action.GetLog, DIAGNOSTICS_LOG));

            says(said);

            assertEquals(List.of(ofRequest(told)), logStatuses());
            assertEquals(List.of(), diagnosticsStatuses());
            assertTrue(
                    site.notes().stream()
                            .anyMatch(note -> note.result().equals("LogStatusNotification")),
                    site.notes().toString());
        }

        @Test
        void theNumberMayBeWrittenWithAFraction() {
            uploads("a.zip");
            Payload asked = DIAGNOSTICS_LOG.with("requestId", new BigDecimal("42.0"));

            assertEquals("Accepted", result(site.down(Action.GetLog, asked)).get("status"));
            says("Uploaded");
            assertEquals(List.of(ofRequest("Uploaded")), logStatuses());
        }

        @Test
        void theNumberIsKnownAfterARestartAndWhenTheAnswerWasLost() {
            site.station.answering(
                    call ->
                            Answer.failure(
                                    Cause.STATION_TIMED_OUT, call.station(), call.action(), 30));
            assertEquals(
                    Cause.STATION_TIMED_OUT,
                    failure(site.down(Action.GetLog, DIAGNOSTICS_LOG)).cause());
            site.start();

            says("UploadFailed");
            says("Uploaded");
            site.start();
            says("Uploaded");

            assertEquals(
                    List.of(
                            ofRequest("UploadFailure"),
                            ofRequest("Uploaded"),
                            ofRequest("Uploaded")),
                    logStatuses(),
                    "a station that missed the answer says it again");
        }

        @Test
        void theEndOfAnUploadIsToldLaterWhenTheCsmsIsAway() {
            uploads("a.zip");
            result(site.down(Action.GetLog, DIAGNOSTICS_LOG));
            site.csms.links.get(VendorSite.STATION).cut();
            site.time.settle();

            says("Uploaded");
            site.start();

            assertEquals(List.of(ofRequest("Uploaded")), logStatuses());
        }

        @Test
        void whatWasAskedForAsDiagnosticsIsToldAsDiagnostics() {
            uploads("a.zip");
            says("Uploaded");
            result(site.down(Action.GetLog, DIAGNOSTICS_LOG));
            result(site.down(Action.GetDiagnostics, Payload.of("location", "ftp://logs.example")));
            site.start();
            says("UploadFailed");

            assertEquals(
                    List.of(status("Uploaded"), status("UploadFailed")), diagnosticsStatuses());
            assertEquals(List.of(), logStatuses());
        }

        @Test
        void aStationThatHasNothingToUploadRejects() {
            uploads("a.zip");
            result(site.down(Action.GetLog, DIAGNOSTICS_LOG));
            site.station.answering(call -> Answer.result(Payload.EMPTY));

            assertEquals(
                    status("Rejected"),
                    result(site.down(Action.GetLog, DIAGNOSTICS_LOG.with("requestId", 43))));
            says("Uploaded");

            assertEquals(List.of(ofRequest("Uploaded")), logStatuses(), "of the one before");
        }

        @Test
        void aStationThatFaultsRejects() {
            site.station.answering(
                    call ->
                            Answer.failure(
                                    Cause.STATION_REFUSED, ErrorCode.NotSupported, "no FTP"));

            assertEquals(status("Rejected"), result(site.down(Action.GetLog, DIAGNOSTICS_LOG)));
            says("Uploaded");

            assertEquals(List.of(), logStatuses());
        }

        @ParameterizedTest
        @EnumSource(names = {"SOAP_15", "SOAP_16"})
        void thereIsNoSecurityLog(Dialect dialect) {
            speaks(dialect);

            assertEquals(
                    status("Rejected"),
                    result(
                            site.down(
                                    Action.GetLog,
                                    DIAGNOSTICS_LOG.with("logType", "SecurityLog"))));
            assertEquals(List.of(), site.station.calls);
        }

        @Test
        void aGetLogWithoutItsNumberIsWrong() {
            assertEquals(
                    ErrorCode.OccurenceConstraintViolation,
                    failure(site.down(Action.GetLog, DIAGNOSTICS_LOG.without("requestId"))).code());
            assertEquals(List.of(), site.station.calls);
        }

        @ParameterizedTest
        @CsvSource({
            "CertificateSigned, Rejected",
            "DeleteCertificate, Failed",
            "GetInstalledCertificateIds, NotFound",
            "InstallCertificate, Rejected",
            "SignedUpdateFirmware, Rejected"
        })
        void whatConcernsCertificatesIsNotDone(String action, String word) {
            Payload request = REQUESTS.get(Action.SECURITY_DOWN.indexOf(new Action(action)));
            for (Dialect dialect : List.of(Dialect.SOAP_15, Dialect.SOAP_16)) {
                speaks(dialect);

                assertEquals(status(word), result(site.down(new Action(action), request)));
                assertEquals(List.of(), site.station.calls, "an update would lose its signature");
            }
        }

        // ---- ExtendedTriggerMessage

        private List<Call> triggered(String status, String message) {
            int before = site.csms.received.size();
            assertEquals(
                    status(status),
                    result(
                            site.down(
                                    Action.ExtendedTriggerMessage,
                                    Payload.of("requestedMessage", message))));
            site.time.pass(Duration.ofSeconds(1));
            return new ArrayList<>(site.csms.received.subList(before, site.csms.received.size()));
        }

        @Test
        void aStationOf15IsSpokenForFromWhatIsKnown() {
            uploads("a.zip");
            result(site.up(Action.StatusNotification, Payload.of(Fields.status(1, "Faulted"))));

            assertEquals(
                    List.of(Action.StatusNotification),
                    actions(triggered("Accepted", "StatusNotification")));
            assertEquals(List.of(), triggered("NotImplemented", "LogStatusNotification"));
            assertEquals(List.of(), triggered("NotImplemented", "SignChargePointCertificate"));

            result(site.down(Action.GetLog, DIAGNOSTICS_LOG));
            assertEquals(
                    List.of(ofRequest("Uploading")),
                    payloads(triggered("Accepted", "LogStatusNotification")));
            says("UploadFailed");
            assertEquals(
                    List.of(ofRequest("UploadFailure")),
                    payloads(triggered("Accepted", "LogStatusNotification")));
        }

        @Test
        void aStationOf16IsAskedByTriggerMessage() {
            speaks(Dialect.SOAP_16);

            triggered("Accepted", "MeterValues");
            triggered("NotImplemented", "SignChargePointCertificate");
            triggered("NotImplemented", "LogStatusNotification");

            assertEquals(List.of(Action.TriggerMessage), actions(site.station.calls));
            assertEquals(
                    Payload.of("requestedMessage", "MeterValues"),
                    site.station.calls.get(0).payload());
        }

        @ParameterizedTest
        @EnumSource(names = {"SOAP_15", "SOAP_16"})
        void aMessageThatTheExtensionCannotTriggerIsRefused(Dialect dialect) {
            speaks(dialect);

            assertEquals(
                    ErrorCode.PropertyConstraintViolation,
                    failure(
                                    site.down(
                                            Action.ExtendedTriggerMessage,
                                            Payload.of(
                                                    "requestedMessage",
                                                    "DiagnosticsStatusNotification")))
                            .code());
            assertEquals(List.of(), site.station.calls);
        }

        @Test
        void aStationOf16IsAskedHowItsUploadGoes() {
            speaks(Dialect.SOAP_16);
            result(site.down(Action.GetLog, DIAGNOSTICS_LOG));
            says("Uploaded");
            says("Idle");

            triggered("Accepted", "LogStatusNotification");
            says("Idle");
            says("Idle");

            assertEquals(
                    Payload.of("requestedMessage", "DiagnosticsStatusNotification"),
                    site.station.last(Action.TriggerMessage).payload());
            assertEquals(List.of(ofRequest("Uploaded"), status("Idle")), logStatuses());
            assertEquals(List.of(status("Idle"), status("Idle")), diagnosticsStatuses());
        }
    }

    private static List<Payload> payloads(List<Call> calls) {
        return calls.stream().map(Call::payload).toList();
    }

    private static List<Action> actions(List<Call> calls) {
        return calls.stream().map(Call::action).toList();
    }
}
