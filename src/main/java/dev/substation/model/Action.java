package dev.substation.model;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An OCPP operation, spelled as on the wire. The constants are the operations of OCPP 1.6 edition 2
 * (sections 4 and 5) and of its security extension (white paper, edition 3); any other name is an
 * action too, which JSON peers may exchange and SOAP stations cannot be asked.
 */
public record Action(String name) {

    // spotless:off
    public static final Action Authorize                     = new Action("Authorize");
    public static final Action BootNotification              = new Action("BootNotification");
    public static final Action DataTransfer                  = new Action("DataTransfer");
    public static final Action DiagnosticsStatusNotification = new Action("DiagnosticsStatusNotification");
    public static final Action FirmwareStatusNotification    = new Action("FirmwareStatusNotification");
    public static final Action Heartbeat                     = new Action("Heartbeat");
    public static final Action MeterValues                   = new Action("MeterValues");
    public static final Action StartTransaction              = new Action("StartTransaction");
    public static final Action StatusNotification            = new Action("StatusNotification");
    public static final Action StopTransaction               = new Action("StopTransaction");

    public static final Action CancelReservation             = new Action("CancelReservation");
    public static final Action ChangeAvailability            = new Action("ChangeAvailability");
    public static final Action ChangeConfiguration           = new Action("ChangeConfiguration");
    public static final Action ClearCache                    = new Action("ClearCache");
    public static final Action ClearChargingProfile          = new Action("ClearChargingProfile");
    public static final Action GetCompositeSchedule          = new Action("GetCompositeSchedule");
    public static final Action GetConfiguration              = new Action("GetConfiguration");
    public static final Action GetDiagnostics                = new Action("GetDiagnostics");
    public static final Action GetLocalListVersion           = new Action("GetLocalListVersion");
    public static final Action RemoteStartTransaction        = new Action("RemoteStartTransaction");
    public static final Action RemoteStopTransaction         = new Action("RemoteStopTransaction");
    public static final Action ReserveNow                    = new Action("ReserveNow");
    public static final Action Reset                         = new Action("Reset");
    public static final Action SendLocalList                 = new Action("SendLocalList");
    public static final Action SetChargingProfile            = new Action("SetChargingProfile");
    public static final Action TriggerMessage                = new Action("TriggerMessage");
    public static final Action UnlockConnector               = new Action("UnlockConnector");
    public static final Action UpdateFirmware                = new Action("UpdateFirmware");

    public static final Action LogStatusNotification         = new Action("LogStatusNotification");
    public static final Action SecurityEventNotification     = new Action("SecurityEventNotification");
    public static final Action SignCertificate               = new Action("SignCertificate");
    public static final Action SignedFirmwareStatusNotification = new Action("SignedFirmwareStatusNotification");

    public static final Action CertificateSigned             = new Action("CertificateSigned");
    public static final Action DeleteCertificate             = new Action("DeleteCertificate");
    public static final Action ExtendedTriggerMessage        = new Action("ExtendedTriggerMessage");
    public static final Action GetInstalledCertificateIds    = new Action("GetInstalledCertificateIds");
    public static final Action GetLog                        = new Action("GetLog");
    public static final Action InstallCertificate            = new Action("InstallCertificate");
    public static final Action SignedUpdateFirmware          = new Action("SignedUpdateFirmware");
    // spotless:on

    /** What a station may send (OCPP 1.6 section 4). */
    public static final List<Action> UP =
            List.of(
                    Authorize,
                    BootNotification,
                    DataTransfer,
                    DiagnosticsStatusNotification,
                    FirmwareStatusNotification,
                    Heartbeat,
                    MeterValues,
                    StartTransaction,
                    StatusNotification,
                    StopTransaction);

    /** What a CSMS may send (OCPP 1.6 section 5). */
    public static final List<Action> DOWN =
            List.of(
                    CancelReservation,
                    ChangeAvailability,
                    ChangeConfiguration,
                    ClearCache,
                    ClearChargingProfile,
                    DataTransfer,
                    GetCompositeSchedule,
                    GetConfiguration,
                    GetDiagnostics,
                    GetLocalListVersion,
                    RemoteStartTransaction,
                    RemoteStopTransaction,
                    ReserveNow,
                    Reset,
                    SendLocalList,
                    SetChargingProfile,
                    TriggerMessage,
                    UnlockConnector,
                    UpdateFirmware);

    /** What a station may send of the security extension, which exists in OCPP-J alone. */
    public static final List<Action> SECURITY_UP =
            List.of(
                    LogStatusNotification,
                    SecurityEventNotification,
                    SignCertificate,
                    SignedFirmwareStatusNotification);

    /** What a CSMS may send of the security extension, which exists in OCPP-J alone. */
    public static final List<Action> SECURITY_DOWN =
            List.of(
                    CertificateSigned,
                    DeleteCertificate,
                    ExtendedTriggerMessage,
                    GetInstalledCertificateIds,
                    GetLog,
                    InstallCertificate,
                    SignedUpdateFirmware);

    private static final Set<Action> SECURITY = Set.copyOf(all(SECURITY_UP, SECURITY_DOWN));

    private static final List<Action> ALL_UP = all(UP, SECURITY_UP);
    private static final List<Action> ALL_DOWN = all(DOWN, SECURITY_DOWN);

    /** The names are compared; written out, because all of the way of a message compares them. */
    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof Action that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    private static List<Action> all(List<Action> standard, List<Action> extension) {
        return Stream.concat(standard.stream(), extension.stream())
                .sorted(Comparator.comparing(Action::name))
                .toList();
    }

    /** The known actions of one direction, those of the security extension among them. */
    public static List<Action> of(Direction direction) {
        return direction == Direction.UP ? ALL_UP : ALL_DOWN;
    }

    /** Whether it is known in either direction. */
    public boolean isKnown() {
        return ALL_UP.contains(this) || ALL_DOWN.contains(this);
    }

    /** Whether it is of the security extension. */
    public boolean isOfSecurity() {
        return SECURITY.contains(this);
    }

    @Override
    public String toString() {
        return name;
    }
}
