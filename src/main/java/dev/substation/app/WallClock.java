package dev.substation.app;

import java.time.Clock;

/**
 * The one place in the gateway that reads the system's wall clock (docs/adr/0026-clocks.md). A test
 * of the whole gateway puts another class in its place and steps it.
 */
final class WallClock {

    private WallClock() {}

    static Clock utc() {
        return Clock.systemUTC();
    }
}
