package dev.substation.udp;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions of a box as transactions. Each look at the box says what is new; what follows is
 * written to the {@link Journal} first and sent then, so after a kill it is sent again, word by
 * word, and the gateway recognizes it.
 */
final class Sessions {

    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

    private static final CompletableFuture<Boolean> DONE = CompletableFuture.completedFuture(true);
    private static final CompletableFuture<Boolean> LATER =
            CompletableFuture.completedFuture(false);

    /** How exactly it must be known after a kill when a box was heard last. */
    private static final Duration SEEN_STORED = Duration.ofMinutes(1);

    /** Looks at a box that was stopped and is ready still, before it is stopped in another way. */
    private static final int PATIENCE = 5;

    /** Looks at a box that has no permission any more, before the gateway ends the session. */
    private static final int IDLE_LOOKS = 2;

    private final Journal journal;
    private final Caller caller;
    private final Executor turn;
    private final Supplier<String> usualCard;
    private final SessionMessages messages;
    private final BiFunction<OpenSession, Integer, CompletableFuture<Void>> stopper;
    private final MissedSessions missed;

    private int looks;
    private int idle;
    private int unclearLooks;
    private boolean mustCatchUp = true;
    private Instant seenStored = Instant.EPOCH;

    /**
     * @param usualCard the idTag of sessions without a card
     * @param stopsInvalid whether a transaction ends whose card the CSMS rejects
     * @param stopper stops a session at the box, in another way with each attempt from 0
     * @param missed finds sessions that ended while nobody looked
     */
    Sessions(
            Journal journal,
            Caller caller,
            Executor turn,
            Supplier<String> usualCard,
            Supplier<Boolean> stopsInvalid,
            BiFunction<OpenSession, Integer, CompletableFuture<Void>> stopper,
            MissedSessions missed) {
        this.journal = journal;
        this.caller = caller;
        this.turn = turn;
        this.usualCard = usualCard;
        messages = new SessionMessages(journal, caller, turn, stopsInvalid, this::stop);
        this.stopper = stopper;
        this.missed = missed;
    }

    /** The box was out of sight, or has started anew. */
    void mayHaveMissed() {
        mustCatchUp = true;
    }

    /** The transaction that runs. */
    Optional<Long> transaction() {
        return journal.open()
                .filter(session -> session.end().isEmpty())
                .flatMap(OpenSession::transaction);
    }

    /** Whether a session runs that the CSMS knows, or is about to know. */
    boolean isInSession() {
        return journal.open().filter(session -> session.end().isEmpty()).isPresent();
    }

    /**
     * Notes of a box that is new to the gateway where its sessions begin that the CSMS gets, also
     * while the CSMS does not have the box yet. Completes with whether that is known.
     */
    CompletableFuture<Boolean> met(Observation now) {
        if (journal.isReplaced()) {
            return messages.settled()
                    .thenComposeAsync(
                            settled -> {
                                if (!settled) {
                                    return LATER;
                                }
                                journal.begun();
                                return met(now);
                            },
                            turn);
        }
        if (journal.last().isPresent()) {
            return DONE;
        }
        return missed.first(now)
                .thenComposeAsync(
                        last -> {
                            if (last.isEmpty()) {
                                return LATER;
                            }
                            journal.reported(last.get());
                            journal.saw(now.at(), now.meter().total());
                            mustCatchUp = false;
                            return stored(() -> DONE);
                        },
                        turn);
    }

    /** Takes what a box said; completes when all that follows is done, or must wait. */
    CompletableFuture<Boolean> seen(Observation now) {
        return messages.settled()
                .thenComposeAsync(
                        settled ->
                                !settled
                                        ? LATER
                                        : now.session().isPresent()
                                                ? byReport(now, now.session().get())
                                                : byPlug(now),
                        turn)
                .thenComposeAsync(well -> saw(now).thenApply(stored -> well), turn);
    }

    private CompletableFuture<Void> saw(Observation now) {
        boolean due = seenStored.plus(SEEN_STORED).isBefore(now.at());
        seenStored = due ? now.at() : seenStored;
        long register =
                journal.open()
                        .map(session -> now.meter().registerIn(session.energyAtStart()))
                        .orElse(now.meter().total());
        journal.saw(now.at(), register);
        return due ? journal.store() : CompletableFuture.completedFuture(null);
    }

    /** Stops the session that runs. Completes when the box has got the order. */
    CompletableFuture<Void> stop(String reason) {
        Optional<OpenSession> running = journal.open().filter(session -> session.end().isEmpty());
        if (running.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        OpenSession stopped = running.get().stoppedFor(reason);
        journal.open(stopped);
        looks = 0;
        idle = 0;
        return journal.store().thenComposeAsync(stored -> stopper.apply(stopped, 0), turn);
    }

    private CompletableFuture<Boolean> byReport(Observation now, SessionReport newest) {
        Optional<OpenSession> open = journal.open();
        if (open.filter(session -> session.isOf(newest)).isPresent()) {
            return goesOn(now, newest, open.get());
        }
        boolean fresh = isFresh(newest);
        if (open.isEmpty() && !fresh && !mustCatchUp) {
            return DONE;
        }
        return missed.since(journal, now, newest)
                .thenComposeAsync(
                        found -> {
                            if (found.isEmpty()) {
                                return LATER;
                            }
                            return reported(found.get())
                                    .thenComposeAsync(
                                            all -> {
                                                mustCatchUp &= !all;
                                                return all && isFresh(newest)
                                                        ? begin(now, newest)
                                                        : CompletableFuture.completedFuture(all);
                                            },
                                            turn);
                        },
                        turn);
    }

    private boolean isFresh(SessionReport newest) {
        return !newest.isNone() && MissedSessions.isNew(newest, journal.last().orElseThrow());
    }

    /** The session that the CSMS knows is still the latest one. */
    private CompletableFuture<Boolean> goesOn(
            Observation now, SessionReport report, OpenSession session) {
        long sec = report.sec().orElse(0L);
        if (report.isOver()) {
            boolean unclear = report.isUnclear(now.meter().total()) && ++unclearLooks < PATIENCE;
            if (unclear) {
                return LATER; // the box is about to add the session to its register
            }
            unclearLooks = 0;
            return end(
                    session,
                    new OpenSession.End(
                            notBefore(
                                    session.started(),
                                    Observation.moment(now.at(), sec, report.ended())),
                            report.register(Optional.of(now.meter().total())),
                            MissedSessions.reason(report.reason())));
        }
        return session.isStopped() ? stopping(now, session) : DONE;
    }

    /**
     * A box ends its session by the card, or keeps it until the car has gone. A session that it
     * keeps is over only once the box has lost its permission: whether the order came nobody knows
     * before, and a car that takes nothing now may charge later.
     */
    private CompletableFuture<Boolean> stopping(Observation now, OpenSession session) {
        boolean mayCharge =
                !journal.isPaused()
                        || now.state().state() == StateReport.READY
                        || now.state().isCharging();
        if (mayCharge) {
            idle = 0;
            return ++looks % PATIENCE == 0
                    ? stopper.apply(session, looks / PATIENCE).thenApply(done -> true)
                    : DONE;
        }
        if (++idle < IDLE_LOOKS) {
            return DONE;
        }
        return end(
                session,
                new OpenSession.End(
                        notBefore(session.started(), now.measured()),
                        now.meter().registerIn(session.energyAtStart()),
                        session.stopReason()));
    }

    private CompletableFuture<Boolean> begin(Observation now, SessionReport report) {
        boolean nobodyCharged = report.tag().isEmpty() && report.isOver() && hasNoEnergy(report);
        if (nobodyCharged) {
            return skip(report, now.at());
        }
        boolean ready =
                report.isOver()
                        || now.state().hasCar()
                                && (report.tag().isPresent()
                                        || now.state().state() == StateReport.READY
                                        || now.state().isCharging());
        if (!ready) {
            return DONE;
        }
        Instant started = Observation.moment(now.at(), report.sec().orElse(0L), report.started());
        OpenSession session =
                opened(
                        report.id(),
                        report.energyAtStart(),
                        notBefore(journal.last().orElseThrow().at(), started),
                        report.tag(),
                        started);
        journal.open(session);
        return report.isOver()
                ? stored(() -> goesOn(now, report, session))
                : stored(messages::settled);
    }

    private static boolean hasNoEnergy(SessionReport report) {
        return report.register(Optional.empty()) <= report.energyAtStart();
    }

    private CompletableFuture<Boolean> skip(SessionReport report, Instant at) {
        journal.reported(new Journal.Last(report.id(), report.energyAtStart(), at));
        return stored(() -> DONE);
    }

    private OpenSession opened(
            long id, long register, Instant started, Optional<String> tag, Instant cardShown) {
        Optional<Journal.RemoteCard> remote =
                journal.remote()
                        .filter(card -> cardShown.isBefore(card.until()))
                        .filter(
                                card ->
                                        card.tag().isEmpty()
                                                || tag.filter(
                                                                shown ->
                                                                        CardTag.isSame(
                                                                                shown, card.tag()))
                                                        .isPresent());
        if (remote.isPresent()) {
            journal.remote(Optional.empty());
        }
        String idTag =
                remote.map(Journal.RemoteCard::idTag)
                        .or(() -> tag.map(CardTag::idTag))
                        .orElseGet(usualCard);
        return new OpenSession(
                id,
                register,
                started,
                idTag,
                tag.orElse(""),
                remote.isPresent() || tag.isEmpty(),
                false,
                Optional.empty(),
                "",
                Optional.empty());
    }

    /** Sends what was missed, the oldest first. */
    private CompletableFuture<Boolean> reported(List<MissedSessions.Ended> found) {
        if (found.isEmpty()) {
            return DONE;
        }
        MissedSessions.Ended first = found.get(0);
        List<MissedSessions.Ended> others = found.subList(1, found.size());
        boolean isOpen =
                journal.open()
                        .filter(
                                session ->
                                        session.id() == first.id()
                                                && session.energyAtStart() == first.energyAtStart())
                        .isPresent();
        boolean nobodyCharged =
                !isOpen && first.tag().isEmpty() && first.end().register() <= first.energyAtStart();
        if (nobodyCharged) {
            journal.reported(new Journal.Last(first.id(), first.energyAtStart(), first.end().at()));
            return stored(() -> reported(others));
        }
        if (!isOpen) {
            LOG.info(
                    "station={} session {} ended while the box was out of sight",
                    caller.station(),
                    first.id());
            OpenSession session =
                    opened(
                            first.id(),
                            first.energyAtStart(),
                            notBefore(journal.last().orElseThrow().at(), first.started()),
                            first.tag(),
                            first.started());
            journal.open(session);
        }
        OpenSession session = journal.open().orElseThrow();
        OpenSession.End end =
                new OpenSession.End(
                        notBefore(session.started(), first.end().at()),
                        first.end().register(),
                        first.end().reason());
        return end(session, end).thenComposeAsync(well -> well ? reported(others) : LATER, turn);
    }

    /** A box without reports of sessions: the plug and the register tell where one ends. */
    private CompletableFuture<Boolean> byPlug(Observation now) {
        long total = now.meter().total();
        boolean hasCar = now.state().hasCar();
        Optional<OpenSession> open = journal.open();
        if (open.isPresent()) {
            OpenSession session = open.get();
            boolean added = total > session.energyAtStart();
            if (added || !hasCar) {
                long register = added ? total : session.energyAtStart() + now.meter().session();
                return end(session, new OpenSession.End(now.at(), register, "EVDisconnected"));
            }
            return session.isStopped() ? stopping(now, session) : DONE;
        }
        boolean runs =
                hasCar
                        && !journal.isPaused()
                        && (now.state().state() == StateReport.READY || now.state().isCharging());
        if (!runs) {
            return DONE;
        }
        journal.open(opened(total, total, now.at(), Optional.empty(), now.at()));
        return stored(messages::settled);
    }

    private CompletableFuture<Boolean> end(OpenSession session, OpenSession.End how) {
        OpenSession.End end =
                session.isStopped()
                        ? new OpenSession.End(how.at(), how.register(), session.stopReason())
                        : how;
        journal.open(session.ended(end));
        return stored(messages::settled);
    }

    private CompletableFuture<Boolean> stored(Supplier<CompletableFuture<Boolean>> then) {
        return journal.store().thenComposeAsync(stored -> then.get(), turn);
    }

    private static Instant notBefore(Instant earliest, Instant moment) {
        return moment.isBefore(earliest) ? earliest : moment;
    }
}
