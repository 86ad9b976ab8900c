package dev.substation.json;

import dev.substation.ocppj.FrameHeads;

/**
 * Follows the bytes of a WebSocket from frame to frame by their headers (RFC 6455 section 5.2), and
 * tells when a frame announces more than may come: Tyrus would collect 4 MiB of it and then end the
 * connection with a fault of its own. Also tells whether the station closes, for Tyrus gives its
 * own Close frames and those of the peer alike.
 */
final class FrameLengths {

    private final long most;
    private final Runnable tooLong;
    private final FrameHeads heads = new FrameHeads();

    /** Bytes of mask and payload that come before the next header. */
    private long toSkip;

    private volatile boolean exceeded;
    private volatile boolean closeSeen;

    /**
     * @param most bytes of one frame
     * @param tooLong run once, for the first frame that announces more
     */
    FrameLengths(long most, Runnable tooLong) {
        this.most = most;
        this.tooLong = tooLong;
    }

    /** Whether a frame announced too much: nothing behind it can be read. */
    boolean isTooLong() {
        return exceeded;
    }

    /** Whether a Close frame came. */
    boolean hasClose() {
        return closeSeen;
    }

    /** The next bytes of the connection. */
    void read(byte[] bytes, int offset, int count) {
        int at = offset;
        int end = offset + count;
        while (at < end && !exceeded) {
            if (toSkip > 0) {
                long skipped = Math.min(toSkip, end - at);
                toSkip -= skipped;
                at += (int) skipped;
            } else if (heads.read(bytes[at++])) {
                began();
            }
        }
    }

    private void began() {
        if (heads.length() < 0 || heads.length() > most) {
            exceeded = true;
            tooLong.run();
            return;
        }
        closeSeen |= heads.isClose();
        toSkip = heads.rest();
    }
}
