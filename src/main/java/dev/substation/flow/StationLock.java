package dev.substation.flow;

import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.StationId;
import java.util.Comparator;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lock on a face's door; may be tried by many threads at once. */
public final class StationLock {

    private static final Logger LOG = LoggerFactory.getLogger(StationLock.class);
    private static final int MAX_WORDS = 200;

    /** What opened last for each station; only who has the password is in here. */
    private final Map<StationId, StationKey.Shown> opened = new ConcurrentHashMap<>();

    /**
     * Why a station is not let in; empty when it is: when it shows the certificate and the password
     * that the site wants of it, each where it wants one.
     */
    public Optional<Answer.Failure> objection(StationSettings settings, Credentials shown) {
        StationId station = settings.station();
        Date now = new Date();
        Optional<String> wrong =
                settings.certificate().objection(station, shown.certificate(), now);
        boolean another =
                settings.aliases().stream()
                        .noneMatch(
                                name ->
                                        settings.certificate()
                                                .objection(name, shown.certificate(), now)
                                                .isEmpty());
        if (wrong.isPresent() && another) {
            return Optional.of(
                    Cause.WRONG_CERTIFICATE.with(
                            printable(station.value()),
                            printable(wrong.get()),
                            settings.certificate().words()));
        }
        return settings.key().flatMap(key -> objection(settings, key, shown.authorization()));
    }

    private Optional<Answer.Failure> objection(
            StationSettings settings, StationKey key, Optional<String> authorization) {
        StationId station = settings.station();
        StationKey.Shown shown =
                settings.names()
                        .map(name -> key.shown(name, authorization))
                        .max(Comparator.naturalOrder()) // the nearest to right comes last
                        .orElseThrow();
        if (!shown.isRight()) {
            return Optional.of(
                    Cause.WRONG_PASSWORD.with(printable(station.value()), shown.words()));
        }
        if (opened.put(station, shown) != shown) {
            LOG.info("station={} shows {}", printable(station.value()), shown.words());
        }
        return Optional.empty();
    }

    private static String printable(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= MAX_WORDS ? line : line.substring(0, MAX_WORDS) + "…";
    }
}
