package dev.substation.udp;

import dev.substation.flow.time.Moment;
import dev.substation.flow.time.Timers;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a box would report by itself: the statuses of its connectors, and its meter. */
final class BoxReports {

    private static final Duration NEVER = Duration.ofDays(1);
    private static final Duration AT_ONCE = Duration.ofMillis(1);
    private static final long CONNECTORS = 1;

    private final Caller caller;
    private final Journal journal;
    private final BoxKeys keys;
    private final Sessions sessions;
    private final Timers timers;
    private final Map<Long, BoxStatus> reported = new HashMap<>();

    private boolean inSession;
    private boolean hadSession;
    private Optional<Moment> lastSample = Optional.empty();
    private Optional<Instant> nextAligned = Optional.empty();

    BoxReports(Caller caller, Journal journal, BoxKeys keys, Sessions sessions, Timers timers) {
        this.caller = caller;
        this.journal = journal;
        this.keys = keys;
        this.sessions = sessions;
        this.timers = timers;
    }

    /** All is reported again. */
    void forget() {
        reported.clear();
    }

    /** Reports what is due; says when the box must be looked at again for more. */
    Duration seen(Observation now) {
        boolean before = inSession;
        inSession = sessions.isInSession();
        hadSession = now.state().hasCar() && (hadSession || before && !inSession);
        BoxStatus status =
                BoxStatus.of(now.state(), inSession, hadSession, journal.isInoperative());
        for (long connector = 0; connector <= CONNECTORS; connector++) {
            BoxStatus current = connector == 0 ? status.whole() : status;
            boolean ending = inSession && !now.state().hasCar() && !current.isFault();
            if (!ending && !current.equals(reported.get(connector))) {
                report(connector, current, now.at());
            }
        }
        Duration sample = sample(now);
        Duration aligned = aligned(now);
        return sample.compareTo(aligned) < 0 ? sample : aligned;
    }

    private void report(long connector, BoxStatus status, Instant at) {
        reported.put(connector, status);
        caller.call(Action.StatusNotification, status.payload(connector, at))
                .thenAccept(answer -> failed(connector, status, answer));
    }

    /** It is reported again after the next look. */
    private void failed(long connector, BoxStatus status, Answer answer) {
        if (answer instanceof Answer.Failure) {
            reported.remove(connector, status);
        }
    }

    private Duration sample(Observation now) {
        Duration interval = keys.sampleInterval();
        if (sessions.transaction().isEmpty() || interval.isZero()) {
            lastSample = Optional.empty();
            return NEVER;
        }
        Moment moment = timers.moment();
        Moment due = lastSample.map(last -> last.plus(interval)).orElse(moment.plus(interval));
        if (lastSample.isEmpty()) {
            lastSample = Optional.of(moment);
        } else if (!moment.isBefore(due)) {
            values(now, "Sample.Periodic", false);
            lastSample = Optional.of(moment);
            due = moment.plus(interval);
        }
        return atLeast(moment.until(due));
    }

    private Duration aligned(Observation now) {
        Duration interval = keys.alignedInterval();
        if (interval.isZero()) {
            nextAligned = Optional.empty();
            return NEVER;
        }
        if (nextAligned.filter(due -> !now.at().isBefore(due)).isPresent()) {
            values(now, "Sample.Clock", true);
        }
        Instant next = after(now.at(), interval);
        nextAligned = Optional.of(next);
        return atLeast(Duration.between(now.at(), next));
    }

    /** The next multiple of an interval since midnight (OCPP 1.6 section 9.1.2). */
    private static Instant after(Instant now, Duration interval) {
        long second = now.atOffset(ZoneOffset.UTC).getLong(ChronoField.SECOND_OF_DAY);
        long next = (second / interval.toSeconds() + 1) * interval.toSeconds();
        return now.truncatedTo(ChronoUnit.DAYS).plusSeconds(next);
    }

    private static Duration atLeast(Duration delay) {
        return delay.compareTo(AT_ONCE) < 0 ? AT_ONCE : delay;
    }

    private void values(Observation now, String context, boolean aligned) {
        long register =
                runningFrom(now)
                        .map(start -> now.meter().registerIn(start))
                        .orElse(now.meter().total());
        caller.call(
                Action.MeterValues,
                BoxMeter.values(
                        now.measured(),
                        now.meter(),
                        register,
                        sessions.transaction(),
                        context,
                        keys.measurands(aligned)));
    }

    /** The register at the start of the session that the box has, even if the CSMS has none. */
    private Optional<Long> runningFrom(Observation now) {
        Optional<Long> reported =
                now.session()
                        .filter(session -> !session.isNone() && !session.isOver())
                        .map(SessionReport::energyAtStart);
        Optional<Long> stopped =
                journal.last()
                        .map(Journal.Last::id)
                        .filter(start -> now.session().isEmpty() && now.state().hasCar())
                        .filter(start -> journal.isPaused() && start == now.meter().total());
        return journal.open().map(OpenSession::energyAtStart).or(() -> reported).or(() -> stopped);
    }

    /** The CSMS has asked for a message. */
    void triggered(String message, Observation latest) {
        if (message.equals("MeterValues")) {
            values(latest, "Trigger", false);
        } else {
            reported.forEach((connector, status) -> report(connector, status, latest.at()));
        }
    }
}
