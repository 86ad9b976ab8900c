package dev.substation.udp;

import dev.substation.flow.time.Moment;
import dev.substation.flow.time.Timers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Keeps a box that the gateway has limited from falling to its safe current while the gateway
 * lives: without {@code curr} or {@code ena} for a while it falls, and orders come only as long as
 * a limit counts. The failsafe of others is left alone, for whoever set it may want the box to stay
 * there; the gateway's own is known by its odd time.
 */
final class BoxRefresh {

    /** After this without a command, a box falls that the gateway has limited. */
    static final long FAILSAFE_S = 61;

    /** Two lost repetitions do not matter. */
    static final Duration EVERY = Duration.ofSeconds(20);

    private final BoxLine line;
    private final BoxView view;
    private final Supplier<Optional<Boolean>> mayCharge;
    private final Timers timers;
    private final Executor turn;
    private boolean watching;

    /**
     * @param mayCharge as at {@link BoxActuator}
     */
    BoxRefresh(
            BoxLine line,
            BoxView view,
            Supplier<Optional<Boolean>> mayCharge,
            Timers timers,
            Executor turn) {
        this.line = line;
        this.view = view;
        this.mayCharge = mayCharge;
        this.timers = timers;
        this.turn = turn;
    }

    /** The box may have been limited by an earlier run. */
    void start() {
        watching = true;
        later(EVERY);
    }

    /** The box gets an order now. */
    void ordered() {
        view.refreshed(timers.moment());
        if (!watching) {
            start();
        }
    }

    private void later(Duration delay) {
        timers.after(delay, () -> turn.execute(this::look));
    }

    private void look() {
        if (line.isClosed()) {
            return;
        }
        Optional<Moment> last = recent();
        if (last.isPresent() || mayCharge.get().isEmpty()) {
            later(last.map(at -> timers.moment().until(at.plus(EVERY))).orElse(EVERY));
            return;
        }
        line.ask(KebaCommand.STATE)
                .thenAcceptAsync(
                        said -> {
                            Optional<StateReport> state = said.flatMap(StateReport::of);
                            boolean others =
                                    state.filter(one -> one.failsafe().timeout() != FAILSAFE_S)
                                            .isPresent();
                            if (others) {
                                watching = false;
                            } else {
                                // An order may have come meanwhile, which this must not undo.
                                state.filter(one -> recent().isEmpty()).ifPresent(this::refresh);
                                later(EVERY);
                            }
                        },
                        turn);
    }

    private Optional<Moment> recent() {
        return view.refreshed().filter(at -> at.plus(EVERY).isAfter(timers.moment()));
    }

    /** The box goes on with what it does; after a fall, both must be given anew. */
    private void refresh(StateReport state) {
        view.refreshed(timers.moment());
        if (!state.enabled() || !mayCharge.get().orElse(false)) {
            line.ask(KebaCommand.enable(false));
            return;
        }
        long current =
                state.userCurrent()
                        .filter(one -> one >= KebaCommand.LOWEST_CURRENT)
                        .orElse(KebaCommand.HIGHEST_CURRENT);
        line.ask(KebaCommand.current(current));
        line.ask(KebaCommand.enable(true)); // at once: nothing may come between
    }
}
