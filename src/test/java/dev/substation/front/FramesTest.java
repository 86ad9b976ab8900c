package dev.substation.front;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {

    private final Frames frames = new Frames();

    /** Frames of one length, as a station sends them. */
    private static ByteBuffer frames(int count, int length) {
        int head = (length < 126 ? 2 : length < 65_536 ? 4 : 10) + 4;
        ByteBuffer all = ByteBuffer.allocate(count * (head + length));
        for (int i = 0; i < count; i++) {
            all.put((byte) 0x81);
            if (length < 126) {
                all.put((byte) (0x80 | length));
            } else if (length < 65_536) {
                all.put((byte) (0x80 | 126)).putShort((short) length);
            } else {
                all.put((byte) (0x80 | 127)).putLong(length);
            }
            all.putInt(0xffffffff).put(new byte[length]);
        }
        return all.flip();
    }

    private int cost(ByteBuffer bytes) {
        int cost = 0;
        while (bytes.hasRemaining()) {
            cost += frames.take(bytes, Frames.PIECE);
        }
        return cost;
    }

    @ParameterizedTest
    @CsvSource({
        "1,0,1",
        "10,0,10",
        "10,125,10",
        "10,126,10",
        "1,16379,1",
        "1,16380,2",
        "10,16384,20",
        "3,65535,15",
        "3,65536,15",
        "1,1048576,65",
        "0,0,0"
    })
    void aFrameCostsOneAndSoDoSixteenKilobytes(int count, int length, int cost) {
        assertEquals(cost, cost(frames(count, length)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 4_097})
    void howTheBytesAreCutDoesNotMatter(int piece) {
        ByteBuffer all = frames(40, 300);
        int cost = 0;
        while (all.hasRemaining()) {
            ByteBuffer part = all.slice(all.position(), Math.min(piece, all.remaining()));
            all.position(all.position() + part.remaining());
            cost += cost(part);
        }

        assertEquals(40, cost, "40 frames of 12,160 bytes");
    }

    @Test
    void aFrameWithoutAMaskIsFollowedToo() {
        assertEquals(2, cost(ByteBuffer.wrap(new byte[] {(byte) 0x89, 1, 0, (byte) 0x8a, 0})));
    }

    @Test
    void itStopsWhereAPieceIsFull() {
        ByteBuffer all = frames(100, 5);

        assertEquals(Frames.PIECE, frames.take(all, Frames.PIECE));
        assertTrue(all.hasRemaining());
        assertEquals(100 - Frames.PIECE, frames.take(all, Frames.PIECE));
        assertFalse(all.hasRemaining());
    }

    @Test
    void aLengthThatCannotBeHidesNothing() {
        byte[] head = {(byte) 0x81, (byte) 0xff, -1, -1, -1, -1, -1, -1, -1, -1, 1, 2, 3, 4};
        cost(ByteBuffer.wrap(head));

        assertEquals(64, cost(ByteBuffer.allocate(1 << 20)), "all the rest is its payload");
    }
}
