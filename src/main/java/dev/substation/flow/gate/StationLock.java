package dev.substation.flow.gate;

import dev.substation.flow.settings.StationCertificate;
import dev.substation.flow.settings.StationKey;
import dev.substation.flow.settings.StationLocks;
import dev.substation.flow.settings.StationSettings;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.StationId;
import java.security.cert.X509Certificate;
import java.util.Comparator;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lock on a face's door; may be tried by many threads at once. */
public final class StationLock {

    private static final Logger LOG = LoggerFactory.getLogger(StationLock.class);
    private static final int MAX_WORDS = 200;

    /** What opened last for each station; only who has the password is in here. */
    private final Map<StationId, StationKey.Shown> opened = new ConcurrentHashMap<>();

    private final Consumer<StationId> nextShown;
    private final Predicate<X509Certificate> revoked;

    /**
     * @param nextShown is called for a station that presents the password that may replace the
     *     previous one
     * @param revoked which certificates their authorities have revoked
     */
    public StationLock(Consumer<StationId> nextShown, Predicate<X509Certificate> revoked) {
        this.nextShown = nextShown;
        this.revoked = revoked;
    }

    /**
     * Why a station is not let in; empty when it is: when it shows all that the site wants of it.
     * Whoever comes in at an address without the station's secret learns no more than that.
     */
    public Optional<Answer.Failure> objection(StationSettings settings, Credentials shown) {
        return place(settings, shown)
                .or(() -> certificate(settings, shown))
                .or(() -> password(settings, shown));
    }

    private static Optional<Answer.Failure> place(StationSettings settings, Credentials shown) {
        StationLocks locks = settings.locks();
        String station = printable(settings.station().value());
        if (settings.udp().isPresent()) {
            return Optional.of(Answer.failure(Cause.OVER_UDP, station, station));
        }
        if (locks.secret().filter(secret -> !secret.isAmong(shown.pathParts())).isPresent()) {
            return Optional.of(Answer.failure(Cause.WRONG_SECRET, station, station));
        }
        return locks.needsTls() && !shown.secure()
                ? Optional.of(Answer.failure(Cause.TLS_REQUIRED, station))
                : Optional.empty();
    }

    private Optional<Answer.Failure> certificate(StationSettings settings, Credentials shown) {
        StationCertificate wanted = settings.locks().wantedCertificate();
        Optional<X509Certificate> bad = shown.certificate().filter(revoked);
        if (bad.isPresent()) {
            return Optional.of(
                    Answer.failure(
                            Cause.WRONG_CERTIFICATE,
                            printable(settings.station().value()),
                            printable(
                                    "the certificate of %s, which its authority has revoked"
                                            .formatted(
                                                    bad.get().getSubjectX500Principal().getName())),
                            wanted.words()));
        }
        Date now = new Date();
        Optional<String> wrong = wanted.objection(settings.station(), shown.certificate(), now);
        boolean another =
                settings.aliases().stream()
                        .noneMatch(
                                name -> wanted.objection(name, shown.certificate(), now).isEmpty());
        return wrong.filter(why -> another)
                .map(
                        why ->
                                Answer.failure(
                                        Cause.WRONG_CERTIFICATE,
                                        printable(settings.station().value()),
                                        printable(why),
                                        wanted.words()));
    }

    private Optional<Answer.Failure> password(StationSettings settings, Credentials shown) {
        StationLocks locks = settings.locks();
        if (!locks.asksForPassword()) {
            return Optional.empty();
        }
        Optional<StationKey.Shown> next =
                locks.nextKey()
                        .map(key -> best(settings, key, shown.authorization()))
                        .filter(StationKey.Shown::isRight);
        next.ifPresent(right -> nextShown.accept(settings.station()));
        if (locks.key().isEmpty() && next.isEmpty()) {
            return locks.needsPassword()
                    ? wrong(settings, "what cannot be checked, because no password is set for it")
                    : Optional.empty();
        }
        StationKey.Shown best =
                next.orElseGet(
                        () -> best(settings, locks.key().orElseThrow(), shown.authorization()));
        if (!best.isRight()) {
            return wrong(settings, best.words());
        }
        if (opened.put(settings.station(), best) != best) {
            LOG.info("station={} shows {}", printable(settings.station().value()), best.words());
        }
        return Optional.empty();
    }

    private static Optional<Answer.Failure> wrong(StationSettings settings, String shown) {
        return Optional.of(
                Answer.failure(Cause.WRONG_PASSWORD, printable(settings.station().value()), shown));
    }

    private static StationKey.Shown best(
            StationSettings settings, StationKey key, Optional<String> authorization) {
        return settings.names()
                .map(name -> key.shown(name, authorization))
                .max(Comparator.naturalOrder()) // the nearest to right comes last
                .orElseThrow();
    }

    private static String printable(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= MAX_WORDS ? line : line.substring(0, MAX_WORDS) + "…";
    }
}
