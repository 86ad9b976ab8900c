package dev.substation.api;

import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

/** A long list, written a part at a time; it never lies in memory as a whole. */
final class Export {

    /** How many rows a part has. */
    static final int PART = 500;

    private static final long SECONDS = 10;

    private Export() {}

    /** Writes one row. */
    @FunctionalInterface
    interface Row<T> {
        void write(T row, Writer out) throws IOException;
    }

    /**
     * The list.
     *
     * @param head what comes first
     * @param parts the rows before a number, at most {@link #PART}
     * @param number of a row, lower from row to row
     */
    static <T> StreamingOutput of(
            String head,
            LongFunction<CompletionStage<List<T>>> parts,
            ToLongFunction<T> number,
            Row<T> rows) {
        return stream -> {
            Writer out = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
            out.write(head);
            List<T> part = read(parts.apply(Long.MAX_VALUE));
            while (!part.isEmpty()) {
                for (T row : part) {
                    rows.write(row, out);
                }
                part =
                        part.size() < PART
                                ? List.of()
                                : read(parts.apply(number.applyAsLong(part.get(part.size() - 1))));
            }
            out.flush();
        };
    }

    private static <T> List<T> read(CompletionStage<List<T>> part) throws IOException {
        try {
            return part.toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the ledger cannot be read now", e);
        }
    }
}
