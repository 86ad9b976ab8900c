package dev.substation.dialect;

import dev.substation.model.Action;
import dev.substation.model.Call;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The security extension of OCPP 1.6, a white paper of three editions. The third is in {@code
 * wsdl/}; what the first called otherwise is understood, and goes on as it came: who sends it has
 * stations that expect it.
 */
public final class SecurityExtension {

    /** A field and what the first edition calls it. */
    private record Renamed(String name, String inFirst) {}

    // spotless:off
    private static final Map<Action, Renamed> FIRST_EDITION = Map.of(
            Action.CertificateSigned,          new Renamed("certificateChain", "cert"),
            Action.InstallCertificate,         new Renamed("certificateType",  "typeOfCertificate"),
            Action.GetInstalledCertificateIds, new Renamed("certificateType",  "typeOfCertificate"));
    // spotless:on

    /** What GetDiagnostics says by other names than GetLog does. */
    private static final Map<String, String> DIAGNOSTICS_FIELDS =
            Map.of(
                    "remoteLocation", "location",
                    "oldestTimestamp", "startTime",
                    "latestTimestamp", "stopTime");

    private static final String FAILED = "UploadFailed";
    private static final String STATUS = "status";

    private SecurityExtension() {}

    /** A payload with the names of the third edition, to be looked at and not to be sent. */
    static Payload inThirdEdition(Action action, Payload payload) {
        return inFirst(action, payload)
                .map(field -> payload.with(field.name(), text(payload.get(field.inFirst()))))
                .orElse(payload);
    }

    /** The first edition has a list of certificates where the third has one text. */
    private static Object text(Object value) {
        boolean texts =
                value instanceof List<?> items && items.stream().allMatch(String.class::isInstance);
        return texts ? "" : value;
    }

    private static Optional<Renamed> inFirst(Action action, Payload payload) {
        return Optional.ofNullable(FIRST_EDITION.get(action))
                .filter(field -> payload.get(field.name()) == null)
                .filter(field -> payload.get(field.inFirst()) != null);
    }

    /** Whether a GetLog asks for what GetDiagnostics can get. */
    public static boolean isOfDiagnostics(Payload getLog) {
        return getLog.text("logType").filter("DiagnosticsLog"::equals).isPresent();
    }

    /** A GetLog as GetDiagnostics, without the number of the request, which that lacks. */
    public static Payload diagnostics(Payload getLog) {
        Payload asked = getLog.without("log").without("logType").without("requestId");
        for (Map.Entry<String, Object> field :
                getLog.object("log").orElse(Payload.EMPTY).entrySet()) {
            String name = DIAGNOSTICS_FIELDS.getOrDefault(field.getKey(), field.getKey());
            asked = asked.with(name, field.getValue());
        }
        return asked;
    }

    /**
     * The answer to GetDiagnostics as one to GetLog: without a file name there is nothing to upload
     * (OCPP 1.6 section 6.26).
     */
    public static Payload log(Payload diagnostics) {
        return diagnostics
                .text("fileName")
                .filter(name -> !name.isBlank())
                .map(name -> Payload.of(STATUS, "Accepted", "filename", name))
                .orElseGet(() -> Payload.of(STATUS, "Rejected"));
    }

    /** The status of a DiagnosticsStatusNotification in the words of LogStatusNotification. */
    public static String logStatus(String diagnosticsStatus) {
        return diagnosticsStatus.equals(FAILED) ? "UploadFailure" : diagnosticsStatus;
    }

    /** The same call, with a note when it is worded as the first edition has it. */
    public static Call noted(Call call) {
        return inFirst(call.action(), call.payload())
                .map(
                        field ->
                                call.noting(
                                        Note.renamed(
                                                field.name(),
                                                field.inFirst(),
                                                field.inFirst(),
                                                "the name of the first edition of the"
                                                        + " security white paper; passed on as"
                                                        + " it is")))
                .orElse(call);
    }
}
