package dev.substation.flow.charging;

import dev.substation.flow.charging.ChargingProfile.Purpose;
import dev.substation.flow.charging.ChargingProfile.Unusable;
import dev.substation.flow.charging.Composite.Schedule;
import dev.substation.flow.charging.Rate.Unit;
import dev.substation.flow.desk.LatestReports;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.Transactions;
import dev.substation.flow.time.Desk;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Answer.Result;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Stream;

/** Answers what the charging profiles of a station add up to. */
final class CompositeAnswers {

    private static final String CONNECTOR = "connectorId";
    private static final String SCHEDULE = "chargingSchedule";

    private final Desk desk;
    private final KeptProfiles profiles;
    private final Transactions transactions;
    private final LatestReports said;

    CompositeAnswers(
            Desk desk, KeptProfiles profiles, Transactions transactions, LatestReports said) {
        this.desk = desk;
        this.profiles = profiles;
        this.transactions = transactions;
        this.said = said;
    }

    /** The answer to a GetCompositeSchedule. */
    Answer answer(Station station, Payload asked) {
        long connectorId = asked.number(CONNECTOR).orElse(0L);
        long duration = asked.number("duration").orElse(0L);
        if (!isKnown(station, connectorId) || duration < 0) {
            return Answer.ofStatus("Rejected");
        }
        Composite composite = counting(station, List.of());
        Unit unit =
                asked.text("chargingRateUnit")
                        .map(Unit::valueOf)
                        .orElse(composite.isInWatts(connectorId) ? Unit.W : Unit.A);
        return written(composite, connectorId, duration, unit);
    }

    private Answer written(Composite composite, long connectorId, long duration, Unit unit) {
        Instant from = desk.now().truncatedTo(ChronoUnit.SECONDS);
        Schedule schedule =
                composite.schedule(
                        connectorId,
                        from,
                        Duration.ofSeconds(duration),
                        GivenProfiles.MOST_PERIODS);
        Payload written =
                Payload.of(
                        "duration",
                        schedule.covers().toSeconds(),
                        "startSchedule",
                        from.toString(),
                        "chargingRateUnit",
                        unit.name(),
                        "chargingSchedulePeriod",
                        schedule.steps().stream()
                                .map(
                                        step ->
                                                Payload.of(
                                                        "startPeriod",
                                                        step.start(),
                                                        "limit",
                                                        step.rate().in(unit),
                                                        "numberPhases",
                                                        (long) step.rate().phases()))
                                .toList());
        Payload complete =
                schedule.steps().stream()
                        .flatMap(step -> step.minimum().stream())
                        .map(least -> Composite.minimumIn(least, unit))
                        .max(BigDecimal::compareTo)
                        .map(least -> written.with("minChargingRate", least))
                        .orElse(written);
        return Answer.result(
                Payload.of(
                        Answer.STATUS,
                        "Accepted",
                        CONNECTOR,
                        connectorId,
                        "scheduleStart",
                        from.toString(),
                        SCHEDULE,
                        complete));
    }

    /** What a station says of itself, and no more than the maximum that the gateway keeps. */
    Answer bounded(Station station, Payload asked, Answer answer) {
        Optional<Payload> own =
                answer instanceof Result result && result.isAccepted()
                        ? result.payload().object(SCHEDULE)
                        : Optional.empty();
        if (own.isEmpty()) {
            return answer;
        }
        long connectorId = asked.number(CONNECTOR).orElse(0L);
        Payload schedule = own.get();
        Payload profile =
                Payload.of(
                        "chargingProfileId",
                        0L,
                        "stackLevel",
                        0L,
                        "chargingProfilePurpose",
                        Purpose.TxDefaultProfile.name(),
                        "chargingProfileKind",
                        "Absolute",
                        SCHEDULE,
                        schedule.containsKey("startSchedule")
                                ? schedule
                                : schedule.with("startSchedule", desk.now().toString()));
        try {
            ChargingProfile said =
                    ChargingProfile.of(connectorId, profile, Optional.empty(), desk.now());
            Answer bounded =
                    written(
                            counting(station, List.of(said)),
                            connectorId,
                            asked.number("duration").orElse(0L),
                            said.unit());
            return bounded.noting(answer.notes())
                    .noting(
                            Note.whole(
                                    Loss.DEDUCED,
                                    "not above the ChargePointMaxProfile that the gateway keeps"));
        } catch (Unusable unusable) {
            return answer;
        }
    }

    /** What counts for a station now. */
    Composite counting(Station station) {
        return counting(station, List.of());
    }

    private Composite counting(Station station, List<ChargingProfile> more) {
        return Circuits.composite(
                station,
                Stream.concat(profiles.counting(station.id()).stream(), more.stream()).toList(),
                transactions.openOf(station.id()),
                connectors(station.id()));
    }

    SortedSet<Long> connectors(StationId station) {
        return Circuits.connectors(
                said.all(station, Action.StatusNotification).keySet(),
                profiles.counting(station),
                transactions.openOf(station));
    }

    /** A station that has reported no connector may have any. */
    boolean isKnown(Station station, long connectorId) {
        Set<Long> reported = said.all(station.id(), Action.StatusNotification).keySet();
        return connectorId == 0
                || connectorId > 0 && reported.stream().noneMatch(it -> it > 0)
                || reported.contains(connectorId)
                || transactions.openOn(station.id(), connectorId).isPresent();
    }
}
