package dev.substation.udp;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;

/**
 * Finds sessions that ended while nobody looked, in the history of a box ({@code report 101} to
 * {@code report 130}).
 *
 * <p>Their times are seconds since the box started, so those of its present run have a date, and
 * mostly those of the run in which it was heard last. Any other is said to have begun when the box
 * was heard last, and to have ended when it started anew: it lay between the two. The history does
 * not say which run a session is of; one whose time is after that of a later session, or that has
 * no end, is of an earlier run, and so are those before it.
 */
final class MissedSessions {

    /** How exactly it is known when a box was heard last, and when it had started. */
    private static final Duration SLACK = Duration.ofMinutes(2);

    private static final int HISTORY = SessionReport.LAST - SessionReport.FIRST;

    /** A session that is over. */
    record Ended(
            long id,
            long energyAtStart,
            Instant started,
            Optional<String> tag,
            OpenSession.End end) {}

    private final IntFunction<CompletableFuture<Optional<SessionReport>>> history;
    private final Executor turn;

    /**
     * @param history asks for a session by the number of its report; empty without an answer
     */
    MissedSessions(IntFunction<CompletableFuture<Optional<SessionReport>>> history, Executor turn) {
        this.history = history;
        this.turn = turn;
    }

    /** The reason of a box in OCPP's words. */
    static String reason(long number) {
        return number == SessionReport.UNPLUGGED
                ? "EVDisconnected"
                : number == SessionReport.BY_CARD ? "Local" : "Other";
    }

    /**
     * Whether the CSMS does not have a session yet. A box may count from 1 again; then the register
     * tells, and a session that begins where the last one ended is new once it has energy.
     */
    static boolean isNew(SessionReport session, Journal.Last last) {
        return session.id() > last.id()
                || session.energyAtStart() > last.register()
                || session.energyAtStart() == last.register()
                        && session.register(Optional.empty()) > last.register();
    }

    /**
     * For a box that is new to the gateway: where its sessions begin that the CSMS gets. Those that
     * ended before are none of the gateway's.
     *
     * @return empty without an answer
     */
    CompletableFuture<Optional<Journal.Last>> first(Observation now) {
        long register = now.meter().total();
        if (now.session().isEmpty()) {
            return CompletableFuture.completedFuture(
                    Optional.of(new Journal.Last(0, register, Instant.EPOCH)));
        }
        SessionReport newest = now.session().get();
        if (!newest.isNone()) {
            boolean over = newest.isOver();
            return CompletableFuture.completedFuture(
                    Optional.of(
                            new Journal.Last(
                                    over ? newest.id() : newest.id() - 1,
                                    over
                                            ? Math.max(
                                                    register,
                                                    newest.register(Optional.of(register)))
                                            : newest.energyAtStart(),
                                    Instant.EPOCH)));
        }
        return history.apply(SessionReport.FIRST + 1)
                .thenApplyAsync(
                        before ->
                                before.map(
                                        one -> new Journal.Last(one.id(), register, Instant.EPOCH)),
                        turn);
    }

    /**
     * All that are over and that the CSMS does not have, the oldest first; the one that it knows as
     * running among them.
     *
     * @param newest the latest session, which is not among them
     * @return empty without an answer
     */
    CompletableFuture<Optional<List<Ended>>> since(
            Journal journal, Observation now, SessionReport newest) {
        return walked(SessionReport.FIRST + 1, journal, newest, new ArrayList<>())
                .thenApplyAsync(found -> found.map(all -> dated(all, journal, now, newest)), turn);
    }

    private CompletableFuture<Optional<List<SessionReport>>> walked(
            int number, Journal journal, SessionReport newest, List<SessionReport> found) {
        if (number > SessionReport.LAST) {
            return CompletableFuture.completedFuture(Optional.of(found));
        }
        return history.apply(number)
                .thenComposeAsync(
                        answer -> {
                            if (answer.isEmpty()) {
                                return CompletableFuture.completedFuture(Optional.empty());
                            }
                            SessionReport one = answer.get();
                            SessionReport before =
                                    found.isEmpty() ? newest : found.get(found.size() - 1);
                            if (hasMovedOn(before, one)) {
                                return CompletableFuture.completedFuture(Optional.empty());
                            }
                            boolean known =
                                    one.isNone() || !isNew(one, journal.last().orElseThrow());
                            if (known) {
                                return CompletableFuture.completedFuture(Optional.of(found));
                            }
                            found.add(one);
                            boolean open =
                                    journal.open().filter(session -> session.isOf(one)).isPresent();
                            return open
                                    ? CompletableFuture.completedFuture(Optional.of(found))
                                    : walked(number + 1, journal, newest, found);
                        },
                        turn);
    }

    /**
     * Whether sessions have begun since the report before was read, so that the history has moved
     * on: it goes from new to old, and the register only grows.
     */
    private static boolean hasMovedOn(SessionReport before, SessionReport one) {
        if (before.isNone() || one.isNone()) {
            return false;
        }
        boolean countsOn = Math.abs(one.id() - before.id()) <= HISTORY; // else from 1 again
        return one.energyAtStart() > before.energyAtStart()
                || one.energyAtStart() == before.energyAtStart()
                        && one.id() >= before.id()
                        && countsOn;
    }

    /** A moment of the run in which the box was heard, if it can be one of it. */
    private static Optional<Instant> earlier(Journal journal, long counted, Instant restart) {
        Instant earliest = journal.seen().minus(SLACK);
        return journal.earlierRun()
                .filter(run -> counted > 0)
                .map(run -> run.plusSeconds(counted))
                .filter(moment -> moment.isAfter(earliest) && moment.isBefore(restart));
    }

    private static List<Ended> dated(
            List<SessionReport> newestFirst,
            Journal journal,
            Observation now,
            SessionReport newest) {
        long sec = now.state().sec().or(newest::sec).orElse(0L);
        Instant restart = Observation.startOf(now.at(), sec);
        boolean heardSince = !journal.seen().isBefore(restart);
        boolean thisRun = true;
        long before = newest.isNone() ? sec : newest.started();
        long next = newest.isNone() ? now.meter().total() : newest.energyAtStart();
        List<Ended> found = new ArrayList<>();
        for (SessionReport one : newestFirst) {
            boolean begunBefore =
                    !heardSince && journal.open().filter(session -> session.isOf(one)).isPresent();
            thisRun &= one.ended() > 0 && one.ended() <= before && !begunBefore;
            Instant start =
                    thisRun
                            ? Observation.moment(now.at(), sec, one.started())
                            : earlier(journal, one.started(), restart).orElse(journal.seen());
            Instant end =
                    thisRun
                            ? Observation.moment(now.at(), sec, one.ended())
                            : earlier(journal, one.ended(), restart).orElse(restart);
            found.add(
                    new Ended(
                            one.id(),
                            one.energyAtStart(),
                            start,
                            one.tag(),
                            new OpenSession.End(
                                    end,
                                    one.register(Optional.of(next)),
                                    one.isOver() ? reason(one.reason()) : "Reboot")));
            before = one.started();
            next = one.energyAtStart();
        }
        boolean lost =
                journal.open()
                        .filter(session -> newestFirst.stream().noneMatch(one -> session.isOf(one)))
                        .isPresent();
        if (lost) {
            OpenSession session = journal.open().get();
            found.add(
                    new Ended(
                            session.id(),
                            session.energyAtStart(),
                            session.started(),
                            Optional.empty(),
                            new OpenSession.End(
                                    restart, Math.max(next, session.energyAtStart()), "Other")));
        }
        Collections.reverse(found);
        return found;
    }
}
