package dev.substation.app;

import dev.substation.app.doctor.Finding;
import dev.substation.app.doctor.Machine;
import dev.substation.app.doctor.WaysIn;
import dev.substation.app.doctor.WaysToCsms;
import dev.substation.app.doctor.WaysToStations;
import dev.substation.app.settings.BadSettings;
import dev.substation.app.settings.Settings;
import dev.substation.flow.keys.LinkKeys;
import dev.substation.flow.keys.SetByCsms;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.home.Home;
import dev.substation.home.HomeFault;
import dev.substation.home.HomeLock;
import dev.substation.home.HomeTaken;
import dev.substation.model.Dialect;
import dev.substation.model.StationId;
import dev.substation.store.DatabaseInUse;
import dev.substation.store.DatabaseUnusable;
import dev.substation.store.TransactionRecords;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One examination of an installation, from the disk to the CSMS, by {@code gw doctor} or by the
 * gateway itself for its API. Counts what is wrong.
 */
final class Examination {

    /** Links that are tried before the screen says how far it is. */
    private static final int SOON = 5;

    /** Links in a row that a firewall may have swallowed; more would take hours. */
    private static final int MOST_SILENT = 3;

    /** Stations that are tried at once. */
    private static final int AT_ONCE = 16;

    private final Map<String, String> question;
    private final Map<String, String> environment;
    private final Clock clock;
    private final ThreadFactory maker;
    private final Gateway gateway;
    private final Report report;
    private int wrong;

    /**
     * @param question the places of the home: {@code home}, {@code site}, {@code routes}, {@code
     *     data}; and the {@code jvm-options} that a gateway gets
     * @param maker makes threads
     */
    Examination(
            Map<String, String> question,
            Map<String, String> environment,
            Clock clock,
            ThreadFactory maker,
            Gateway gateway,
            Report report) {
        this.question = question;
        this.environment = environment;
        this.clock = clock;
        this.maker = maker;
        this.gateway = gateway;
        this.report = report;
    }

    /** The gateway of the home. */
    interface Gateway {

        /**
         * The SOAP stations that it calls, with their addresses, if it is the one that examines.
         */
        Optional<Map<StationId, String>> called();

        /** What it says of its health; asked only while it runs. */
        List<Finding> health(Settings settings);
    }

    /** Looks at everything; returns how many things are wrong. */
    int run() {
        Path home = Path.of(question.get("home"));
        Path data = Path.of(question.get("data"));
        report.title("This machine");
        Machine.look(home, data, question.getOrDefault("jvm-options", "")).forEach(this::say);
        report.title("Settings, certificates, cards and rules");
        check();
        try {
            look(CommandStep.settings(question, environment, clock), home, data);
        } catch (BadSettings e) { // what is wrong has been said above
            report.line("Correct site.yaml, then run this again for the rest.");
        }
        return wrong;
    }

    private void check() {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            boolean ledger = gateway.called().isEmpty();
            if (CheckStep.look(question, environment, clock, out, ledger) != CommandStep.OK) {
                wrong++;
            }
        }
        said.toString(StandardCharsets.UTF_8).lines().forEach(report::line);
    }

    private void look(Settings settings, Path home, Path data) {
        report.title("Ways in");
        Optional<Map<StationId, String>> called = gateway.called();
        boolean running = called.isPresent() || isTaken(home, data);
        Stored stored =
                called.map(addresses -> new Stored(true, Set.of(), addresses))
                        .orElseGet(() -> running ? Stored.NOTHING : stored(settings, data));
        boolean alone = !running && stored.isOpen();
        WaysIn ways = new WaysIn(settings.http());
        (running
                        ? ways.open(clock.instant(), gateway.health(settings))
                        : ways.closed(clock.instant()))
                .forEach(this::say);
        report.title("Ways to the CSMS");
        if (!alone) {
            report.line(
                    running
                            ? "The gateway has these links itself; see above what it says of them."
                            : "Another gateway uses the ledger, and may have these links; they are not tried.");
        }
        csms(
                settings,
                alone ? Optional.of(() -> isTaken(home, data)) : Optional.empty(),
                stored.keyed());
        report.title("Ways to SOAP stations");
        stations(settings, stored.addresses());
    }

    /**
     * @param taken whether a gateway has the links by now; empty when one has had them before
     */
    private void csms(Settings settings, Optional<BooleanSupplier> taken, Set<StationId> keyed) {
        Map<String, List<UpstreamSettings>> byCsms = new LinkedHashMap<>();
        settings.csms().keySet().forEach(name -> byCsms.put(name, new ArrayList<>()));
        Set<StationId> seen = new HashSet<>();
        for (StationId station : settings.named()) {
            for (UpstreamSettings upstream : settings.upstreams(station)) {
                if (seen.add(upstream.identity())) {
                    byCsms.computeIfAbsent(upstream.csms().name(), name -> new ArrayList<>())
                            .add(upstream);
                }
            }
        }
        try (Threads threads = new Threads(maker)) {
            EventLoopGroup loops = new NioEventLoopGroup(1, threads.named("csms"));
            WaysToCsms ways = new WaysToCsms(loops, threads.lookups(), threads.time(), clock);
            byCsms.forEach(
                    (name, upstreams) -> {
                        CsmsSettings csms = settings.csms().get(name);
                        Finding known = WaysToCsms.name(csms);
                        say(known);
                        if (!known.isWrong()) {
                            ways.server(csms, example(upstreams)).forEach(this::say);
                            taken.ifPresent(now -> links(ways, csms, upstreams, keyed, now));
                        }
                    });
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
        if (seen.isEmpty()) {
            report.line(
                    "site.yaml names no station, so there is none to try; patterns such as"
                            + " \"KEBA-*\" are not tried.");
        }
    }

    private static StationId example(List<UpstreamSettings> upstreams) {
        return upstreams.isEmpty() ? new StationId("doctor") : upstreams.get(0).identity();
    }

    private void links(
            WaysToCsms ways,
            CsmsSettings csms,
            List<UpstreamSettings> upstreams,
            Set<StationId> keyed,
            BooleanSupplier taken) {
        int tried = 0;
        int silent = 0;
        for (UpstreamSettings upstream : upstreams) {
            if (keyed.contains(upstream.identity())) {
                say(
                        Finding.note(
                                "%s is not tried: the CSMS has set its password, which only the"
                                        + " gateway knows",
                                upstream.identity()));
                continue;
            }
            if (silent == MOST_SILENT || taken.getAsBoolean()) {
                say(
                        Finding.note(
                                "the other %d stations of CSMS %s are not tried",
                                upstreams.size() - tried, csms.name()));
                return;
            }
            Finding finding = ways.link(upstream.csms(), upstream.identity());
            say(finding);
            silent = WaysToCsms.isSilence(finding) ? silent + 1 : 0;
            tried++;
            if (tried % SOON == 0 && tried < upstreams.size()) {
                report.line("... %d of %d links tried".formatted(tried, upstreams.size()));
            }
        }
    }

    private void stations(Settings settings, Map<StationId, String> addresses) {
        Set<StationId> all = new LinkedHashSet<>(settings.named());
        all.addAll(addresses.keySet());
        try (Threads threads = new Threads(maker)) {
            ExecutorService several = threads.files(AT_ONCE);
            List<CompletableFuture<Finding>> findings = new ArrayList<>();
            for (StationId id : all) {
                Optional<StationSettings> station = settings.station(id);
                Optional<URI> pinned = station.flatMap(StationSettings::callback);
                boolean soap =
                        addresses.containsKey(id)
                                || pinned.isPresent()
                                || station.flatMap(StationSettings::dialect)
                                        .filter(Dialect::isSoap)
                                        .isPresent();
                if (soap) {
                    Optional<URI> callback = pinned.or(() -> uri(addresses.get(id)));
                    findings.add(
                            CompletableFuture.supplyAsync(
                                    () -> WaysToStations.station(id, callback), several));
                }
            }
            findings.forEach(finding -> say(finding.join()));
            if (findings.isEmpty()) {
                report.line("No SOAP station is known.");
            }
        }
    }

    private static Optional<URI> uri(String address) {
        try {
            return Optional.ofNullable(address).filter(it -> !it.isEmpty()).map(URI::create);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether a gateway has the home, or may have it: then no link of its is touched. */
    private boolean isTaken(Path directory, Path data) {
        Path lock = data.resolve("lock");
        if (Files.notExists(lock)) {
            return false;
        }
        if (!Files.isWritable(lock)) {
            report.line(
                    "Whether a gateway runs cannot be found out: %s cannot be written to. Run this as the user of the gateway."
                            .formatted(lock));
            wrong++;
            return true;
        }
        try {
            HomeLock.takeAtOnce(Home.at(directory)).close();
            return false;
        } catch (HomeTaken e) {
            return true;
        } catch (HomeFault e) {
            report.line(e.getMessage() + ".");
            wrong++;
            return true;
        }
    }

    /** What the ledger says of stations, while nothing else has it open. */
    private static Stored stored(Settings settings, Path data) {
        if (!TransactionsStep.hasLedger(settings, data)) {
            return Stored.NOTHING;
        }
        try (TransactionRecords records =
                TransactionRecords.open(settings.store().database(data))) {
            Set<StationId> keyed = new HashSet<>();
            for (String owner : LinkKeys.OWNERS) {
                records.remembered(owner).stream()
                        .flatMap(memory -> LinkKeys.told(memory).stream())
                        .map(SetByCsms::station)
                        .forEach(keyed::add);
            }
            return new Stored(true, keyed, records.calledAt());
        } catch (DatabaseInUse e) {
            return Stored.IN_USE;
        } catch (DatabaseUnusable e) {
            return Stored.NOTHING; // said among the settings
        }
    }

    private void say(Finding finding) {
        wrong += finding.isWrong() ? 1 : 0;
        report.say(finding);
    }

    /**
     * What the ledger says.
     *
     * @param isOpen whether no gateway uses it
     * @param keyed upstream stations whose password the CSMS has set
     * @param addresses where SOAP stations are called
     */
    private record Stored(boolean isOpen, Set<StationId> keyed, Map<StationId, String> addresses) {

        static final Stored NOTHING = new Stored(true, Set.of(), Map.of());
        static final Stored IN_USE = new Stored(false, Set.of(), Map.of());
    }
}
