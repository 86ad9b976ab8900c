package dev.substation.udp;

import dev.substation.model.Payload;
import java.time.Instant;

/**
 * The state of a box in OCPP's words.
 *
 * @param status of connector 1
 * @param errorCode {@code NoError} or {@code OtherError}
 * @param vendorErrorCode Error1 and Error2 of the box, if it has an error
 * @param info what OCPP has no word for
 */
record BoxStatus(String status, String errorCode, String vendorErrorCode, String info) {

    private static final String NO_ERROR = "NoError";

    /**
     * The state as it is now. A box that has rejected a card by its own list (state 5) waits for
     * another one, so it is Preparing.
     *
     * @param inSession whether a session runs that the CSMS knows
     * @param hadSession whether one has ended since the car was plugged in
     */
    static BoxStatus of(
            StateReport report, boolean inSession, boolean hadSession, boolean inoperative) {
        if (report.state() == StateReport.ERROR) {
            return new BoxStatus(
                    "Faulted", "OtherError", report.error1() + "/" + report.error2(), "");
        }
        if (inSession) {
            return plain(
                    report.isCharging()
                            ? "Charging"
                            : report.state() == StateReport.READY
                                    ? "SuspendedEV"
                                    : "SuspendedEVSE");
        }
        if (inoperative) {
            return plain("Unavailable");
        }
        if (!report.hasCar()) {
            return plain("Available");
        }
        boolean rejected = report.state() == StateReport.CARD_REJECTED;
        return new BoxStatus(
                hadSession && !rejected ? "Finishing" : "Preparing",
                NO_ERROR,
                "",
                rejected ? "The box has rejected the card" : "");
    }

    private static BoxStatus plain(String status) {
        return new BoxStatus(status, NO_ERROR, "", "");
    }

    boolean isFault() {
        return status.equals("Faulted");
    }

    /** The status of the box as a whole. */
    BoxStatus whole() {
        return isFault() || status.equals("Unavailable") ? this : plain("Available");
    }

    Payload payload(long connector, Instant at) {
        Payload plain =
                Payload.of(
                        "connectorId", connector,
                        "errorCode", errorCode,
                        "status", status,
                        "timestamp", at.toString());
        Payload coded =
                vendorErrorCode.isEmpty() ? plain : plain.with("vendorErrorCode", vendorErrorCode);
        return info.isEmpty() ? coded : coded.with("info", info);
    }
}
