package dev.substation.store;

import dev.substation.model.StationId;
import java.time.Instant;
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
        Optional<Instant> from,
        Optional<Instant> to,
        long before,
        int most) {

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
                Optional.empty(),
                Optional.empty(),
                before,
                most);
    }
}
