package dev.substation.flow.upstream;

import dev.substation.flow.time.Desk;
import dev.substation.flow.time.Moment;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * How fast what has piled up goes to one CSMS, over all its stations: a CSMS that comes back must
 * not be run over. Those who ask for a turn get it first come, first served, but for those in a
 * hurry, who come before all others.
 */
final class Pace {

    /** What a timer that came late may make up for. */
    private static final Duration CAUGHT_UP = Duration.ofMillis(100);

    private final Desk desk;
    private Duration step;
    private final Set<Runnable> hurried = new LinkedHashSet<>();
    private final Set<Runnable> patient = new LinkedHashSet<>();
    private Moment next;
    private boolean running;

    Pace(Desk desk, int perSecond) {
        this.desk = desk;
        this.next = desk.moment().minus(CAUGHT_UP);
        perSecond(perSecond);
    }

    /** How many turns there are in a second from now on. */
    void perSecond(int turns) {
        step = Duration.ofSeconds(1).dividedBy(turns);
    }

    /**
     * Asks for one turn. Asking again while it has not come changes nothing, except that it can
     * become hurried.
     *
     * @param turn run once, as a task of the desk's
     */
    void queue(Runnable turn, boolean inAHurry) {
        if (inAHurry) {
            patient.remove(turn);
            hurried.add(turn);
        } else if (!hurried.contains(turn)) {
            patient.add(turn);
        }
        if (!running) {
            run();
        }
    }

    private void run() {
        running = true;
        Moment now = desk.moment();
        while (anybody() && !next.isAfter(now)) {
            Moment earliest = now.minus(CAUGHT_UP);
            next = (next.isBefore(earliest) ? earliest : next).plus(step);
            desk.execute(first());
        }
        running = anybody();
        if (running) {
            desk.after(now.until(next), this::run);
        }
    }

    private boolean anybody() {
        return !hurried.isEmpty() || !patient.isEmpty();
    }

    private Runnable first() {
        Iterator<Runnable> turns = (hurried.isEmpty() ? patient : hurried).iterator();
        Runnable first = turns.next();
        turns.remove();
        return first;
    }
}
