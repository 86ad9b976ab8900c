package dev.substation.flow.ports;

import dev.substation.model.Answer;
import dev.substation.model.Payload;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** Who was rejected, how often, at which door, and why. May be used by many threads at once. */
public final class DoorRefusals {

    /** Of those who came often, each so many times is an event. */
    private static final long MANY = 1_000;

    private final Map<Door, Map<RefusalReason, LongAdder>> counts = new EnumMap<>(Door.class);

    private final RefusedPeers peers;

    private final Events events;

    /** Of whom nobody learns at once. */
    public DoorRefusals(Supplier<Instant> now) {
        this(now, Events.OFF);
    }

    /**
     * @param now the wall clock
     * @param events learns of each
     */
    public DoorRefusals(Supplier<Instant> now, Events events) {
        this.events = events;
        peers = new RefusedPeers(now);
        for (Door door : Door.values()) {
            Map<RefusalReason, LongAdder> reasons = new EnumMap<>(RefusalReason.class);
            for (RefusalReason reason : RefusalReason.values()) {
                reasons.put(reason, new LongAdder());
            }
            counts.put(door, reasons);
        }
    }

    /** Somebody was rejected. */
    public void add(Door door, RefusalReason reason, Knock knock) {
        counts.get(door).get(reason).increment();
        RefusedPeer peer = peers.add(door, reason, knock);
        if (events.areWanted() && isNews(peer.times())) {
            events.add(event(peer));
        }
    }

    /** Whoever knocks all the time must not push out what else happens. */
    private static boolean isNews(long times) {
        return Long.bitCount(times) == 1 || times % MANY == 0;
    }

    private static Event event(RefusedPeer peer) {
        Payload details =
                Payload.of(
                        "number", peer.number(),
                        "address", peer.address(),
                        "door", peer.door().word(),
                        "reason", peer.reason().word(),
                        "path", peer.path(),
                        "why", peer.why(),
                        "times", peer.times());
        return new Event(
                EventKind.REFUSED,
                Optional.empty(),
                peer.identity().map(name -> details.with("identity", name)).orElse(details));
    }

    /** The same with the reason in a failure, if it is one of a door. */
    public void add(Door door, Answer.Failure why, Knock knock) {
        RefusalReason.of(why.cause()).ifPresent(reason -> add(door, reason, knock));
    }

    /** Who they were. */
    public RefusedPeers peers() {
        return peers;
    }

    /** How often it happened at a door; without reasons that did not. */
    public Map<RefusalReason, Long> at(Door door) {
        Map<RefusalReason, Long> happened = new EnumMap<>(RefusalReason.class);
        counts.get(door)
                .forEach(
                        (reason, times) -> {
                            if (times.sum() > 0) {
                                happened.put(reason, times.sum());
                            }
                        });
        return happened;
    }
}
