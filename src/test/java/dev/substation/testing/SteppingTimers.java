package dev.substation.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Time as it passes, by a wall clock that can be stepped as NTP or an operator does it. */
public final class SteppingTimers extends WallTimers {

    private volatile Duration offset = Duration.ZERO;

    /** Steps the wall clock, forwards or backwards; no time passes. */
    public synchronized void stepWallClock(Duration step) {
        offset = offset.plus(step);
    }

    /** Sets the wall clock right again. */
    public synchronized void setRight() {
        offset = Duration.ZERO;
    }

    /** Reads the stepped time, also where it was handed out before a step. */
    @Override
    public Clock clock() {
        return new SteppedClock();
    }

    private final class SteppedClock extends Clock {

        @Override
        public Instant instant() {
            return Clock.systemUTC().instant().plus(offset);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("the tests need no other zone");
        }
    }
}
