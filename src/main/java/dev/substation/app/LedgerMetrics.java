package dev.substation.app;

import dev.substation.admin.Metric;
import dev.substation.store.JpaLedger;
import dev.substation.store.LedgerFigures;
import java.util.ArrayList;
import java.util.List;

/** Commits and the size of the ledger (docs/operations.md). */
final class LedgerMetrics {

    private LedgerMetrics() {}

    static List<Metric> of(JpaLedger ledger) {
        List<Metric> metrics = new ArrayList<>();
        LedgerFigures figures = ledger.figures();
        metrics.add(
                Metric.gauge(
                        "substation_ledger_up",
                        "Whether commits succeed: 1, or 0",
                        ledger.trouble().isEmpty() ? 1 : 0));
        metrics.add(
                Metric.gauge(
                        "substation_ledger_room",
                        "Whether the disk has room for new messages: 1, or 0",
                        ledger.noRoom().isEmpty() ? 1 : 0));
        metrics.add(
                Metric.counter(
                        "substation_ledger_commits_total",
                        "Commits that are on disk",
                        figures.commits()));
        metrics.add(
                Metric.counter(
                        "substation_ledger_commits_failed_total",
                        "Commits that could not be stored",
                        figures.failed()));
        metrics.add(
                Metric.counter(
                        "substation_ledger_batches_total",
                        "Database transactions with one sync each; commits divided by batches is the "
                                + "batch size",
                        figures.batches()));
        metrics.add(
                Metric.counter(
                        "substation_ledger_changes_total",
                        "Rows written by the commits",
                        figures.changes()));
        metrics.add(
                Metric.gauge(
                        "substation_ledger_commits_waiting",
                        "Commits that wait for the disk",
                        figures.waiting()));
        metrics.add(
                Metric.gauge(
                        "substation_message_log_bytes",
                        "Approximate size of the text in the message log",
                        figures.logBytes()));
        metrics.add(
                Metric.gauge(
                        "substation_message_log_budget_bytes",
                        "Disk space that the message log may use",
                        figures.logBudget()));
        metrics.add(
                Metric.counter(
                        "substation_message_log_cut_total",
                        "Lines of the message log whose payload was cut",
                        figures.logCut()));
        return metrics;
    }
}
