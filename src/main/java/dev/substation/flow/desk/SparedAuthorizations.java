package dev.substation.flow.desk;

import dev.substation.flow.time.Moment;
import dev.substation.flow.time.RecentMap;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Cards for which a station got Accepted although the CSMS had rejected them, so that the station
 * does not block them in its own list (spare-local-list). Such an answer must not let anybody
 * charge: a start that follows is stopped, even if the CSMS, which may look at cards only in
 * Authorize, accepts it.
 */
public final class SparedAuthorizations {

    /** A driver who was let in plugs in by then (ConnectionTimeOut is 1 to 5 minutes). */
    private static final Duration FOLLOWED_WITHIN = Duration.ofMinutes(5);

    private static final int MOST = 2_000;

    private record Spared(Moment at, String status) {}

    private final RecentMap<String, Spared> latest = new RecentMap<>(MOST);
    private final Supplier<Moment> clock;

    SparedAuthorizations(Supplier<Moment> clock) {
        this.clock = clock;
    }

    /**
     * An Authorize was answered.
     *
     * @param idTag as the CSMS knows the card
     * @param refusal the status that the station did not get; empty if it got what there is
     */
    public void answered(StationId station, String idTag, Optional<String> refusal) {
        String key = key(station, idTag);
        refusal.ifPresentOrElse(
                status -> latest.put(key, new Spared(clock.get(), status)),
                () -> latest.remove(key));
    }

    /** The status of a card that the station did not get a short time ago. */
    public Optional<String> refusal(StationId station, String idTag) {
        return Optional.ofNullable(latest.get(key(station, idTag)))
                .filter(spared -> clock.get().isBefore(spared.at().plus(FOLLOWED_WITHIN)))
                .map(Spared::status);
    }

    private static String key(StationId station, String idTag) {
        return station.value() + '\n' + idTag;
    }
}
