package dev.substation.bench;

import dev.substation.app.settings.Settings;
import dev.substation.app.settings.SettingsFile;
import dev.substation.dialect.Checks;
import dev.substation.dialect.Dictionary;
import dev.substation.flow.desk.Parts;
import dev.substation.flow.gate.Gateway;
import dev.substation.flow.ports.CsmsLink;
import dev.substation.flow.ports.CsmsLinks;
import dev.substation.flow.ports.FileRelay;
import dev.substation.flow.ports.KeyVault;
import dev.substation.flow.ports.Site;
import dev.substation.flow.ports.StationLink;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.flow.time.Desk;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.testing.stepped.MemoryLedger;
import dev.substation.testing.stepped.NoRules;
import dev.substation.testing.stepped.SteppedTimers;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * What a site with many listed stations costs the desk: the share of its time that goes into
 * looking after their links, every five seconds, while nobody says anything; and a look-up in the
 * settings, by table and by search through the list as it was before. In processor time.
 *
 * <p>Argument: the number of stations, 10,000 when left out.
 */
public final class SiteBench {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private SiteBench() {}

    public static void main(String[] args) throws Exception {
        int count = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
        Settings settings = settings(count);
        List<StationId> stations = IntStream.range(0, count).mapToObj(SiteBench::station).toList();
        Searched searched = new Searched(settings, stations);
        double byTable = lookUp(settings, stations, count * 20);
        searched.searches = true;
        double bySearch = lookUp(searched, stations, 1_000);
        searched.searches = false;
        double now = share(settings, stations, () -> {}, 6, Duration.ofSeconds(60));
        double before =
                share(searched, stations, () -> searched.searches = true, 1, Duration.ofSeconds(5));
        System.out.printf(
                Locale.ROOT,
                "site stations=%d look-up=%.2f us (searched %.0f us, ratio %.0f)"
                        + " desk=%.2f %% (searched %.0f %%, ratio %.0f)%n",
                count,
                byTable,
                bySearch,
                bySearch / byTable,
                now,
                before,
                before / now);
    }

    private static StationId station(int number) {
        return new StationId("CP-%06d".formatted(number));
    }

    private static Settings settings(int count) throws Exception {
        StringBuilder text = new StringBuilder();
        text.append("csms:\n  main: { url: \"ws://127.0.0.1/{station}\" }\nstations:\n");
        for (int i = 0; i < count; i++) {
            text.append("  ").append(station(i).value()).append(": { vendor: generic }\n");
        }
        Path file = Files.createTempFile("site", ".yaml");
        try {
            Files.writeString(file, text);
            return SettingsFile.read(file.getParent(), file, Map.of(), Clock.systemUTC());
        } finally {
            Files.delete(file);
        }
    }

    /** Microseconds for a question. */
    private static double lookUp(Site site, List<StationId> stations, int questions) {
        long began = 0;
        for (int i = -questions; i < questions; i++) {
            if (i == 0) {
                began = THREADS.getCurrentThreadCpuTime();
            }
            site.station(stations.get(Math.floorMod(i * 7919, stations.size()))).orElseThrow();
        }
        return (THREADS.getCurrentThreadCpuTime() - began) / 1e3 / questions;
    }

    /**
     * Percent of the desk's time while all are connected and say nothing.
     *
     * @param begin run before the measuring
     * @param rounds of which the first half warms up
     */
    private static double share(
            Site site, List<StationId> stations, Runnable begin, int rounds, Duration round) {
        SteppedTimers time = new SteppedTimers(Instant.parse("2026-01-01T08:00:00Z"));
        MemoryLedger ledger = new MemoryLedger();
        Dictionary dictionary = Dictionary.load();
        Gateway gateway =
                new Gateway(
                        new Parts(
                                new Desk(time, time),
                                site,
                                dictionary,
                                new Checks(dictionary),
                                new NoRules(),
                                ledger,
                                new Accepting(),
                                (station, dialect, address) -> new Deaf(station),
                                new KeyVault(new byte[32]),
                                FileRelay.NONE),
                        ledger.load());
        gateway.start();
        for (StationId station : stations) {
            StationLink link = new Deaf(station);
            gateway.opened(link);
            gateway.call(
                    link,
                    new Call(
                            "boot",
                            station,
                            Direction.UP,
                            Dialect.JSON_16,
                            Action.BootNotification,
                            Payload.of("chargePointVendor", "V", "chargePointModel", "M"),
                            List.of()));
        }
        time.settle();
        begin.run();
        long spent = 0;
        for (int i = 0; i < rounds; i++) {
            long began = THREADS.getCurrentThreadCpuTime();
            time.pass(round);
            spent += i < rounds / 2 ? 0 : THREADS.getCurrentThreadCpuTime() - began;
        }
        int measured = rounds - rounds / 2;
        return 100.0 * spent / measured / round.toNanos();
    }

    /** The settings with the search through the list that each question began with. */
    private static final class Searched implements Site {

        private final Settings settings;
        private final List<StationId> stations;
        private boolean searches;

        Searched(Settings settings, List<StationId> stations) {
            this.settings = settings;
            this.stations = stations;
        }

        private void search(StationId wanted) {
            if (!searches) {
                return;
            }
            stations.stream()
                    .filter(one -> new StationId(one.value()).equals(wanted))
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public Optional<StationSettings> station(StationId station) {
            search(station);
            return settings.station(station);
        }

        @Override
        public List<UpstreamSettings> upstreams(StationId station) {
            search(station);
            return settings.upstreams(station);
        }

        @Override
        public Optional<UpstreamSettings> upstream(StationId identity) {
            search(identity);
            return settings.upstream(identity);
        }
    }

    private record Deaf(StationId station) implements StationLink {

        @Override
        public Dialect dialect() {
            return Dialect.JSON_16;
        }

        @Override
        public String address() {
            return "192.0.2.7:40000";
        }

        @Override
        public Kind kind() {
            return Kind.CONNECTED;
        }

        @Override
        public CompletableFuture<Answer> call(Call call, Duration deadline) {
            return CompletableFuture.completedFuture(
                    Answer.failure(Cause.STATION_UNREACHABLE, station, "it is deaf"));
        }

        @Override
        public void close(String reason) {}
    }

    /** A CSMS that accepts every boot and wants a Heartbeat every five minutes. */
    private static final class Accepting implements CsmsLinks {

        private static final Answer ACCEPTED =
                Answer.result(
                        Payload.of(
                                "status", "Accepted",
                                "interval", 300L,
                                "currentTime", "2026-01-01T08:00:00Z"));

        @Override
        public CsmsLink open(StationId identity, CsmsSettings csms, CsmsLink.Listener listener) {
            listener.connected();
            return new CsmsLink() {
                @Override
                public CompletableFuture<Answer> call(Call call, Duration deadline) {
                    return CompletableFuture.completedFuture(ACCEPTED);
                }

                @Override
                public CompletableFuture<Void> close(String reason) {
                    return CompletableFuture.completedFuture(null);
                }
            };
        }
    }
}
