package dev.substation.json;

/**
 * Follows the bytes of a WebSocket from frame to frame by their headers (RFC 6455 section 5.2), and
 * tells when a frame announces more than may come: Tyrus would collect 4 MiB of it and then end the
 * connection with a fault of its own.
 */
final class FrameLengths {

    private static final int LENGTH_OF_16_BITS = 126;
    private static final int LENGTH_OF_64_BITS = 127;
    private static final int MASK_BIT = 0x80;
    private static final int MASK_BYTES = 4;

    private final long most;
    private final Runnable tooLong;

    /** Bytes of the header so far, its length bytes that are missing, and the length they say. */
    private int headerRead;

    private int lengthMissing;
    private long length;
    private boolean masked;

    /** Bytes of mask and payload that come before the next header. */
    private long toSkip;

    private volatile boolean exceeded;

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

    /** The next bytes of the connection. */
    void read(byte[] bytes, int offset, int count) {
        int at = offset;
        int end = offset + count;
        while (at < end && !exceeded) {
            if (toSkip > 0) {
                long skipped = Math.min(toSkip, end - at);
                toSkip -= skipped;
                at += (int) skipped;
            } else {
                header(bytes[at++] & 0xFF);
            }
        }
    }

    private void header(int next) {
        headerRead++;
        if (headerRead == 1) {
            return; // the kind of frame
        }
        if (headerRead == 2) {
            masked = (next & MASK_BIT) != 0;
            length = next & ~MASK_BIT;
            lengthMissing = length == LENGTH_OF_16_BITS ? 2 : length == LENGTH_OF_64_BITS ? 8 : 0;
            if (lengthMissing > 0) {
                length = 0;
                return;
            }
        } else {
            length = length << 8 | next;
            lengthMissing--;
        }
        if (lengthMissing == 0) {
            began();
        }
    }

    private void began() {
        if (length < 0 || length > most) {
            exceeded = true;
            tooLong.run();
            return;
        }
        toSkip = length + (masked ? MASK_BYTES : 0);
        headerRead = 0;
    }
}
