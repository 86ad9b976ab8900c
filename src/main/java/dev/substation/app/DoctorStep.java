package dev.substation.app;

import dev.substation.app.doctor.Finding;
import dev.substation.app.doctor.Machine;
import dev.substation.app.doctor.WaysIn;
import dev.substation.app.doctor.WaysToCsms;
import dev.substation.app.doctor.WaysToStations;
import dev.substation.app.settings.BadSettings;
import dev.substation.app.settings.Settings;
import dev.substation.args.Arguments;
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
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
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
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Runs {@code gw doctor} for the launcher: examines an installation from the disk to the CSMS, and
 * says for each finding what to do (docs/troubleshooting.md).
 */
public final class DoctorStep extends CommandStep {

    private static final String HELP =
            """
            usage: doctor [--url URL] [--home DIR]

            Examines an installation: Java, memory, disk, settings, rules, ports, certificates, the
            clock, the way to each CSMS and its answer to each station, and the callback addresses of
            SOAP stations. Each line begins with ok, note or wrong; what to do stands below it.

            While no gateway runs, it connects to the CSMS as each station in site.yaml, and closes
            the connection again at once; it sends no message. While a gateway runs on the home, it
            asks that gateway instead.

              --url URL        where the gateway answers, if not at http.port of site.yaml: with
                               --http-port, or as a WAR: http://127.0.0.1:8080/gateway
              --home DIR       folder with site.yaml, camel-routes/, keys/ and data/;
                               default: $SUBSTATION_HOME, otherwise as for run

            Do not run it on a copy of a home whose gateway runs elsewhere: the CSMS would end the
            links of that gateway.

            Exit status: 0 if nothing is wrong, otherwise 1.
            """;

    /** Links that are tried before the screen says how far it is. */
    private static final int SOON = 5;

    /** Links in a row that a firewall may have swallowed; more would take hours. */
    private static final int MOST_SILENT = 3;

    /** Stations that are tried at once. */
    private static final int AT_ONCE = 16;

    private static final String HEALTH = "/substation/health/ready";

    @Override
    int run(Map<String, String> question) {
        return run(question, System.getenv(), WallClock.utc(), System.out);
    }

    static int run(
            Map<String, String> question,
            Map<String, String> environment,
            Clock clock,
            PrintStream out) {
        return helped(
                question,
                HELP,
                out,
                each -> {
                    Arguments told =
                            Arguments.readOptions(each, List.of(RunningGateway.URL), List.of());
                    return new Examination(
                                    question,
                                    environment,
                                    clock,
                                    told.option(RunningGateway.URL),
                                    out)
                            .run();
                });
    }

    /** One run; counts what is wrong. */
    private static final class Examination {

        private final Map<String, String> question;
        private final Map<String, String> environment;
        private final Clock clock;
        private final Optional<String> url;
        private final PrintStream out;
        private int wrong;

        Examination(
                Map<String, String> question,
                Map<String, String> environment,
                Clock clock,
                Optional<String> url,
                PrintStream out) {
            this.url = url;
            this.question = question;
            this.environment = environment;
            this.clock = clock;
            this.out = out;
        }

        int run() {
            Path home = Path.of(question.get("home"));
            Path data = Path.of(question.get("data"));
            title("This machine");
            Machine.look(home, data, question.getOrDefault("jvm-options", "")).forEach(this::say);
            title("Settings, certificates, cards and rules");
            if (CheckStep.look(question, environment, clock, out) != OK) {
                wrong++;
            }
            try {
                look(settings(question, environment, clock), home, data);
            } catch (BadSettings e) {
                out.println(); // what is wrong has been said above
                out.println("Correct site.yaml, then run this again for the rest.");
            }
            out.println();
            out.println(
                    wrong == 0
                            ? "Nothing is wrong."
                            : wrong == 1 ? "1 thing is wrong." : wrong + " things are wrong.");
            return wrong == 0 ? OK : FAILED;
        }

        private void look(Settings settings, Path home, Path data) {
            title("Ways in");
            boolean running = isTaken(home, data);
            Stored stored = running ? Stored.NOTHING : stored(settings, data);
            boolean alone = !running && stored.isOpen();
            WaysIn ways = new WaysIn(settings.http());
            (running ? ways.open(clock.instant(), health(settings)) : ways.closed(clock.instant()))
                    .forEach(this::say);
            title("Ways to the CSMS");
            if (!alone) {
                out.println(
                        running
                                ? "The gateway has these links itself; see above what it says of them."
                                : "Another gateway uses the ledger, and may have these links; they are not tried.");
            }
            csms(
                    settings,
                    alone ? Optional.of(() -> isTaken(home, data)) : Optional.empty(),
                    stored.keyed());
            title("Ways to SOAP stations");
            stations(settings, stored.addresses());
        }

        private List<Finding> health(Settings settings) {
            RunningGateway gateway;
            try {
                gateway =
                        url.isPresent()
                                ? RunningGateway.at(url.get())
                                : RunningGateway.of(settings.http());
            } catch (BadSettings e) {
                return WaysIn.silent(url.get());
            }
            try {
                RunningGateway.Page page = gateway.page(HEALTH);
                return WaysIn.said(page.status(), page.text());
            } catch (IOException e) {
                return WaysIn.silent(gateway.uri(HEALTH));
            }
        }

        /**
         * @param taken whether a gateway has the links by now; empty when one has had them before
         */
        private void csms(
                Settings settings, Optional<BooleanSupplier> taken, Set<StationId> keyed) {
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
            try (Threads threads = new Threads(Thread::new)) {
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
                out.println(
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
                    out.printf(
                            "note   %s is not tried: the CSMS has set its password, which only the"
                                    + " gateway knows%n",
                            upstream.identity());
                    continue;
                }
                if (silent == MOST_SILENT || taken.getAsBoolean()) {
                    out.printf(
                            "note   the other %d stations of CSMS %s are not tried%n",
                            upstreams.size() - tried, csms.name());
                    return;
                }
                Finding finding = ways.link(upstream.csms(), upstream.identity());
                say(finding);
                silent = WaysToCsms.isSilence(finding) ? silent + 1 : 0;
                tried++;
                if (tried % SOON == 0 && tried < upstreams.size()) {
                    out.printf("... %d of %d links tried%n", tried, upstreams.size());
                }
            }
        }

        private void stations(Settings settings, Map<StationId, String> addresses) {
            Set<StationId> all = new LinkedHashSet<>(settings.named());
            all.addAll(addresses.keySet());
            try (Threads threads = new Threads(Thread::new)) {
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
                    out.println("No SOAP station is known.");
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
                out.println(
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
                out.println(e.getMessage() + ".");
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

        private void title(String text) {
            out.println();
            out.println(text);
        }

        private void say(Finding finding) {
            wrong += finding.isWrong() ? 1 : 0;
            out.println(finding.lines());
        }
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
