package dev.substation.udp;

import dev.substation.flow.ports.Actuator;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Limits the current of a box: {@code curr}, and a pause for 0. A box confirms the receipt of a
 * command only, so the limit is read back.
 *
 * <p>The box falls to its safe current by itself ({@code failsafe}) if no command comes for a
 * minute. This is stored in the box, whose memory wears out, so it is written only if the box has
 * something else.
 */
final class BoxActuator implements Actuator {

    /** After this without a command, the box falls. */
    private static final long FAILSAFE_S = 60;

    /** Two lost repetitions do not matter. */
    private static final Duration REPEATED = Duration.ofSeconds(FAILSAFE_S / 3);

    private static final Ability ABILITY =
            new Ability(
                    KebaCommand.LOWEST_CURRENT,
                    KebaCommand.HIGHEST_CURRENT,
                    true,
                    false,
                    Optional.of(REPEATED),
                    true);

    private static final Outcome NO_ANSWER =
            new Outcome.Failed("it does not answer over UDP", false);

    private final StationId station;
    private final BoxLine line;
    private final BoxView view;
    private final boolean onlyWay;
    private final BooleanSupplier mayCharge;
    private final Executor turn;

    /**
     * @param onlyWay whether the box speaks no OCPP
     * @param mayCharge whether the CSMS has the box in service
     */
    BoxActuator(
            StationId station,
            BoxLine line,
            BoxView view,
            boolean onlyWay,
            BooleanSupplier mayCharge,
            Executor turn) {
        this.station = station;
        this.line = line;
        this.view = view;
        this.onlyWay = onlyWay;
        this.mayCharge = mayCharge;
        this.turn = turn;
    }

    @Override
    public StationId station() {
        return station;
    }

    @Override
    public boolean isOnlyWay() {
        return onlyWay;
    }

    @Override
    public Ability ability() {
        return ABILITY;
    }

    @Override
    public CompletableFuture<Outcome> apply(Order order) {
        CompletableFuture<Outcome> done = new CompletableFuture<>();
        turn.execute(
                () ->
                        known().thenComposeAsync(known -> failsafe(order), turn)
                                .thenComposeAsync(
                                        ready ->
                                                ready
                                                        ? limited(order)
                                                        : CompletableFuture.completedFuture(
                                                                NO_ANSWER),
                                        turn)
                                .whenComplete(
                                        (outcome, fault) ->
                                                done.complete(
                                                        fault == null
                                                                ? outcome
                                                                : new Outcome.Failed(
                                                                        fault.toString(), false))));
        return done;
    }

    /**
     * Which model it is decides how it pauses; a box that speaks OCPP is asked for nothing else.
     */
    private CompletableFuture<Void> known() {
        return view.product().isPresent()
                ? CompletableFuture.completedFuture(null)
                : line.ask(KebaCommand.PRODUCT)
                        .thenAcceptAsync(
                                said ->
                                        said.flatMap(ProductReport::of)
                                                .ifPresent(it -> view.product(Optional.of(it))),
                                turn);
    }

    private CompletableFuture<Boolean> failsafe(Order order) {
        long fallback =
                order.fallback() < KebaCommand.LOWEST_CURRENT
                        ? 0
                        : Math.min(order.fallback(), KebaCommand.HIGHEST_CURRENT);
        StateReport.Failsafe wanted = new StateReport.Failsafe(fallback, FAILSAFE_S);
        return state().thenComposeAsync(
                        state -> {
                            boolean asWanted =
                                    state.filter(one -> one.failsafe().equals(wanted)).isPresent();
                            return state.isEmpty() || asWanted
                                    ? CompletableFuture.completedFuture(state.isPresent())
                                    : line.ask(KebaCommand.failsafe(FAILSAFE_S, fallback))
                                            .thenApply(said -> said.isPresent());
                        },
                        turn);
    }

    private CompletableFuture<Outcome> limited(Order order) {
        long wanted =
                Math.min(
                        order.milliamperes().orElse(KebaCommand.HIGHEST_CURRENT),
                        KebaCommand.HIGHEST_CURRENT);
        return wanted < KebaCommand.LOWEST_CURRENT ? paused() : charging(wanted);
    }

    private CompletableFuture<Outcome> paused() {
        KebaCommand pause =
                view.can(KebaModel.Feature.TIMED_CURRENT)
                        ? KebaCommand.PAUSE
                        : KebaCommand.enable(false);
        return line.ask(pause)
                .thenComposeAsync(
                        said -> outcome(state -> !state.isCharging(), Optional.of(0L)), turn);
    }

    /** After a fall both the current and the permission must be given anew. */
    private CompletableFuture<Outcome> charging(long wanted) {
        return line.ask(KebaCommand.current(wanted))
                .thenComposeAsync(
                        said ->
                                mayCharge.getAsBoolean()
                                        ? line.ask(KebaCommand.enable(true))
                                        : CompletableFuture.completedFuture(said),
                        turn)
                .thenComposeAsync(
                        said ->
                                outcome(
                                        state ->
                                                state.userCurrent()
                                                        .filter(current -> current == wanted)
                                                        .isPresent(),
                                        wanted == KebaCommand.HIGHEST_CURRENT
                                                ? Optional.empty()
                                                : Optional.of(wanted)),
                        turn);
    }

    private CompletableFuture<Outcome> outcome(
            Predicate<StateReport> applied, Optional<Long> milliamperes) {
        return state().thenApply(
                        state ->
                                state.isEmpty()
                                        ? NO_ANSWER
                                        : applied.test(state.get())
                                                ? new Outcome.Applied(milliamperes)
                                                : new Outcome.Failed(
                                                        "its limit is "
                                                                + state.get()
                                                                        .userCurrent()
                                                                        .map(one -> one + " mA")
                                                                        .orElse("not known")
                                                                + " after the order",
                                                        false));
    }

    private CompletableFuture<Optional<StateReport>> state() {
        return line.ask(KebaCommand.STATE).thenApply(said -> said.flatMap(StateReport::of));
    }
}
