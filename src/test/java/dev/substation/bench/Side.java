package dev.substation.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One way from the stations to an answer, with what was measured of it. */
final class Side implements AutoCloseable {

    /** The names of the sides. */
    static final String DIRECT = "direct";

    static final String PROXY = "proxy";
    static final String ECHO = "echo";
    static final String SERVLET = "servlet";
    static final String GATEWAY = "gateway";

    /** How long the CSMS may lag behind in seconds; then the next round begins. */
    private static final int LAG = 10;

    private final String name;
    private final Load load;
    private final Jvm jvm;
    private final BenchCsms csms;
    private final List<Latencies.Figures> rounds = new ArrayList<>();
    private Jvm.Used used = Jvm.Used.NOTHING;
    private long messages;
    private int failed;
    private long resident;
    private long lag;

    /**
     * @param jvm what is between the stations and the answer
     * @param csms where all is to arrive that was answered
     */
    Side(String name, Load load, Jvm jvm, BenchCsms csms) {
        this.name = name;
        this.load = load;
        this.jvm = jvm;
        this.csms = csms;
    }

    String name() {
        return name;
    }

    /** A round that does not count. */
    void warmUp(long nanos) throws InterruptedException {
        load.run(nanos);
        csms.awaitQuiet(LAG);
    }

    /** A round. */
    void run(long nanos) throws IOException, InterruptedException {
        Jvm.Used before = jvm.used();
        Latencies.Figures figures = load.run(nanos);
        long end = System.nanoTime();
        lag = Math.max(lag, csms.awaitQuiet(LAG) - end);
        used = used.plus(jvm.used().minus(before));
        rounds.add(figures);
        messages += figures.messages();
        failed += figures.failed();
        resident = jvm.resident();
    }

    private Latencies.Figures median() {
        return rounds.stream()
                .sorted(Comparator.comparingDouble(Latencies.Figures::perSecond))
                .toList()
                .get(rounds.size() / 2);
    }

    double perSecond() {
        return median().perSecond();
    }

    /** Seconds after the end of a round until all was at the CSMS, at most. */
    double lag() {
        return lag / 1e9;
    }

    /** Milliseconds. */
    double p50() {
        return median().p50() / 1e3;
    }

    /** Milliseconds. */
    double p99() {
        return median().p99() / 1e3;
    }

    /** Microseconds of processor time of a message. */
    double cpu() {
        return used.cpu() / 1e3 / Math.max(1, messages);
    }

    /** Kilobytes allocated for a message. */
    double allocated() {
        return used.allocated() / 1024.0 / Math.max(1, messages);
    }

    /** Percent of a core that the desk took. */
    double desk() {
        return percent(used.desk());
    }

    double writer() {
        return percent(used.writer());
    }

    double collecting() {
        return percent(used.collecting());
    }

    double compiling() {
        return percent(used.compiling());
    }

    /** Of the time in which messages were sent. */
    private double percent(long nanos) {
        long time = rounds.stream().mapToLong(Latencies.Figures::nanos).sum();
        return 100.0 * nanos / Math.max(TimeUnit.MILLISECONDS.toNanos(1), time);
    }

    int failed() {
        return failed;
    }

    long resident() {
        return resident;
    }

    @Override
    public void close() {
        load.close();
    }
}
