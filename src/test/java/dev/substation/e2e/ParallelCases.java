package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.e2e.SharedGateway.Running;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.PlainSoapStation.Version;
import dev.substation.testing.SoapMessage;
import dev.substation.testing.Wait;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Calls that wait for a slow CSMS cost no thread. */
@ExtendWith(SharedGateway.class)
abstract class ParallelCases {

    private static final int STATIONS = 500;

    /** The JVM starts and ends threads of its own now and then (compilers). */
    private static final int OWN_THREADS_OF_THE_JVM = 8;

    private static Running running;

    /** Speaks for all of them, by changing the identity in its envelopes. */
    private static PlainSoapStation station;

    @BeforeAll
    static void run(Running shared) {
        running = shared;
        station = new PlainSoapStation(Version.V16, "PARALLEL-ALL", shared.soap());
    }

    @AfterAll
    static void close() {
        running.csms().answerAfter(Duration.ZERO);
        station.close();
    }

    @Test
    void fiveHundredCallsWaitForASlowCsmsWithoutThreads() {
        assertEquals(Map.of("Accepted", (long) STATIONS), authorizeAll()); // links and pools are up
        int asked = heard();
        int before = running.gateway().threads();
        running.csms().answerAfter(Duration.ofSeconds(5));

        CompletableFuture<Map<String, Long>> answers =
                CompletableFuture.supplyAsync(ParallelCases::authorizeAll);
        Wait.until(
                "all calls wait at the CSMS",
                Duration.ofSeconds(60),
                () -> heard() == asked + STATIONS || answers.isDone());
        int during = running.gateway().threads();

        assertTrue(!answers.isDone(), () -> "answered too early: " + answers.join());
        assertTrue(
                during <= before + OWN_THREADS_OF_THE_JVM,
                before + " threads before, " + during + " while " + STATIONS + " calls wait");
        assertEquals(Map.of("Accepted", (long) STATIONS), answers.join());
        System.out.println(
                "threads of the gateway: " + before + ", with 500 calls waiting: " + during);
    }

    private static Map<String, Long> authorizeAll() {
        List<CompletableFuture<SoapMessage>> answers =
                IntStream.range(0, STATIONS)
                        .mapToObj(
                                i ->
                                        station.request("Authorize", "<idTag>CARD</idTag>")
                                                .replace("PARALLEL-ALL", "PARALLEL-" + i))
                        .map(station::post)
                        .toList();
        return answers.stream()
                .map(CompletableFuture::join)
                .map(answer -> answer.isFault() ? answer.text() : answer.field("idTagInfo/status"))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    private static int heard() {
        return running.csms().numberOf("Authorize", "PARALLEL-");
    }
}
