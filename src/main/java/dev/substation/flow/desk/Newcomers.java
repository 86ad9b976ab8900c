package dev.substation.flow.desk;

import dev.substation.flow.ports.StationLink;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** New connections of a station until it is decided whether they are let in ({@link Takeovers}). */
public final class Newcomers {

    private final Takeovers takeovers;
    private final Supplier<Optional<StationLink>> inUse;

    /** Those of which it is not decided yet, with what waits for that. */
    private final Map<StationLink, List<Consumer<Boolean>>> candidates = new IdentityHashMap<>();

    /** Those that are not let in, until they have closed: what they say still does not count. */
    private final Set<StationLink> turnedAway = Collections.newSetFromMap(new IdentityHashMap<>());

    Newcomers(Takeovers takeovers, Supplier<Optional<StationLink>> inUse) {
        this.takeovers = takeovers;
        this.inUse = inUse;
    }

    /**
     * Lets a newcomer in at once, or when the link in use gives no sign of life, or not at all.
     *
     * @param in takes it in
     * @param out is done instead, if it is not let in because the link in use is alive
     */
    void admit(StationLink newcomer, Runnable in, Runnable out) {
        Optional<StationLink> asked = asked(newcomer);
        if (asked.isEmpty()) {
            in.run();
            return;
        }
        candidates.put(newcomer, new ArrayList<>());
        judge(newcomer, asked.get(), in, out);
    }

    /** The link in use, if it may stay. */
    private Optional<StationLink> asked(StationLink newcomer) {
        return inUse.get().filter(link -> link != newcomer).filter(takeovers::isAsked);
    }

    private void judge(StationLink newcomer, StationLink before, Runnable in, Runnable out) {
        takeovers.proof(before).thenAccept(alive -> judged(newcomer, before, alive, in, out));
    }

    private void judged(
            StationLink newcomer, StationLink before, boolean alive, Runnable in, Runnable out) {
        if (!candidates.containsKey(newcomer)) {
            return; // it has gone meanwhile
        }
        Optional<StationLink> other = asked(newcomer).filter(link -> link != before);
        if (other.isPresent()) {
            judge(newcomer, other.get(), in, out); // another one was faster
            return;
        }
        boolean stays = alive && inUse.get().filter(link -> link == before).isPresent();
        if (stays) {
            takeovers.refused(before, newcomer);
            out.run();
            turnAway(newcomer, "another connection of this station is in use");
        } else {
            in.run();
            decided(newcomer, true);
        }
    }

    /**
     * Rejects those that wait for the decision.
     *
     * @param why one must not be let in; empty for one that may
     */
    void turnAway(Function<StationLink, Optional<String>> why) {
        List.copyOf(candidates.keySet())
                .forEach(link -> why.apply(link).ifPresent(text -> turnAway(link, text)));
    }

    /** Rejects one, whether it waits or has just come. */
    void turnAway(StationLink newcomer, String why) {
        turnedAway.add(newcomer);
        newcomer.sendAway(why);
        decided(newcomer, false);
    }

    private void decided(StationLink newcomer, boolean letIn) {
        List<Consumer<Boolean>> waiting = candidates.remove(newcomer);
        if (waiting != null) {
            waiting.forEach(then -> then.accept(letIn));
        }
    }

    /** Whether a link is not let in, or it is not decided yet whether it is. */
    boolean isWaiting(StationLink newcomer) {
        return candidates.containsKey(newcomer) || turnedAway.contains(newcomer);
    }

    /** Does something once it is decided whether such a link is let in, in the order of asking. */
    public void whenDecided(StationLink newcomer, Consumer<Boolean> then) {
        if (turnedAway.contains(newcomer)) {
            then.accept(false);
        } else {
            candidates.get(newcomer).add(then);
        }
    }

    /** A link has closed. */
    void gone(StationLink closed) {
        decided(closed, false);
        turnedAway.remove(closed);
    }
}
