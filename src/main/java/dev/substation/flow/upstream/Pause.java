package dev.substation.flow.upstream;

import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.time.Desk;
import java.time.Duration;
import java.util.Optional;

/** A time in which an upstream station sends nothing, unless somebody waits for the answer. */
final class Pause {

    private final Desk desk;
    private final Runnable then;
    private boolean on;
    private Runnable cancel = () -> {};
    private Optional<OutboxRow> row = Optional.empty();

    /**
     * @param then run when the time is over, not when the pause is ended early
     */
    Pause(Desk desk, Runnable then) {
        this.desk = desk;
        this.then = then;
    }

    boolean isOn() {
        return on;
    }

    /** The row that the CSMS answered with an error, while it rests before it goes out again. */
    Optional<OutboxRow> row() {
        return row;
    }

    /** Starts anew, however long the present one would have taken. */
    void start(Duration time) {
        end();
        on = true;
        cancel =
                desk.after(
                        time,
                        () -> {
                            end();
                            then.run();
                        });
    }

    /** The same for a row that rests. */
    void start(Duration time, OutboxRow rests) {
        start(time);
        row = Optional.of(rests);
    }

    void end() {
        cancel.run();
        on = false;
        row = Optional.empty();
    }
}
