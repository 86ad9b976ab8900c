package dev.substation.app;

import dev.substation.admin.Metric;
import dev.substation.flow.desk.Acceptance;
import java.util.List;

/** The metrics of what the CSMS has not accepted. */
final class AcceptanceMetrics {

    private AcceptanceMetrics() {}

    static List<Metric> of(Acceptance acceptance) {
        return List.of(
                Metric.gauges(
                                "substation_stations_not_accepted",
                                "Stations, as the CSMS sees them, whose last boot was answered Pending or "
                                        + "Rejected")
                        .with(acceptance.pending(), "status", "Pending")
                        .with(acceptance.rejected(), "status", "Rejected"),
                Metric.gauge(
                        "substation_boots_owed",
                        "Stations whose BootNotification the CSMS must still get",
                        acceptance.owed()),
                Metric.gauge(
                        "substation_refused_card_stops",
                        "Transactions that the gateway must stop because the CSMS rejected their card",
                        acceptance.stops()));
    }
}
