package dev.substation.app;

import dev.substation.admin.Health;
import dev.substation.admin.Metric;
import dev.substation.flow.desk.Census;
import dev.substation.flow.desk.Figures;
import dev.substation.flow.gate.Gateway;
import dev.substation.flow.time.Timers;
import dev.substation.model.Problem;
import dev.substation.routes.live.RouteWatch;
import dev.substation.store.Backlog;
import dev.substation.store.JpaLedger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    private static final Duration CERTIFICATES_READ = Duration.ofMinutes(10);
    private static final Duration TRANSACTIONS_READ = Duration.ofSeconds(10);
    private static final Duration ROUTES_SEEN = Duration.ofMillis(500);
    private static final Duration SETTINGS_SEEN = Duration.ofSeconds(1);
    private static final Duration BACKUP_SEEN = Duration.ofSeconds(1);

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
    private final SiteMetrics site;
    private final Certificates certificates;
    private final RecurringTasks tasks;
    private volatile Optional<SettingsWatch> settings = Optional.empty();

    /**
     * @param readers for what blocks a moment
     * @param routesThread for what blocks for seconds, when routes are loaded or the certificates
     *     of many stations are read
     * @param placement which stations stay with another CSMS than site.yaml's
     * @param site the metrics of each station and CSMS
     * @param certificates those of the settings
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
            SiteMetrics site,
            Certificates certificates) {
        this.timers = timers;
        this.tasks = new RecurringTasks(timers);
        this.readers = readers;
        this.routesThread = routesThread;
        this.routes = routes;
        this.placement = placement;
        this.site = site;
        this.ledger = ledger;
        this.gateway = gateway;
        this.cards = cards;
        this.connections = connections;
        this.certificates = certificates;
    }

    /** Begins; called once. */
    void start() {
        ledger.watch();
        prune();
        readCertificates();
        Executor atOnce = Runnable::run;
        tasks.every(LEDGER_WATCHED, "Watching the ledger", atOnce, ledger::watch);
        tasks.every(PRUNED, "Pruning the ledger", atOnce, this::prune);
        tasks.every(CARDS_READ, "Reading the card files", readers, cards::refresh);
        tasks.every(
                CERTIFICATES_READ, "Reading certificates", routesThread, this::readCertificates);
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
        tasks.every(HELD, "Confirming the lock of the database", holder, confirm);
        tasks.every(HELD, "Waiting for the previous gateway", Runnable::run, keepSilence);
    }

    /**
     * Copies the ledger for who asks for it; called once.
     *
     * @param copier the thread for it alone
     * @param answer blocks for as long as a copy takes
     */
    void backingUp(Executor copier, Runnable answer) {
        tasks.every(BACKUP_SEEN, "Copying the ledger for a backup", copier, answer);
    }

    /** Watches the file of the settings; called once. */
    void watching(SettingsWatch file) {
        settings = Optional.of(file);
        tasks.every(SETTINGS_SEEN, "Watching site.yaml", readers, file::look);
    }

    /** The watch over the routes folder. */
    RouteWatch routes() {
        return routes;
    }

    /** When the certificates of the settings expire. */
    List<CertificateEnd> certificates() {
        return certificates.ends();
    }

    /** The watch over {@code site.yaml}; empty until it is watched. */
    Optional<SettingsWatch> settings() {
        return settings;
    }

    /** Why {@code site.yaml} is not what runs; empty while it is. */
    Optional<String> settingsTrouble() {
        return settings.flatMap(SettingsWatch::trouble);
    }

    private void readCertificates() {
        certificates.read(timers.clock().instant());
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

    /** How the gateway is: down when it cannot store, degraded while a CSMS is away. */
    CompletableFuture<Health> health() {
        return gateway.figures()
                .thenCombine(backlog(), (figures, backlog) -> judged(figures, backlog));
    }

    private Health judged(Figures figures, Optional<Backlog> backlog) {
        List<String> reasons = new ArrayList<>();
        Optional<String> trouble = ledger.trouble();
        trouble.ifPresent(
                why -> reasons.add("Nothing can be stored: " + why + "; stations are rejected"));
        ledger.noRoom()
                .ifPresent(
                        why ->
                                reasons.add(
                                        "New messages are rejected: "
                                                + why
                                                + "; free space on it"));
        if (settings.filter(SettingsWatch::hasNoCsms).isPresent()) {
            reasons.add(
                    "No CSMS is set, so stations are rejected; set it in the console, or in"
                            + " site.yaml under csms:");
        }
        routes.trouble().ifPresent(reasons::add);
        settings.flatMap(SettingsWatch::trouble).ifPresent(reasons::add);
        reasons.addAll(placement.sentences());
        reasons.addAll(tasks.troubles());
        reasons.addAll(certificates.reasons(timers.clock().instant()));
        Census census = figures.census();
        reasons.addAll(figures.outages());
        reasons.addAll(figures.standing().reasons());
        reasons.addAll(figures.vendors().reasons());
        reasons.addAll(cards.reasons());
        if (census.away() > 0) {
            reasons.add(
                    "The CSMS is offline for %d of %d links; %s"
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
        metrics.addAll(StationMetrics.of(figures));
        metrics.addAll(site.of(figures, backlog, timers.clock().instant()));
        metrics.addAll(OutboxMetrics.of(figures, backlog));
        metrics.addAll(LedgerMetrics.of(ledger));
        ofTheRoutes(metrics);
        metrics.addAll(AcceptanceMetrics.of(figures.acceptance()));
        metrics.addAll(KeptMetrics.of(figures.kept()));
        connections.addTo(metrics);
        metrics.addAll(DeskMetrics.of(figures.desk()));
        certificates.metric().ifPresent(metrics::add);
        Runtime runtime = Runtime.getRuntime();
        metrics.add(
                Metric.gauge(
                        "substation_jvm_heap_used_bytes",
                        "Heap in use, including garbage",
                        runtime.totalMemory() - runtime.freeMemory()));
        metrics.add(
                Metric.gauge(
                        "substation_jvm_heap_max_bytes",
                        "Largest size of the heap",
                        runtime.maxMemory()));
        return metrics;
    }

    private void ofTheRoutes(List<Metric> metrics) {
        metrics.add(
                Metric.gauge(
                        "substation_routes_up",
                        "Whether the active routes are those in the folder: 1, or 0 while a change "
                                + "has errors",
                        routes.trouble().isEmpty() ? 1 : 0));
        metrics.add(
                Metric.counters(
                                "substation_routes_reloads_total",
                                "Changes of the routes folder, by result")
                        .with(routes.loaded(), "outcome", "loaded")
                        .with(routes.refused(), "outcome", "refused"));
    }

    @Override
    public void close() {
        tasks.close();
    }
}
