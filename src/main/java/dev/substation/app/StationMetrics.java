package dev.substation.app;

import dev.substation.admin.Metric;
import dev.substation.flow.desk.Census;
import dev.substation.flow.desk.Figures;
import dev.substation.flow.desk.IdentityConflicts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Stations, CSMS links, and the calls between them (docs/operations.md). */
final class StationMetrics {

    private StationMetrics() {}

    static List<Metric> of(Figures figures) {
        List<Metric> metrics = new ArrayList<>();
        Census census = figures.census();
        metrics.add(Metric.gauge("substation_stations_known", "Known stations", census.stations()));
        metrics.add(
                Metric.gauge(
                        "substation_stations_connected",
                        "Stations with an open WebSocket",
                        figures.stationsConnected()));
        metrics.add(
                Metric.gauge(
                        "substation_csms_links_connected", "Open CSMS links", census.connected()));
        metrics.add(
                Metric.gauge(
                        "substation_csms_links_away",
                        "Lost CSMS links that the gateway tries to open again",
                        census.away()));
        Metric vendors =
                Metric.gauges(
                        "substation_stations_by_vendor",
                        "Known stations by vendor profile, and by where that comes from");
        for (var vendor : figures.vendors().stations().entrySet()) {
            for (var origin : vendor.getValue().entrySet()) {
                vendors =
                        vendors.with(
                                origin.getValue(),
                                "vendor",
                                vendor.getKey(),
                                "origin",
                                origin.getKey());
            }
        }
        metrics.add(vendors);
        IdentityConflicts standing = figures.standing();
        metrics.add(
                Metric.gauge(
                        "substation_csms_links_refused",
                        "CSMS links that the CSMS rejects",
                        standing.refused()));
        metrics.add(
                Metric.gauge(
                        "substation_stations_contested",
                        "Stations under whose identity two devices connect",
                        standing.contested()));
        metrics.add(
                Metric.counter(
                        "substation_station_takeovers_total",
                        "New connections that replaced an open connection of the same station",
                        standing.takeovers()));
        metrics.add(
                Metric.counter(
                        "substation_station_connections_turned_away_total",
                        "New connections that were rejected because the existing one is alive",
                        standing.turnedAway()));
        metrics.add(
                Metric.gauge(
                        "substation_calls_pending",
                        "Calls of stations that wait for their answer",
                        census.pending()));
        Metric calls =
                Metric.counters(
                        "substation_calls_total",
                        "Calls answered, from stations (up) and from the CSMS (down); outcome is"
                                + " answered or the number of the cause");
        for (var entry : figures.calls().entrySet()) {
            Figures.CallKind kind = entry.getKey();
            calls =
                    calls.with(
                            entry.getValue(),
                            "direction",
                            kind.direction(),
                            "action",
                            kind.action(),
                            "outcome",
                            kind.outcome());
        }
        metrics.add(calls);
        Metric authorizations =
                Metric.counters(
                        "substation_offline_authorizations_total",
                        "Cards answered by the offline policy");
        for (var entry : figures.offlineAuthorizations().entrySet()) {
            authorizations = authorizations.with(entry.getValue(), "status", entry.getKey());
        }
        metrics.add(authorizations);
        metrics.add(
                Metric.counter(
                        "substation_rule_failures_total",
                        "Calls on which a site rule failed",
                        figures.ruleFailures()));
        Metric losses =
                Metric.counters(
                        "substation_translation_losses_total",
                        "Notes about content that did not pass exactly");
        for (var entry : figures.losses().entrySet()) {
            Figures.LossKind kind = entry.getKey();
            losses =
                    losses.with(
                            entry.getValue(),
                            "dialect",
                            kind.dialect().word(),
                            "direction",
                            kind.direction(),
                            "action",
                            kind.action(),
                            "class",
                            kind.loss().name().toLowerCase(Locale.ROOT));
        }
        metrics.add(losses);
        metrics.add(
                Metric.counter(
                        "substation_signed_values_changed_total",
                        "Calls whose signed meter values were changed",
                        figures.signedChanged()));
        return metrics;
    }
}
