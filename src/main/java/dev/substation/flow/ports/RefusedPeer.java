package dev.substation.flow.ports;

import dev.substation.model.Dialect;
import java.time.Instant;
import java.util.Optional;

/**
 * Somebody who was rejected, once or often, for one reason.
 *
 * @param number its own; never that of another one
 * @param path what it asked for last
 * @param identity who it says it is, as it spelled it
 * @param dialect what it spoke last
 * @param why the last sentence
 */
public record RefusedPeer(
        long number,
        String address,
        Door door,
        RefusalReason reason,
        String path,
        Optional<String> identity,
        Optional<Dialect> dialect,
        String why,
        Instant first,
        Instant last,
        long times) {

    /** The same, rejected once more. */
    RefusedPeer again(Knock knock, Instant now) {
        return new RefusedPeer(
                number,
                address,
                door,
                reason,
                knock.path(),
                identity,
                knock.dialect().or(() -> dialect),
                knock.why(),
                first,
                now,
                times + 1);
    }
}
