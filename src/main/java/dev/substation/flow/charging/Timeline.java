package dev.substation.flow.charging;

import dev.substation.flow.charging.ChargingProfile.Kind;
import dev.substation.flow.charging.ChargingProfile.Period;
import dev.substation.flow.charging.ChargingProfile.Purpose;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When a profile says what. Its schedule begins at {@code startSchedule}, or with the transaction;
 * a recurring one begins anew at the same time of day on the clocks of the site, so that it follows
 * daylight saving.
 */
final class Timeline {

    private final ChargingProfile profile;
    private final ZoneId zone;
    private final Instant anchor;

    /**
     * @param zone of the site
     * @param charging since when the transaction runs; empty when none does
     * @param otherwise when a transaction would start that none has started
     */
    Timeline(ChargingProfile profile, ZoneId zone, Optional<Instant> charging, Instant otherwise) {
        this.profile = profile;
        this.zone = zone;
        this.anchor = anchor(profile, charging, otherwise);
    }

    /**
     * Without {@code startSchedule} a schedule is relative to the start of charging (OCPP 1.6
     * section 7.13). A profile of the whole station knows no such start: it counts since it came.
     * One that recurs by the clock must not begin at another time with each car: it begins where it
     * becomes valid.
     */
    private static Instant anchor(
            ChargingProfile profile, Optional<Instant> charging, Instant otherwise) {
        if (profile.kind() != Kind.RELATIVE && profile.start().isPresent()) {
            return profile.start().get();
        }
        if (profile.kind().days() > 0) {
            return profile.validFrom().or(() -> charging).orElse(profile.received());
        }
        return profile.purpose() == Purpose.ChargePointMaxProfile
                ? profile.received()
                : charging.orElse(otherwise);
    }

    /** What the profile says at a time; empty when it is not valid then, or says nothing. */
    Optional<Period> at(Instant time) {
        boolean valid =
                profile.validFrom().filter(time::isBefore).isEmpty()
                        && profile.validTo().filter(end -> !time.isBefore(end)).isEmpty();
        if (!valid || time.isBefore(anchor)) {
            return Optional.empty();
        }
        Instant begin = begin(round(time));
        if (end().filter(seconds -> !time.isBefore(begin.plusSeconds(seconds))).isPresent()) {
            return Optional.empty();
        }
        long offset = Duration.between(begin, time).toSeconds();
        return profile.periods().stream()
                .filter(period -> period.start() <= offset)
                .reduce((before, later) -> later);
    }

    /** The first time after another one at which it may say something else; empty for never. */
    Optional<Instant> nextAfter(Instant time) {
        Stream<Instant> edges = Stream.of(anchor);
        if (!time.isBefore(anchor)) {
            long round = round(time);
            Instant begin = begin(round);
            edges =
                    Stream.concat(
                            profile.periods().stream()
                                    .map(period -> begin.plusSeconds(period.start())),
                            Stream.concat(
                                    end().map(begin::plusSeconds).stream(),
                                    profile.kind().days() > 0
                                            ? Stream.of(begin(round + 1))
                                            : Stream.empty()));
        }
        return Stream.concat(
                        edges,
                        Stream.concat(profile.validFrom().stream(), profile.validTo().stream()))
                .filter(edge -> edge.isAfter(time))
                .min(Instant::compareTo);
    }

    /**
     * After how many seconds a schedule ends before it begins anew. One of 24 hours that recurs
     * daily means the whole day, which has 25 hours once a year: it does not end.
     */
    private Optional<Long> end() {
        long round = Duration.ofDays(profile.kind().days()).toSeconds();
        return profile.duration().filter(seconds -> round == 0 || seconds < round);
    }

    /** The last round of the schedule that has begun at a time, from 0. */
    private long round(Instant time) {
        int days = profile.kind().days();
        if (days == 0) {
            return 0;
        }
        long round = ChronoUnit.DAYS.between(local(), time.atZone(zone)) / days;
        while (!begin(round + 1).isAfter(time)) {
            round++;
        }
        while (round > 0 && begin(round).isAfter(time)) {
            round--;
        }
        return round;
    }

    /** A time of day that a change of the clocks leaves out comes later by as much. */
    private Instant begin(long round) {
        return round == 0 ? anchor : local().plusDays(round * profile.kind().days()).toInstant();
    }

    private ZonedDateTime local() {
        return anchor.atZone(zone);
    }
}
