package dev.substation.app;

import dev.substation.admin.AcceptFilter;
import dev.substation.admin.Explaining;
import dev.substation.admin.Health;
import dev.substation.admin.Metric;
import dev.substation.api.EventStream;
import dev.substation.api.Operations;
import dev.substation.app.settings.BadSettings;
import dev.substation.app.settings.Settings;
import dev.substation.app.settings.SiteVersion;
import dev.substation.app.tls.TlsFiles;
import dev.substation.app.tls.UsualTrust;
import dev.substation.csms.LinksByScheme;
import dev.substation.csms.NettyCsmsLinks;
import dev.substation.dialect.Checks;
import dev.substation.dialect.Dictionary;
import dev.substation.dialect.OperationForms;
import dev.substation.dialect.SoapCodec;
import dev.substation.files.RelayedFiles;
import dev.substation.flow.desk.LiveSite;
import dev.substation.flow.desk.Parts;
import dev.substation.flow.gate.Entrance;
import dev.substation.flow.gate.Gateway;
import dev.substation.flow.gate.StationFacts;
import dev.substation.flow.ports.KeyVault;
import dev.substation.flow.ports.Ledger;
import dev.substation.flow.ports.Tracing;
import dev.substation.flow.time.Desk;
import dev.substation.flow.time.OperatingHours;
import dev.substation.flow.time.Timers;
import dev.substation.front.ContainerListeners;
import dev.substation.front.Front;
import dev.substation.json.JsonFace;
import dev.substation.json.OcppUpgradeFilter;
import dev.substation.ocppj.TrafficBudget;
import dev.substation.routes.language.BadRoutes;
import dev.substation.routes.live.SiteRoutes;
import dev.substation.routes.rules.RuleTime;
import dev.substation.soap.CallbackClient;
import dev.substation.soap.SoapFace;
import dev.substation.soap.SoapPaths;
import dev.substation.soap.SoapServlet;
import dev.substation.store.Database;
import dev.substation.store.JpaLedger;
import dev.substation.store.SealedLedger;
import dev.substation.store.TransactionRecords;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway, put together. Built from the ledger upwards; closed in this order: new calls are
 * refused, answers under way are awaited for at most 5 seconds, the links to the CSMS close in
 * order (1000), the faces end, the rules stop, the ledger writes what waits and closes, the threads
 * end.
 */
final class Substation implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Substation.class);

    private static final Duration ANSWERS_AWAITED = Duration.ofSeconds(5);
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(7);
    private static final int EVENT_LOOPS = 2;
    private static final String JSON_PATH = "/ocpp";

    private final BuiltParts parts = new BuiltParts();

    private final Gateway gateway;
    private final Entrance entrance;
    private final HealthWatch watch;
    private final SoapServlet soapServlet;
    private final SoapPaths soapPaths;
    private final PublicUrl publicUrl;
    private final OcppUpgradeFilter upgradeFilter;
    private final AcceptFilter acceptFilter;
    private final AdminLock lock;
    private final Front front;
    private final String tlsAdvice;
    private final Executor workers;
    private final Explaining explaining;
    private final MessageLog messageLog;
    private final Operations operations;
    private final Editing editing;
    private final BooleanSupplier setUp;
    private final Tracing tracing;

    /**
     * What the gateway is built from.
     *
     * @param version the settings, as they were read
     * @param home what the paths of card files are relative to
     * @param routes the folder of the site's routes
     * @param data the folder of the record
     * @param contextPath where the server serves the gateway, such as {@code /gateway}; empty for
     *     its root
     * @param maker makes threads
     * @param webSockets the container's
     */
    record Site(
            SiteVersion version,
            Path home,
            Path routes,
            Path data,
            String contextPath,
            ThreadFactory maker,
            ServerContainer webSockets) {

        Settings settings() {
            return version.settings();
        }
    }

    /**
     * Builds and starts everything; when that fails, what had been built is closed again.
     *
     * @throws BadRoutes when the routes cannot be used
     * @throws BadSettings when the key vault, or the place of relayed files, cannot be used
     */
    Substation(Site site) throws BadRoutes, BadSettings, DeploymentException {
        boolean complete = false;
        try {
            SettingsWatch file = new SettingsWatch(site.version());
            CardFiles cards = new CardFiles(site.home(), site.settings().allCards());
            SettingsInUse inUse = new SettingsInUse(site.settings(), cards);
            setUp = () -> inUse.get().isSetUp();
            Threads threads = parts.built("threads", new Threads(site.maker()));
            tracing = parts.built("traces", Traces.of(site.settings(), threads));
            TrafficBudget traffic = TrafficBudget.ofHeap(Runtime.getRuntime().maxMemory());
            Timers time = threads.time();
            Settings.Http http = site.settings().http();
            Dictionary dictionary = Dictionary.load();
            Checks checks = new Checks(dictionary);
            Database database = database(site, threads);
            Placement placement;
            try (TransactionRecords records = database.transactions()) {
                site.settings().owing(!records.unfinished().isEmpty());
                placement = Placement.settled(site.settings(), records, WallClock.utc().instant());
            }
            placement.reasons().forEach(LOG::warn);
            LiveSite live = new LiveSite(inUse.site(), placement.held());
            JpaLedger ledger = ledger(site, threads, database);
            messageLog = new MessageLog(ledger, site.settings().secrets());
            KeyVault vault = VaultFile.open(site.data());
            Ledger sealed = new SealedLedger(ledger, site.settings().secrets(), vault);
            Ledger.Snapshot snapshot = sealed.load(inUse::has);
            site.settings().owing(!snapshot.waiting().isEmpty());
            SiteRoutes rules =
                    parts.built(
                            "rules",
                            new SiteRoutes(
                                    site.routes(),
                                    site.data().resolve("routes-in-use"),
                                    snapshot.memories(),
                                    RuleTime.by(
                                            time,
                                            new OperatingHours(
                                                    time::moment, snapshot.operated()))));
            EventLoopGroup loops = new NioEventLoopGroup(EVENT_LOOPS, threads.named("csms"));
            parts.built("event loops", () -> Threads.end(loops));
            SoapCodec codec = new SoapCodec(dictionary);
            publicUrl = new PublicUrl(http, site.contextPath());
            TlsFiles tls = new TlsFiles(UsualTrust.authorities());
            CallbackClient callbacks =
                    Callbacks.of(
                            inUse, live, http.callbacks(), tls, codec, checks, publicUrl, threads);
            NettyCsmsLinks links =
                    new NettyCsmsLinks(
                            loops, threads.lookups(), time, checks, traffic, tls, database::lost);
            RelayedFiles files =
                    parts.built(
                            "files",
                            FileDoor.of(
                                    site.settings().files(),
                                    site.data(),
                                    Callbacks.client(threads, UsualTrust.context()),
                                    threads,
                                    loops));
            UdpDoor udp = parts.built("udp", new UdpDoor(site.settings(), sealed, threads));
            EventStream events = ShownEvents.stream(inUse, threads);
            gateway =
                    new Gateway(
                            new Parts(
                                    new Desk(threads.desk(), time),
                                    live,
                                    dictionary,
                                    checks,
                                    rules,
                                    sealed,
                                    new LinksByScheme(Map.of("ws", links, "wss", links)),
                                    callbacks,
                                    vault,
                                    files,
                                    tracing,
                                    events,
                                    udp.face()),
                            snapshot);
            events.whenWanted(gateway.facts()::lookOn);
            explaining =
                    new LiveRoutes(
                            rules,
                            live,
                            gateway.facts()::vendor,
                            threads.desk(),
                            threads.workers());
            operations =
                    new OperatorView(
                            inUse,
                            gateway.facts(),
                            ledger,
                            messageLog,
                            new Exchanges(messageLog, dictionary, explaining, threads.operators()),
                            time,
                            new OperationForms(dictionary),
                            new RefusedStates(
                                    inUse, gateway.refusals().peers(), site.contextPath()),
                            events,
                            threads.operators());
            entrance =
                    new Entrance(
                            gateway,
                            tracing,
                            time,
                            Entrance.Limits.usual(site.settings().defaults().stationsMax()),
                            snapshot.stations());
            SoapFace soap = parts.built("soap", new SoapFace(entrance, codec, checks, callbacks));
            soapPaths = new SoapPaths(http.soapAliases(), inUse::hasSecrets);
            soapServlet =
                    new SoapServlet(soap, soapPaths, SoapServlet.MAX_BYTES, SoapServlet.PATIENCE);
            upgradeFilter =
                    new OcppUpgradeFilter(
                            new JsonFace(
                                    site.webSockets(),
                                    entrance,
                                    time,
                                    checks,
                                    threads.wires(),
                                    traffic),
                            entrance,
                            with(JSON_PATH, http.jsonAliases()),
                            soapPaths.all(),
                            inUse::hasSecrets);
            tlsAdvice = FrontDoor.tlsAdvice(http);
            workers = threads.workers();
            acceptFilter = new AcceptFilter(http.accepted(), gateway.refusals(), time);
            front =
                    parts.built(
                            "front",
                            FrontDoor.of(
                                    http,
                                    new RequestSenders(
                                            entrance, upgradeFilter::station, site.contextPath()),
                                    gateway.refusals(),
                                    time,
                                    threads.workers()));
            front.start();
            lock =
                    new AdminLock(
                            site.data(), inUse, soapPaths.all(), threads, tls, gateway.refusals());
            parts.built("gateway", this::stopGateway);
            parts.built("events", events); // a reader would hold up the front
            gateway.start();
            FileDoor.open(files);
            udp.serve(inUse.get(), entrance);
            watch =
                    parts.built(
                            "watch",
                            Watches.of(
                                    inUse,
                                    live,
                                    site.routes(),
                                    threads,
                                    ledger,
                                    gateway,
                                    cards,
                                    rules,
                                    events,
                                    new PlacementReasons(
                                            placement.reasons(),
                                            inUse,
                                            live::held,
                                            database::transactions),
                                    new ConnectionMetrics(
                                            traffic, front, files, gateway.refusals())));
            editing =
                    Editing.of(
                            site.routes(),
                            site.data(),
                            site.settings().routes().requireTests(),
                            watch.routes(),
                            new LoggedCalls(messageLog, live, gateway.facts()::vendors),
                            cards,
                            file,
                            inUse,
                            threads);
            watch.start();
            watch.watching(
                    file.giving(udp.after(next -> inUse.take(next, entrance))).telling(events));
            LedgerBackups.offer(
                    site.data(), site.settings().store(), database, threads.backups(), watch);
            if (database.isShared()) {
                watch.holding(threads.holder(), database::confirmHold, links::keepSilence);
            }
            complete = true;
        } finally {
            if (!complete) {
                close();
            }
        }
    }

    /** A line of the log, with the trace of the call that it is about. */
    String traced(String line) {
        return tracing.inLine(line);
    }

    private Database database(Site site, Threads threads) {
        return parts.built(
                "database",
                Database.open(
                        site.settings().store().database(site.data()),
                        threads.named("database"),
                        threads.time()::moment));
    }

    private JpaLedger ledger(Site site, Threads threads, Database database) {
        return parts.built(
                "ledger",
                new JpaLedger(
                        database,
                        threads.writer(),
                        threads.readers(),
                        threads.time(),
                        site.settings().store().limits()));
    }

    private static List<String> with(String path, List<String> aliases) {
        return Stream.concat(Stream.of(path), aliases.stream()).toList();
    }

    /** The SOAP face, to be served at {@link #soapPaths}. */
    SoapServlet soapServlet() {
        return soapServlet;
    }

    /** Where SOAP stations come in, as patterns of the servlet container. */
    String[] soapPaths() {
        return soapPaths.mappings();
    }

    /** Sees every request to the SOAP face. */
    PublicUrl publicUrl() {
        return publicUrl;
    }

    /** The JSON face, in front of everything. */
    OcppUpgradeFilter upgradeFilter() {
        return upgradeFilter;
    }

    /** Whom the site accepts at all, in front of everything. */
    AcceptFilter acceptFilter() {
        return acceptFilter;
    }

    /** The lock of what is not for everybody. */
    AdminLock lock() {
        return lock;
    }

    /**
     * Puts the front before the container.
     *
     * @return what takes it away
     */
    AutoCloseable guard() {
        return ContainerListeners.guard(front, tlsAdvice, workers);
    }

    /** What the live routes would do. */
    Explaining explaining() {
        return explaining;
    }

    /** What was said, and what became of it. */
    MessageLog messageLog() {
        return messageLog;
    }

    /** Whether the settings in use have a CSMS. */
    boolean isSetUp() {
        return setUp.getAsBoolean();
    }

    /** What the API shows of the gateway itself. */
    HealthWatch watch() {
        return watch;
    }

    /** What the API shows and does. */
    Operations operations() {
        return operations;
    }

    /** What operators edit. */
    Editing editing() {
        return editing;
    }

    /** What the gateway knows of its stations. */
    StationFacts facts() {
        return gateway.facts();
    }

    /** How the gateway is. */
    CompletableFuture<Health> health() {
        return watch.health();
    }

    /** The gateway's figures. */
    CompletableFuture<List<Metric>> metrics() {
        return watch.metrics();
    }

    private void stopGateway() throws Exception {
        entrance.stop();
        gateway.stop(ANSWERS_AWAITED).get(STOPPED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Closes everything, once; a part that fails does not keep the others from closing. */
    @Override
    public synchronized void close() {
        if (parts.close()) {
            LOG.info("stopped");
        }
    }
}
