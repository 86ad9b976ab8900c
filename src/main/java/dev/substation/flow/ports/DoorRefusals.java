package dev.substation.flow.ports;

import dev.substation.model.Cause;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How often somebody was rejected, at which door, and why. May be used by many threads at once. */
public final class DoorRefusals {

    /** Where somebody is rejected. */
    public enum Door {
        /** Before the container sees the connection or the request. */
        PORT,
        /** The upgrade to a WebSocket. */
        WEBSOCKET,
        /** A message over SOAP. */
        SOAP,
        /** Any other request. */
        HTTP;

        /** As in {@code /metrics}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Map<Door, Map<RefusalReason, LongAdder>> counts = new EnumMap<>(Door.class);

    public DoorRefusals() {
        for (Door door : Door.values()) {
            Map<RefusalReason, LongAdder> reasons = new EnumMap<>(RefusalReason.class);
            for (RefusalReason reason : RefusalReason.values()) {
                reasons.put(reason, new LongAdder());
            }
            counts.put(door, reasons);
        }
    }

    /** Somebody was rejected. */
    public void count(Door door, RefusalReason reason) {
        counts.get(door).get(reason).increment();
    }

    /** The same by the cause, if it is one of a door. */
    public void count(Door door, Cause cause) {
        RefusalReason.of(cause).ifPresent(reason -> count(door, reason));
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
