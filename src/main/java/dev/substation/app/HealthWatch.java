package dev.substation.app;

import dev.substation.admin.Health;
import dev.substation.admin.Metric;
import dev.substation.flow.desk.Census;
import dev.substation.flow.desk.Figures;
import dev.substation.flow.desk.IdentityConflicts;
import dev.substation.flow.gate.Gateway;
import dev.substation.flow.time.DeskLoad;
import dev.substation.flow.time.Timers;
import dev.substation.model.Problem;
import dev.substation.routes.live.RouteWatch;
import dev.substation.store.Backlog;
import dev.substation.store.JpaLedger;
import dev.substation.store.LedgerFigures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done every now and then, and what the gateway tells of itself: looks after the ledger,
 * prunes it, reads card files and changed routes again; health and metrics.
 */
final class HealthWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HealthWatch.class);

    private static final Duration LEDGER_WATCHED = Duration.ofSeconds(5);
    private static final Duration HELD = Duration.ofSeconds(1);
    private static final Duration PRUNED = Duration.ofMinutes(10);
    private static final Duration CARDS_READ = Duration.ofMinutes(1);
    private static final Duration TRANSACTIONS_READ = Duration.ofSeconds(10);
    private static final Duration ROUTES_SEEN = Duration.ofMillis(500);

    /** Shorter than anybody waits for health or metrics. */
    private static final Duration COUNTED_WITHIN = Duration.ofSeconds(3);

    private final Timers timers;
    private final Executor readers;
    private final Executor routesThread;
    private final JpaLedger ledger;
    private final Gateway gateway;
    private final CardFiles cards;
    private final RouteWatch routes;
    private final ConnectionMetrics connections;
    private final PlacementReasons placement;
    private final Optional<CertificateEnd> certificate;
    private final RecurringTasks tasks;

    /**
     * @param readers for what blocks a moment
     * @param routesThread for what blocks for seconds, when routes are loaded
     * @param placement which stations stay with another csms than site.yaml's
     * @param certificate that of HTTPS, when it is on
     */
    HealthWatch(
            Timers timers,
            Executor readers,
            Executor routesThread,
            JpaLedger ledger,
            Gateway gateway,
            CardFiles cards,
            RouteWatch routes,
            ConnectionMetrics connections,
            PlacementReasons placement,
            Optional<CertificateEnd> certificate) {
        this.timers = timers;
        this.tasks = new RecurringTasks(timers);
        this.readers = readers;
        this.routesThread = routesThread;
        this.routes = routes;
        this.placement = placement;
        this.ledger = ledger;
        this.gateway = gateway;
        this.cards = cards;
        this.connections = connections;
        this.certificate = certificate;
    }

    /** Begins; called once. */
    void start() {
        ledger.watch();
        prune();
        Executor atOnce = Runnable::run;
        tasks.every(LEDGER_WATCHED, "Watching the ledger", atOnce, ledger::watch);
        tasks.every(PRUNED, "Pruning the ledger", atOnce, this::prune);
        tasks.every(CARDS_READ, "Reading the card files", readers, cards::refresh);
        tasks.every(TRANSACTIONS_READ, "Reading transactions", readers, placement::look);
        tasks.every(ROUTES_SEEN, "Watching the routes folder", routesThread, routes::look);
    }

    /**
     * Looks after the hold on a database that others can reach too; called once.
     *
     * @param holder the thread for it alone: whatever else waits for the database must not keep it
     *     from being confirmed
     */
    void holding(Executor holder, Runnable confirm, Runnable keepSilence) {
        tasks.every(HELD, "Holding the database", holder, confirm);
        tasks.every(HELD, "Keeping silent", Runnable::run, keepSilence);
    }

    private void prune() {
        ledger.prune()
                .whenComplete(
                        (rows, fault) -> {
                            if (fault != null) {
                                LOG.warn(Problem.LEDGER_NOT_PRUNED.line(fault));
                            } else if (rows > 0) {
                                LOG.info("old rows pruned rows={}", rows);
                            }
                        });
    }

    /** How the gateway is: down when it cannot store, degraded while a csms is away. */
    CompletableFuture<Health> health() {
        return gateway.figures()
                .thenCombine(backlog(), (figures, backlog) -> judged(figures, backlog));
    }

    private Health judged(Figures figures, Optional<Backlog> backlog) {
        List<String> reasons = new ArrayList<>();
        Optional<String> trouble = ledger.trouble();
        trouble.ifPresent(
                why -> reasons.add("Nothing can be stored: " + why + "; stations are refused"));
        ledger.noRoom()
                .ifPresent(
                        why -> reasons.add("Nothing new is taken: " + why + "; make room on it"));
        routes.trouble().ifPresent(reasons::add);
        reasons.addAll(placement.sentences());
        reasons.addAll(tasks.troubles());
        certificate
                .flatMap(shown -> shown.reason(timers.clock().instant()))
                .ifPresent(reasons::add);
        Census census = figures.census();
        reasons.addAll(figures.standing().reasons());
        if (census.away() > 0) {
            reasons.add(
                    "The csms is away for %d of %d links; %s"
                            .formatted(census.away(), census.links(), waiting(backlog)));
        }
        return new Health(trouble.isEmpty(), reasons);
    }

    private String waiting(Optional<Backlog> backlog) {
        if (backlog.isEmpty()) {
            return "how many messages wait for it cannot be read";
        }
        return "%d messages wait for it".formatted(backlog.get().rows())
                + backlog.get()
                        .oldest()
                        .map(oldest -> ", the oldest for %d s".formatted(oldest.toSeconds()))
                        .orElse("");
    }

    /** Empty when the ledger cannot be read now. */
    private CompletableFuture<Optional<Backlog>> backlog() {
        if (ledger.trouble().isPresent()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return ledger.backlog()
                .thenApply(Optional::of)
                .exceptionally(fault -> Optional.empty())
                .completeOnTimeout(
                        Optional.empty(), COUNTED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The figures for {@code /metrics}; docs/operations.md lists them. */
    CompletableFuture<List<Metric>> metrics() {
        return gateway.figures().thenCombine(backlog(), this::metrics);
    }

    private List<Metric> metrics(Figures figures, Optional<Backlog> backlog) {
        List<Metric> metrics = new ArrayList<>();
        ofStations(figures, metrics);
        ofTheOutbox(figures, backlog, metrics);
        ofTheLedger(metrics);
        ofTheRoutes(metrics);
        metrics.addAll(AcceptanceMetrics.of(figures.acceptance()));
        metrics.addAll(KeptMetrics.of(figures.kept()));
        connections.addTo(metrics);
        ofTheDesk(figures.desk(), metrics);
        certificate.ifPresent(
                shown ->
                        metrics.add(
                                Metric.gauge(
                                        "substation_tls_certificate_end_seconds",
                                        "When the certificate of HTTPS expires, in seconds since"
                                                + " 1970",
                                        shown.end().getEpochSecond())));
        Runtime runtime = Runtime.getRuntime();
        metrics.add(
                Metric.gauge(
                        "substation_jvm_heap_used_bytes",
                        "Memory of the heap in use, garbage included",
                        runtime.totalMemory() - runtime.freeMemory()));
        metrics.add(
                Metric.gauge(
                        "substation_jvm_heap_max_bytes",
                        "Memory that the heap may grow to",
                        runtime.maxMemory()));
        return metrics;
    }

    private static void ofTheDesk(DeskLoad.Figures desk, List<Metric> metrics) {
        metrics.add(
                Metric.counter("substation_desk_tasks_total", "Tasks of the desk", desk.tasks()));
        metrics.add(
                Metric.counter(
                        "substation_desk_busy_milliseconds_total",
                        "Time that the desk worked",
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
    }

    private static void ofStations(Figures figures, List<Metric> metrics) {
        Census census = figures.census();
        metrics.add(
                Metric.gauge("substation_stations_known", "Stations heard of", census.stations()));
        metrics.add(
                Metric.gauge(
                        "substation_stations_connected",
                        "Stations with an open WebSocket",
                        figures.stationsConnected()));
        metrics.add(
                Metric.gauge(
                        "substation_csms_links_connected",
                        "Links to a csms that are open",
                        census.connected()));
        metrics.add(
                Metric.gauge(
                        "substation_csms_links_away",
                        "Links to a csms that are lost and tried again",
                        census.away()));
        IdentityConflicts standing = figures.standing();
        metrics.add(
                Metric.gauge(
                        "substation_csms_links_refused",
                        "Links that a csms does not let in",
                        standing.refused()));
        metrics.add(
                Metric.gauge(
                        "substation_stations_contested",
                        "Stations under whose identity two devices connect",
                        standing.contested()));
        metrics.add(
                Metric.counter(
                        "substation_station_takeovers_total",
                        "New connections that took the place of one that had not ended",
                        standing.takeovers()));
        metrics.add(
                Metric.counter(
                        "substation_station_connections_turned_away_total",
                        "New connections that did not, because the one before is alive",
                        standing.turnedAway()));
        metrics.add(
                Metric.gauge(
                        "substation_calls_pending",
                        "Calls of stations that wait for their answer",
                        census.pending()));
        Metric calls =
                Metric.counters(
                        "substation_calls_total",
                        "Calls answered, from stations (up) and from the csms (down); outcome is"
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
                        "substation_translation_losses_total", "Values that did not cross exactly");
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
                        "Calls whose signed meter values did not go on as they came",
                        figures.signedChanged()));
    }

    private void ofTheOutbox(Figures figures, Optional<Backlog> backlog, List<Metric> metrics) {
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
    }

    private void ofTheLedger(List<Metric> metrics) {
        LedgerFigures figures = ledger.figures();
        metrics.add(
                Metric.gauge(
                        "substation_ledger_up",
                        "Whether commits succeed: 1, or 0",
                        ledger.trouble().isEmpty() ? 1 : 0));
        metrics.add(
                Metric.gauge(
                        "substation_ledger_room",
                        "Whether the disk has room for what is new: 1, or 0",
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
                        "Database transactions that carried the commits, one sync each; commits"
                                + " by batches is the batch size",
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
                        "Text in the message log, about",
                        figures.logBytes()));
        metrics.add(
                Metric.gauge(
                        "substation_message_log_budget_bytes",
                        "What the message log may take on the disk",
                        figures.logBudget()));
        metrics.add(
                Metric.counter(
                        "substation_message_log_cut_total",
                        "Lines of the message log whose payload was cut",
                        figures.logCut()));
    }

    private void ofTheRoutes(List<Metric> metrics) {
        metrics.add(
                Metric.gauge(
                        "substation_routes_up",
                        "Whether the routes that run are those in the folder: 1, or 0 while"
                                + " changed ones are refused",
                        routes.trouble().isEmpty() ? 1 : 0));
        metrics.add(
                Metric.counters(
                                "substation_routes_reloads_total",
                                "Changes of the routes folder, by what became of them")
                        .with(routes.loaded(), "outcome", "loaded")
                        .with(routes.refused(), "outcome", "refused"));
    }

    @Override
    public void close() {
        tasks.close();
    }
}
