package dev.substation.dialect;

import static dev.substation.model.Direction.DOWN;
import static dev.substation.model.Direction.UP;

import dev.substation.model.Action;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a call can be answered in place of the peer that does not get it: by the status that its
 * operation has for that, so that whoever asked reads what its contract allows. Operations that are
 * not here must reach the peer, or have no such answer.
 */
public final class LocalAnswers {

    /**
     * The answer to one operation.
     *
     * @param field where its status stands, such as {@code idTagInfo.status}; empty when it has
     *     none
     * @param usual the status when the call is taken and nothing is done; empty when none goes
     *     without saying
     * @param refused the status that says that it is not done; empty when there is none
     * @param words all that the status can be
     * @param source the definition that it comes from
     */
    public record Row(
            Direction direction,
            Action action,
            String field,
            String usual,
            String refused,
            List<String> words,
            String source) {

        /** Whether the answer has a status. */
        public boolean hasStatus() {
            return !field.isEmpty();
        }

        /**
         * The status of a station that has the operation and does not do it this time: Rejected
         * where that can be said, for {@code refused} may mean that there is no such operation.
         */
        String declined() {
            return words.contains(REJECTED) ? REJECTED : refused;
        }

        /** The answer with a status; the status is not looked at where the operation has none. */
        public Payload with(String status, Payload request) {
            if (hasStatus()) {
                int dot = field.indexOf('.');
                Payload last = Payload.of(field.substring(dot + 1), status);
                return dot < 0 ? last : Payload.of(field.substring(0, dot), last);
            }
            return switch (action.name()) {
                case "GetConfiguration" -> noneKnown(request);
                case "GetLocalListVersion" -> Payload.of("listVersion", NO_LIST);
                default -> Payload.EMPTY;
            };
        }

        private static Payload noneKnown(Payload request) {
            return request.get("key") instanceof List<?> keys && !keys.isEmpty()
                    ? Payload.of("unknownKey", keys.stream().filter(Objects::nonNull).toList())
                    : Payload.EMPTY;
        }
    }

    /** The version of the local list of a station that has none (OCPP 1.6 section 5.10). */
    private static final long NO_LIST = -1;

    private static final String STATUS = "status";
    private static final String REJECTED = "Rejected";

    // spotless:off
    private static final List<Row> ROWS = List.of(
        //                                     status               usual             refused           can be
        row  (UP,   "Authorize",                 "idTagInfo.status",  "",               "",               "1.6 type AuthorizationStatus",          "Accepted", "Blocked", "Expired", "Invalid", "ConcurrentTx"),
        row  (UP,   "DataTransfer",              STATUS,              "Accepted",       "Rejected",       "1.6 type DataTransferStatus",           "Accepted", "Rejected", "UnknownMessageId", "UnknownVendorId"),
        empty(UP,   "DiagnosticsStatusNotification",                                                      "1.6 section 6.18"),
        empty(UP,   "FirmwareStatusNotification",                                                         "1.6 section 6.20"),
        empty(UP,   "MeterValues",                                                                        "1.6 section 6.32"),
        empty(UP,   "StatusNotification",                                                                 "1.6 section 6.48"),
        empty(UP,   "LogStatusNotification",                                                              "1.6 security white paper"),
        empty(UP,   "SecurityEventNotification",                                                          "1.6 security white paper"),
        row  (UP,   "SignCertificate",           STATUS,              "Rejected",       "Rejected",       "1.6 security white paper",              "Accepted", "Rejected"),
        empty(UP,   "SignedFirmwareStatusNotification",                                                   "1.6 security white paper"),

        row  (DOWN, "CancelReservation",         STATUS,              "Rejected",       "Rejected",       "1.6 type CancelReservationStatus",      "Accepted", "Rejected"),
        row  (DOWN, "ChangeAvailability",        STATUS,              "Rejected",       "Rejected",       "1.6 type AvailabilityStatus",           "Accepted", "Rejected", "Scheduled"),
        row  (DOWN, "ChangeConfiguration",       STATUS,              "Rejected",       "Rejected",       "1.6 type ConfigurationStatus",          "Accepted", "Rejected", "RebootRequired", "NotSupported"),
        row  (DOWN, "ClearCache",                STATUS,              "Rejected",       "Rejected",       "1.6 type ClearCacheStatus",             "Accepted", "Rejected"),
        row  (DOWN, "ClearChargingProfile",      STATUS,              "Unknown",        "Unknown",        "1.6 type ClearChargingProfileStatus",   "Accepted", "Unknown"),
        row  (DOWN, "DataTransfer",              STATUS,              "Rejected",       "Rejected",       "1.6 type DataTransferStatus",           "Accepted", "Rejected", "UnknownMessageId", "UnknownVendorId"),
        row  (DOWN, "GetCompositeSchedule",      STATUS,              "Rejected",       "Rejected",       "1.6 type GetCompositeScheduleStatus",   "Accepted", "Rejected"),
        empty(DOWN, "GetConfiguration",                                                                   "1.6 section 6.24; no key is known"),
        empty(DOWN, "GetDiagnostics",                                                                     "1.6 section 6.26; there is no file"),
        empty(DOWN, "GetLocalListVersion",                                                                "1.6 section 5.10; -1 for no local list"),
        row  (DOWN, "RemoteStartTransaction",    STATUS,              "Rejected",       "Rejected",       "1.6 type RemoteStartStopStatus",        "Accepted", "Rejected"),
        row  (DOWN, "RemoteStopTransaction",     STATUS,              "Rejected",       "Rejected",       "1.6 type RemoteStartStopStatus",        "Accepted", "Rejected"),
        row  (DOWN, "ReserveNow",                STATUS,              "Rejected",       "Rejected",       "1.6 type ReservationStatus",            "Accepted", "Faulted", "Occupied", "Rejected", "Unavailable"),
        row  (DOWN, "Reset",                     STATUS,              "Rejected",       "Rejected",       "1.6 type ResetStatus",                  "Accepted", "Rejected"),
        row  (DOWN, "SendLocalList",             STATUS,              "NotSupported",   "NotSupported",   "1.6 type UpdateStatus",                 "Accepted", "Failed", "NotSupported", "VersionMismatch"),
        row  (DOWN, "SetChargingProfile",        STATUS,              "NotSupported",   "NotSupported",   "1.6 type ChargingProfileStatus",        "Accepted", "Rejected", "NotSupported"),
        row  (DOWN, "TriggerMessage",            STATUS,              "NotImplemented", "NotImplemented", "1.6 type TriggerMessageStatus",         "Accepted", "Rejected", "NotImplemented"),
        row  (DOWN, "UnlockConnector",           STATUS,              "NotSupported",   "NotSupported",   "1.6 type UnlockStatus",                 "Unlocked", "UnlockFailed", "NotSupported"),
        empty(DOWN, "UpdateFirmware",                                                                     "1.6 section 6.54"),
        row  (DOWN, "CertificateSigned",         STATUS,              "Rejected",       "Rejected",       "1.6 security white paper",              "Accepted", "Rejected"),
        row  (DOWN, "DeleteCertificate",         STATUS,              "Failed",         "Failed",         "1.6 security white paper",              "Accepted", "Failed", "NotFound"),
        row  (DOWN, "ExtendedTriggerMessage",    STATUS,              "NotImplemented", "NotImplemented", "1.6 security white paper",              "Accepted", "Rejected", "NotImplemented"),
        row  (DOWN, "GetInstalledCertificateIds", STATUS,             "NotFound",       "NotFound",       "1.6 security white paper",              "Accepted", "NotFound"),
        row  (DOWN, "GetLog",                    STATUS,              "Rejected",       "Rejected",       "1.6 security white paper",              "Accepted", "Rejected", "AcceptedCanceled"),
        row  (DOWN, "InstallCertificate",        STATUS,              "Rejected",       "Rejected",       "1.6 security white paper",              "Accepted", "Failed", "Rejected"),
        row  (DOWN, "SignedUpdateFirmware",      STATUS,              "Rejected",       "Rejected",       "1.6 security white paper",              "Accepted", "Rejected", "AcceptedCanceled", "InvalidCertificate", "RevokedCertificate"));
    // spotless:on

    private LocalAnswers() {}

    private static Row row(
            Direction direction,
            String action,
            String field,
            String usual,
            String refused,
            String source,
            String... words) {
        return new Row(
                direction, new Action(action), field, usual, refused, List.of(words), source);
    }

    private static Row empty(Direction direction, String action, String source) {
        return new Row(direction, new Action(action), "", "", "", List.of(), source);
    }

    /** The whole table. */
    public static List<Row> rows() {
        return ROWS;
    }

    /** The row of an operation; empty when it cannot be answered in the peer's place. */
    public static Optional<Row> row(Direction direction, Action action) {
        return ROWS.stream()
                .filter(row -> row.direction == direction && row.action.equals(action))
                .findFirst();
    }

    /**
     * What to tell the CSMS of an operation that the station does not do, where a status, or the
     * version of a list that is not there, can say it.
     */
    public static Optional<Payload> refused(Action action) {
        return row(DOWN, action)
                .filter(row -> !row.refused.isEmpty() || action.equals(Action.GetLocalListVersion))
                .map(row -> row.with(row.refused, Payload.EMPTY));
    }

    /**
     * What to tell the CSMS of a call that the station would understand and does not get. Empty
     * where only an error can say it: no answer to UpdateFirmware means that it is not done.
     */
    public static Optional<Payload> declined(Action action, Payload request) {
        return row(DOWN, action)
                .filter(row -> !action.equals(Action.UpdateFirmware))
                .map(row -> row.with(row.declined(), request));
    }
}
