package dev.substation.bench;

import static dev.substation.bench.Report.decimal;

import dev.substation.testing.GatewayProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Gateways with different options of the JVM beside each other: start, memory, throughput and
 * processor time. They start one after the other; then their rounds alternate. {@code payara/gw
 * bench --jvm} starts it.
 *
 * <p>Arguments: for each gateway the options that it has beside those of {@code
 * payara/jvm.options}, separated by spaces; {@code java=DIR} among them takes another JDK. {@code
 * -Dbench.warm-up=SECONDS} sets how long all are warmed up together, 90 when left out.
 */
final class JvmBench {

    private static final int STATIONS = 100;
    private static final int CONNECTIONS = 32;
    private static final int ROUNDS = 4;
    private static final long ROUND = TimeUnit.SECONDS.toNanos(2);
    private static final String JAVA = "java=";

    /** One gateway. */
    private static final class Variant {

        private final String options;
        private final GatewayProcess gateway;
        private final Jvm jvm;
        private final Side json;
        private final Side soap;
        private final double ready;
        private final double cpuToReady;
        private final long residentAtStart;
        private final long residentWithStations;

        Variant(String options, Path home, BenchCsms csms)
                throws IOException, InterruptedException {
            this.options = options;
            List<String> words =
                    Arrays.stream(options.split(" ")).filter(w -> !w.isEmpty()).toList();
            String jdk = System.getProperty("test.jdk");
            words.stream()
                    .filter(word -> word.startsWith(JAVA))
                    .forEach(word -> System.setProperty("test.jdk", word.substring(JAVA.length())));
            TestBed.copyRoutes(home);
            GatewayProcess.write(home, TestBed.SITE.formatted(csms.port()));
            long began = System.nanoTime();
            gateway =
                    GatewayProcess.restart(
                            home, words.stream().filter(word -> !word.startsWith(JAVA)).toList());
            ready = (System.nanoTime() - began) / 1e9;
            System.setProperty("test.jdk", jdk);
            cpuToReady =
                    gateway.handle().info().totalCpuDuration().orElse(Duration.ZERO).toMillis()
                            / 1e3;
            residentAtStart = Jvm.resident(gateway.handle().pid());
            jvm = Jvm.attach(gateway.handle().pid());
            json =
                    new Side(
                            options,
                            new Stations(
                                    csms.loops(),
                                    TestBed.url(gateway.port(), home.getFileName() + "-J"),
                                    STATIONS,
                                    Messages::meterValues),
                            jvm,
                            csms);
            residentWithStations = jvm.resident();
            soap =
                    new Side(
                            options,
                            TestBed.soap(
                                    csms.loops(),
                                    gateway.port(),
                                    home.getFileName() + "-S",
                                    CONNECTIONS,
                                    TestBed.STATIONS_OF_A_CONNECTION,
                                    Messages::meterValues,
                                    true),
                            jvm,
                            csms);
        }

        void close() {
            json.close();
            soap.close();
            jvm.close();
            gateway.close();
        }
    }

    private JvmBench() {}

    public static void main(String... args) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("substation-jvm");
        List<Variant> variants = new ArrayList<>();
        try (BenchCsms csms = BenchCsms.start()) {
            for (String options : args.length == 0 ? new String[] {""} : args) {
                System.err.println("starting with: " + options);
                Path home = folder.resolve("BENCH-" + variants.size());
                variants.add(new Variant(options, home, csms));
            }
            System.err.println("warming up");
            long until =
                    System.nanoTime()
                            + TimeUnit.SECONDS.toNanos(Integer.getInteger("bench.warm-up", 90));
            while (System.nanoTime() < until) {
                for (Variant variant : variants) {
                    variant.json.warmUp(ROUND);
                    variant.soap.warmUp(ROUND);
                }
            }
            for (int i = 0; i < ROUNDS; i++) {
                for (Variant variant : variants) {
                    variant.json.run(ROUND);
                    variant.soap.run(ROUND);
                }
            }
            print(variants);
            variants.forEach(Variant::close); // before the event loop; else main's hook ends them
        }
    }

    private static void print(List<Variant> variants) {
        Report.Table table =
                new Report.Table(
                        "options",
                        "ready s",
                        "cpu s to it",
                        "MB at start",
                        "with 100",
                        "after",
                        "JSON/s",
                        "p99 ms",
                        "cpu µs",
                        "SOAP/s",
                        "p99 ms",
                        "cpu µs",
                        "collector %",
                        "compiler %");
        for (Variant one : variants) {
            table.row(
                    one.options.isEmpty() ? "as shipped" : one.options,
                    decimal(one.ready, 1),
                    decimal(one.cpuToReady, 1),
                    "" + one.residentAtStart,
                    "" + one.residentWithStations,
                    "" + one.jvm.resident(),
                    decimal(one.json.perSecond(), 0),
                    decimal(one.json.p99(), 0),
                    decimal(one.json.cpu(), 0),
                    decimal(one.soap.perSecond(), 0),
                    decimal(one.soap.p99(), 0),
                    decimal(one.soap.cpu(), 0),
                    decimal((one.json.collecting() + one.soap.collecting()) / 2, 1),
                    decimal((one.json.compiling() + one.soap.compiling()) / 2, 0));
        }
        System.out.print(table.plain());
    }
}
