package dev.substation.flow.time;

import java.time.Clock;
import java.time.Duration;

/** Time as the gateway sees it; tests step it by hand. */
public interface Timers {

    /** The wall clock: for times on the wire, in the ledger and in the log. It may step. */
    Clock clock();

    /** The monotonic clock: for every duration. It never steps. */
    Moment moment();

    /** Runs a short task after a while, on any thread. Running what is returned cancels it. */
    Runnable after(Duration delay, Runnable task);
}
