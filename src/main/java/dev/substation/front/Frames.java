package dev.substation.front;

import dev.substation.flow.time.Moment;
import dev.substation.ocppj.FrameHeads;
import java.nio.ByteBuffer;

/**
 * Follows the frames of one WebSocket in the bytes that a peer sends, to tell what they cost. Used
 * by one thread at a time.
 */
final class Frames {

    /** What is passed on in one piece at most, by cost, while others send too. */
    static final int PIECE = 64;

    /** A frame costs 1, and so does each of these pieces. */
    private static final int BYTES = 16_384;

    private final FrameHeads heads = new FrameHeads();

    /** Bytes that come before the next head. */
    private long rest;

    private int toNext = BYTES;
    private Moment usedUp;

    /**
     * Goes to the end of the bytes, or to where they have cost so much.
     *
     * @return what they cost
     */
    int take(ByteBuffer bytes, int most) {
        int cost = 0;
        while (bytes.hasRemaining() && cost < most) {
            if (rest == 0) {
                if (heads.read(bytes.get())) {
                    rest = heads.rest();
                    cost++;
                }
                continue;
            }
            int step = (int) Math.min(rest, Math.min(toNext, bytes.remaining()));
            bytes.position(bytes.position() + step);
            rest -= step;
            toNext -= step;
            if (toNext == 0) {
                cost++;
                toNext = BYTES;
            }
        }
        return cost;
    }

    /** When the peer has used up what it sent so far; null before the first frame. */
    Moment usedUp() {
        return usedUp;
    }

    void usedUp(Moment next) {
        usedUp = next;
    }
}
