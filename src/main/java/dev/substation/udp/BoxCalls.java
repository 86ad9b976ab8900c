package dev.substation.udp;

import dev.substation.dialect.Sha256;
import dev.substation.flow.time.Timers;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Payload;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What a box does for calls of the CSMS (docs/keba-udp.md has the table). On the turn. */
final class BoxCalls {

    /** What of the gateway they need. */
    record Parts(
            BoxLine line,
            BoxView view,
            Journal journal,
            BoxKeys keys,
            Sessions sessions,
            Timers timers,
            Supplier<Instant> now,
            Executor turn) {}

    private static final String REJECTED = "Rejected";
    private static final String ACCEPTED = "Accepted";
    private static final String NOT_SUPPORTED = "NotSupported";
    private static final String VENDOR = "KEBA";
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int ATTEMPTS = 3;
    private static final int TAG_BYTES = 8;

    private final Parts parts;
    private final Runnable lookSoon;
    private final Consumer<String> trigger;
    private final BoxTransfers transfers;
    private final Map<Action, Function<Payload, CompletableFuture<Answer>>> table;

    /**
     * @param lookSoon has the box looked at
     * @param trigger sends a message that the CSMS asks for
     */
    BoxCalls(Parts parts, Runnable lookSoon, Consumer<String> trigger) {
        this.parts = parts;
        this.lookSoon = lookSoon;
        this.trigger = trigger;
        transfers = new BoxTransfers(parts.line(), parts.view(), parts.turn());
        table = table();
    }

    private Map<Action, Function<Payload, CompletableFuture<Answer>>> table() {
        Map<Action, Function<Payload, CompletableFuture<Answer>>> calls = new LinkedHashMap<>();
        calls.put(Action.RemoteStartTransaction, this::remoteStart);
        calls.put(Action.RemoteStopTransaction, this::remoteStop);
        calls.put(Action.UnlockConnector, this::unlock);
        calls.put(Action.ChangeAvailability, this::availability);
        calls.put(Action.DataTransfer, transfers::answer);
        calls.put(Action.GetConfiguration, question -> now(parts.keys().get(question)));
        calls.put(Action.ChangeConfiguration, this::configure);
        calls.put(Action.TriggerMessage, this::trigger);
        // The box has no command for these.
        calls.put(Action.Reset, order -> status(REJECTED));
        calls.put(Action.ClearCache, order -> status(REJECTED));
        calls.put(Action.ReserveNow, order -> status(REJECTED));
        calls.put(Action.CancelReservation, order -> status(REJECTED));
        calls.put(Action.SendLocalList, order -> status(NOT_SUPPORTED));
        calls.put(
                Action.GetLocalListVersion,
                question -> now(Answer.result(Payload.of("listVersion", -1L))));
        calls.put(Action.GetDiagnostics, order -> now(Answer.result(Payload.EMPTY)));
        calls.put(Action.SetChargingProfile, order -> status(NOT_SUPPORTED));
        calls.put(Action.ClearChargingProfile, order -> status("Unknown"));
        calls.put(Action.GetCompositeSchedule, question -> status(REJECTED));
        return calls;
    }

    /** The answer to a call; completes on the turn. */
    CompletableFuture<Answer> answer(Call call) {
        Function<Payload, CompletableFuture<Answer>> way = table.get(call.action());
        return way == null
                ? now(Answer.failure(Cause.NOT_OF_VENDOR, call.action(), VENDOR + " over UDP"))
                : way.apply(call.payload());
    }

    private static CompletableFuture<Answer> now(Answer answer) {
        return CompletableFuture.completedFuture(answer);
    }

    private static CompletableFuture<Answer> status(String status) {
        return now(Answer.ofStatus(status));
    }

    private static boolean isHere(Payload call) {
        return call.number("connectorId").filter(one -> one > 1 || one < 0).isEmpty();
    }

    private CompletableFuture<Answer> remoteStart(Payload order) {
        String idTag = order.text("idTag").orElse("");
        boolean takes =
                isHere(order)
                        && parts.view().latest().isPresent()
                        && !parts.journal().isInoperative()
                        && !parts.sessions().isInSession();
        if (!takes) {
            return status(REJECTED);
        }
        boolean cards = parts.view().can(KebaModel.Feature.CARDS);
        String tag = cards ? CardTag.tag(idTag).orElseGet(() -> standIn(idTag)) : "";
        Instant until = parts.now().get().plus(parts.keys().connectionTimeout());
        parts.journal().remote(Optional.of(new Journal.RemoteCard(tag, idTag, until)));
        return parts.journal()
                .store()
                .thenComposeAsync(
                        stored ->
                                cards ? shown(tag, ATTEMPTS) : confirmed(KebaCommand.enable(true)),
                        parts.turn())
                .thenComposeAsync(
                        well -> {
                            lookSoon.run();
                            if (well) {
                                return status(ACCEPTED);
                            }
                            parts.journal().remote(Optional.empty());
                            return parts.journal()
                                    .store()
                                    .thenApply(stored -> Answer.ofStatus(REJECTED));
                        },
                        parts.turn());
    }

    /** A card for an idTag that is the number of none; the gateway knows whom it stands for. */
    private static String standIn(String idTag) {
        return HexFormat.of().formatHex(Arrays.copyOf(Sha256.of(idTag), TAG_BYTES));
    }

    /**
     * Shows a card; once more only if the box has no session with it. A confirmation may be a late
     * one of the command before; with a car there, the session shows whether the card came.
     */
    private CompletableFuture<Boolean> shown(String tag, int attempts) {
        return parts.line()
                .ask(KebaCommand.start(tag))
                .thenComposeAsync(
                        answer -> {
                            if (answer.filter(BoxText::refuses).isPresent()) {
                                return CompletableFuture.completedFuture(false);
                            }
                            boolean sure =
                                    answer.isPresent()
                                            && parts.view()
                                                    .latest()
                                                    .filter(seen -> seen.state().hasCar())
                                                    .isEmpty();
                            return sure
                                    ? CompletableFuture.completedFuture(true)
                                    : later().thenComposeAsync(waited -> isShown(tag), parts.turn())
                                            .thenComposeAsync(
                                                    known ->
                                                            known || attempts == 1
                                                                    ? CompletableFuture
                                                                            .completedFuture(known)
                                                                    : shown(tag, attempts - 1),
                                                    parts.turn());
                        },
                        parts.turn());
    }

    private CompletableFuture<Boolean> isShown(String tag) {
        return parts.line()
                .ask(KebaCommand.session(SessionReport.FIRST))
                .thenApply(
                        said ->
                                said.flatMap(SessionReport::of)
                                        .filter(session -> !session.isOver())
                                        .flatMap(SessionReport::tag)
                                        .filter(known -> CardTag.isSame(known, tag))
                                        .isPresent());
    }

    private CompletableFuture<Boolean> confirmed(KebaCommand command) {
        return parts.line()
                .ask(command)
                .thenApply(said -> said.filter(BoxText::confirms).isPresent());
    }

    private CompletableFuture<Answer> remoteStop(Payload order) {
        boolean runs =
                parts.sessions()
                        .transaction()
                        .filter(id -> order.number("transactionId").filter(id::equals).isPresent())
                        .isPresent();
        return runs
                ? stopped("Remote").thenApply(done -> Answer.ofStatus(ACCEPTED))
                : status(REJECTED);
    }

    private CompletableFuture<Void> stopped(String reason) {
        return parts.sessions()
                .stop(reason)
                .thenApplyAsync(
                        done -> {
                            lookSoon.run();
                            return done;
                        },
                        parts.turn());
    }

    /** The box unlocks only what does not charge. */
    private CompletableFuture<Answer> unlock(Payload order) {
        if (!isHere(order)) {
            return status(NOT_SUPPORTED);
        }
        return stopped("UnlockCommand")
                .thenComposeAsync(
                        done -> becomes(state -> !state.isCharging(), ATTEMPTS), parts.turn())
                .thenComposeAsync(
                        idle ->
                                idle
                                        ? confirmed(KebaCommand.UNLOCK)
                                        : CompletableFuture.completedFuture(false),
                        parts.turn())
                .thenComposeAsync(
                        well ->
                                well
                                        ? becomes(state -> !state.isLocked(), ATTEMPTS)
                                        : CompletableFuture.completedFuture(false),
                        parts.turn())
                .thenApply(well -> Answer.ofStatus(well ? "Unlocked" : "UnlockFailed"));
    }

    /** Asks what the box does until it is as it should be. */
    private CompletableFuture<Boolean> becomes(Predicate<StateReport> wanted, int attempts) {
        return parts.line()
                .ask(KebaCommand.STATE)
                .thenComposeAsync(
                        said -> {
                            boolean is = said.flatMap(StateReport::of).filter(wanted).isPresent();
                            return is || attempts == 1
                                    ? CompletableFuture.completedFuture(is)
                                    : later().thenComposeAsync(
                                                    waited -> becomes(wanted, attempts - 1),
                                                    parts.turn());
                        },
                        parts.turn());
    }

    private CompletableFuture<Void> later() {
        CompletableFuture<Void> waited = new CompletableFuture<>();
        parts.timers().after(PAUSE, () -> waited.complete(null));
        return waited;
    }

    private CompletableFuture<Answer> availability(Payload order) {
        if (!isHere(order)) {
            return status(REJECTED);
        }
        boolean operative = order.text("type").filter("Operative"::equals).isPresent();
        parts.journal().operative(operative);
        return parts.journal()
                .store()
                .thenComposeAsync(
                        stored -> {
                            if (!operative && parts.sessions().isInSession()) {
                                return status("Scheduled");
                            }
                            return confirmed(KebaCommand.enable(operative))
                                    .thenComposeAsync(
                                            sent ->
                                                    becomes(
                                                            state -> state.enabled() == operative,
                                                            ATTEMPTS),
                                            parts.turn())
                                    .thenComposeAsync(
                                            done -> changed(done, operative), parts.turn());
                        },
                        parts.turn());
    }

    private CompletableFuture<Answer> changed(boolean done, boolean operative) {
        lookSoon.run();
        if (done) {
            return status(ACCEPTED);
        }
        parts.journal().operative(!operative);
        return parts.journal().store().thenApply(stored -> Answer.ofStatus(REJECTED));
    }

    private CompletableFuture<Answer> configure(Payload order) {
        Answer answer = parts.keys().change(order);
        if (!answer.isAccepted()) {
            return now(answer);
        }
        lookSoon.run();
        return parts.journal().store().thenApply(stored -> answer);
    }

    /** The answer goes first, then the message. */
    private CompletableFuture<Answer> trigger(Payload order) {
        String wanted = order.text("requestedMessage").orElse("");
        boolean known =
                switch (wanted) {
                    case "BootNotification", "Heartbeat", "MeterValues", "StatusNotification" ->
                            true;
                    default -> false;
                };
        if (!known) {
            return status("NotImplemented");
        }
        if (!isHere(order)) {
            return status(REJECTED);
        }
        parts.timers().after(PAUSE, () -> parts.turn().execute(() -> trigger.accept(wanted)));
        return status(ACCEPTED);
    }
}
