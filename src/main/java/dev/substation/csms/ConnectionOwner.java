package dev.substation.csms;

import dev.substation.flow.ports.CsmsRefusal;
import java.time.Duration;
import java.util.Optional;

/** The link whose connection it is. */
interface ConnectionOwner {

    /** The handshake is done. */
    void opened();

    /** The connection, or the attempt, has ended; called once. */
    void over(End end);

    /** The CSMS named no sub-protocol, so that ours is assumed. */
    void missedSubprotocol();

    /** The CSMS sent a message in a binary frame, which is read as text. */
    void binaryText();

    /**
     * How a connection ended.
     *
     * @param slow whether the next attempt must be a long time off
     * @param opened whether it was open
     * @param sound whether it was for so long that the next attempt may come soon
     * @param pause what the CSMS asked for
     */
    record End(
            String reason,
            boolean slow,
            boolean opened,
            boolean sound,
            Optional<CsmsRefusal> refusal,
            Optional<Duration> pause) {}
}
