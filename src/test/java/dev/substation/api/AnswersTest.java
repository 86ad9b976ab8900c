package dev.substation.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.api.Operations.BadRequest;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where answers are made, and what becomes of those that cannot be made as a whole. */
class AnswersTest {

    private final ExecutorService api =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "api"));

    @AfterEach
    void end() {
        api.shutdownNow();
    }

    @Test
    void areMadeOnTheThreadsOfTheApi() throws Exception {
        CompletableFuture<String> ofDesk = new CompletableFuture<>();
        CompletableFuture<String> made =
                Deadline.on(ofDesk, 10, api, value -> Thread.currentThread().getName());
        Thread desk = new Thread(() -> ofDesk.complete("value"), "desk");
        desk.start();
        desk.join();

        assertEquals("api", made.join());
    }

    @Test
    void thatNeverComeAreFailuresOnTheThreadsOfTheApi() {
        CompletableFuture<String> failed =
                Deadline.on(new CompletableFuture<String>(), 0, api, value -> value)
                        .exceptionally(
                                fault ->
                                        Thread.currentThread().getName()
                                                + " "
                                                + fault.getCause().getClass().getSimpleName());

        assertTrue(failed.join().endsWith("TimeoutException"), failed.join());
        assertThrows(
                CompletionException.class,
                () -> Deadline.on(new CompletableFuture<String>(), 0, api, value -> value).join());
    }

    private static CompletableFuture<List<Long>> part(long before) {
        return CompletableFuture.completedFuture(
                LongStream.range(before - Export.PART, before).map(row -> -row).boxed().toList());
    }

    private static String written(StreamingOutput output) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        output.write(bytes);
        return bytes.toString(UTF_8);
    }

    @Test
    void anExportThatEndsEarlySaysSo() throws IOException {
        int[] asked = {0};
        String text =
                written(
                        Export.of(
                                "head\n",
                                "incomplete: %s\n",
                                before ->
                                        asked[0]++ == 0
                                                ? part(1_000)
                                                : CompletableFuture.failedFuture(
                                                        new TimeoutException()),
                                row -> row,
                                (row, out) -> out.write(row + "\n")));

        assertEquals(Export.PART + 2, text.lines().count());
        assertTrue(text.endsWith("incomplete: the ledger cannot be read now\n"), text);
    }

    @Test
    void anExportThatCannotBeginIsAFailureAndOneThatNobodyReadsIsNot() throws IOException {
        assertThrows(
                IOException.class,
                () ->
                        Export.of(
                                "",
                                "",
                                before -> CompletableFuture.failedFuture(new TimeoutException()),
                                (Long row) -> row,
                                (row, out) -> {}));
        Export.of("x".repeat(100_000), "", before -> part(500), row -> row, (row, out) -> {})
                .write(
                        new OutputStream() {
                            @Override
                            public void write(int one) throws IOException {
                                throw new IOException("gone");
                            }
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@x", "=HYPERLINK(1)\n", "\t=1", "\n=1"})
    void aTableHasNoFormulas(String text) throws IOException {
        StringWriter out = new StringWriter();
        TransactionTable.write(
                new TransactionState(
                        1,
                        "S",
                        1,
                        "S",
                        "main",
                        1,
                        Optional.empty(),
                        Optional.of(text),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Instant.EPOCH,
                        Optional.empty(),
                        false),
                out);

        assertTrue(out.toString().contains("'" + text), out.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"+999999999-01-01T00:00:00Z", "1969-12-31T23:00:00Z", "noon"})
    void aTimeThatNoLedgerHasIsRefused(String time) {
        assertThrows(BadRequest.class, () -> Parameters.time("from", time));
    }

    @Test
    void aTimeWithAnOffsetIsReadAlsoWithoutItsPlus() throws BadRequest {
        assertEquals(
                Optional.of(Instant.parse("2026-11-30T07:00:00Z")),
                Parameters.time("from", "2026-11-30T08:00:00 01:00"));
    }
}
