package dev.substation.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameLengthsTest {

    private final ByteArrayOutputStream wire = new ByteArrayOutputStream();

    /**
     * A masked text frame, its length written as clients do; with a payload that looks like frames.
     */
    private void frame(long length, int sent) {
        wire.write(0x81);
        if (length < 126) {
            wire.write(0x80 | (int) length);
        } else if (length < 65_536) {
            wire.write(0x80 | 126);
            wire.write((int) (length >> 8));
            wire.write((int) length);
        } else {
            wire.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                wire.write((int) (length >> shift));
            }
        }
        for (int i = 0; i < 4 + sent; i++) {
            wire.write(0xFF);
        }
    }

    private int told(int atOnce) {
        AtomicInteger told = new AtomicInteger();
        FrameLengths lengths = new FrameLengths(100_000, told::incrementAndGet);
        byte[] bytes = wire.toByteArray();
        for (int from = 0; from < bytes.length; from += atOnce) {
            lengths.read(bytes, from, Math.min(atOnce, bytes.length - from));
        }
        return told.get();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 1_000, 1_000_000})
    void followsFramesOfAllLengthsHoweverTheyComeInPieces(int atOnce) {
        for (int length : new int[] {0, 1, 125, 126, 65_535, 65_536, 100_000, 2}) {
            frame(length, length);
        }

        assertEquals(0, told(atOnce));

        frame(100_001, 10);
        assertEquals(1, told(atOnce));
    }

    @ParameterizedTest
    @ValueSource(longs = {100_001, 4_294_967_296L, Long.MAX_VALUE, -1})
    void tellsOnceOfAFrameThatAnnouncesTooMuch(long length) {
        wire.write(0x81);
        wire.write(0x80 | 127);
        for (int shift = 56; shift >= 0; shift -= 8) {
            wire.write((int) (length >> shift));
        }
        for (int i = 0; i < 1_000; i++) {
            wire.write(0xFF);
        }

        assertEquals(1, told(10));
    }
}
