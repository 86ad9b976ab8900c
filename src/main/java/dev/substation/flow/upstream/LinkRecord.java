package dev.substation.flow.upstream;

import dev.substation.flow.ports.CsmsRefusal;
import dev.substation.flow.time.Moment;
import java.time.Duration;
import java.util.Optional;

/**
 * How the CSMS has dealt with the link of an upstream station: whether it lets it in, and whether
 * it leaves it open (docs/adr/0024-one-identity.md).
 */
final class LinkRecord {

    /** A link that stood this long was not thrown out. */
    private static final Duration SOUND = Duration.ofMinutes(1);

    private static final int THROWN_OUT = 3;

    private Optional<CsmsRefusal> refusal = Optional.empty();
    private Optional<Moment> since = Optional.empty();
    private int shortLived;

    void connected(Moment now) {
        refusal = Optional.empty();
        since = since.or(() -> Optional.of(now));
    }

    void refused(CsmsRefusal said) {
        refusal = Optional.of(said);
    }

    /** The link is lost, or could not be opened. Says whether it turns out to be thrown out now. */
    boolean lost(Moment now) {
        if (since.isEmpty()) {
            return false;
        }
        shortLived = stands(now) ? 0 : shortLived + 1;
        since = Optional.empty();
        return shortLived == THROWN_OUT;
    }

    private boolean stands(Moment now) {
        return since.filter(then -> then.until(now).compareTo(SOUND) >= 0).isPresent();
    }

    /** Why the CSMS does not let the station in: its last word, also while it is away since. */
    Optional<CsmsRefusal> refusal() {
        return refusal;
    }

    /** Whether the CSMS closes the link right after each handshake, as for a newer one. */
    boolean isThrownOut(Moment now) {
        return shortLived >= THROWN_OUT && !stands(now);
    }
}
