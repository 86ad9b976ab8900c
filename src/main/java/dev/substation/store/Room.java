package dev.substation.store;

import dev.substation.model.Problem;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the disk has room for what is new. The last bytes, the reserve, are kept for what ends
 * transactions that run. Asked often, measured seldom.
 */
final class Room {

    private static final Logger LOG = LoggerFactory.getLogger(Room.class);
    private static final long MEGABYTE = 1024 * 1024;

    private final LongSupplier usable;
    private final long reserve;
    private volatile Optional<String> lack = Optional.empty();

    /**
     * @param usable tells the bytes that may still be written
     */
    Room(LongSupplier usable, long reserve) {
        this.usable = usable;
        this.reserve = reserve;
    }

    /** Why nothing new may be stored, as a sentence's end; empty when there is room. */
    Optional<String> lack() {
        return lack;
    }

    /** Measures. There is room again when a quarter more than the reserve is free. */
    void measure() {
        long free = usable.getAsLong();
        long wanted = lack.isPresent() ? reserve + reserve / 4 : reserve;
        if (free >= wanted) {
            if (lack.isPresent()) {
                LOG.info("the disk has room again free={} MB", free / MEGABYTE);
            }
            lack = Optional.empty();
            return;
        }
        if (lack.isEmpty()) {
            LOG.error(Problem.DISK_NEARLY_FULL.line(free / MEGABYTE, reserve / MEGABYTE));
        }
        lack =
                Optional.of(
                        "only %d MB are free on the gateway's disk, and %d MB are reserved for running transactions"
                                .formatted(free / MEGABYTE, reserve / MEGABYTE));
    }
}
