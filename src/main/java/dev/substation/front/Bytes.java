package dev.substation.front;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow; never by more than was there before, so that a promise costs nothing. */
final class Bytes {

    private static final int FIRST = 256;

    private byte[] bytes = {};
    private int size;

    void add(byte one) {
        room(1);
        bytes[size++] = one;
    }

    /** Takes so many bytes from a buffer. */
    void add(ByteBuffer from, int count) {
        room(count);
        from.get(bytes, size, count);
        size += count;
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, Math.max(FIRST, 2 * size)));
        }
    }

    int size() {
        return size;
    }

    /** What they take in memory. */
    int capacity() {
        return bytes.length;
    }

    /** Forgets all; the memory is given back. */
    void clear() {
        bytes = new byte[0];
        size = 0;
    }

    /** Copies them. */
    void copyTo(byte[] target, int at) {
        System.arraycopy(bytes, 0, target, at, size);
    }

    /** The bytes from a place on, as characters of Latin-1. */
    String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
