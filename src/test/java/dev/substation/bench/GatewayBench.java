package dev.substation.bench;

import dev.substation.testing.GatewayProcess;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/**
 * Messages a second through the gateway, and what they cost, beside the same server with nothing in
 * it but a WebSocket echo and a servlet that reads XML, and beside the way without a gateway. Each
 * peer sends its next message when it has the answer to the last one; the runs of all sides
 * alternate. {@code payara/gw bench} starts it.
 */
public final class GatewayBench {

    private static final int WRONG_USE = 2;
    private static final int ROUNDS = 3;
    private static final String USAGE =
            """
            usage: payara/gw bench [--seconds N]
              Measures messages per second, latency, and processor time per message, through a
              gateway with the shipped rules and its ledger on the disk, beside the same server
              with an echo and a bare servlet in it, and beside the way without a gateway.
              --seconds N   how long each of the rounds lasts, 5 when left out
            """;

    private static final Instant BEGIN = Instant.parse("2026-11-28T10:00:00Z");

    /** One way from the peers to an answer. */
    private record Side(String name, Load load, List<ProcessHandle> processes) {}

    /** What a side did in all rounds. */
    private static final class Sum {
        private final List<Latencies.Figures> rounds = new ArrayList<>();
        private long messages;
        private long cpu;

        private Latencies.Figures median() {
            return rounds.stream()
                    .sorted(Comparator.comparingDouble(Latencies.Figures::perSecond))
                    .toList()
                    .get(rounds.size() / 2);
        }
    }

    private GatewayBench() {}

    /** Exits with 2 when wrongly used. */
    public static void main(String[] args) throws Exception {
        Duration round = Duration.ofSeconds(5);
        if (args.length == 2 && args[0].equals("--seconds") && args[1].matches("[1-9]\\d{0,3}")) {
            round = Duration.ofSeconds(Integer.parseInt(args[1]));
        } else if (args.length > 0) {
            (args[0].equals("--help") ? System.out : System.err).print(USAGE);
            System.exit(args[0].equals("--help") ? 0 : WRONG_USE);
        }
        Path folder = Files.createTempDirectory("substation-bench");
        EventLoopGroup loops = new NioEventLoopGroup(1);
        ExecutorService workers = Executors.newFixedThreadPool(2);
        System.out.println("data and logs in " + folder);
        try (BenchCsms csms = new BenchCsms(loops);
                PeerServer peer = new PeerServer(folder);
                GatewayProcess gateway = gateway(folder.resolve("home"), csms)) {
            System.out.printf(
                    "%-32s %-10s %10s %9s %9s %12s %7s%n",
                    "load", "side", "messages/s", "p50 ms", "p99 ms", "CPU us each", "MB");
            webSockets(
                    "MeterValues, 100 stations",
                    100,
                    GatewayBench::meterValues,
                    loops,
                    csms,
                    peer,
                    gateway,
                    round);
            webSockets(
                    "Heartbeat, 50 stations",
                    50,
                    GatewayBench::heartbeat,
                    loops,
                    csms,
                    peer,
                    gateway,
                    round);
            webSockets(
                    "MeterValues, 1 station",
                    1,
                    GatewayBench::meterValues,
                    loops,
                    csms,
                    peer,
                    gateway,
                    round);
            webSockets(
                    "DataTransfer, 1 station",
                    1,
                    GatewayBench::dataTransfer,
                    loops,
                    csms,
                    peer,
                    gateway,
                    round);
            soap("SOAP MeterValues, 32 connections", 32, workers, peer, gateway, round);
            soap("SOAP MeterValues, 1 connection", 1, workers, peer, gateway, round);
        } finally {
            loops.shutdownGracefully();
            workers.shutdown();
        }
        System.exit(0); // the threads of the HTTP clients
    }

    private static GatewayProcess gateway(Path home, BenchCsms csms) throws IOException {
        Files.createDirectories(home);
        copy(Path.of("camel-routes"), home.resolve("camel-routes"));
        return GatewayProcess.startAsInService(
                home,
                """
                csms:
                  main: { url: "ws://127.0.0.1:%d/{station}" }
                defaults: { csms: main, accept: any }
                stations: { "BENCH-*": {} }
                """
                        .formatted(csms.port()));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }

    private static void webSockets(
            String name,
            int stations,
            LongFunction<String> message,
            EventLoopGroup loops,
            BenchCsms csms,
            PeerServer peer,
            GatewayProcess gateway,
            Duration round)
            throws InterruptedException {
        String path = "/ocpp/BENCH-" + stations + "-%d";
        measure(
                name,
                round,
                List.of(
                        new Side(
                                "direct",
                                new Stations(
                                        loops,
                                        "ws://127.0.0.1:" + csms.port() + "/B-%d",
                                        stations,
                                        message),
                                List.of()),
                        new Side(
                                "echo",
                                new Stations(
                                        loops,
                                        "ws://127.0.0.1:" + peer.port() + path,
                                        stations,
                                        message),
                                List.of(peer.handle())),
                        new Side(
                                "gateway",
                                new Stations(
                                        loops,
                                        "ws://127.0.0.1:" + gateway.port() + path,
                                        stations,
                                        message),
                                List.of(gateway.handle()))));
    }

    private static void soap(
            String name,
            int connections,
            ExecutorService workers,
            PeerServer peer,
            GatewayProcess gateway,
            Duration round)
            throws InterruptedException {
        measure(
                name,
                round,
                List.of(
                        new Side(
                                "servlet",
                                new SoapStations(
                                        workers,
                                        URI.create("http://127.0.0.1:" + peer.port() + "/soap"),
                                        connections,
                                        GatewayBench::envelope),
                                List.of(peer.handle())),
                        new Side(
                                "gateway",
                                new SoapStations(
                                        workers,
                                        gateway.uri("http", "/soap"),
                                        connections,
                                        GatewayBench::envelope),
                                List.of(gateway.handle()))));
    }

    /** The first round, twice as long, warms up. */
    private static void measure(String name, Duration round, List<Side> sides)
            throws InterruptedException {
        List<Sum> sums = sides.stream().map(side -> new Sum()).toList();
        for (int i = 0; i <= ROUNDS; i++) {
            for (int at = 0; at < sides.size(); at++) {
                Side side = sides.get(at);
                long before = cpu(side);
                Latencies.Figures figures = side.load().run(round.toNanos() * (i == 0 ? 2 : 1));
                if (i > 0) {
                    sums.get(at).rounds.add(figures);
                    sums.get(at).messages += figures.messages();
                    sums.get(at).cpu += cpu(side) - before;
                }
            }
        }
        for (int at = 0; at < sides.size(); at++) {
            print(name, sides.get(at), sums.get(at));
            sides.get(at).load().close();
        }
    }

    private static void print(String name, Side side, Sum sum) {
        Latencies.Figures median = sum.median();
        boolean measured = !side.processes().isEmpty();
        System.out.printf(
                Locale.ROOT,
                "%-32s %-10s %10.0f %9.2f %9.2f %12s %7s%n",
                name,
                side.name(),
                median.perSecond(),
                median.p50() / 1e3,
                median.p99() / 1e3,
                measured ? "" + sum.cpu / 1_000 / Math.max(1, sum.messages) : "-",
                measured ? "" + resident(side.processes().get(0)) : "-");
    }

    /** Processor time of the processes so far, in nanoseconds. */
    private static long cpu(Side side) {
        return side.processes().stream()
                .mapToLong(
                        process ->
                                process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L))
                .sum();
    }

    /** Megabytes of memory that a process holds; 0 where the machine does not say. */
    private static long resident(ProcessHandle process) {
        try {
            return Files.readAllLines(Path.of("/proc", "" + process.pid(), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    private static String samples(long number, String form, String between) {
        List<String> samples = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            samples.add(form.formatted(number * 12 + i));
        }
        return String.join(between, samples);
    }

    private static String meterValues(long number) {
        return "[2,\"m%d\",\"MeterValues\",{\"connectorId\":1,\"meterValue\":[{\"timestamp\":\"%s\",\"sampledValue\":[%s]}]}]"
                .formatted(
                        number,
                        BEGIN.plusMillis(number),
                        samples(
                                number,
                                "{\"value\":\"%d\",\"context\":\"Sample.Periodic\",\"format\":\"Raw\",\"measurand\":\"Energy.Active.Import.Register\",\"unit\":\"Wh\"}",
                                ","));
    }

    private static String heartbeat(long number) {
        return "[2,\"h" + number + "\",\"Heartbeat\",{}]";
    }

    private static String dataTransfer(long number) {
        return "[2,\"d%d\",\"DataTransfer\",{\"vendorId\":\"Bench\",\"data\":\"%d\"}]"
                .formatted(number, number);
    }

    private static String envelope(long number) {
        return ("<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\""
                        + " xmlns:o=\"urn://Ocpp/Cs/2015/10/\"><s:Header><o:chargeBoxIdentity>BENCH-S%d"
                        + "</o:chargeBoxIdentity></s:Header><s:Body><o:meterValuesRequest>"
                        + "<o:connectorId>1</o:connectorId><o:meterValue><o:timestamp>%s</o:timestamp>"
                        + "%s</o:meterValue></o:meterValuesRequest></s:Body></s:Envelope>")
                .formatted(
                        number % 32,
                        BEGIN.plusMillis(number),
                        samples(
                                number,
                                "<o:sampledValue><o:value>%d</o:value><o:measurand>Energy.Active.Import.Register</o:measurand><o:unit>Wh</o:unit></o:sampledValue>",
                                ""));
    }
}
