package dev.substation.flow;

import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.StationId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lock on a face's door; may be tried by many threads at once. */
public final class StationLock {

    private static final Logger LOG = LoggerFactory.getLogger(StationLock.class);

    /** What opened last for each station; only who has the password is in here. */
    private final Map<StationId, StationKey.Shown> opened = new ConcurrentHashMap<>();

    /**
     * Why a station is not let in; empty when it is, or when the site sets no password for it.
     *
     * @param authorization the value of the header Authorization
     */
    public Optional<Answer.Failure> objection(
            StationSettings settings, Optional<String> authorization) {
        if (settings.key().isEmpty()) {
            return Optional.empty();
        }
        StationId station = settings.station();
        StationKey.Shown shown = settings.key().get().shown(station, authorization);
        if (!shown.isRight()) {
            return Optional.of(Cause.WRONG_PASSWORD.with(printable(station), shown.words()));
        }
        if (opened.put(station, shown) != shown) {
            LOG.info("station={} shows {}", printable(station), shown.words());
        }
        return Optional.empty();
    }

    private static String printable(StationId station) {
        return station.value().replaceAll("\\p{Cntrl}", "?");
    }
}
