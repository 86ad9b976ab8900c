package dev.substation.store;

import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.model.StationId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which lines of the message log somebody wants to see.
 *
 * @param station of this station alone, when given
 * @param action of this action alone, when given
 * @param part {@code call}, {@code answer} or {@code delivery} alone, when given
 * @param messageId of the call with this message id alone, when given
 * @param changed only those with notes
 * @param failed only calls that ended with an error
 * @param content what its content says
 * @param from not before this, when given
 * @param to before this, when given
 * @param before older than the line with this id; {@link Long#MAX_VALUE} for the newest
 * @param most how many at most
 */
public record LogQuery(
        Optional<StationId> station,
        Optional<String> action,
        Optional<String> part,
        Optional<String> messageId,
        boolean changed,
        boolean failed,
        Content content,
        Optional<Instant> from,
        Optional<Instant> to,
        long before,
        int most) {

    /**
     * What lines say.
     *
     * @param stations of one of these, when given
     * @param card with this idTag or parentIdTag, however it is capitalized, when given
     * @param transaction of this transaction, when given
     * @param text with this text in the payload, however it is capitalized, when given
     */
    public record Content(
            Optional<List<StationId>> stations,
            Optional<String> card,
            Optional<TransactionRow> transaction,
            Optional<String> text) {

        /** Whatever they say. */
        public static final Content ANY =
                new Content(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** One that does not ask for a message id, an error or a time. */
    public LogQuery(
            Optional<StationId> station,
            Optional<String> action,
            Optional<String> part,
            boolean changed,
            long before,
            int most) {
        this(
                station,
                action,
                part,
                Optional.empty(),
                changed,
                false,
                Content.ANY,
                Optional.empty(),
                Optional.empty(),
                before,
                most);
    }
}
