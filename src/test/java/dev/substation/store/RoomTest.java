package dev.substation.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoomTest {

    private static final long MEGABYTE = 1024 * 1024;

    private long free;
    private final Room room = new Room(() -> free, 64 * MEGABYTE);

    private Optional<String> lackWith(long megabytes) {
        free = megabytes * MEGABYTE;
        room.measure();
        return room.lack();
    }

    @Test
    void keepsTheReserve() {
        assertEquals(Optional.empty(), lackWith(65));
        assertEquals(
                Optional.of(
                        "only 63 MB are free on the gateway's disk, and 64 MB are reserved"
                                + " for running transactions"),
                lackWith(63));
    }

    @Test
    void doesNotWaverAtTheEdge() {
        lackWith(63);

        assertTrue(lackWith(79).isPresent());
        assertEquals(Optional.empty(), lackWith(80));
    }
}
