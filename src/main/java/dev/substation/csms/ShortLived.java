package dev.substation.csms;

import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.time.Moment;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The pauses of links that the CSMS ended soon after it let them in. A station that leaves and
 * comes again gets a new link, which must not make an end of the pause: a fault that shows only
 * after the handshake would repeat with each of them.
 */
final class ShortLived {

    /** The oldest are forgotten, for anyone can invent stations. */
    private static final int MOST = 10_000;

    /** Nobody asks for a pause that ended so long ago. */
    private static final Duration KEPT = Duration.ofMinutes(2);

    private record Whose(StationId identity, String csms) {}

    /**
     * A pause before the next attempt.
     *
     * @param backoff goes on from here
     * @param until when it ends
     * @param reason why the last link ended
     */
    record Pause(Backoff backoff, Moment until, String reason) {}

    /** A pause, with the settings by which the link was opened. */
    private record Kept(CsmsSettings csms, Pause pause) {}

    private final Map<Whose, Kept> pauses =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Whose, Kept> eldest) {
                    return size() > MOST;
                }
            };

    /** A link has ended soon after it opened. */
    synchronized void keep(StationId identity, CsmsSettings csms, Pause pause) {
        Whose whose = new Whose(identity, csms.name());
        pauses.remove(whose);
        pauses.put(whose, new Kept(csms, pause));
    }

    /** A link has stood, or the gateway itself has ended it. */
    synchronized void forget(StationId identity, CsmsSettings csms) {
        pauses.remove(new Whose(identity, csms.name()));
    }

    /** What a new link finds; nothing if it leads elsewhere, or shows something else. */
    synchronized Optional<Pause> of(StationId identity, CsmsSettings csms, Moment now) {
        return Optional.ofNullable(pauses.get(new Whose(identity, csms.name())))
                .filter(kept -> csms.hasLinkOf(kept.csms()))
                .map(Kept::pause)
                .filter(pause -> now.isBefore(pause.until().plus(KEPT)));
    }
}
