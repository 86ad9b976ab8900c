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
                                    "Messages that the CSMS must still get",
                                    known.rows()));
                    metrics.add(
                            Metric.gauge(
                                    "substation_outbox_oldest_age_seconds",
                                    "Age of the oldest of them",
                                    known.oldest().map(Duration::toSeconds).orElse(0L)));
                    metrics.add(
                            Metric.gauge(
                                    "substation_outbox_set_aside_messages",
                                    "Messages that are parked now: kept, but no longer sent",
                                    known.setAside()));
                });
        metrics.add(
                Metric.counter(
                        "substation_outbox_delivered_total",
                        "Delivered messages of the outbox",
                        figures.delivered()));
        metrics.add(
                Metric.counter(
                        "substation_outbox_resent_total",
                        "Retries: transmissions beyond the first one",
                        figures.resent()));
        metrics.add(
                Metric.counter(
                        "substation_outbox_refused_total",
                        "Errors that the CSMS answered to messages of the outbox",
                        figures.refused()));
        metrics.add(
                Metric.counter(
                        "substation_outbox_given_up_total",
                        "Messages outside transactions that were dropped because the CSMS rejected them",
                        figures.givenUp()));
        metrics.add(
                Metric.counter(
                        "substation_outbox_set_aside_total",
                        "Messages parked because the CSMS rejects or never answers them",
                        figures.setAside()));
        return metrics;
    }
}
