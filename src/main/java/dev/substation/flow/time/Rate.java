package dev.substation.flow.time;

import java.time.Duration;

/**
 * How fast a peer may send. Who keeps to it needs to remember one moment for each peer: when it has
 * used up what it sent so far.
 *
 * @param step the time that one message takes
 * @param burst how far a peer may be ahead of its time
 */
public record Rate(Duration step, Duration burst) {

    /**
     * @param perSecond messages
     * @param burst messages that may come at once
     */
    public Rate(int perSecond, int burst) {
        this(
                Duration.ofSeconds(1).dividedBy(perSecond),
                Duration.ofSeconds(burst).dividedBy(perSecond));
    }

    /**
     * When a peer has used up what it sends now.
     *
     * @param before when it has used up what it sent before; null when it sent nothing
     */
    public Moment after(Moment before, int messages, Moment now) {
        return (before == null || before.isBefore(now) ? now : before)
                .plus(step.multipliedBy(messages));
    }

    /** How long a peer has to wait that has used up what it sent; zero within the burst. */
    public Duration delay(Moment usedUp, Moment now) {
        Moment full = now.plus(burst);
        return full.isBefore(usedUp) ? full.until(usedUp) : Duration.ZERO;
    }
}
