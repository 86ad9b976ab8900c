package dev.substation.front;

import java.time.Duration;

/**
 * What connections may cost.
 *
 * @param connections that may be open at once
 * @param ofAddress of them from one address other than this machine; hundreds of stations may share
 *     one
 * @param handshakes of TLS that may be under way at once: each holds tens of kilobytes
 * @param bytes of requests that are not whole yet, over all connections
 * @param idle after which a connection is closed on which nothing is under way
 * @param head within which the header fields must come
 * @param grace after which the body must come at a rate
 * @param rate of the body in bytes a second, on average
 * @param whole within which the whole request must come
 */
public record FrontLimits(
        int connections,
        int ofAddress,
        int handshakes,
        long bytes,
        Duration idle,
        Duration head,
        Duration grace,
        int rate,
        Duration whole) {

    private static final int MEGABYTE = 1 << 20;
    private static final int FEWEST_HANDSHAKES = 100;

    /**
     * The usual ones: idle for 30 s, a head within 20 s, 500 bytes a second after 10 s, all within
     * 60 s; a sixteenth of the heap for bytes, and a handshake for each megabyte of it.
     *
     * @param heap in bytes
     */
    public static FrontLimits usual(int connections, int ofAddress, long heap) {
        return new FrontLimits(
                connections,
                ofAddress,
                (int) Math.max(FEWEST_HANDSHAKES, heap / MEGABYTE),
                heap / 16,
                Duration.ofSeconds(30),
                Duration.ofSeconds(20),
                Duration.ofSeconds(10),
                500,
                Duration.ofSeconds(60));
    }
}
