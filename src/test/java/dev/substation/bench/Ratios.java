package dev.substation.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.substation.testing.GatewayProcess;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The gateway beside a bare server, for each of a few loads, in 20 s: how many messages a second it
 * answers, and how little processor time one takes, in parts of what the server reaches. Short
 * rounds of both alternate, so that whatever else the machine does concerns both; medians of the
 * rounds count. Both run with the first compiler of the JVM alone, as gateways of the build do: it
 * is quiet within seconds.
 */
final class Ratios {

    static final List<String> FIRST_COMPILER = List.of("-XX:TieredStopAtLevel=1");

    /** The part of {@code docs/performance.md} that has what is committed. */
    static final String PART = "ratios";

    private static final int STATIONS = 100;
    private static final int CONNECTIONS = 32;
    private static final int STATIONS_OF_A_CONNECTION = 4;
    private static final int ROUNDS = 7;
    private static final long ROUND = TimeUnit.MILLISECONDS.toNanos(300);
    private static final long WARM_UP = TimeUnit.SECONDS.toNanos(1);
    private static final int WARM_UPS = 30;

    /** How many messages warm up. */
    private static final int WARM = 3_000;

    /** How long the CSMS may lag behind, in seconds. */
    private static final int LAG = 1;

    private static final int WARM_UP_LAG = 5;

    /** A machine under load moves a ratio by a tenth or two. */
    private static final double TOLERATED = 0.5;

    /** Somebody waits who need not, if less of the processors is used. */
    private static final double IDLE_BELOW = 0.6;

    /**
     * A ratio, gateway to server.
     *
     * @param speed of the messages a second
     * @param thrift of the messages in a second of processor time
     * @param busy which part of the machine's processors was used while the gateway was measured,
     *     by whomever; 1 where it is not measured
     */
    record Ratio(double speed, double thrift, double busy) {

        /**
         * Whether it has become much worse than another: it takes more processor time, or it waits
         * although processors are idle. Where others use the processors, a lower speed alone says
         * nothing: a message through the gateway passes through more threads, which all wait.
         */
        boolean isMuchWorseThan(Ratio committed) {
            boolean slow = speed < TOLERATED * committed.speed;
            boolean costly = thrift < TOLERATED * committed.thrift;
            return slow && (costly || busy < IDLE_BELOW);
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%.2f of the messages a second, %.2f of those in a second of processor time,"
                            + " processors %.0f %% busy",
                    speed,
                    thrift,
                    100 * busy);
        }
    }

    /** One of the two, with its rounds. */
    private final class Half implements AutoCloseable {

        private final Load load;
        private final ProcessHandle process;
        private final List<Double> speeds = new ArrayList<>();
        private final List<Double> busy = new ArrayList<>();
        private long messages;
        private Duration cpu = Duration.ZERO;

        Half(Load load, ProcessHandle process) {
            this.load = load;
            this.process = process;
        }

        private Duration cpu() {
            return process.info().totalCpuDuration().orElse(Duration.ZERO);
        }

        void run(long nanos) throws InterruptedException {
            Duration before = cpu();
            machine.getCpuLoad(); // since the call before
            Latencies.Figures figures = load.run(nanos);
            busy.add(machine.getCpuLoad());
            csms.awaitQuiet(LAG);
            if (figures.failed() > 0) {
                throw new AssertionError(figures.failed() + " messages were not answered");
            }
            cpu = cpu.plus(cpu()).minus(before);
            messages += figures.messages();
            speeds.add(figures.perSecond());
        }

        double perSecond() {
            return median(speeds);
        }

        /** Messages in a second of processor time. */
        double perCpuSecond() {
            return messages * 1e9 / Math.max(1, cpu.toNanos());
        }

        @Override
        public void close() {
            load.close();
        }
    }

    private final OperatingSystemMXBean machine =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final BenchCsms csms;
    private final GatewayProcess gateway;
    private final PeerServer server;

    Ratios(BenchCsms csms, GatewayProcess gateway, PeerServer server) {
        this.csms = csms;
        this.gateway = gateway;
        this.server = server;
    }

    /**
     * Measures all.
     *
     * @param names of the stations
     */
    Map<String, Ratio> measure(String names) throws InterruptedException {
        Map<String, Ratio> ratios = new LinkedHashMap<>();
        ratios.put("MeterValues over WebSocket : echo", webSocket(names, Messages::meterValues));
        ratios.put("Heartbeat over WebSocket : echo", webSocket(names, Messages::heartbeats));
        ratios.put(
                "MeterValues over SOAP 1.6 : servlet",
                ratio(soap(gateway.port(), names + "-S"), soap(server.port(), names + "-S")));
        return ratios;
    }

    private Ratio webSocket(String names, Supplier<Script> scripts) throws InterruptedException {
        return ratio(
                new Stations(csms.loops(), TestBed.url(gateway.port(), names), STATIONS, scripts),
                new Stations(csms.loops(), TestBed.url(server.port(), names), STATIONS, scripts));
    }

    private Load soap(int port, String names) {
        return TestBed.soap(
                csms.loops(),
                port,
                names,
                CONNECTIONS,
                STATIONS_OF_A_CONNECTION,
                Messages::meterValues,
                true);
    }

    private Ratio ratio(Load ours, Load theirs) throws InterruptedException {
        try (Half us = new Half(ours, gateway.handle());
                Half them = new Half(theirs, server.handle())) {
            warmUp(theirs);
            warmUp(ours);
            for (int i = 0; i < ROUNDS; i++) {
                us.run(ROUND);
                them.run(ROUND);
            }
            return new Ratio(
                    us.perSecond() / Math.max(1, them.perSecond()),
                    us.perCpuSecond() / Math.max(1, them.perCpuSecond()),
                    median(us.busy));
        }
    }

    /** Until enough was answered, however much else the machine does. */
    private void warmUp(Load load) throws InterruptedException {
        int messages = 0;
        for (int i = 0; i < WARM_UPS && messages < WARM; i++) {
            messages += load.run(WARM_UP).messages();
        }
        csms.awaitQuiet(WARM_UP_LAG);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    /** What is committed. */
    static Map<String, Ratio> committed() throws IOException {
        Map<String, Ratio> ratios = new LinkedHashMap<>();
        Matcher rows =
                Pattern.compile("(?m)^\\| (.+?) \\| ([0-9.]+) \\| ([0-9.]+) \\|$")
                        .matcher(PerformancePage.part(PART));
        while (rows.find()) {
            ratios.put(
                    rows.group(1),
                    new Ratio(
                            Double.parseDouble(rows.group(2)),
                            Double.parseDouble(rows.group(3)),
                            1));
        }
        return ratios;
    }

    /** Starts a gateway and its peer for this alone. */
    static Report.Table table(Path folder) throws IOException, InterruptedException {
        Path home = folder.resolve("ratios");
        TestBed.copyRoutes(home);
        try (BenchCsms csms = BenchCsms.start();
                PeerServer peer = PeerServer.payara(folder, FIRST_COMPILER)) {
            GatewayProcess.write(home, TestBed.SITE.formatted(csms.port()));
            try (GatewayProcess gateway = GatewayProcess.restart(home, FIRST_COMPILER)) {
                Report.Table table =
                        new Report.Table("load", "messages/s", "messages per processor second");
                new Ratios(csms, gateway, peer)
                        .measure("BENCH-R")
                        .forEach(
                                (load, ratio) ->
                                        table.row(
                                                load,
                                                Report.decimal(ratio.speed(), 2),
                                                Report.decimal(ratio.thrift(), 2)));
                return table;
            }
        }
    }
}
