package dev.substation.sandbox;

import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.Payload;
import dev.substation.sandbox.SimulatedStation.Reactions;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A station that obeys its CSMS: remote start and stop really start and stop transactions,
 * configuration is kept, a reset boots again, triggered messages are sent.
 */
public final class UsualReactions implements Reactions {

    private static final long FULL_WH = 1500;

    private final Map<String, String> configuration = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private long listVersion;

    public UsualReactions() {
        configuration.put("HeartbeatInterval", "300");
        configuration.put("MeterValueSampleInterval", "60");
        configuration.put("ConnectionTimeOut", "60");
        configuration.put("AuthorizeRemoteTxRequests", "false");
    }

    @Override
    public synchronized Answer answer(SimulatedStation station, Action action, Payload payload) {
        return switch (action.name()) {
            case "RemoteStartTransaction" -> remoteStart(station, payload);
            case "RemoteStopTransaction" -> remoteStop(station, payload);
            case "GetConfiguration" -> configuration(payload);
            case "ChangeConfiguration" -> change(payload);
            case "TriggerMessage" -> trigger(station, payload);
            case "Reset" -> {
                station.later(() -> reset(station));
                yield status("Accepted");
            }
            case "UnlockConnector" -> status(known(station, payload) ? "Unlocked" : "NotSupported");
            case "ChangeAvailability" -> {
                boolean operative = payload.text("type").orElse("").equals("Operative");
                long connector = payload.number("connectorId").orElse(0L);
                station.later(
                        () -> station.status(connector, operative ? "Available" : "Unavailable"));
                yield status("Accepted");
            }
            case "ReserveNow" -> status(known(station, payload) ? "Accepted" : "Rejected");
            case "CancelReservation",
                    "ClearCache",
                    "ClearChargingProfile",
                    "SetChargingProfile",
                    "DataTransfer" ->
                    status("Accepted");
            case "GetCompositeSchedule" -> status("Rejected");
            case "GetLocalListVersion" -> Answer.result(Payload.of("listVersion", listVersion));
            case "SendLocalList" -> {
                listVersion = payload.number("listVersion").orElse(listVersion);
                yield status("Accepted");
            }
            case "GetDiagnostics" -> {
                station.later(() -> notification(station, "Diagnostics", "Uploaded"));
                yield Answer.result(Payload.of("fileName", "diagnostics.zip"));
            }
            case "UpdateFirmware" -> {
                station.later(() -> notification(station, "Firmware", "Downloaded"));
                station.later(() -> notification(station, "Firmware", "Installed"));
                yield Answer.result(Payload.EMPTY);
            }
            default -> Answer.failure(Cause.UNKNOWN_ACTION, action.name());
        };
    }

    private static Answer status(String status) {
        return Answer.result(Payload.of("status", status));
    }

    private static boolean known(SimulatedStation station, Payload payload) {
        long connector = payload.number("connectorId").orElse(0L);
        return connector >= 1 && connector <= station.connectors();
    }

    private static Answer remoteStart(SimulatedStation station, Payload payload) {
        long connector = payload.number("connectorId").orElseGet(station::freeConnector);
        if (connector < 1
                || connector > station.connectors()
                || station.transactionOn(connector).isPresent()) {
            return status("Rejected");
        }
        String idTag = payload.text("idTag").orElse("");
        station.later(
                () -> {
                    station.status(connector, "Preparing");
                    station.start(connector, idTag, station.meter(connector));
                    station.status(connector, "Charging");
                });
        return status("Accepted");
    }

    private static Answer remoteStop(SimulatedStation station, Payload payload) {
        Optional<SimulatedStation.Open> open =
                payload.number("transactionId").flatMap(station::transaction);
        open.ifPresent(transaction -> station.later(() -> end(station, transaction, "Remote")));
        return status(open.isPresent() ? "Accepted" : "Rejected");
    }

    private static void end(
            SimulatedStation station, SimulatedStation.Open transaction, String reason) {
        long meterStop = transaction.meterStart() + FULL_WH;
        station.meterValues(
                transaction.connector(),
                Optional.of(transaction.id()),
                BigDecimal.valueOf(meterStop));
        station.stop(transaction.id(), transaction.idTag(), meterStop, reason);
        station.status(transaction.connector(), "Finishing");
        station.status(transaction.connector(), "Available");
    }

    private static void reset(SimulatedStation station) {
        station.transactions().forEach(open -> end(station, open, "SoftReset"));
        station.boot();
        for (long connector = 1; connector <= station.connectors(); connector++) {
            station.status(connector, "Available");
        }
    }

    private Answer configuration(Payload payload) {
        List<Object> known = new ArrayList<>();
        List<Object> unknown = new ArrayList<>();
        List<?> asked = payload.get("key") instanceof List<?> keys ? keys : List.of();
        for (Object key : asked.isEmpty() ? List.copyOf(configuration.keySet()) : asked) {
            String value = configuration.get(String.valueOf(key));
            if (value == null) {
                unknown.add(String.valueOf(key));
            } else {
                known.add(
                        Payload.of("key", String.valueOf(key), "readonly", false, "value", value));
            }
        }
        Payload answer = Payload.of("configurationKey", known);
        return Answer.result(unknown.isEmpty() ? answer : answer.with("unknownKey", unknown));
    }

    private Answer change(Payload payload) {
        String key = payload.text("key").orElse("");
        if (!configuration.containsKey(key)) {
            return status("NotSupported");
        }
        configuration.put(key, payload.text("value").orElse(""));
        return status("Accepted");
    }

    private static Answer trigger(SimulatedStation station, Payload payload) {
        long connector = payload.number("connectorId").orElse(1L);
        Optional<Runnable> wanted =
                switch (payload.text("requestedMessage").orElse("")) {
                    case "BootNotification" -> Optional.of(station::boot);
                    case "Heartbeat" -> Optional.of(station::heartbeat);
                    case "StatusNotification" ->
                            Optional.of(
                                    () ->
                                            station.status(
                                                    connector,
                                                    station.transactionOn(connector).isPresent()
                                                            ? "Charging"
                                                            : "Available"));
                    case "MeterValues" ->
                            Optional.of(
                                    () ->
                                            station.meterValues(
                                                    connector,
                                                    station.transactionOn(connector)
                                                            .map(SimulatedStation.Open::id),
                                                    BigDecimal.valueOf(station.meter(connector))));
                    case "DiagnosticsStatusNotification" ->
                            Optional.of(() -> notification(station, "Diagnostics", "Uploaded"));
                    case "FirmwareStatusNotification" ->
                            Optional.of(() -> notification(station, "Firmware", "Installed"));
                    default -> Optional.empty();
                };
        wanted.ifPresent(station::later);
        return status(wanted.isPresent() ? "Accepted" : "NotImplemented");
    }

    private static void notification(SimulatedStation station, String what, String status) {
        station.call(new Action(what + "StatusNotification"), Payload.of("status", status));
    }
}
