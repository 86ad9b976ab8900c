package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.substation.testing.Alone;
import dev.substation.testing.GatewayProcess;
import dev.substation.testing.LongTier;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.PlainSoapStation.Version;
import dev.substation.testing.RecordingCsms;
import dev.substation.testing.RecordingCsms.Reaction;
import dev.substation.testing.SoapMessage;
import dev.substation.testing.Wait;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A thousand stations at once, half of them over SOAP, at a gateway with 512 MB: they boot and
 * start, lose their CSMS and their own connections, and meet a CSMS that says nothing.
 */
@Alone
@LongTier
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StormE2E {

    private static final int OF_EACH_KIND = 500;
    private static final int STATIONS = 2 * OF_EACH_KIND;

    /** What the CSMS answers in a second. */
    private static final int CSMS_RATE = 300;

    /**
     * Threads that come with work: Payara's 32 for HTTP, and those that write answers, which are
     * begun 16 at a time and linger (37 to 62 were seen); the JVM's own. A thread for each of the
     * 1,000 to 3,000 calls that wait would be ten times this.
     */
    private static final int THREADS_FOR_WORK = 128;

    private static final long HEAP_MOST = 256L << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static RecordingCsms csms;
    private static RatedCsms rated;
    private static GatewayProcess gateway;
    private static Crowd crowd;
    private static int threadsBefore;
    private static Map<String, Long> told;

    /** Answers at a limited rate, and the same to a message that comes again. */
    private static final class RatedCsms implements RecordingCsms.Mood {

        private final Map<String, Set<String>> ids = new ConcurrentHashMap<>();
        private final Map<String, Long> transactions = new ConcurrentHashMap<>();
        private final Map<String, Long> stopped = new ConcurrentHashMap<>();
        private final AtomicLong given = new AtomicLong();
        private final AtomicInteger starts = new AtomicInteger();
        private final AtomicInteger authorizes = new AtomicInteger();
        private volatile boolean silent;
        private long free = System.nanoTime();

        @Override
        public Reaction react(String station, String id, String action, JsonObject payload) {
            ids.computeIfAbsent(action + " " + station, key -> ConcurrentHashMap.newKeySet())
                    .add(id);
            Reaction answer = csms.usual(action);
            if (action.equals("StartTransaction")) {
                starts.incrementAndGet();
                long transaction =
                        transactions.computeIfAbsent(id, first -> given.incrementAndGet());
                answer =
                        new Reaction.Result(
                                "{\"transactionId\":"
                                        + transaction
                                        + ",\"idTagInfo\":{\"status\":\"Accepted\"}}");
            } else if (action.equals("StopTransaction")) {
                stopped.put(station, payload.get("transactionId").getAsLong());
            } else if (action.equals("Authorize")) {
                authorizes.incrementAndGet();
            }
            return silent ? new Reaction.Silence() : new Reaction.Late(turn(), answer);
        }

        private synchronized Duration turn() {
            long now = System.nanoTime();
            free = Math.max(now, free) + TimeUnit.SECONDS.toNanos(1) / CSMS_RATE;
            return Duration.ofNanos(free - now);
        }

        /** How often a number of message ids came for one station, for all stations. */
        Map<Integer, Long> idsPerStation(String action) {
            return ids.entrySet().stream()
                    .filter(one -> one.getKey().startsWith(action + " "))
                    .collect(
                            Collectors.groupingBy(
                                    one -> one.getValue().size(), Collectors.counting()));
        }

        /** The id that it gave to a station's start. */
        long transactionOf(String station) {
            return transactions.get(ids.get("StartTransaction " + station).iterator().next());
        }
    }

    @BeforeAll
    static void start(@TempDir Path folder) {
        csms = RecordingCsms.start();
        rated = new RatedCsms();
        csms.inTheMood(rated);
        gateway =
                GatewayProcess.startAsInService(
                        folder.resolve("home"),
                        """
                        csms:
                          main: { url: "%s", answer-wait: 12s, reconnect-max: 5s }
                        defaults: { accept: any, stations-max: %d }
                        """
                                // The last quarter is not for an address with many newcomers.
                                .formatted(csms.url(), STATIONS * 4 / 3));
        crowd = new Crowd(gateway, OF_EACH_KIND);
    }

    @AfterAll
    static void stop() {
        crowd.close();
        gateway.close();
        csms.close();
    }

    @Test
    @Order(1)
    void aThousandStationsBootAtOnce() {
        threadsBefore = gateway.threads();
        long begun = System.nanoTime();
        crowd.connect();

        Map<String, String> status = crowd.all("BootNotification", "status", this::boot);

        assertEquals(Map.of("Accepted", (long) STATIONS), counted(status));
        tell("boots", begun);
    }

    private Map<String, Object> boot(String station) {
        return ordered("chargePointVendor", "V", "chargePointModel", "M");
    }

    @Test
    @Order(2)
    void theirStartsAreAnsweredAndDeliveredThoughTheCsmsDropsAllLinksMeanwhile() {
        long begun = System.nanoTime();

        CompletableFuture<Map<String, String>> answers =
                CompletableFuture.supplyAsync(
                        () -> crowd.all("StartTransaction", "transactionId", this::begin));
        Wait.until("half of them came", PATIENCE, () -> rated.starts.get() >= OF_EACH_KIND);
        csms.away(true);
        csms.away(false);
        told =
                answers.join().entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        Map.Entry::getKey, one -> Long.valueOf(one.getValue())));
        Wait.until(
                "all links are back and all starts delivered",
                PATIENCE,
                () ->
                        figure("substation_csms_links_connected") == STATIONS
                                && figure("substation_outbox_messages") == 0);

        assertEquals(STATIONS, told.size());
        assertEquals(Map.of(1, (long) STATIONS), rated.idsPerStation("StartTransaction"));
        tell("starts with the links to the CSMS cut", begun);
    }

    private Map<String, Object> begin(String station) {
        return ordered(
                "connectorId",
                1,
                "idTag",
                "CARD",
                "timestamp",
                "2026-03-01T12:00:00Z",
                "meterStart",
                5);
    }

    @Test
    @Order(3)
    void theyComeBackAtOnceAfterAllTheirConnectionsBrokeAndStopWhatTheyStarted() {
        long begun = System.nanoTime();

        crowd.breakConnections();
        crowd.connect();
        assertEquals(
                Map.of("Accepted", (long) STATIONS),
                counted(crowd.all("BootNotification", "status", this::boot)));
        assertEquals(
                Map.of("Accepted", (long) STATIONS),
                counted(crowd.all("StopTransaction", "idTagInfo/status", this::end)));

        Wait.until("all is delivered", PATIENCE, () -> figure("substation_outbox_messages") == 0);
        assertEquals(Map.of(1, (long) STATIONS), rated.idsPerStation("StopTransaction"));
        crowd.stations()
                .forEach(
                        station ->
                                assertEquals(
                                        rated.transactionOf(station),
                                        rated.stopped.get(station),
                                        station));
        tell("boots and stops after the stations' connections broke", begun);
    }

    private Map<String, Object> end(String station) {
        return ordered(
                "transactionId",
                told.get(station),
                "timestamp",
                "2026-03-01T13:00:00Z",
                "meterStop",
                9);
    }

    @Test
    @Order(4)
    void aCsmsThatSaysNothingFillsNoMemoryAndCallsAboveTheBoundAreToldToComeAgain() {
        long begun = System.nanoTime();
        rated.silent = true;

        List<CompletableFuture<SoapMessage>> calls =
                IntStream.range(0, 8)
                        .boxed()
                        .flatMap(i -> crowd.soapCalls("Authorize", "<idTag>CARD-" + i + "</idTag>"))
                        .toList();
        Wait.until("those above the bound are refused", PATIENCE, () -> done(calls) >= 900);
        long waiting = calls.size() - done(calls);
        int threads = gateway.threads();
        long heap = heapInUse();
        Map<Integer, Long> answers =
                calls.stream()
                        .map(CompletableFuture::join)
                        .collect(
                                Collectors.groupingBy(
                                        SoapMessage::status, TreeMap::new, Collectors.counting()));

        assertEquals(Set.of(200, 503), answers.keySet());
        assertTrue(heap < HEAP_MOST, heap + " bytes of heap while calls wait");
        assertBounded(threads);
        assertEquals(
                1,
                gateway.log().lines().filter(line -> line.contains("calls wait for")).count(),
                "lines of the log");
        System.out.println(
                "storm: heap with "
                        + waiting
                        + " calls waiting "
                        + (heap >> 20)
                        + " MB, threads "
                        + threads);
        rated.silent = false;
        tell("a CSMS that says nothing", begun);
    }

    @Test
    @Order(5)
    void anotherStationWithoutAnEntryIsRefusedAndTheLogShowsNothingThatFailed() {
        try (PlainSoapStation late =
                new PlainSoapStation(Version.V16, "TOO-LATE", gateway.uri("http", "/soap"))) {
            SoapMessage refusal = late.call("Heartbeat", "");

            assertEquals(503, refusal.status());
            assertTrue(refusal.text().contains("SUB-1019"), refusal.text());
        }
        assertEquals(
                List.of(),
                gateway.log()
                        .lines()
                        .filter(line -> line.matches(".*( ERROR |OutOfMemory|Exception).*"))
                        .limit(10)
                        .toList());
        long heap = heapInUse();
        System.out.println("storm: heap after all " + (heap >> 20) + " MB");
        assertTrue(heap < HEAP_MOST, heap + " bytes of heap after the storms");
        assertBounded(gateway.threads());
    }

    private static long done(List<CompletableFuture<SoapMessage>> calls) {
        return calls.stream().filter(CompletableFuture::isDone).count();
    }

    private static void assertBounded(int threads) {
        assertTrue(
                threads <= threadsBefore + THREADS_FOR_WORK,
                () ->
                        threadsBefore
                                + " threads before, "
                                + threads
                                + " now: "
                                + gateway.threadNames());
    }

    private void tell(String what, long begun) {
        System.out.println(
                "storm: %s took %d ms, threads %d"
                        .formatted(
                                what, (System.nanoTime() - begun) / 1_000_000, gateway.threads()));
        assertBounded(gateway.threads());
    }

    private static Map<String, Long> counted(Map<String, String> values) {
        return values.values().stream()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    private static Map<String, Object> ordered(Object... namesAndValues) {
        return Crowd.fields(namesAndValues);
    }

    private static long figure(String name) {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToLong(line -> Double.valueOf(line.substring(name.length() + 1)).longValue())
                .findFirst()
                .orElse(-1);
    }

    /** Nothing while the gateway has more to do than to tell. */
    private static String metrics() {
        try {
            return gateway.get("/metrics").body();
        } catch (UncheckedIOException tooLate) {
            return "";
        }
    }

    /** What is left of the heap after a collection. */
    private static long heapInUse() {
        gateway.collectGarbage();
        AtomicLong used = new AtomicLong();
        Wait.until(
                "the heap is told",
                PATIENCE,
                () -> {
                    used.set(figure("substation_jvm_heap_used_bytes"));
                    return used.get() > 0;
                });
        return used.get();
    }
}
