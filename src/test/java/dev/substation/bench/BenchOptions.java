package dev.substation.bench;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * How a benchmark is run.
 *
 * @param round how long a round lasts, in nanoseconds
 * @param only part of the names of the loads that are measured; empty for all
 * @param markdown whether docs/performance.md is written
 */
record BenchOptions(long round, String only, boolean markdown, boolean ratiosAlone) {

    private static final int WRONG_USE = 2;

    private static final String USAGE =
            """
            usage: payara/gw bench [--markdown] [--seconds N] [--only TEXT]
                   payara/gw bench --ratios
                   payara/gw bench --jvm [OPTIONS]...
                   payara/gw bench --console [STATIONS [MESSAGES A SECOND]]
                   payara/gw bench --micro [OPTION OF JMH]...
              Measures messages per second, latency, processor time and memory per message, through
              a gateway with the shipped rules and its ledger on the disk, beside the same server
              with an echo and a bare servlet in it, a proxy that stores nothing, and the way
              without a gateway. All loads take less than 10 minutes.
              --markdown    writes the tables into docs/performance.md
              --seconds N   how long each of the rounds lasts, 2 when left out
              --only TEXT   only the loads with this in their names, such as SOAP
              --ratios      only the ratios that each build compares
              --jvm         compares options of the JVM: each argument has those of one gateway, beside
                            the ones of payara/jvm.options; "java=DIR" among them takes another JDK
              --console     what the console costs the gateway while it is open in three browsers
              --micro       codec, rules and ledger alone, with JMH; some minutes
            """;

    static BenchOptions read(String... args) {
        long seconds = 2;
        String only = "";
        boolean markdown = false;
        boolean ratios = false;
        Iterator<String> words = Arrays.asList(args).iterator();
        while (words.hasNext()) {
            String word = words.next();
            switch (word) {
                case "--markdown" -> markdown = true;
                case "--ratios" -> ratios = true;
                case "--only" -> only = value(words, ".+");
                case "--seconds" -> seconds = Long.parseLong(value(words, "[1-9]\\d{0,2}"));
                case "--help" -> {
                    System.out.print(USAGE);
                    System.exit(0);
                }
                default -> refuse();
            }
        }
        if (markdown && !only.isEmpty()) {
            refuse();
        }
        return new BenchOptions(TimeUnit.SECONDS.toNanos(seconds), only, markdown, ratios);
    }

    private static String value(Iterator<String> words, String form) {
        String value = words.hasNext() ? words.next() : "";
        if (!value.matches(form)) {
            refuse();
        }
        return value;
    }

    private static void refuse() {
        System.err.print(USAGE);
        System.exit(WRONG_USE);
    }

    boolean includes(String name) {
        return name.toLowerCase(Locale.ROOT).contains(only.toLowerCase(Locale.ROOT));
    }
}
