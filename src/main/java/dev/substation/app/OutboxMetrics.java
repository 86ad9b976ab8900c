package dev.substation.app;

import dev.substation.admin.Metric;
import dev.substation.flow.desk.Figures;
import dev.substation.store.Backlog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Messages that the CSMS must still get, and what became of others (docs/operations.md). */
final class OutboxMetrics {

    private OutboxMetrics() {}

    static List<Metric> of(Figures figures, Optional<Backlog> backlog) {
        List<Metric> metrics = new ArrayList<>();
        backlog.ifPresent(
                known -> {
                    metrics.add(
                            Metric.gauge(
                                    "substation_outbox_messages",
                                    "Messages that the csms must still get",
                                    known.rows()));
                    metrics.add(
                            Metric.gauge(
                                    "substation_outbox_oldest_age_seconds",
                                    "How long the oldest of them has waited",
                                    known.oldest().map(Duration::toSeconds).orElse(0L)));
                    metrics.add(
                            Metric.gauge(
                                    "substation_outbox_set_aside_messages",
                                    "Messages that are set aside: kept, and sent no more",
                                    known.setAside()));
                });
        metrics.add(
                Metric.counter(
                        "substation_outbox_delivered_total",
                        "Messages of the outbox that the csms has answered",
                        figures.delivered()));
        metrics.add(
                Metric.counter(
                        "substation_outbox_resent_total",
                        "Transmissions of such messages beyond their first",
                        figures.resent()));
        metrics.add(
                Metric.counter(
                        "substation_outbox_refused_total",
                        "Errors that the csms answered to such messages",
                        figures.refused()));
        metrics.add(
                Metric.counter(
                        "substation_outbox_given_up_total",
                        "Messages of no transaction, dropped because the csms refuses them",
                        figures.givenUp()));
        metrics.add(
                Metric.counter(
                        "substation_outbox_set_aside_total",
                        "Messages set aside because the csms refuses or never answers them",
                        figures.setAside()));
        return metrics;
    }
}
