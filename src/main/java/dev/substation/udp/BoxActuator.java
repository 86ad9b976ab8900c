package dev.substation.udp;

import dev.substation.flow.ports.Actuator;
import dev.substation.flow.time.Moment;
import dev.substation.flow.time.Timers;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits the current of a box: {@code curr}, and a pause for 0. A box confirms the receipt of a
 * command only, so the limit is read back.
 *
 * <p>The box falls to its safe current by itself ({@code failsafe}) if neither {@code curr} nor
 * {@code ena} comes for a minute. This is stored in the box, whose memory wears out, so it is
 * written only if the box has something else; {@link BoxRefresh} sees to it that one of the two
 * comes as long as the gateway lives, also when no limit counts any more.
 */
final class BoxActuator implements Actuator {

    /** A car takes some seconds to stop. */
    private static final int LOOKS = 6;

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private static final Ability ABILITY =
            new Ability(
                    KebaCommand.LOWEST_CURRENT,
                    KebaCommand.HIGHEST_CURRENT,
                    true,
                    false,
                    Optional.of(BoxRefresh.EVERY),
                    true);

    private static final Logger LOG = LoggerFactory.getLogger(BoxActuator.class);

    /** The memory of a box wears out, and one that does not take a value never will. */
    private static final Duration WRITTEN_EVERY = Duration.ofDays(1);

    private static final Outcome NO_ANSWER =
            new Outcome.Failed("it does not answer over UDP", false);

    private final StationId station;
    private final BoxLine line;
    private final BoxView view;
    private final boolean onlyWay;
    private final Supplier<Optional<Boolean>> mayCharge;
    private final BoxRefresh refresh;
    private final Timers timers;
    private final Executor turn;
    private Optional<Order> latest = Optional.empty();
    private Optional<StateReport.Failsafe> written = Optional.empty();
    private Optional<Moment> writing = Optional.empty();

    /**
     * @param onlyWay whether the box speaks no OCPP
     * @param mayCharge whether neither the CSMS nor a stopped session forbids it; empty until that
     *     is known
     */
    BoxActuator(
            StationId station,
            BoxLine line,
            BoxView view,
            boolean onlyWay,
            Supplier<Optional<Boolean>> mayCharge,
            BoxRefresh refresh,
            Timers timers,
            Executor turn) {
        this.station = station;
        this.line = line;
        this.view = view;
        this.onlyWay = onlyWay;
        this.mayCharge = mayCharge;
        this.refresh = refresh;
        this.timers = timers;
        this.turn = turn;
    }

    @Override
    public StationId station() {
        return station;
    }

    @Override
    public Ability ability() {
        return ABILITY;
    }

    /** A box without OCPP knows no charging profiles, although its dialect does. */
    @Override
    public boolean isOnlyWay() {
        return onlyWay;
    }

    @Override
    public CompletableFuture<Outcome> apply(Order order) {
        CompletableFuture<Outcome> done = new CompletableFuture<>();
        turn.execute(
                () ->
                        ordered(order)
                                .whenComplete(
                                        (outcome, fault) ->
                                                done.complete(
                                                        fault == null
                                                                ? outcome
                                                                : new Outcome.Failed(
                                                                        fault.toString(), false))));
        return done;
    }

    private CompletableFuture<Outcome> ordered(Order order) {
        latest = Optional.of(order);
        Optional<Boolean> charges = mayCharge.get();
        if (charges.isEmpty()) {
            return CompletableFuture.completedFuture(
                    new Outcome.Failed("the gateway does not know yet what it was doing", false));
        }
        return known().thenComposeAsync(known -> state(), turn)
                .thenComposeAsync(
                        state ->
                                state.isEmpty()
                                        ? CompletableFuture.completedFuture(NO_ANSWER)
                                        : failsafe(state.get(), order)
                                                .thenComposeAsync(
                                                        set ->
                                                                limited(
                                                                        charges.get(),
                                                                        state.get(),
                                                                        order),
                                                        turn),
                        turn);
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

    private CompletableFuture<Void> failsafe(StateReport state, Order order) {
        long fallback =
                order.fallback() < KebaCommand.LOWEST_CURRENT
                        ? 0
                        : Math.min(order.fallback(), KebaCommand.HIGHEST_CURRENT);
        StateReport.Failsafe wanted = new StateReport.Failsafe(fallback, BoxRefresh.FAILSAFE_S);
        boolean tried =
                written.filter(wanted::equals).isPresent()
                        && writing.filter(at -> at.plus(WRITTEN_EVERY).isAfter(timers.moment()))
                                .isPresent();
        if (state.failsafe().equals(wanted) || tried) {
            return CompletableFuture.completedFuture(null);
        }
        return line.ask(KebaCommand.failsafe(BoxRefresh.FAILSAFE_S, fallback))
                .thenComposeAsync(
                        said -> {
                            if (said.isEmpty()) {
                                return state(); // lost: the next order writes it
                            }
                            written = Optional.of(wanted);
                            writing = Optional.of(timers.moment());
                            return state();
                        },
                        turn)
                .thenAccept(now -> compare(now, wanted));
    }

    private void compare(Optional<StateReport> now, StateReport.Failsafe wanted) {
        boolean refused =
                written.filter(wanted::equals).isPresent()
                        && now.filter(one -> !one.failsafe().equals(wanted)).isPresent();
        if (refused) {
            LOG.warn(
                    "station={} {}",
                    station,
                    Problem.UDP_FAILSAFE_NOT_TAKEN.line(wanted.current(), wanted.timeout()));
        }
    }

    /** The box may have lost its limit, for example because the car has gone. */
    void repeat() {
        latest.filter(order -> view.refreshed().isPresent()).ifPresent(this::ordered);
    }

    private CompletableFuture<Outcome> limited(boolean charges, StateReport state, Order order) {
        long wanted =
                Math.min(
                        order.milliamperes().orElse(KebaCommand.HIGHEST_CURRENT),
                        KebaCommand.HIGHEST_CURRENT);
        refresh.ordered();
        return charges && wanted >= KebaCommand.LOWEST_CURRENT ? charging(wanted) : paused(state);
    }

    /**
     * First the gentle way, then the one that counts against the fall to the safe current: the car
     * does not charge any more when it comes.
     */
    private CompletableFuture<Outcome> paused(StateReport state) {
        boolean gently = state.isCharging() && view.can(KebaModel.Feature.TIMED_CURRENT);
        CompletableFuture<Boolean> idle =
                gently
                        ? line.ask(KebaCommand.PAUSE).thenComposeAsync(said -> idle(LOOKS), turn)
                        : CompletableFuture.completedFuture(true);
        return idle.thenComposeAsync(done -> line.ask(KebaCommand.enable(false)), turn)
                .thenComposeAsync(said -> idle(LOOKS), turn)
                .thenApply(
                        done ->
                                done
                                        ? new Outcome.Applied(Optional.of(0L))
                                        : new Outcome.Failed("it still charges", false));
    }

    private CompletableFuture<Boolean> idle(int looks) {
        return state().thenComposeAsync(
                        state -> {
                            boolean idle = state.filter(one -> !one.isCharging()).isPresent();
                            if (idle || looks == 1) {
                                return CompletableFuture.completedFuture(idle);
                            }
                            CompletableFuture<Void> waited = new CompletableFuture<>();
                            timers.after(BETWEEN_LOOKS, () -> waited.complete(null));
                            return waited.thenComposeAsync(done -> idle(looks - 1), turn);
                        },
                        turn);
    }

    /** After a fall both the current and the permission must be given anew. */
    private CompletableFuture<Outcome> charging(long wanted) {
        Predicate<StateReport> applied =
                state -> state.userCurrent().filter(current -> current == wanted).isPresent();
        line.ask(KebaCommand.current(wanted));
        return line.ask(KebaCommand.enable(true))
                .thenComposeAsync(said -> state(), turn)
                .thenApply(
                        state ->
                                state.isEmpty()
                                        ? NO_ANSWER
                                        : applied.test(state.get())
                                                ? new Outcome.Applied(shown(wanted))
                                                : new Outcome.Failed(shown(state.get()), false));
    }

    private static Optional<Long> shown(long wanted) {
        return wanted == KebaCommand.HIGHEST_CURRENT ? Optional.empty() : Optional.of(wanted);
    }

    private static String shown(StateReport state) {
        return "its limit is "
                + state.userCurrent().map(one -> one + " mA").orElse("not known")
                + " after the order";
    }

    private CompletableFuture<Optional<StateReport>> state() {
        return line.ask(KebaCommand.STATE).thenApply(said -> said.flatMap(StateReport::of));
    }
}
