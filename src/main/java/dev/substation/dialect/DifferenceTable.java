package dev.substation.dialect;

import static dev.substation.dialect.Part.REQUEST;
import static dev.substation.dialect.Part.RESPONSE;
import static dev.substation.model.Action.BootNotification;
import static dev.substation.model.Action.CertificateSigned;
import static dev.substation.model.Action.ChangeConfiguration;
import static dev.substation.model.Action.ClearChargingProfile;
import static dev.substation.model.Action.DeleteCertificate;
import static dev.substation.model.Action.DiagnosticsStatusNotification;
import static dev.substation.model.Action.ExtendedTriggerMessage;
import static dev.substation.model.Action.FirmwareStatusNotification;
import static dev.substation.model.Action.GetCompositeSchedule;
import static dev.substation.model.Action.GetConfiguration;
import static dev.substation.model.Action.GetInstalledCertificateIds;
import static dev.substation.model.Action.GetLog;
import static dev.substation.model.Action.InstallCertificate;
import static dev.substation.model.Action.MeterValues;
import static dev.substation.model.Action.RemoteStartTransaction;
import static dev.substation.model.Action.SendLocalList;
import static dev.substation.model.Action.SetChargingProfile;
import static dev.substation.model.Action.SignedUpdateFirmware;
import static dev.substation.model.Action.StatusNotification;
import static dev.substation.model.Action.StopTransaction;
import static dev.substation.model.Action.TriggerMessage;
import static dev.substation.model.Action.UnlockConnector;
import static dev.substation.model.Dialect.JSON_16;
import static dev.substation.model.Dialect.SOAP_15;
import static dev.substation.model.Dialect.SOAP_16;
import static dev.substation.model.Loss.APPROXIMATED;
import static dev.substation.model.Loss.DEDUCED;
import static dev.substation.model.Loss.IMPOSSIBLE;
import static dev.substation.model.Loss.RENAMED;

import dev.substation.dialect.Difference.Kind;
import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Loss;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The rows of the table of differences. What order, length and cardinality say is in the contracts
 * and not repeated here.
 *
 * <p>An earlier version inherits the rows of the next one in the same form ({@link Dialect#next}),
 * so a row is written for the latest version that it is true of. A row of its own about the same
 * ({@link Difference#hides}) takes the place of what it would inherit.
 */
final class DifferenceTable {

    private static final String METER_UNIT = "meterValue.sampledValue.unit";
    private static final String STOP_UNIT = "transactionData.sampledValue.unit";

    // spotless:off
    private static final List<Difference> WRITTEN = List.of(
        // fields                                                       in the dialect                 in the canonical tree
        field(SOAP_15, BootNotification,       RESPONSE, "heartbeatInterval",           "interval",                     RENAMED,    "1.6 BootNotification.conf"),
        field(SOAP_15, MeterValues,            REQUEST,  "values",                      "meterValue",                   RENAMED,    "1.6 MeterValues.req"),
        field(SOAP_15, MeterValues,            REQUEST,  "values.value",                "meterValue.sampledValue",      RENAMED,    "1.6 type MeterValue; 1.5 has attributes where 1.6 has fields"),
        field(SOAP_15, MeterValues,            REQUEST,  "",                            "meterValue.sampledValue.phase", IMPOSSIBLE, "1.6 type Phase; three phases must not become one"),
        field(SOAP_15, StopTransaction,        REQUEST,  "transactionData.values",      "transactionData",              RENAMED,    "1.6 StopTransaction.req; 1.5 nests one level deeper"),
        field(SOAP_15, StopTransaction,        REQUEST,  "transactionData.values.value", "transactionData.sampledValue", RENAMED,   "1.6 type MeterValue; 1.5 has attributes where 1.6 has fields"),
        field(SOAP_15, StopTransaction,        REQUEST,  "",                            "transactionData.sampledValue.phase", IMPOSSIBLE, "1.6 type Phase; three phases must not become one"),
        field(SOAP_15, StopTransaction,        REQUEST,  "",                            "reason",                       IMPOSSIBLE, "1.6 type Reason; 1.5 does not say why a transaction ended: up it is deduced (answer-table.md)"),
        field(SOAP_15, RemoteStartTransaction, REQUEST,  "",                            "chargingProfile",              IMPOSSIBLE, "1.6 RemoteStartTransaction.req; 1.5 has no smart charging"),
        field(SOAP_15, SendLocalList,          REQUEST,  "localAuthorisationList",      "localAuthorizationList",       RENAMED,    "1.6 SendLocalList.req"),
        field(SOAP_15, SendLocalList,          REQUEST,  "hash",                        "",                             IMPOSSIBLE, "1.5 SendLocalList.req; 1.6 dropped the hash"),
        field(SOAP_15, SendLocalList,          RESPONSE, "hash",                        "",                             IMPOSSIBLE, "1.5 SendLocalList.conf; 1.6 dropped the hash"),

        // words                                                 of the field        in the dialect       in the canonical tree
        word (SOAP_15, StatusNotification,     REQUEST,  "errorCode", "Mode3Error",  "EVCommunicationError", "1.6 type ChargePointErrorCode"),
        write(SOAP_15, StatusNotification,     REQUEST,  "errorCode", "OtherError",  "InternalError",        APPROXIMATED, "1.6 type ChargePointErrorCode"),
        write(SOAP_15, StatusNotification,     REQUEST,  "errorCode", "OtherError",  "LocalListConflict",    APPROXIMATED, "1.6 type ChargePointErrorCode"),
        write(SOAP_15, StatusNotification,     REQUEST,  "errorCode", "OtherError",  "OverVoltage",          APPROXIMATED, "1.6 type ChargePointErrorCode"),
        // Which of the five an Occupied means takes state: the flow knows it, Checks.forCsms has a fall-back.
        write(SOAP_15, StatusNotification,     REQUEST,  "status", "Occupied",       "Preparing",            APPROXIMATED, "1.6 type ChargePointStatus"),
        write(SOAP_15, StatusNotification,     REQUEST,  "status", "Occupied",       "Charging",             APPROXIMATED, "1.6 type ChargePointStatus"),
        write(SOAP_15, StatusNotification,     REQUEST,  "status", "Occupied",       "SuspendedEV",          APPROXIMATED, "1.6 type ChargePointStatus"),
        write(SOAP_15, StatusNotification,     REQUEST,  "status", "Occupied",       "SuspendedEVSE",        APPROXIMATED, "1.6 type ChargePointStatus"),
        write(SOAP_15, StatusNotification,     REQUEST,  "status", "Occupied",       "Finishing",            APPROXIMATED, "1.6 type ChargePointStatus"),
        write(SOAP_15, FirmwareStatusNotification, REQUEST, "status", "",            "Downloading",          IMPOSSIBLE,   "1.6 type FirmwareStatus; not to be sent in 1.5"),
        write(SOAP_15, FirmwareStatusNotification, REQUEST, "status", "",            "Installing",           IMPOSSIBLE,   "1.6 type FirmwareStatus; not to be sent in 1.5"),
        write(SOAP_15, FirmwareStatusNotification, REQUEST, "status", "",            "Idle",                 IMPOSSIBLE,   "1.6 type FirmwareStatus; not to be sent in 1.5"),
        write(SOAP_15, DiagnosticsStatusNotification, REQUEST, "status", "",         "Uploading",            IMPOSSIBLE,   "1.6 type DiagnosticsStatus; not to be sent in 1.5"),
        write(SOAP_15, DiagnosticsStatusNotification, REQUEST, "status", "",         "Idle",                 IMPOSSIBLE,   "1.6 type DiagnosticsStatus; not to be sent in 1.5"),
        write(SOAP_15, BootNotification,       RESPONSE, "status", "Rejected",       "Pending",              APPROXIMATED, "1.6 type RegistrationStatus; Rejected with the interval says: not yet"),
        write(SOAP_15, ChangeConfiguration,    RESPONSE, "status", "Accepted",       "RebootRequired",       APPROXIMATED, "1.6 type ConfigurationStatus"),
        read (SOAP_15, UnlockConnector,        RESPONSE, "status", "Accepted",       "Unlocked",             APPROXIMATED, "1.6 type UnlockStatus; in 1.5 Accepted promises no more than a try"),
        read (SOAP_15, UnlockConnector,        RESPONSE, "status", "Rejected",       "UnlockFailed",         RENAMED,      "1.6 type UnlockStatus"),
        write(SOAP_15, UnlockConnector,        RESPONSE, "status", "Accepted",       "Unlocked",             RENAMED,      "1.6 type UnlockStatus"),
        write(SOAP_15, UnlockConnector,        RESPONSE, "status", "Rejected",       "UnlockFailed",         RENAMED,      "1.6 type UnlockStatus"),
        write(SOAP_15, UnlockConnector,        RESPONSE, "status", "Rejected",       "NotSupported",         APPROXIMATED, "1.6 type UnlockStatus"),
        fault(SOAP_15, UnlockConnector,                  "status", "NotSupported",   "NotSupported",         "1.6 type UnlockStatus; 1.5 has no word for it"),
        read (SOAP_15, SendLocalList,          RESPONSE, "status", "HashError",      "Failed",               APPROXIMATED, "1.6 type UpdateStatus; 1.6 dropped the hash"),
        word (SOAP_15, MeterValues,            REQUEST,  METER_UNIT, "Amp",          "A",                    "1.6 type UnitOfMeasure"),
        word (SOAP_15, MeterValues,            REQUEST,  METER_UNIT, "Volt",         "V",                    "1.6 type UnitOfMeasure"),
        word (SOAP_15, StopTransaction,        REQUEST,  STOP_UNIT, "Amp",           "A",                    "1.6 type UnitOfMeasure"),
        word (SOAP_15, StopTransaction,        REQUEST,  STOP_UNIT, "Volt",          "V",                    "1.6 type UnitOfMeasure"),
        whole(SOAP_15, MeterValues,            REQUEST,  "meterValue.sampledValue",                           "a sample without its measurand, phase, unit, place or context says something else"),
        whole(SOAP_15, StopTransaction,        REQUEST,  "transactionData.sampledValue",                      "a sample without its measurand, phase, unit, place or context says something else"),

        // The J schemas of 2015 to 2025 disagree about the misprint Celcius; SOAP has it right.
        more (JSON_16, MeterValues,            REQUEST,  METER_UNIT, "Celcius",                               "1.6-J MeterValues.json of 2019-12 has both spellings"),
        word (JSON_16, StopTransaction,        REQUEST,  STOP_UNIT, "Celcius",       "Celsius",              "1.6-J StopTransaction.json of 2019-12 has the misprint only"),
        write(SOAP_16, MeterValues,            REQUEST,  METER_UNIT, "Celsius",      "Celcius",              RENAMED,      "1.6-J MeterValues.json of 2019-12 has both spellings"),
        write(SOAP_16, StopTransaction,        REQUEST,  STOP_UNIT, "Celsius",       "Celcius",              RENAMED,      "1.6-J StopTransaction.json of 2019-12 has the misprint only"),

        // The one configuration key of 1.5 that 1.6 spells otherwise.
        word (SOAP_15, ChangeConfiguration,    REQUEST,  "key",                  "HeartBeatInterval", "HeartbeatInterval", "1.6 section 9.1 Core profile"),
        word (SOAP_15, GetConfiguration,       REQUEST,  "key",                  "HeartBeatInterval", "HeartbeatInterval", "1.6 section 9.1 Core profile"),
        // Some stations of 1.5 spell it as 1.6 does; what no CSMS of 1.6 says is theirs.
        write(SOAP_15, ChangeConfiguration,    REQUEST,  "key",                  "HeartbeatInterval", "HeartBeatInterval", RENAMED, "seen in the field; tried when the station does not know the other one"),
        write(SOAP_15, GetConfiguration,       REQUEST,  "key",                  "HeartbeatInterval", "HeartBeatInterval", RENAMED, "seen in the field; tried when the station does not know the other one"),
        word (SOAP_15, GetConfiguration,       RESPONSE, "configurationKey.key", "HeartBeatInterval", "HeartbeatInterval", "1.6 section 9.1 Core profile"),
        word (SOAP_15, GetConfiguration,       RESPONSE, "unknownKey",           "HeartBeatInterval", "HeartbeatInterval", "1.6 section 9.1 Core profile"),

        required(JSON_16, MeterValues,         REQUEST,  "meterValue",                                        "1.6-J MeterValues.json; the WSDL has 0..n"),

        fallback(StatusNotification, "errorCode", "OtherError", "1.6 type ChargePointErrorCode"),
        fallback(StopTransaction,    "reason",    "Other",      "1.6 type Reason; if left out, it would mean Local"),

        standIn(SOAP_15, SetChargingProfile,   "NotSupported",   "1.6 type ChargingProfileStatus"),
        standIn(SOAP_15, ClearChargingProfile, "Unknown",        "1.6 type ClearChargingProfileStatus"),
        standIn(SOAP_15, GetCompositeSchedule, "Rejected",       "1.6 type GetCompositeScheduleStatus"),
        standIn(SOAP_15, TriggerMessage,       "NotImplemented", "1.6 type TriggerMessageStatus; of other messages than those below"),
        emulated(SOAP_15, TriggerMessage,      "BootNotification",              "1.6 section 5.17; the last one, as the CSMS got it"),
        emulated(SOAP_15, TriggerMessage,      "DiagnosticsStatusNotification", "1.6 section 5.17; the last one, else Idle"),
        emulated(SOAP_15, TriggerMessage,      "FirmwareStatusNotification",    "1.6 section 5.17; the last one, else Idle"),
        emulated(SOAP_15, TriggerMessage,      "Heartbeat",                     "1.6 section 5.17; while the station shows signs of life"),
        emulated(SOAP_15, TriggerMessage,      "MeterValues",                   "1.6 section 5.17; the last ones of each connector since the gateway started"),
        emulated(SOAP_15, TriggerMessage,      "StatusNotification",            "1.6 section 5.17; the last one of each connector"),

        standIn(SOAP_16, CertificateSigned,          "Rejected",      "1.6 security white paper; a SOAP station has no key that the CSMS could certify"),
        standIn(SOAP_16, DeleteCertificate,          "Failed",        "1.6 security white paper; a SOAP station has no certificates of the CSMS"),
        standIn(SOAP_16, GetInstalledCertificateIds, "NotFound",      "1.6 security white paper; a SOAP station has no certificates of the CSMS"),
        standIn(SOAP_16, GetLog,                     "Rejected",      "1.6 security white paper; of the security log"),
        standIn(SOAP_16, InstallCertificate,         "Rejected",      "1.6 security white paper; a SOAP station has no certificates of the CSMS"),
        standIn(SOAP_16, SignedUpdateFirmware,       "Rejected",      "1.6 security white paper; UpdateFirmware would drop the signature"),
        standIn(SOAP_15, ExtendedTriggerMessage,     "NotImplemented", "1.6 security white paper; of other messages than those below"),
        standIn(SOAP_16, ExtendedTriggerMessage,     "NotImplemented", "1.6 security white paper; of messages that TriggerMessage does not have"),
        emulated(SOAP_15, ExtendedTriggerMessage, "BootNotification",           "1.6 security white paper; as by TriggerMessage"),
        emulated(SOAP_15, ExtendedTriggerMessage, "FirmwareStatusNotification", "1.6 security white paper; as by TriggerMessage"),
        emulated(SOAP_15, ExtendedTriggerMessage, "Heartbeat",                  "1.6 security white paper; as by TriggerMessage"),
        emulated(SOAP_15, ExtendedTriggerMessage, "LogStatusNotification",      "1.6 security white paper; after a GetLog, how its upload goes"),
        emulated(SOAP_15, ExtendedTriggerMessage, "MeterValues",                "1.6 security white paper; as by TriggerMessage"),
        emulated(SOAP_15, ExtendedTriggerMessage, "StatusNotification",         "1.6 security white paper; as by TriggerMessage"),
        askedAs(SOAP_16, GetLog,                 "GetDiagnostics", "1.6 security white paper; of the diagnostics log; what DiagnosticsStatusNotification says of it goes up as LogStatusNotification"),
        askedAs(SOAP_16, ExtendedTriggerMessage, "TriggerMessage", "1.6 security white paper; LogStatusNotification, after a GetLog, as DiagnosticsStatusNotification"),

        refused(SOAP_15, RemoteStartTransaction, "chargingProfile", "",  "Rejected",     "1.6 RemoteStartTransaction.req; without the profile it would start "
                + "something else, see the rule drop-charging-profile"),
        refused(SOAP_15, RemoteStartTransaction, "connectorId",     "0", "Rejected",     "1.6 section 6.33; a connector must be greater than 0"),
        refused(SOAP_15, UnlockConnector,        "connectorId",     "0", "NotSupported", "1.6 section 6.51; a connector must be greater than 0"),

        vouched(SOAP_15, "NumberOfConnectors",       "1.6 section 9.1 Core profile; the highest connector in the messages of the "
                + "station"),
        vouched(SOAP_15, "SupportedFeatureProfiles", "1.6 section 9.1 Core profile; what dialect and vendor support, and what the "
                + "gateway does"),

        linkKey(SOAP_16, "AuthorizationKey",     "1.6 security white paper; a SOAP station has no link that it could open"),
        linkKey(SOAP_16, "SecurityProfile",      "1.6 security white paper; a SOAP station has no link that it could open"),
        linkKey(SOAP_16, "WebSocketPingInterval", "1.6 section 9.1 Core profile; a SOAP station has no WebSocket"));
    // spotless:on

    /** Every row of every dialect. */
    static final List<Difference> ROWS = WRITTEN.stream().flatMap(DifferenceTable::ofAll).toList();

    private DifferenceTable() {}

    /** A row with the rows of earlier versions that inherit it, the earliest first. */
    private static Stream<Difference> ofAll(Difference row) {
        return Stream.concat(
                Arrays.stream(Dialect.values())
                        .filter(earlier -> earlier.next().equals(Optional.of(row.dialect())))
                        .filter(
                                earlier ->
                                        WRITTEN.stream()
                                                .noneMatch(
                                                        own ->
                                                                own.dialect() == earlier
                                                                        && own.hides(row)))
                        .flatMap(earlier -> ofAll(row.in(earlier))),
                Stream.of(row));
    }

    private static Difference field(
            Dialect dialect,
            Action action,
            Part part,
            String theirs,
            String ours,
            Loss loss,
            String source) {
        return new Difference(Kind.FIELD, dialect, action, part, "", theirs, ours, loss, source);
    }

    private static Difference word(
            Dialect dialect,
            Action action,
            Part part,
            String field,
            String theirs,
            String ours,
            String source) {
        return new Difference(
                Kind.WORD, dialect, action, part, field, theirs, ours, RENAMED, source);
    }

    private static Difference read(
            Dialect dialect,
            Action action,
            Part part,
            String field,
            String theirs,
            String ours,
            Loss loss,
            String source) {
        return new Difference(
                Kind.WORD_READ, dialect, action, part, field, theirs, ours, loss, source);
    }

    private static Difference fault(
            Dialect dialect,
            Action action,
            String field,
            String theirs,
            String ours,
            String source) {
        return new Difference(
                Kind.WORD_OF_FAULT,
                dialect,
                action,
                RESPONSE,
                field,
                theirs,
                ours,
                RENAMED,
                source);
    }

    private static Difference write(
            Dialect dialect,
            Action action,
            Part part,
            String field,
            String theirs,
            String ours,
            Loss loss,
            String source) {
        return new Difference(
                Kind.WORD_WRITTEN, dialect, action, part, field, theirs, ours, loss, source);
    }

    private static Difference more(
            Dialect dialect, Action action, Part part, String field, String theirs, String source) {
        return new Difference(
                Kind.WORD_MORE, dialect, action, part, field, theirs, theirs, RENAMED, source);
    }

    private static Difference whole(
            Dialect dialect, Action action, Part part, String field, String source) {
        return new Difference(Kind.WHOLE, dialect, action, part, field, "", "", IMPOSSIBLE, source);
    }

    private static Difference required(
            Dialect dialect, Action action, Part part, String field, String source) {
        return new Difference(
                Kind.REQUIRED, dialect, action, part, field, "", "", APPROXIMATED, source);
    }

    private static Difference fallback(Action action, String field, String word, String source) {
        return new Difference(
                Kind.FALLBACK, JSON_16, action, REQUEST, field, "", word, APPROXIMATED, source);
    }

    private static Difference standIn(
            Dialect dialect, Action action, String status, String source) {
        return new Difference(
                Kind.STAND_IN, dialect, action, RESPONSE, "", "", status, IMPOSSIBLE, source);
    }

    private static Difference emulated(
            Dialect dialect, Action action, String message, String source) {
        return new Difference(
                Kind.EMULATED,
                dialect,
                action,
                REQUEST,
                "requestedMessage",
                "",
                message,
                DEDUCED,
                source);
    }

    private static Difference askedAs(Dialect dialect, Action action, String other, String source) {
        return new Difference(
                Kind.ASKED_AS, dialect, action, REQUEST, "", other, "", APPROXIMATED, source);
    }

    private static Difference refused(
            Dialect dialect,
            Action action,
            String field,
            String value,
            String status,
            String source) {
        return new Difference(
                Kind.REFUSED, dialect, action, REQUEST, field, value, status, IMPOSSIBLE, source);
    }

    private static Difference linkKey(Dialect dialect, String key, String source) {
        return new Difference(
                Kind.LINK_KEY,
                dialect,
                ChangeConfiguration,
                REQUEST,
                "key",
                "",
                key,
                IMPOSSIBLE,
                source);
    }

    private static Difference vouched(Dialect dialect, String key, String source) {
        return new Difference(
                Kind.VOUCHED_KEY,
                dialect,
                GetConfiguration,
                RESPONSE,
                "configurationKey.key",
                "",
                key,
                DEDUCED,
                source);
    }
}
