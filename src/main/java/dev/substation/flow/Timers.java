package dev.substation.flow;

import java.time.Clock;
import java.time.Duration;

/** Time as the gateway sees it; tests step it by hand. */
public interface Timers {

    Clock clock();

    /** Runs a short task after a while, on any thread. Running what is returned cancels it. */
    Runnable after(Duration delay, Runnable task);
}
