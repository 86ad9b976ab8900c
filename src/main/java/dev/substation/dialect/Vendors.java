package dev.substation.dialect;

import static dev.substation.model.Action.CancelReservation;
import static dev.substation.model.Action.ClearChargingProfile;
import static dev.substation.model.Action.FirmwareStatusNotification;
import static dev.substation.model.Action.GetCompositeSchedule;
import static dev.substation.model.Action.GetDiagnostics;
import static dev.substation.model.Action.MeterValues;
import static dev.substation.model.Action.RemoteStartTransaction;
import static dev.substation.model.Action.ReserveNow;
import static dev.substation.model.Action.SetChargingProfile;
import static dev.substation.model.Action.StartTransaction;
import static dev.substation.model.Action.StatusNotification;
import static dev.substation.model.Action.StopTransaction;
import static dev.substation.model.Action.TriggerMessage;
import static dev.substation.model.Action.UpdateFirmware;
import static dev.substation.model.Dialect.JSON_16;
import static dev.substation.model.Dialect.SOAP_15;
import static dev.substation.model.Dialect.SOAP_16;
import static dev.substation.model.Direction.DOWN;
import static dev.substation.model.Direction.UP;

import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import java.util.List;
import java.util.Map;

/**
 * The one table of what a maker's stations cannot do and say in words of their own, whatever their
 * dialect. What the dialect lacks is in {@link Differences}; {@code docs/vendors.md} is made of
 * both.
 */
public final class Vendors {

    /** What a row says. */
    public enum Kind {
        /** The stations do not have an operation: it is answered in their place. */
        LACKS,
        /** A field goes without effect: it is left out. */
        DROPPED,
        /** A field goes without effect, and stays because its contract asks for it. */
        IGNORED,
        /** A date that goes without effect: the gateway keeps the call until then. */
        HELD,
        /** A field without which the stations do not do it: the gateway chooses a value. */
        NEEDED,
        /** What is meant must be named by this field alone: the gateway finds the value. */
        BY_ID,
        /** A word that the stations use for one of OCPP. */
        READ,
        /** The same; their own word is kept in another field. */
        READ_KEPT,
        /** A word for two of OCPP: the second goes into another field unless that has a value. */
        READ_SPLIT,
        /** A word of OCPP that the stations know in another spelling alone. */
        WRITTEN,
        /** A measurand that comes without its unit, in another field. */
        UNIT,
        /** A value that looks wrong and goes on as it is. */
        ODD
    }

    /**
     * One behaviour of one maker.
     *
     * @param dialects in which of them the stations behave so
     * @param when fields that must have these values, by path; empty for always
     * @param field the path that it is about; empty for the operation as a whole
     * @param theirs the stations' word, or the odd value
     * @param ours the word of OCPP
     * @param beside the field that stands beside {@code field} and is set too
     * @param second what that field is set to
     * @param why for the note, and for the page
     */
    public record Row(
            Kind kind,
            String vendor,
            List<Dialect> dialects,
            Direction direction,
            Action action,
            Map<String, String> when,
            String field,
            String theirs,
            String ours,
            String beside,
            String second,
            String why) {

        /** A name that no other row of the vendor has. */
        public String name() {
            StringBuilder name = new StringBuilder(action.name());
            when.values().stream().sorted().forEach(value -> name.append('.').append(value));
            if (!field.isEmpty()) {
                name.append('.').append(field.substring(field.lastIndexOf('.') + 1));
            }
            if (!theirs.isEmpty()) {
                name.append('.').append(kind == Kind.WRITTEN ? ours : theirs);
            }
            if (field.startsWith("transactionData")) {
                name.append(".transactionData");
            }
            return name.toString();
        }
    }

    /**
     * How long a local list may be.
     *
     * @param full the most cards in one full update
     * @param differential the most cards in one differential update
     * @param capacity the most cards that a station holds; {@code Integer.MAX_VALUE} when the maker
     *     names no bound
     */
    public record ListLimits(int full, int differential, int capacity) {

        static final ListLimits NONE =
                new ListLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /**
     * A configuration key that OCPP requires and the stations do not have: the gateway answers it
     * in their place, read-only.
     *
     * @param value what the maker says; empty when the maker says nothing, or when the gateway
     *     works it out for each station
     */
    public record MissingKey(String vendor, List<Dialect> dialects, String key, String value) {}

    static final String KEBA = "keba";
    public static final String ABL = "abl";
    static final String TECHNAGON = "technagon";

    /** The profile of stations of which nothing is known. */
    public static final String GENERIC = "generic";

    private static final List<Dialect> ANY = List.of(SOAP_15, SOAP_16, JSON_16);
    private static final List<Dialect> SINCE_16 = List.of(SOAP_16, JSON_16);
    private static final List<Dialect> JSON = List.of(JSON_16);

    private static final Map<String, String> NEVER_ASKED = Map.of();
    private static final String PURPOSE = "csChargingProfiles.chargingProfilePurpose";
    private static final String SAMPLED = "meterValue.sampledValue.measurand";
    private static final String SAMPLED_AT_STOP = "transactionData.sampledValue.measurand";

    // spotless:off
    private static final List<Row> ROWS = List.of(
        lacks(KEBA,      List.of(SOAP_15), ReserveNow,         NEVER_ASKED, "there are no reservations in OCPP 1.5 at KEBA"),
        lacks(KEBA,      List.of(SOAP_15), CancelReservation,  NEVER_ASKED, "there are no reservations in OCPP 1.5 at KEBA"),

        lacks(ABL,       ANY,      ReserveNow,           NEVER_ASKED, "ABL has no reservations"),
        lacks(ABL,       ANY,      CancelReservation,    NEVER_ASKED, "ABL has no reservations"),
        lacks(ABL,       SINCE_16, SetChargingProfile,   Map.of(PURPOSE, "ChargePointMaxProfile"), "ABL has no ChargePointMaxProfile"),
        lacks(ABL,       SINCE_16, SetChargingProfile,   Map.of(PURPOSE, "TxProfile", "connectorId", "0"), "a TxProfile is for one connector at ABL"),
        lacks(ABL,       SINCE_16, ClearChargingProfile, Map.of("chargingProfilePurpose", "ChargePointMaxProfile"), "ABL has no ChargePointMaxProfile"),
        odd  (ABL,       ANY,      StartTransaction, "meterStart", "-1", "the meter could not be read"),
        odd  (ABL,       ANY,      StopTransaction,  "meterStop",  "-1", "the meter could not be read"),

        odd  (GENERIC,   ANY,      StartTransaction, "meterStart", "-1", "the meter could not be read"),
        odd  (GENERIC,   ANY,      StopTransaction,  "meterStop",  "-1", "the meter could not be read"),

        lacks(TECHNAGON, JSON,     GetCompositeSchedule, NEVER_ASKED, "Technagon has no GetCompositeSchedule"),
        out  (TECHNAGON, GetDiagnostics, "retries",      Kind.DROPPED, "Technagon tries an upload once"),
        out  (TECHNAGON, GetDiagnostics, "retryInterval", Kind.DROPPED, "Technagon tries an upload once"),
        out  (TECHNAGON, GetDiagnostics, "startTime",    Kind.DROPPED, "Technagon uploads all that it has"),
        out  (TECHNAGON, GetDiagnostics, "stopTime",     Kind.DROPPED, "Technagon uploads all that it has"),
        out  (TECHNAGON, ReserveNow,     "parentIdTag",  Kind.DROPPED, "Technagon reserves for one card, not for its group"),
        out  (TECHNAGON, UpdateFirmware, "retries",      Kind.DROPPED, "Technagon tries a download once"),
        out  (TECHNAGON, UpdateFirmware, "retryInterval", Kind.DROPPED, "Technagon tries a download once"),
        out  (TECHNAGON, UpdateFirmware, "retrieveDate", Kind.HELD,    "Technagon begins at once, whatever the date; the gateway keeps the call until the date"),
        out  (TECHNAGON, RemoteStartTransaction, "connectorId", Kind.NEEDED, "Technagon starts only on a connector that the call names"),
        out  (TECHNAGON, ClearChargingProfile,   "id",   Kind.BY_ID,   "Technagon clears profiles only by their id"),
        write(TECHNAGON, TriggerMessage, "requestedMessage", "HeartBeat", "Heartbeat"),
        read (TECHNAGON, FirmwareStatusNotification, "status", "Download", "Downloading"),
        error(TECHNAGON, "OverVoltageProtectionFailure"),
        error(TECHNAGON, "RegulatoryComlianceFailure"), // spelled so
        error(TECHNAGON, "RegulatoryComplianceFailure"),
        error(TECHNAGON, "EVSECommunicationError"),
        split(TECHNAGON, MeterValues,     SAMPLED,         "Current.Import.L1", "L1"),
        split(TECHNAGON, MeterValues,     SAMPLED,         "Current.Import.L2", "L2"),
        split(TECHNAGON, MeterValues,     SAMPLED,         "Current.Import.L3", "L3"),
        split(TECHNAGON, StopTransaction, SAMPLED_AT_STOP, "Current.Import.L1", "L1"),
        split(TECHNAGON, StopTransaction, SAMPLED_AT_STOP, "Current.Import.L2", "L2"),
        split(TECHNAGON, StopTransaction, SAMPLED_AT_STOP, "Current.Import.L3", "L3"),
        unit (TECHNAGON, MeterValues,     SAMPLED,         "Current.Import",      "A"),
        unit (TECHNAGON, MeterValues,     SAMPLED,         "Current.Offered",     "A"),
        unit (TECHNAGON, MeterValues,     SAMPLED,         "Power.Active.Import", "W"),
        unit (TECHNAGON, MeterValues,     SAMPLED,         "Power.Offered",       "W"),
        unit (TECHNAGON, MeterValues,     SAMPLED,         "Voltage",             "V"),
        unit (TECHNAGON, StopTransaction, SAMPLED_AT_STOP, "Current.Import",      "A"),
        unit (TECHNAGON, StopTransaction, SAMPLED_AT_STOP, "Current.Offered",     "A"),
        unit (TECHNAGON, StopTransaction, SAMPLED_AT_STOP, "Power.Active.Import", "W"),
        unit (TECHNAGON, StopTransaction, SAMPLED_AT_STOP, "Power.Offered",       "W"),
        unit (TECHNAGON, StopTransaction, SAMPLED_AT_STOP, "Voltage",             "V"));

    private static final Map<String, ListLimits> LISTS = Map.of(
        KEBA,      new ListLimits(1_000, 1_000, 1_000),
        ABL,       new ListLimits(9_000, 700, Integer.MAX_VALUE),
        TECHNAGON, new ListLimits(1_000, 1_000, 1_000));

    /** The keys that the integration manual of ABL lists as not available on OCPP 1.6. */
    private static final List<MissingKey> KEYS = List.of(
        missing(ABL, "AuthorizeRemoteTxRequests",               ""),
        missing(ABL, "ChargeProfileMaxStackLevel",              ""),
        missing(ABL, "ChargingScheduleAllowedChargingRateUnit", ""),
        missing(ABL, "ChargingScheduleMaxPeriods",              ""),
        missing(ABL, "ConnectorPhaseRotation",                  ""),
        missing(ABL, "GetConfigurationMaxKeys",                 ""),
        missing(ABL, "LocalAuthListMaxLength",                  "10000"),
        missing(ABL, "MaxChargingProfilesInstalled",            ""),
        missing(ABL, "SendLocalListMaxLength",                  "9000"),
        missing(ABL, "StopTransactionOnEVSideDisconnect",       "true"),
        missing(ABL, "SupportedFeatureProfiles",                ""),
        missing(ABL, "TransactionMessageAttempts",              ""),
        missing(ABL, "TransactionMessageRetryInterval",         ""),
        missing(ABL, "UnlockConnectorOnEVSideDisconnect",       "true"));
    // spotless:on

    private Vendors() {}

    /** The names that {@code vendor:} in {@code site.yaml} can have. */
    public static List<String> names() {
        return List.of(KEBA, ABL, TECHNAGON, GENERIC);
    }

    /** The whole table, for those who print it. */
    public static List<Row> rows() {
        return ROWS;
    }

    /** The rows of one vendor. */
    static List<Row> rows(String vendor) {
        return ROWS.stream().filter(row -> row.vendor.equals(vendor)).toList();
    }

    /** How long a local list of a vendor's station may be. */
    public static ListLimits lists(String vendor) {
        return LISTS.getOrDefault(vendor, ListLimits.NONE);
    }

    /** The whole table of keys, for those who print it. */
    public static List<MissingKey> keys() {
        return KEYS;
    }

    /** The keys that a vendor's stations do not have though their dialect requires them. */
    public static List<MissingKey> keys(String vendor, Dialect dialect) {
        return KEYS.stream()
                .filter(key -> key.vendor.equals(vendor) && key.dialects.contains(dialect))
                .toList();
    }

    private static MissingKey missing(String vendor, String key, String value) {
        return new MissingKey(vendor, SINCE_16, key, value);
    }

    private static Row lacks(
            String vendor,
            List<Dialect> dialects,
            Action action,
            Map<String, String> when,
            String why) {
        return new Row(Kind.LACKS, vendor, dialects, DOWN, action, when, "", "", "", "", "", why);
    }

    private static Row odd(
            String vendor,
            List<Dialect> dialects,
            Action action,
            String field,
            String value,
            String why) {
        return new Row(
                Kind.ODD, vendor, dialects, UP, action, Map.of(), field, value, value, "", "", why);
    }

    private static Row out(String vendor, Action action, String field, Kind kind, String why) {
        return new Row(kind, vendor, JSON, DOWN, action, Map.of(), field, "", "", "", "", why);
    }

    private static Row write(
            String vendor, Action action, String field, String theirs, String ours) {
        return new Row(
                Kind.WRITTEN,
                vendor,
                JSON,
                DOWN,
                action,
                Map.of(),
                field,
                theirs,
                ours,
                "",
                "",
                "spelling of the station");
    }

    private static Row read(
            String vendor, Action action, String field, String theirs, String ours) {
        return new Row(
                Kind.READ,
                vendor,
                JSON,
                UP,
                action,
                Map.of(),
                field,
                theirs,
                ours,
                "",
                "",
                "spelling of the station");
    }

    private static Row error(String vendor, String word) {
        return new Row(
                Kind.READ_KEPT,
                vendor,
                JSON,
                UP,
                StatusNotification,
                Map.of(),
                "errorCode",
                word,
                "OtherError",
                "vendorErrorCode",
                word,
                "the vendor's own error code");
    }

    private static Row split(
            String vendor, Action action, String field, String theirs, String phase) {
        return new Row(
                Kind.READ_SPLIT,
                vendor,
                JSON,
                UP,
                action,
                Map.of(),
                field,
                theirs,
                "Current.Import",
                "phase",
                phase,
                "OCPP has the phase in a field of its own");
    }

    private static Row unit(
            String vendor, Action action, String field, String measurand, String unit) {
        return new Row(
                Kind.UNIT,
                vendor,
                JSON,
                UP,
                action,
                Map.of(),
                field,
                measurand,
                measurand,
                "unit",
                unit,
                "Technagon sends no units; without one OCPP means Wh");
    }
}
