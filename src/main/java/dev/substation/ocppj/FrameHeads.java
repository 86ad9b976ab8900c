package dev.substation.ocppj;

/**
 * Reads the heads of the frames of a WebSocket (RFC 6455 section 5.2), one after the other, as far
 * as needed to find the next one. It checks nothing. Used by one thread at a time.
 */
public final class FrameHeads {

    private static final int LENGTH_OF_16_BITS = 126;
    private static final int LENGTH_OF_64_BITS = 127;
    private static final int KIND_BITS = 0x0F;
    private static final int CLOSE = 0x8;
    private static final int MASK_BIT = 0x80;
    private static final int MASK_BYTES = 4;

    private int read;
    private int kind;
    private int lengthMissing;
    private long length;
    private boolean masked;

    /**
     * The next byte of a head.
     *
     * @return whether the head has ended, but for the mask, and {@link #rest} says what belongs to
     *     the frame still; the next byte after that is the first of another head
     */
    public boolean read(byte next) {
        read++;
        if (read == 1) {
            kind = next & KIND_BITS;
            return false;
        }
        if (read == 2) {
            masked = (next & MASK_BIT) != 0;
            length = next & ~MASK_BIT & 0xFF;
            lengthMissing = length == LENGTH_OF_16_BITS ? 2 : length == LENGTH_OF_64_BITS ? 8 : 0;
            if (lengthMissing > 0) {
                length = 0;
                return false;
            }
        } else {
            length = length << 8 | next & 0xFF;
            lengthMissing--;
        }
        if (lengthMissing > 0) {
            return false;
        }
        read = 0;
        return true;
    }

    /** Whether the frame closes the connection in order. */
    public boolean isClose() {
        return kind == CLOSE;
    }

    /** Bytes of payload in the frame; negative when it announces more than a long can say. */
    public long length() {
        return length;
    }

    /** Bytes of mask and payload that come before the next head. */
    public long rest() {
        long mask = masked ? MASK_BYTES : 0;
        return length < 0 || length > Long.MAX_VALUE - mask ? Long.MAX_VALUE : length + mask;
    }
}
