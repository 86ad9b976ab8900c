package dev.substation.bench;

import dev.substation.bench.Messages.SoapForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What messages through the gateway cost, beside what a user could have instead: the way without a
 * gateway, a proxy that stores nothing, and the same server with nothing in it but an echo and a
 * servlet that reads XML. The rounds of all sides alternate. {@code payara/gw bench} starts it;
 * docs/performance.md says what it means.
 */
public final class GatewayBench {

    private static final int ROUNDS = 3;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** The compiler is quiet when it takes less of a core. */
    private static final double QUIET_PERCENT = 5;

    private static final long LONGEST_WARM_UP = 120 * SECOND;

    private static final int IDLE = 500;
    private static final int BURST_STATIONS = 1_000;
    private static final int BURST_EACH = 5;
    private static final int PACE = 25;

    /** Seconds. */
    private static final int MOST_LAG = 20;

    private final Path folder;
    private final BenchOptions options;
    private final TestBed bed;
    private final long began = System.nanoTime();
    private final Figures figures = new Figures();

    private GatewayBench(Path folder, BenchOptions options)
            throws IOException, InterruptedException {
        this.folder = folder;
        this.options = options;
        say("starting the gateway and its peers; data and logs in " + folder);
        bed = new TestBed(folder);
    }

    /** Exits with 2 when wrongly used. */
    public static void main(String[] args) throws Exception {
        // Also after Ctrl+C nothing goes on running.
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () ->
                                        ProcessHandle.current()
                                                .children()
                                                .forEach(ProcessHandle::destroyForcibly)));
        if (args.length > 0 && args[0].equals("--jvm")) {
            JvmBench.main(Arrays.copyOfRange(args, 1, args.length));
            System.exit(0);
        }
        if (args.length > 0 && args[0].equals("--console")) {
            ConsoleBench.main(Arrays.copyOfRange(args, 1, args.length));
            System.exit(0);
        }
        if (args.length > 0 && args[0].equals("--micro")) {
            org.openjdk.jmh.Main.main(micro(Arrays.copyOfRange(args, 1, args.length)));
            System.exit(0);
        }
        BenchOptions options = BenchOptions.read(args);
        Path folder = Files.createTempDirectory("substation-bench");
        if (!options.ratiosAlone()) {
            GatewayBench bench = new GatewayBench(folder, options);
            String text;
            try {
                text = bench.measureAll();
            } finally {
                bench.bed.close();
            }
            if (options.markdown()) {
                PerformancePage.write("figures", text);
            }
        }
        if (options.only().isEmpty()) {
            // Not written: a build, whose gateway has served other tests, reaches less.
            System.out.print("\nratios that each build compares\n" + Ratios.table(folder).plain());
        }
        System.exit(0); // Netty's threads
    }

    /** What JMH is asked for: time and memory of all, shortly, where nothing else is said. */
    private static String[] micro(String... options) {
        return options.length > 0 ? options : "-f 1 -wi 4 -w 2s -i 4 -r 2s -prof gc".split(" ");
    }

    private String measureAll() throws IOException, InterruptedException {
        figures.machine(Report.machine(folder));
        figures.start(bed.secondsToReady(), bed.residentAtStart());
        memory();
        warmUp();
        String[] all = {Side.DIRECT, Side.PROXY, Side.ECHO, Side.GATEWAY};
        json("MeterValues, 100 stations", 100, Messages::meterValues, all);
        json("MeterValues, 500 stations", 500, Messages::meterValues, all);
        json("MeterValues, 50 stations", 50, Messages::meterValues, Side.ECHO, Side.GATEWAY);
        json("Heartbeat, 200 stations", 200, Messages::heartbeats, Side.ECHO, Side.GATEWAY);
        json("MeterValues, 1 station", 1, Messages::meterValues, all);
        json("DataTransfer, 1 station", 1, Messages::dataTransfers, Side.PROXY, Side.GATEWAY);
        json(
                "full sessions, 100 stations",
                100,
                Messages::sessions,
                Side.DIRECT,
                Side.PROXY,
                Side.GATEWAY);
        soap("SOAP 1.6 MeterValues, 32 connections", 32, true, Messages::meterValues);
        soap("SOAP 1.6 MeterValues, 1 connection", 1, true, Messages::meterValues);
        soap("SOAP 1.5 MeterValues, 32 connections", 32, false, Messages::meterValues);
        soap("SOAP 1.6 Heartbeat, 32 connections", 32, true, Messages::heartbeats);
        soap("SOAP 1.6 full sessions, 32 connections", 32, true, Messages::sessions);
        paced("MeterValues", Messages::meterValues);
        paced("DataTransfer", Messages::dataTransfers);
        burst();
        figures.residentAfterAll(bed.gateway().resident());
        System.out.print(figures.plain());
        return figures.markdown();
    }

    /** What a hundred stations, and the heap that one, take while they say nothing. */
    private void memory() throws IOException, InterruptedException {
        if (!options.includes("memory")) {
            introduce();
            return;
        }
        say("memory of stations that say nothing");
        try (Stations first = bed.connect(Side.GATEWAY, "BENCH-W", 100, Messages::meterValues)) {
            figures.residentWith100(bed.gateway().resident());
            long before = bed.gateway().heap();
            try (Stations more =
                    bed.connect(Side.GATEWAY, "BENCH-I", IDLE, Messages::meterValues)) {
                figures.heapPerStation((bed.gateway().heap() - before) / 1024.0 / IDLE);
                introduce();
            }
        }
    }

    /**
     * Lets all stations of the loads come once, before any has gone: the gateway admits 30 new ones
     * a second from an address where many came and went, which is not what is measured here.
     */
    private void introduce() throws IOException, InterruptedException {
        say("all stations come for the first time");
        List<Side> all = new ArrayList<>();
        all.add(bed.stations(Side.GATEWAY, "BENCH-J", BURST_STATIONS, Messages::meterValues));
        all.add(bed.stations(Side.GATEWAY, "BENCH-V", 50, Messages::heartbeats));
        all.add(bed.stations(Side.GATEWAY, "BENCH-U", 50, Messages::sessions));
        for (String names : List.of("T", "S", "R", "Q", "16", "15")) {
            Side side = bed.soap(Side.GATEWAY, "BENCH-" + names, 32, true, Messages::heartbeats);
            side.warmUp(SECOND);
            all.add(side);
        }
        all.forEach(Side::close);
    }

    /** All kinds of load in turns, until the compiler of the gateway is quiet. */
    private void warmUp() throws IOException, InterruptedException {
        List<Side> sides = new ArrayList<>();
        for (String side : List.of(Side.GATEWAY, Side.ECHO, Side.PROXY, Side.DIRECT)) {
            sides.add(bed.stations(side, "BENCH-W", 100, Messages::meterValues));
        }
        sides.add(bed.stations(Side.GATEWAY, "BENCH-V", 50, Messages::heartbeats));
        sides.add(bed.stations(Side.GATEWAY, "BENCH-U", 50, Messages::sessions));
        sides.add(bed.soap(Side.GATEWAY, "BENCH-T", 32, true, Messages::meterValues));
        sides.add(bed.soap(Side.GATEWAY, "BENCH-S", 32, false, Messages::meterValues));
        sides.add(bed.soap(Side.GATEWAY, "BENCH-R", 32, true, Messages::sessions));
        sides.add(bed.soap(Side.GATEWAY, "BENCH-Q", 32, true, Messages::heartbeats));
        sides.add(bed.soap(Side.SERVLET, "BENCH-P", 32, true, Messages::meterValues));
        long first = System.nanoTime();
        double compiling = 100;
        while (compiling > QUIET_PERCENT && System.nanoTime() - first < LONGEST_WARM_UP) {
            Jvm.Used before = bed.gateway().used();
            for (Side side : sides) {
                side.warmUp(side.name().equals(Side.GATEWAY) ? 2 * SECOND : SECOND / 2);
            }
            Jvm.Used used = bed.gateway().used().minus(before);
            compiling = 100.0 * used.compiling() / used.clock();
            say("warming up: the compiler takes %.0f %% of a core".formatted(compiling));
        }
        sides.forEach(Side::close);
        figures.warmedUp((System.nanoTime() - first) / SECOND, compiling);
    }

    private void json(String name, int count, Supplier<Script> scripts, String... ways)
            throws IOException, InterruptedException {
        if (options.includes(name)) {
            List<Side> sides = new ArrayList<>();
            for (String way : ways) {
                sides.add(bed.stations(way, "BENCH-J", count, scripts));
            }
            measure(name, sides);
        }
    }

    private void soap(
            String name, int connections, boolean of16, Function<SoapForm, Script> scripts)
            throws IOException, InterruptedException {
        if (options.includes(name)) {
            List<Side> sides = new ArrayList<>();
            for (String way : List.of(Side.SERVLET, Side.GATEWAY)) {
                sides.add(
                        bed.soap(way, of16 ? "BENCH-16" : "BENCH-15", connections, of16, scripts));
            }
            measure(name, sides);
        }
    }

    private void measure(String name, List<Side> sides) throws IOException, InterruptedException {
        say(name);
        for (Side side : sides) {
            side.warmUp(options.round() / 2);
        }
        for (int i = 0; i < ROUNDS; i++) {
            for (Side side : sides) {
                side.run(options.round());
            }
        }
        sides.forEach(Side::close);
        figures.load(name, sides);
    }

    /** One station that sends at a fixed rate: what the gateway adds to the time of an answer. */
    private void paced(String action, Supplier<Script> scripts)
            throws IOException, InterruptedException {
        String name = action + ", 1 station, " + PACE + " a second";
        if (options.includes(name)) {
            say(name);
            List<Side> sides = new ArrayList<>();
            for (String way : List.of(Side.DIRECT, Side.PROXY, Side.GATEWAY)) {
                Side side = bed.paced(way, "BENCH-J", scripts, PACE);
                side.warmUp(SECOND);
                side.run(options.round() * ROUNDS);
                side.close();
                sides.add(side);
            }
            figures.paced(action, sides);
        }
    }

    /** Many stations with a few messages each, all at once. */
    private void burst() throws IOException, InterruptedException {
        if (!options.includes("burst")) {
            return;
        }
        say("burst of %d stations".formatted(BURST_STATIONS));
        for (String way : List.of(Side.DIRECT, Side.PROXY, Side.GATEWAY)) {
            try (Stations stations =
                    bed.connect(way, "BENCH-J", BURST_STATIONS, Messages::meterValues)) {
                bed.csms().awaitQuiet(MOST_LAG);
                List<Double> answered = new ArrayList<>();
                List<Double> delivered = new ArrayList<>();
                int lost = 0;
                for (int i = 0; i < ROUNDS; i++) {
                    bed.csms().countMeterValues();
                    long first = System.nanoTime();
                    Latencies.Figures all = stations.burst(BURST_EACH);
                    answered.add(all.nanos() / 1e9);
                    delivered.add((bed.csms().awaitQuiet(MOST_LAG) - first) / 1e9);
                    lost += BURST_STATIONS * BURST_EACH - bed.csms().differentMeterValues();
                }
                figures.burst(
                        way,
                        answered.stream().sorted().toList().get(ROUNDS / 2),
                        delivered.stream().sorted().toList().get(ROUNDS / 2),
                        lost);
            }
        }
    }

    private void say(String text) {
        System.err.printf("[%3d s] %s%n", (System.nanoTime() - began) / SECOND, text);
    }
}
