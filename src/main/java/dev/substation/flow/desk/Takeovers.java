package dev.substation.flow.desk;

import dev.substation.flow.ports.StationLink;
import dev.substation.flow.time.Desk;
import dev.substation.flow.time.Moment;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which connection stays when several devices connect under one identity
 * (docs/adr/0024-one-identity.md). The first new connection replaces the existing one at once: most
 * often it is the same station, and the old connection is dead. If another one arrives within
 * {@link #WINDOW} of such a takeover, the gateway pings the connection in use first. If that
 * answers, it stays, and the new one is rejected. This finds two devices that replace each other in
 * turns.
 */
public final class Takeovers {

    private static final Logger LOG = LoggerFactory.getLogger(Takeovers.class);

    /**
     * How long after a takeover the next new connection needs proof, and how long a contest lasts.
     */
    public static final Duration WINDOW = Duration.ofMinutes(10);

    /** How long to wait for the answer to a ping, of a peer that has answered one before. */
    public static final Duration PROOF = Duration.ofSeconds(3);

    /** For a peer that has never answered one, the wait doubles with each takeover up to this. */
    static final Duration PROOF_MOST = Duration.ofSeconds(30);

    private static final int PLACES = 8;

    /** Two devices under one identity: which one stays, and which one was rejected last. */
    record Contest(StationId station, String stays, String other) {

        String sentence() {
            return "Two devices connect as %s: %s stays connected while it answers, %s is rejected; give each its own identity, or switch one off"
                    .formatted(station, stays, other);
        }
    }

    private final StationId station;
    private final Desk desk;
    private Optional<Moment> last = Optional.empty();
    private int unproven;
    private Optional<Contest> contest = Optional.empty();
    private Moment contested;
    private long taken;
    private long refused;

    /** Callback addresses whose place another one has taken. */
    private final Map<String, Moment> left = new LinkedHashMap<>();

    /** When calls were last offered the callback address in use. */
    private Moment calledBack;

    /** A connection that gave no sign of life when it was asked. */
    private Optional<StationLink> dead = Optional.empty();

    private boolean asking;

    Takeovers(StationId station, Desk desk) {
        this.station = station;
        this.desk = desk;
        this.contested = desk.moment();
        this.calledBack = desk.moment();
    }

    private boolean isRecent(Moment moment) {
        return moment.until(desk.moment()).compareTo(WINDOW) < 0;
    }

    /** Whether a connection must show that it is alive before a newcomer gets its place. */
    boolean isAsked(StationLink inUse) {
        return inUse.kind() == StationLink.Kind.CONNECTED
                && last.filter(this::isRecent).isPresent();
    }

    /** Completes on the desk with whether the connection in use has given a sign of life. */
    CompletableFuture<Boolean> proof(StationLink inUse) {
        Duration within = PROOF;
        for (int i = 1; i < unproven && !inUse.hasAnsweredPing(); i++) {
            within =
                    within.multipliedBy(2).compareTo(PROOF_MOST) < 0
                            ? within.multipliedBy(2)
                            : PROOF_MOST;
        }
        return inUse.isAlive(within).thenApplyAsync(alive -> alive, desk);
    }

    /** A newcomer has taken the place of a connection that had not ended. */
    void tookOver(StationLink newcomer) {
        unproven = last.filter(this::isRecent).isPresent() ? unproven + 1 : 1;
        last = Optional.of(desk.moment());
        taken++;
        if (newcomer.kind() == StationLink.Kind.CONNECTED) {
            newcomer.isAlive(PROOF); // so that it is known whether it answers pings
        }
    }

    /** A newcomer does not get the place. */
    void refused(StationLink inUse, StationLink newcomer) {
        refused++;
        boolean known = contest.isPresent() && isRecent(contested);
        contest = Optional.of(new Contest(station, inUse.address(), newcomer.address()));
        contested = desk.moment();
        if (!known) {
            LOG.warn("station={} {}", station, Problem.TWO_DEVICES.line(contest.get().sentence()));
        }
    }

    /**
     * Whether calls go on to the link in use though a message came over another one that can be
     * called. The first that comes takes its place; what was replaced does not come back by a
     * message while the other is heard.
     */
    boolean staysAgainst(StationLink inUse, StationLink over) {
        if (inUse.kind() == StationLink.Kind.CONNECTED) {
            return staysConnected(inUse, over);
        }
        boolean both =
                inUse.kind() == StationLink.Kind.CALLED_BACK
                        && over.kind() == StationLink.Kind.CALLED_BACK;
        if (!both) {
            return false;
        }
        if (inUse.address().equals(over.address())) {
            calledBack = desk.moment();
            return false;
        }
        boolean returns =
                Optional.ofNullable(left.get(over.address())).filter(this::isRecent).isPresent();
        if (returns && isRecent(calledBack)) {
            refused(inUse, over);
            return true;
        }
        left.remove(inUse.address());
        left.put(inUse.address(), desk.moment());
        if (left.size() > PLACES) {
            left.remove(left.keySet().iterator().next());
        }
        left.remove(over.address());
        calledBack = desk.moment();
        taken++;
        return false;
    }

    /** The settings say which callback address is called: it counts as one that never left. */
    void settled(StationLink inUse) {
        left.remove(inUse.address());
        calledBack = desk.moment();
    }

    private boolean staysConnected(StationLink inUse, StationLink over) {
        if (!isAsked(inUse) || dead.filter(link -> link == inUse).isPresent()) {
            return false;
        }
        if (!asking) {
            asking = true;
            proof(inUse)
                    .thenAccept(
                            alive -> {
                                asking = false;
                                if (alive) {
                                    refused(inUse, over);
                                } else {
                                    dead = Optional.of(inUse);
                                }
                            });
        }
        return true;
    }

    /** Two devices that are at it now. */
    Optional<Contest> contest() {
        if (contest.isPresent() && !isRecent(contested)) {
            LOG.info("station={} only one device connects under this identity again", station);
            contest = Optional.empty();
        }
        return contest;
    }

    /** How often a newcomer took the place of a connection that had not ended. */
    long taken() {
        return taken;
    }

    /** How often a newcomer did not get the place. */
    long refused() {
        return refused;
    }
}
