package dev.substation.app;

import dev.substation.admin.Metric;
import dev.substation.flow.desk.Acceptance;
import java.util.List;

/** The metrics of what the csms has not accepted. */
final class AcceptanceMetrics {

    private AcceptanceMetrics() {}

    static List<Metric> of(Acceptance acceptance) {
        return List.of(
                Metric.gauges(
                                "substation_stations_not_accepted",
                                "Stations whose last boot was answered Pending or Rejected, as the"
                                        + " csms sees them")
                        .with(acceptance.pending(), "status", "Pending")
                        .with(acceptance.rejected(), "status", "Rejected"),
                Metric.gauge(
                        "substation_boots_owed",
                        "Stations whose boot the csms must still see before all else",
                        acceptance.owed()),
                Metric.gauge(
                        "substation_refused_card_stops",
                        "Transactions that are to be stopped because the csms has refused their"
                                + " card",
                        acceptance.stops()));
    }
}
