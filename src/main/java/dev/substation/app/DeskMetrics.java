package dev.substation.app;

import dev.substation.admin.Metric;
import dev.substation.flow.time.DeskLoad;
import java.util.ArrayList;
import java.util.List;

/** The load of the desk (docs/operations.md). */
final class DeskMetrics {

    private DeskMetrics() {}

    static List<Metric> of(DeskLoad.Figures desk) {
        List<Metric> metrics = new ArrayList<>();
        metrics.add(
                Metric.counter(
                        "substation_desk_tasks_total",
                        "Tasks that the desk has run",
                        desk.tasks()));
        metrics.add(
                Metric.counter(
                        "substation_desk_busy_milliseconds_total",
                        "Working time of the desk",
                        desk.busy().toMillis()));
        metrics.add(
                Metric.gauge(
                        "substation_desk_longest_task_milliseconds",
                        "The longest task of the desk in the last one to two minutes",
                        desk.longestTask().toMillis()));
        metrics.add(
                Metric.gauge(
                        "substation_desk_longest_wait_milliseconds",
                        "The longest time that a task waited for the desk in the last one to two"
                                + " minutes",
                        desk.longestWait().toMillis()));
        metrics.add(
                Metric.gauge(
                        "substation_desk_waiting_tasks",
                        "Tasks that wait for the desk now",
                        desk.waiting()));
        return metrics;
    }
}
