package dev.substation.udp;

import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.IdTagInfo;
import dev.substation.model.Payload;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the CSMS gets of the session that the {@link Journal} has: Authorize, StartTransaction,
 * StopTransaction, each once the one before is answered. All of them say what was stored, so one
 * that is sent again after a kill is the same.
 */
final class SessionMessages {

    private static final CompletableFuture<Boolean> DONE = CompletableFuture.completedFuture(true);
    private static final CompletableFuture<Boolean> LATER =
            CompletableFuture.completedFuture(false);
    private static final String ENERGY = "Energy.Active.Import.Register";
    private static final String DEAUTHORIZED = "DeAuthorized";
    private static final long TENTHS = 10;

    private final Journal journal;
    private final Caller caller;
    private final Executor turn;
    private final Supplier<Boolean> stopsInvalid;
    private final Function<String, CompletableFuture<Void>> stop;

    /**
     * @param stopsInvalid whether a transaction ends whose card the CSMS rejects
     * @param stop stops the session at the box, for a reason in the words of OCPP
     */
    SessionMessages(
            Journal journal,
            Caller caller,
            Executor turn,
            Supplier<Boolean> stopsInvalid,
            Function<String, CompletableFuture<Void>> stop) {
        this.journal = journal;
        this.caller = caller;
        this.turn = turn;
        this.stopsInvalid = stopsInvalid;
        this.stop = stop;
    }

    private CompletableFuture<Boolean> stored(Supplier<CompletableFuture<Boolean>> then) {
        return journal.store().thenComposeAsync(stored -> then.get(), turn);
    }

    /** Sends what is to be said by now; completes with whether it was taken. */
    CompletableFuture<Boolean> settled() {
        if (journal.open().isEmpty()) {
            return DONE;
        }
        OpenSession session = journal.open().get();
        if (session.end().isPresent() && !session.counts()) {
            return over(session);
        }
        if (session.end().isEmpty() && !session.vouched()) {
            return authorize(session);
        }
        if (session.end().isEmpty() && session.rejected()) {
            return DONE;
        }
        if (session.transaction().isEmpty()) {
            return start(session);
        }
        return session.end().isPresent() ? stop(session, session.end().get()) : DONE;
    }

    private CompletableFuture<Boolean> authorize(OpenSession session) {
        return caller.call(Action.Authorize, Payload.of("idTag", session.idTag()))
                .thenComposeAsync(
                        answer ->
                                answer.fold(
                                        result -> {
                                            boolean accepted = isAccepted(result);
                                            journal.open(
                                                    accepted
                                                            ? current(session).asVouched()
                                                            : current(session).asRejected());
                                            return accepted
                                                    ? stored(this::settled)
                                                    : stop.apply(DEAUTHORIZED)
                                                            .thenApply(ordered -> true);
                                        },
                                        failure -> LATER),
                        turn);
    }

    /** It may have been stopped while the CSMS was asked. */
    private OpenSession current(OpenSession asked) {
        return journal.open().filter(open -> open.id() == asked.id()).orElse(asked);
    }

    private static boolean isAccepted(Answer.Result answer) {
        return IdTagInfo.in(answer.payload()).filter(IdTagInfo::isAccepted).isPresent();
    }

    private CompletableFuture<Boolean> start(OpenSession session) {
        return caller.call(
                        Action.StartTransaction,
                        Payload.of(
                                "connectorId", 1L,
                                "idTag", session.idTag(),
                                "timestamp", session.started().toString(),
                                "meterStart", wattHours(session.energyAtStart())))
                .thenComposeAsync(
                        answer -> answer.fold(result -> started(session, result), failure -> LATER),
                        turn);
    }

    private CompletableFuture<Boolean> started(OpenSession session, Answer.Result result) {
        OpenSession named =
                current(session).as(result.payload().number("transactionId").orElse(0L));
        journal.open(named);
        boolean unwanted = !isAccepted(result) && stopsInvalid.get() && named.end().isEmpty();
        return unwanted
                ? stop.apply(DEAUTHORIZED).thenApply(ordered -> true)
                : stored(this::settled);
    }

    private CompletableFuture<Boolean> stop(OpenSession session, OpenSession.End end) {
        Payload stop =
                Payload.of(
                        "transactionId", session.transaction().orElseThrow(),
                        "idTag", session.idTag(),
                        "timestamp", end.at().toString(),
                        "meterStop", wattHours(end.register()),
                        "reason", end.reason(),
                        "transactionData",
                                List.of(
                                        sample(
                                                session.started(),
                                                session.energyAtStart(),
                                                "Transaction.Begin"),
                                        sample(end.at(), end.register(), "Transaction.End")));
        return caller.call(Action.StopTransaction, stop)
                .thenComposeAsync(
                        answer -> answer.fold(result -> over(session), failure -> LATER), turn);
    }

    private CompletableFuture<Boolean> over(OpenSession session) {
        OpenSession.End end = session.end().orElseThrow();
        journal.reported(new Journal.Last(session.id(), end.register(), end.at()));
        return stored(() -> DONE);
    }

    /** A reading to the tenth of a watt hour, which meterStart and meterStop have no room for. */
    private static Payload sample(Instant at, long tenths, String context) {
        return Payload.of(
                "timestamp", at.toString(),
                "sampledValue",
                        List.of(
                                Payload.of(
                                        "value",
                                        BigDecimal.valueOf(tenths, 1).toPlainString(),
                                        "context",
                                        context,
                                        "measurand",
                                        ENERGY,
                                        "unit",
                                        "Wh")));
    }

    private static long wattHours(long tenths) {
        return (tenths + TENTHS / 2) / TENTHS;
    }
}
