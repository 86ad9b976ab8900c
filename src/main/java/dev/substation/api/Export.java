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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A long list, written a part at a time; it never lies in memory as a whole. The first part is read
 * before anything is written, so that a ledger that cannot be read is no success. If a later part
 * cannot be read, the last line says so.
 */
final class Export {

    private static final Logger LOG = LoggerFactory.getLogger(Export.class);

    /** How many rows a part has. */
    static final int PART = 500;

    private static final String WHY = "the ledger cannot be read now";

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
     * @param incomplete the last line if not all could be read, with {@code %s} for the reason
     * @param parts the rows before a number, at most {@link #PART}
     * @param number of a row, lower from row to row
     * @throws IOException if nothing can be read
     */
    static <T> StreamingOutput of(
            String head,
            String incomplete,
            LongFunction<CompletionStage<List<T>>> parts,
            ToLongFunction<T> number,
            Row<T> rows)
            throws IOException {
        List<T> first = read(parts.apply(Long.MAX_VALUE));
        return stream -> {
            Writer out = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
            try {
                out.write(head);
                List<T> part = first;
                while (!part.isEmpty()) {
                    for (T row : part) {
                        rows.write(row, out);
                    }
                    part = next(part, parts, number, incomplete, out);
                }
                out.flush();
            } catch (IOException e) {
                LOG.debug("who asked for an export has gone", e);
            }
        };
    }

    private static <T> List<T> next(
            List<T> part,
            LongFunction<CompletionStage<List<T>>> parts,
            ToLongFunction<T> number,
            String incomplete,
            Writer out)
            throws IOException {
        if (part.size() < PART) {
            return List.of();
        }
        CompletionStage<List<T>> following =
                parts.apply(number.applyAsLong(part.get(part.size() - 1)));
        try {
            return read(following);
        } catch (IOException e) {
            out.write(incomplete.formatted(WHY));
            return List.of();
        }
    }

    private static <T> List<T> read(CompletionStage<List<T>> part) throws IOException {
        try {
            return part.toCompletableFuture().get(Deadline.QUESTION_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(WHY, e);
        }
    }
}
