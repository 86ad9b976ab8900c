package dev.substation.app;

import dev.substation.admin.Metric;
import dev.substation.files.FileFigures;
import dev.substation.files.RelayedFiles;
import dev.substation.flow.ports.Door;
import dev.substation.flow.ports.DoorRefusals;
import dev.substation.front.Front;
import dev.substation.front.FrontFigures;
import dev.substation.ocppj.TrafficBudget;
import java.util.List;

/**
 * The figures of connections: how many there are, what they hold, what was refused.
 *
 * @param traffic messages over WebSocket
 * @param front connections and requests before the container
 * @param files what stations move through the gateway
 * @param refusals whom it rejects
 */
record ConnectionMetrics(
        TrafficBudget traffic, Front front, RelayedFiles files, DoorRefusals refusals) {

    void addTo(List<Metric> metrics) {
        ofTheTraffic(metrics);
        FrontFigures figures = front.figures();
        int active = figures.open() - figures.idle() - figures.handshakes() - figures.reading();
        metrics.add(
                Metric.gauges("substation_connections", "Connections at the ports, by state")
                        .with(figures.idle(), "state", "idle")
                        .with(figures.handshakes(), "state", "handshake")
                        .with(figures.reading(), "state", "reading")
                        .with(active, "state", "active"));
        metrics.add(
                Metric.gauge(
                        "substation_requests_held_bytes",
                        "Memory for incomplete HTTP requests",
                        figures.held()));
        metrics.add(
                Metric.counter(
                        "substation_senders_delayed_total",
                        "How often a station that sends too fast had to wait",
                        figures.delayed()));
        Metric refused =
                Metric.counters(
                        "substation_connections_refused_total",
                        "Connections and HTTP requests rejected before they reached the container");
        for (var cause : figures.refused().entrySet()) {
            refused = refused.with(cause.getValue(), "cause", cause.getKey().number());
        }
        metrics.add(refused);
        metrics.add(ofTheDoors(refusals));
        ofTheFiles(metrics);
    }

    static Metric ofTheDoors(DoorRefusals refusals) {
        Metric rejected =
                Metric.counters(
                        "substation_refusals_total",
                        "Connections, upgrades and requests that were rejected, by door and reason");
        for (Door door : Door.values()) {
            for (var reason : refusals.at(door).entrySet()) {
                rejected =
                        rejected.with(
                                reason.getValue(),
                                "door",
                                door.word(),
                                "reason",
                                reason.getKey().word());
            }
        }
        return rejected;
    }

    private void ofTheFiles(List<Metric> metrics) {
        FileFigures moved = files.figures();
        metrics.add(
                Metric.counters(
                                "substation_files_total",
                                "Files of stations that the gateway relayed, by direction and result")
                        .with(moved.up(), "direction", "up", "outcome", "relayed")
                        .with(moved.down(), "direction", "down", "outcome", "relayed")
                        .with(moved.failedUp(), "direction", "up", "outcome", "failed")
                        .with(moved.failedDown(), "direction", "down", "outcome", "failed"));
        metrics.add(
                Metric.counter(
                        "substation_files_interrupted_total",
                        "Connections of stations that ended before the file did",
                        moved.cut()));
        metrics.add(
                Metric.counter(
                        "substation_files_bytes_total",
                        "Bytes of the relayed files",
                        moved.bytes()));
    }

    private void ofTheTraffic(List<Metric> metrics) {
        metrics.add(
                Metric.gauge(
                        "substation_traffic_held_bytes",
                        "Memory for unprocessed messages over WebSocket",
                        traffic.held()));
        metrics.add(
                Metric.gauge(
                        "substation_traffic_budget_bytes", "Limit of this memory", traffic.most()));
        metrics.add(
                Metric.gauge(
                        "substation_traffic_paused_connections",
                        "Connections that are paused until their messages are processed",
                        traffic.paused()));
        metrics.add(
                Metric.counter(
                        "substation_traffic_pauses_total",
                        "How often reading a connection was paused",
                        traffic.pauses()));
    }
}
