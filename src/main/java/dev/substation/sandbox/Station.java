package dev.substation.sandbox;

import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Dialect;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * A simulated charging station. Calls block until the answer is in, and are made one at a time.
 * Payloads are canonical; a SOAP station writes them as its dialect has them.
 */
public interface Station extends AutoCloseable {

    StationId id();

    Dialect dialect();

    Make make();

    /** Sends any operation; a failure says why there is no answer. */
    Answer call(Action action, Payload payload);

    @Override
    void close();

    default Answer boot() {
        return call(
                Action.BootNotification,
                Payload.of(
                        "chargePointVendor",
                        make().vendor(),
                        "chargePointModel",
                        make().model(),
                        "chargePointSerialNumber",
                        make().serial(),
                        "chargeBoxSerialNumber",
                        make().serial(),
                        "firmwareVersion",
                        make().firmware()));
    }

    default Answer heartbeat() {
        return call(Action.Heartbeat, Payload.EMPTY);
    }

    default Answer authorize(String idTag) {
        return call(Action.Authorize, Payload.of("idTag", idTag));
    }

    default Answer status(long connector, String status) {
        return call(
                Action.StatusNotification,
                Payload.of(
                        "connectorId",
                        connector,
                        "status",
                        status,
                        "errorCode",
                        "NoError",
                        "timestamp",
                        now(),
                        "vendorId",
                        make().firmware()));
    }

    default Answer start(long connector, String idTag, long meterStart) {
        return call(
                Action.StartTransaction,
                Payload.of(
                        "connectorId",
                        connector,
                        "idTag",
                        idTag,
                        "timestamp",
                        now(),
                        "meterStart",
                        meterStart));
    }

    /**
     * @param energy the register in Wh, sent with its own number of decimals
     */
    default Answer meterValues(long connector, Optional<Long> transaction, BigDecimal energy) {
        Payload sample =
                Payload.of(
                        "value",
                        energy.toPlainString(),
                        "context",
                        transaction.isPresent() ? "Sample.Periodic" : "Sample.Clock",
                        "format",
                        "Raw",
                        "measurand",
                        "Energy.Active.Import.Register",
                        "location",
                        "Outlet",
                        "unit",
                        "Wh");
        Payload values =
                Payload.of(
                        "connectorId",
                        connector,
                        "meterValue",
                        List.of(Payload.of("timestamp", now(), "sampledValue", List.of(sample))));
        return call(
                Action.MeterValues,
                transaction.map(id -> values.with("transactionId", id)).orElse(values));
    }

    default Answer stop(long transaction, String idTag, long meterStop, String reason) {
        return call(
                Action.StopTransaction,
                Payload.of(
                        "transactionId",
                        transaction,
                        "idTag",
                        idTag,
                        "timestamp",
                        now(),
                        "meterStop",
                        meterStop,
                        "reason",
                        reason));
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    }

    /** Who made the station, as BootNotification says it, and how it writes idTags. */
    record Make(
            String vendor, String model, String serial, String firmware, boolean suffixedIdTags) {

        /** A KEBA P30 network of four, as in the field frames. */
        public static final Make KEBA =
                new Make("Keba AG", "KC-P30-EC2401B2-M0R", "dummy1", "1.12.0", true);

        public static final Make GENERIC =
                new Make("Substation", "practice station", "000001", "1.0", false);

        /** How the station sends a card: KEBA networks append the serial of the station it met. */
        public String idTag(String card) {
            return suffixedIdTags ? card + "_" + serial : card;
        }
    }
}
