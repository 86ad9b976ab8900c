package dev.substation.bench;

import dev.substation.e2e.Browser;
import dev.substation.testing.GatewayProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What the console costs the gateway while operators look at it: the processor time of a message
 * with three browsers open, in parts of that without them. The rounds of both alternate. The
 * browsers run on the same machine, so the throughput says nothing, but the processor time of the
 * gateway's own process does.
 */
final class ConsoleBench {

    private static final int ROUNDS = 3;
    private static final long ROUND = TimeUnit.SECONDS.toNanos(20);
    private static final long WARM_UP = TimeUnit.SECONDS.toNanos(40);
    private static final List<String> PAGES = List.of("stations", "messages", "health");

    private ConsoleBench() {}

    /**
     * Arguments: how many stations, and how many messages a second of all; 5,000 and 1,000 when
     * left out.
     */
    static void main(String[] args) throws Exception {
        int stations = args.length > 0 ? Integer.parseInt(args[0]) : 5_000;
        int perSecond = args.length > 1 ? Integer.parseInt(args[1]) : 1_000;
        Path folder = Files.createTempDirectory("substation-console-bench");
        System.out.printf("starting the gateway; data and logs in %s%n", folder);
        try (BenchCsms csms = BenchCsms.start()) {
            Path home = folder.resolve("home");
            TestBed.copyRoutes(home);
            try (GatewayProcess gateway =
                            GatewayProcess.startAsInService(
                                    home, TestBed.SITE.formatted(csms.port()));
                    Jvm jvm = Jvm.attach(gateway.handle().pid())) {
                System.out.printf("connecting %d stations%n", stations);
                try (Stations all =
                        Stations.paced(
                                csms.loops(),
                                TestBed.url(gateway.port(), "BENCH"),
                                Messages::meterValues,
                                stations,
                                TimeUnit.SECONDS.toNanos(stations) / perSecond)) {
                    all.run(WARM_UP);
                    measure(gateway, jvm, all);
                }
            }
        }
    }

    private static void measure(GatewayProcess gateway, Jvm jvm, Stations stations)
            throws Exception {
        double without = 0;
        double with = 0;
        for (int round = 0; round < ROUNDS; round++) {
            without += microseconds("without", jvm, stations);
            List<Browser> open = new ArrayList<>();
            try {
                for (String page : PAGES) {
                    Browser browser = Browser.start();
                    open.add(browser);
                    browser.open(gateway.uri("http", "/") + "#/" + page);
                }
                with += microseconds("with", jvm, stations);
            } finally {
                open.forEach(Browser::close);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "processor time of a message: %.0f us without, %.0f us with %d browsers, ratio %.3f%n",
                without / ROUNDS,
                with / ROUNDS,
                PAGES.size(),
                with / without);
    }

    private static double microseconds(String how, Jvm jvm, Stations stations) throws Exception {
        Jvm.Used before = jvm.used();
        Latencies.Figures figures = stations.run(ROUND);
        Jvm.Used used = jvm.used().minus(before);
        double each = (used.cpu() - used.compiling()) / 1e3 / figures.messages();
        System.out.printf(
                Locale.ROOT,
                "%s: %.0f messages a second, %d failed, p99 %.0f ms, %.0f us each%n",
                how,
                figures.perSecond(),
                figures.failed(),
                figures.p99() / 1e6,
                each);
        return each;
    }
}
