package dev.substation.siege;

import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.PlainSoapStation.Version;
import dev.substation.testing.SoapMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Ten stations that behave, on all three dialects: each sends its next message a while after the
 * answer to the last one, and counts how long that took.
 */
final class Neighbours implements AutoCloseable {

    private static final int JSON = 4;
    private static final int SOAP = 3;
    private static final Duration RECOVERED_WITHIN = Duration.ofSeconds(10);
    private static final String CARD = "<idTag>CARD</idTag>";

    /** One message and its answer. */
    private interface Exchange {
        /** Whether it was answered as it should be. */
        boolean go(int turn);
    }

    /**
     * What they have felt.
     *
     * @param messages that they sent
     * @param failed without the answer that they should get
     */
    record Felt(int messages, int failed, Duration p50, Duration p99, String firstFailure) {}

    private final ConcurrentLinkedQueue<Long> took = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<AutoCloseable> stations = new ArrayList<>();
    private final AtomicIntegerArray turns = new AtomicIntegerArray(JSON + 2 * SOAP);
    private volatile boolean hurrying;
    private volatile boolean over;

    Neighbours(Field field) {
        for (int i = 0; i < JSON; i++) {
            PlainJsonStation station =
                    PlainJsonStation.connect(field.gateway.uri("ws", "/ocpp/GOOD-JSON-" + i));
            stations.add(station);
            begin("json", turn -> isGood(station, turn), i);
        }
        for (int i = 0; i < 2 * SOAP; i++) {
            Version version = i < SOAP ? Version.V15 : Version.V16;
            PlainSoapStation station =
                    new PlainSoapStation(
                            version, "GOOD-SOAP-" + i, field.gateway.uri("http", "/soap"));
            stations.add(station);
            begin("soap", turn -> isGood(station, turn), JSON + i);
        }
    }

    private static boolean isGood(PlainJsonStation station, int turn) {
        return switch (turn % 3) {
            case 0 -> station.call("Authorize", "{\"idTag\":\"CARD\"}").toString().contains("Acc");
            case 1 -> station.call("Heartbeat", "{}").toString().contains("currentTime");
            default ->
                    station.call("DataTransfer", "{\"vendorId\":\"V\",\"data\":\"" + turn + "\"}")
                                    .get(0)
                                    .getAsInt()
                            == 3;
        };
    }

    private static boolean isGood(PlainSoapStation station, int turn) {
        SoapMessage answer =
                switch (turn % 3) {
                    case 0 -> station.call("Authorize", CARD);
                    case 1 -> station.call("Heartbeat", "");
                    default ->
                            station.call(
                                    "DataTransfer",
                                    "<vendorId>V</vendorId><data>" + turn + "</data>");
                };
        return answer.status() == 200 && !answer.isFault();
    }

    private void begin(String kind, Exchange exchange, int seed) {
        Random random = new Random(seed);
        Thread thread =
                new Thread(
                        () -> {
                            for (int turn = 0; !over; turn++) {
                                once(kind, exchange, turn);
                                turns.incrementAndGet(seed);
                                long pause = 50 + random.nextLong(200);
                                LockSupport.parkNanos(hurrying ? 0 : pause * 1_000_000);
                            }
                        },
                        "neighbour-" + kind + "-" + seed);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void once(String kind, Exchange exchange, int turn) {
        long asked = System.nanoTime();
        try {
            if (!exchange.go(turn)) {
                failures.add(kind + ": a wrong answer");
            }
        } catch (CompletionException | IllegalStateException fault) {
            if (!over) {
                failures.add(kind + ": " + fault);
            }
        }
        took.add(System.nanoTime() - asked);
    }

    /** Sends without pauses for a while, and forgets what it felt. */
    void warm(Duration time) {
        hurrying = true;
        LockSupport.parkNanos(time.toNanos());
        hurrying = false;
        felt();
    }

    /**
     * Waits until each has had the answer to a message that it sends from now on, and forgets what
     * it felt. A neighbour that gets none makes the next attack fail.
     */
    void recover() {
        int[] begun = IntStream.range(0, turns.length()).map(turns::get).toArray();
        long latest = System.nanoTime() + RECOVERED_WITHIN.toNanos();
        // The turn under way began before.
        while (!IntStream.range(0, begun.length).allMatch(i -> turns.get(i) >= begun[i] + 2)
                && System.nanoTime() < latest) {
            LockSupport.parkNanos(20_000_000);
        }
        felt();
    }

    /** What they have felt since the last time that this was asked. */
    Felt felt() {
        List<Long> times = new ArrayList<>();
        for (Long one = took.poll(); one != null; one = took.poll()) {
            times.add(one);
        }
        times.sort(null);
        int failed = 0;
        String first = "";
        for (String one = failures.poll(); one != null; one = failures.poll()) {
            first = failed++ == 0 ? one : first;
        }
        return new Felt(times.size(), failed, at(times, 0.50), at(times, 0.99), first);
    }

    private static Duration at(List<Long> sorted, double share) {
        return sorted.isEmpty()
                ? Duration.ZERO
                : Duration.ofNanos(sorted.get((int) Math.ceil(share * sorted.size()) - 1));
    }

    @Override
    public void close() throws Exception {
        over = true;
        for (Thread thread : threads) {
            thread.join(2_000);
        }
        for (AutoCloseable station : stations) {
            station.close();
        }
    }
}
