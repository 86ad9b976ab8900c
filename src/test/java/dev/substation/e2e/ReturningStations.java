package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.RecordingCsms;
import dev.substation.testing.Tier;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** A hundred WebSocket stations that try again every one to two seconds, as many makers' do. */
final class ReturningStations extends Scenario {

    private static final int STATIONS = 100;
    private static final Duration SOON = Duration.ofSeconds(60);

    /** What docs/performance.md says; a busy machine that builds may take longer. */
    private static final Duration BACK_WITHIN = Tier.choose(SOON, Duration.ofSeconds(10));

    /** As long as a gateway may take to start on the slowest machine. */
    private static final int RESTARTED_WITHIN_S = 600;

    private static final int TRIES_EVERY_MS = 1_000;

    private final RecordingCsms csms = RecordingCsms.start();
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final Queue<PlainJsonStation> connected = new ConcurrentLinkedQueue<>();

    @Override
    String csms() {
        return "returning: { url: \"%s\", answer-wait: %s, reconnect-max: 2s }"
                .formatted(csms.url(), ANSWER_WAIT);
    }

    @Override
    String stations() {
        return "BACK-*: { csms: returning, accept: any }\n";
    }

    @Override
    Map<String, Play> plays() {
        return Map.of(
                "a hundred WebSocket stations are back within seconds of a restart",
                this::areBackWithinSecondsOfARestart);
    }

    private void areBackWithinSecondsOfARestart() {
        all().forEach(CompletableFuture::join);
        List<PlainJsonStation> before = List.copyOf(connected);

        Queue<CompletableFuture<Long>> returns = new ConcurrentLinkedQueue<>();
        gateway().awaitKill(() -> returns.addAll(all()));
        long ready = System.nanoTime();
        long last = returns.stream().mapToLong(CompletableFuture::join).max().orElseThrow();

        Duration took = Duration.ofNanos(last - ready);
        System.out.println(
                "restart: " + STATIONS + " stations were back after " + took.toMillis() + " ms");
        assertEquals(STATIONS, before.stream().filter(one -> !one.isOpen()).count());
        assertEquals(2 * STATIONS, connected.size());
        assertTrue(took.compareTo(BACK_WITHIN) < 0, "they were back after " + took);
    }

    /** Each connects and boots; when each had its answer. */
    private List<CompletableFuture<Long>> all() {
        return IntStream.range(0, STATIONS).mapToObj(this::back).toList();
    }

    private CompletableFuture<Long> back(int number) {
        CompletableFuture<Long> back = new CompletableFuture<>();
        threads.execute(() -> attempt(number, back));
        return back.orTimeout(2 * SOON.toSeconds() + RESTARTED_WITHIN_S, TimeUnit.SECONDS);
    }

    private void attempt(int number, CompletableFuture<Long> back) {
        try {
            PlainJsonStation station =
                    PlainJsonStation.connect(gateway().uri("ws", "/ocpp/BACK-" + number));
            connected.add(station);
            JsonArray answer =
                    station.call(
                            "BootNotification",
                            "{\"chargePointVendor\":\"V\",\"chargePointModel\":\"M\"}");
            assertEquals("Accepted", answer.get(2).getAsJsonObject().get("status").getAsString());
            back.complete(System.nanoTime());
        } catch (CompletionException e) {
            if (e.getCause() instanceof ConnectException) {
                int pause = TRIES_EVERY_MS * (STATIONS + number) / STATIONS;
                CompletableFuture.delayedExecutor(pause, TimeUnit.MILLISECONDS, threads)
                        .execute(() -> attempt(number, back));
            } else {
                back.completeExceptionally(e);
            }
        } catch (RuntimeException | AssertionError e) {
            back.completeExceptionally(e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        connected.forEach(PlainJsonStation::vanish);
        csms.close();
    }
}
