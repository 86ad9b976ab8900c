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

import dev.substation.dialect.Shape.Word;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Dialect;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The one table of differences between OCPP 1.6 and the other dialects. What order, length and
 * cardinality say is in the contracts and not repeated here.
 */
public final class Differences {

    /** What a row says. */
    public enum Kind {
        /** A field has another path; an empty path means that this side lacks the field. */
        FIELD,
        /** A word of an enumeration is called otherwise, in both directions. */
        WORD,
        /** A word that is only read: several canonical words would have to share it. */
        WORD_READ,
        /** A word that is only written: several wire words would have to share it. */
        WORD_WRITTEN,
        /** A word that this dialect has beside those of its contract. */
        WORD_MORE,
        /** A word that this dialect lacks, for which its stations answer a fault. */
        WORD_OF_FAULT,
        /** An object that is left out as a whole when a part of it cannot be said. */
        WHOLE,
        /** A field that this dialect requires though its contract does not say so. */
        REQUIRED,
        /** The word of 1.6 for one that no version knows; what a maker made up. */
        FALLBACK,
        /** The status that stands for an action which the dialect lacks. */
        STAND_IN,
        /** An action that the dialect lacks and the gateway does from what it knows. */
        EMULATED,
        /** An action that the dialect lacks and another of its actions does; some of it. */
        ASKED_AS,
        /** A value of a call that the station must not be sent; answered by a status instead. */
        REFUSED,
        /** A configuration key of the link to the csms, which the station must not be sent. */
        LINK_KEY,
        /** A configuration key of 1.6 that the gateway adds to what the station answers. */
        VOUCHED_KEY
    }

    /**
     * One difference.
     *
     * @param field the canonical path of the field that holds a word; for whole objects and
     *     required fields the path itself; empty for fields and stand-ins
     * @param theirs what the dialect has: a path or a word; empty for nothing
     * @param ours what the canonical tree has: a path or a word; empty for nothing
     * @param source the definition that it comes from, and what follows from it
     */
    public record Row(
            Kind kind,
            Dialect dialect,
            Action action,
            Part part,
            String field,
            String theirs,
            String ours,
            Loss loss,
            String source) {}

    private static final String METER_UNIT = "meterValue.sampledValue.unit";
    private static final String STOP_UNIT = "transactionData.sampledValue.unit";

    // spotless:off
    private static final List<Row> ROWS = List.of(
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
        write(SOAP_15, MeterValues,            REQUEST,  METER_UNIT, "Celsius",      "Celcius",              RENAMED,      "1.6-J MeterValues.json of 2019-12 has both spellings"),
        write(SOAP_15, StopTransaction,        REQUEST,  STOP_UNIT, "Celsius",       "Celcius",              RENAMED,      "1.6-J StopTransaction.json of 2019-12 has the misprint only"),
        write(SOAP_16, MeterValues,            REQUEST,  METER_UNIT, "Celsius",      "Celcius",              RENAMED,      "1.6-J MeterValues.json of 2019-12 has both spellings"),
        write(SOAP_16, StopTransaction,        REQUEST,  STOP_UNIT, "Celsius",       "Celcius",              RENAMED,      "1.6-J StopTransaction.json of 2019-12 has the misprint only"),

        // The one configuration key of 1.5 that 1.6 spells otherwise.
        word (SOAP_15, ChangeConfiguration,    REQUEST,  "key",                  "HeartBeatInterval", "HeartbeatInterval", "1.6 section 9.1 Core profile"),
        word (SOAP_15, GetConfiguration,       REQUEST,  "key",                  "HeartBeatInterval", "HeartbeatInterval", "1.6 section 9.1 Core profile"),
        // Some stations of 1.5 spell it as 1.6 does; what no csms of 1.6 says is theirs.
        write(SOAP_15, ChangeConfiguration,    REQUEST,  "key",                  "HeartbeatInterval", "HeartBeatInterval", RENAMED, "seen in the field; tried when the station does not know the other one"),
        write(SOAP_15, GetConfiguration,       REQUEST,  "key",                  "HeartbeatInterval", "HeartBeatInterval", RENAMED, "seen in the field; tried when the station does not know the other one"),
        word (SOAP_15, GetConfiguration,       RESPONSE, "configurationKey.key", "HeartBeatInterval", "HeartbeatInterval", "1.6 section 9.1 Core profile"),
        word (SOAP_15, GetConfiguration,       RESPONSE, "unknownKey",           "HeartBeatInterval", "HeartbeatInterval", "1.6 section 9.1 Core profile"),

        required(JSON_16, MeterValues,         REQUEST,  "meterValue",                                        "1.6-J MeterValues.json; the WSDL has 0..n"),

        fallback(StatusNotification, "errorCode", "OtherError", "1.6 type ChargePointErrorCode"),
        fallback(StopTransaction,    "reason",    "Other",      "1.6 type Reason; left out it would say Local"),

        standIn(SOAP_15, SetChargingProfile,   "NotSupported",   "1.6 type ChargingProfileStatus"),
        standIn(SOAP_15, ClearChargingProfile, "Unknown",        "1.6 type ClearChargingProfileStatus"),
        standIn(SOAP_15, GetCompositeSchedule, "Rejected",       "1.6 type GetCompositeScheduleStatus"),
        standIn(SOAP_15, TriggerMessage,       "NotImplemented", "1.6 type TriggerMessageStatus; of other messages than those below"),
        emulated(SOAP_15, TriggerMessage,      "BootNotification",              "1.6 section 5.17; the last one, as the csms got it"),
        emulated(SOAP_15, TriggerMessage,      "DiagnosticsStatusNotification", "1.6 section 5.17; the last one, else Idle"),
        emulated(SOAP_15, TriggerMessage,      "FirmwareStatusNotification",    "1.6 section 5.17; the last one, else Idle"),
        emulated(SOAP_15, TriggerMessage,      "Heartbeat",                     "1.6 section 5.17; while the station shows signs of life"),
        emulated(SOAP_15, TriggerMessage,      "MeterValues",                   "1.6 section 5.17; the last ones of each connector since the gateway started"),
        emulated(SOAP_15, TriggerMessage,      "StatusNotification",            "1.6 section 5.17; the last one of each connector"),

        standIn(SOAP_15, CertificateSigned,          "Rejected",      "1.6 security white paper; a SOAP station has no key that the csms could certify"),
        standIn(SOAP_15, DeleteCertificate,          "Failed",        "1.6 security white paper; a SOAP station has no certificates of the csms"),
        standIn(SOAP_15, GetInstalledCertificateIds, "NotFound",      "1.6 security white paper; a SOAP station has no certificates of the csms"),
        standIn(SOAP_15, GetLog,                     "Rejected",      "1.6 security white paper; of the security log"),
        standIn(SOAP_15, InstallCertificate,         "Rejected",      "1.6 security white paper; a SOAP station has no certificates of the csms"),
        standIn(SOAP_15, SignedUpdateFirmware,       "Rejected",      "1.6 security white paper; UpdateFirmware would drop the signature"),
        standIn(SOAP_16, CertificateSigned,          "Rejected",      "1.6 security white paper; a SOAP station has no key that the csms could certify"),
        standIn(SOAP_16, DeleteCertificate,          "Failed",        "1.6 security white paper; a SOAP station has no certificates of the csms"),
        standIn(SOAP_16, GetInstalledCertificateIds, "NotFound",      "1.6 security white paper; a SOAP station has no certificates of the csms"),
        standIn(SOAP_16, GetLog,                     "Rejected",      "1.6 security white paper; of the security log"),
        standIn(SOAP_16, InstallCertificate,         "Rejected",      "1.6 security white paper; a SOAP station has no certificates of the csms"),
        standIn(SOAP_16, SignedUpdateFirmware,       "Rejected",      "1.6 security white paper; UpdateFirmware would drop the signature"),
        standIn(SOAP_15, ExtendedTriggerMessage,     "NotImplemented", "1.6 security white paper; of other messages than those below"),
        standIn(SOAP_16, ExtendedTriggerMessage,     "NotImplemented", "1.6 security white paper; of messages that TriggerMessage does not have"),
        emulated(SOAP_15, ExtendedTriggerMessage, "BootNotification",           "1.6 security white paper; as by TriggerMessage"),
        emulated(SOAP_15, ExtendedTriggerMessage, "FirmwareStatusNotification", "1.6 security white paper; as by TriggerMessage"),
        emulated(SOAP_15, ExtendedTriggerMessage, "Heartbeat",                  "1.6 security white paper; as by TriggerMessage"),
        emulated(SOAP_15, ExtendedTriggerMessage, "LogStatusNotification",      "1.6 security white paper; after a GetLog, how its upload goes"),
        emulated(SOAP_15, ExtendedTriggerMessage, "MeterValues",                "1.6 security white paper; as by TriggerMessage"),
        emulated(SOAP_15, ExtendedTriggerMessage, "StatusNotification",         "1.6 security white paper; as by TriggerMessage"),
        askedAs(SOAP_15, GetLog,                 "GetDiagnostics", "1.6 security white paper; of the diagnostics log; what DiagnosticsStatusNotification says of it goes up as LogStatusNotification"),
        askedAs(SOAP_16, GetLog,                 "GetDiagnostics", "1.6 security white paper; of the diagnostics log; what DiagnosticsStatusNotification says of it goes up as LogStatusNotification"),
        askedAs(SOAP_16, ExtendedTriggerMessage, "TriggerMessage", "1.6 security white paper; LogStatusNotification, after a GetLog, as DiagnosticsStatusNotification"),

        refused(SOAP_15, RemoteStartTransaction, "chargingProfile", "",  "Rejected",     "1.6 RemoteStartTransaction.req; without the profile it would start what nobody asked for, see the rule drop-charging-profile"),
        refused(SOAP_15, RemoteStartTransaction, "connectorId",     "0", "Rejected",     "1.6 section 6.33; a connector must be greater than 0"),
        refused(SOAP_15, UnlockConnector,        "connectorId",     "0", "NotSupported", "1.6 section 6.51; a connector must be greater than 0"),

        vouched(SOAP_15, "NumberOfConnectors",       "1.6 section 9.1 Core profile; the highest connector that the station has spoken of"),
        vouched(SOAP_15, "SupportedFeatureProfiles", "1.6 section 9.1 Core profile; what the dialect has, the vendor does not lack, and the gateway does"),

        linkKey(SOAP_15, "AuthorizationKey",     "1.6 security white paper; a SOAP station has no link that it could open"),
        linkKey(SOAP_15, "SecurityProfile",      "1.6 security white paper; a SOAP station has no link that it could open"),
        linkKey(SOAP_15, "WebSocketPingInterval", "1.6 section 9.1 Core profile; a SOAP station has no WebSocket"),
        linkKey(SOAP_16, "AuthorizationKey",     "1.6 security white paper; a SOAP station has no link that it could open"),
        linkKey(SOAP_16, "SecurityProfile",      "1.6 security white paper; a SOAP station has no link that it could open"),
        linkKey(SOAP_16, "WebSocketPingInterval", "1.6 section 9.1 Core profile; a SOAP station has no WebSocket"));
    // spotless:on

    private static final Set<String> SOURCES =
            ROWS.stream().map(Row::source).collect(Collectors.toUnmodifiableSet());

    private Differences() {}

    /** Whether a note says no more than what two versions call otherwise. */
    public static boolean explain(Note note) {
        return SOURCES.contains(note.reason());
    }

    /** The whole table, for those who print it. */
    public static List<Row> rows() {
        return ROWS;
    }

    /**
     * What to answer the csms for an action that the station's dialect does not have, where a
     * status can say it.
     */
    public static Optional<Payload> standIn(Dialect dialect, Action action) {
        return ROWS.stream()
                .filter(row -> row.kind == Kind.STAND_IN)
                .filter(row -> row.dialect == dialect && row.action.equals(action))
                .findFirst()
                .map(row -> Payload.of("status", row.ours));
    }

    /** Whether the gateway does some of what an action asks for, in the place of its stations. */
    public static boolean isEmulated(Dialect dialect, Action action) {
        return !rows(Kind.EMULATED, dialect, action, REQUEST).isEmpty();
    }

    /** Whether the gateway sends a message in the place of stations that cannot be asked for it. */
    public static boolean isEmulated(Dialect dialect, Action action, String requestedMessage) {
        return rows(Kind.EMULATED, dialect, action, REQUEST).stream()
                .anyMatch(row -> row.ours.equals(requestedMessage));
    }

    /** The action by which stations of a dialect can be asked for what theirs lacks. */
    public static Optional<Action> askedAs(Dialect dialect, Action action) {
        return rows(Kind.ASKED_AS, dialect, action, REQUEST).stream()
                .findFirst()
                .map(row -> new Action(row.theirs));
    }

    /** The row of what must not be sent in a call to a station; empty when it can be sent. */
    public static Optional<Row> refused(Dialect dialect, Action action, Payload payload) {
        return rows(Kind.REFUSED, dialect, action, REQUEST).stream()
                .filter(row -> payload.get(row.field) != null)
                .filter(
                        row ->
                                row.theirs.isEmpty()
                                        || row.theirs.equals(payload.get(row.field).toString()))
                .findFirst();
    }

    /** The other spelling of a configuration key that not all stations spell alike. */
    public static Optional<String> otherSpelling(String key) {
        return ROWS.stream()
                .filter(row -> row.kind == Kind.WORD && row.action.equals(ChangeConfiguration))
                .filter(row -> row.ours.equalsIgnoreCase(key) || row.theirs.equalsIgnoreCase(key))
                .findFirst()
                .map(row -> row.ours.equals(key) ? row.theirs : row.ours);
    }

    /** Whether the requests of a dialect cannot carry a field of the canonical tree. */
    public static boolean lacks(Dialect dialect, Action action, String field) {
        return rows(Kind.FIELD, dialect, action, REQUEST).stream()
                .anyMatch(row -> row.theirs.isEmpty() && row.ours.equals(field));
    }

    /**
     * What a station's fault says in a dialect that has no word for it, of an action whose answer
     * has one in 1.6.
     *
     * @param subCode of the fault, without prefix
     */
    public static Optional<Answer.Result> ofFault(Dialect dialect, Action action, String subCode) {
        return rows(Kind.WORD_OF_FAULT, dialect, action, RESPONSE).stream()
                .filter(row -> row.theirs.equals(subCode))
                .findFirst()
                .map(
                        row ->
                                new Answer.Result(
                                        Payload.of(row.field, row.ours),
                                        List.of(
                                                new Note(
                                                        row.loss,
                                                        row.field,
                                                        "fault " + row.theirs,
                                                        row.ours,
                                                        row.source))));
    }

    /**
     * Whether a configuration key is of the link to the csms, which is the gateway's and not the
     * station's. Capitals do not count.
     */
    public static boolean isOfLink(Dialect dialect, String key) {
        return rows(Kind.LINK_KEY, dialect, ChangeConfiguration, REQUEST).stream()
                .anyMatch(row -> row.ours.equalsIgnoreCase(key));
    }

    /** The read-only keys that the gateway knows of stations that have no words for them. */
    public static List<String> vouched(Dialect dialect) {
        return rows(Kind.VOUCHED_KEY, dialect, GetConfiguration, RESPONSE).stream()
                .map(Row::ours)
                .toList();
    }

    /** The word of 1.6 for one that no version knows, where there is one that fits them all. */
    static Optional<String> fallback(Action action, String field) {
        return ROWS.stream()
                .filter(row -> row.kind == Kind.FALLBACK)
                .filter(row -> row.action.equals(action) && row.field.equals(field))
                .findFirst()
                .map(Row::ours);
    }

    /** The rows of one kind for one message of one dialect. */
    static List<Row> rows(Kind kind, Dialect dialect, Action action, Part part) {
        return ROWS.stream()
                .filter(row -> row.kind == kind && row.dialect == dialect)
                .filter(row -> row.action.equals(action) && row.part == part)
                .toList();
    }

    /** What wire words of a field are called in the canonical tree. */
    static Map<String, Word> read(Dialect dialect, Action action, Part part, String field) {
        return words(dialect, action, part, field, Kind.WORD_READ, Row::theirs, Row::ours);
    }

    /** What canonical words of a field are called on the wire. */
    static Map<String, Word> written(Dialect dialect, Action action, Part part, String field) {
        return words(dialect, action, part, field, Kind.WORD_WRITTEN, Row::ours, Row::theirs);
    }

    private static Map<String, Word> words(
            Dialect dialect,
            Action action,
            Part part,
            String field,
            Kind oneWay,
            Function<Row, String> from,
            Function<Row, String> to) {
        Map<String, Word> words = new LinkedHashMap<>();
        for (Kind kind : List.of(Kind.WORD, oneWay)) {
            for (Row row : rows(kind, dialect, action, part)) {
                if (row.field.equals(field)) {
                    words.put(from.apply(row), new Word(to.apply(row), row.loss, row.source));
                }
            }
        }
        return Map.copyOf(words);
    }

    private static Row field(
            Dialect dialect,
            Action action,
            Part part,
            String theirs,
            String ours,
            Loss loss,
            String source) {
        return new Row(Kind.FIELD, dialect, action, part, "", theirs, ours, loss, source);
    }

    private static Row word(
            Dialect dialect,
            Action action,
            Part part,
            String field,
            String theirs,
            String ours,
            String source) {
        return new Row(Kind.WORD, dialect, action, part, field, theirs, ours, RENAMED, source);
    }

    private static Row read(
            Dialect dialect,
            Action action,
            Part part,
            String field,
            String theirs,
            String ours,
            Loss loss,
            String source) {
        return new Row(Kind.WORD_READ, dialect, action, part, field, theirs, ours, loss, source);
    }

    private static Row fault(
            Dialect dialect,
            Action action,
            String field,
            String theirs,
            String ours,
            String source) {
        return new Row(
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

    private static Row write(
            Dialect dialect,
            Action action,
            Part part,
            String field,
            String theirs,
            String ours,
            Loss loss,
            String source) {
        return new Row(Kind.WORD_WRITTEN, dialect, action, part, field, theirs, ours, loss, source);
    }

    private static Row more(
            Dialect dialect, Action action, Part part, String field, String theirs, String source) {
        return new Row(
                Kind.WORD_MORE, dialect, action, part, field, theirs, theirs, RENAMED, source);
    }

    private static Row whole(
            Dialect dialect, Action action, Part part, String field, String source) {
        return new Row(Kind.WHOLE, dialect, action, part, field, "", "", IMPOSSIBLE, source);
    }

    private static Row required(
            Dialect dialect, Action action, Part part, String field, String source) {
        return new Row(Kind.REQUIRED, dialect, action, part, field, "", "", APPROXIMATED, source);
    }

    private static Row fallback(Action action, String field, String word, String source) {
        return new Row(
                Kind.FALLBACK, JSON_16, action, REQUEST, field, "", word, APPROXIMATED, source);
    }

    private static Row standIn(Dialect dialect, Action action, String status, String source) {
        return new Row(
                Kind.STAND_IN, dialect, action, RESPONSE, "", "", status, IMPOSSIBLE, source);
    }

    private static Row emulated(Dialect dialect, Action action, String message, String source) {
        return new Row(
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

    private static Row askedAs(Dialect dialect, Action action, String other, String source) {
        return new Row(
                Kind.ASKED_AS, dialect, action, REQUEST, "", other, "", APPROXIMATED, source);
    }

    private static Row refused(
            Dialect dialect,
            Action action,
            String field,
            String value,
            String status,
            String source) {
        return new Row(
                Kind.REFUSED, dialect, action, REQUEST, field, value, status, IMPOSSIBLE, source);
    }

    private static Row linkKey(Dialect dialect, String key, String source) {
        return new Row(
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

    private static Row vouched(Dialect dialect, String key, String source) {
        return new Row(
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
