package dev.substation.front;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads one request after another from the bytes of a connection, however they are cut, and keeps
 * them until a request is whole. What comes out is the request as {@link RequestHead} wrote it, and
 * the body in one piece with its length, chunks joined. Used by one thread at a time.
 */
final class RequestReader {

    /**
     * What is read.
     *
     * @param line bytes of the request line
     * @param head bytes of the request line and the header fields together, which is what the
     *     container takes
     * @param headers header fields
     * @param body bytes
     */
    record Limits(int line, int head, int headers, int body) {

        /** 4 KiB, 8,000 bytes, 90 fields and 4 MiB. */
        static final Limits USUAL = new Limits(4_096, 8_000, 90, 4 << 20);
    }

    private enum Part {
        HEAD,
        BODY,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILER,
        WHOLE
    }

    private static final int BLANK_BEFORE = 64;
    private static final int LONGEST_SIZE_LINE = 256;
    private static final int CHUNK_DIGITS = 6;

    private final Limits limits;
    private final Bytes head = new Bytes();
    private final Bytes body = new Bytes();
    private final List<String> lines = new ArrayList<>();
    private Part part = Part.HEAD;
    private int lineStart;
    private int blank;
    private RequestHead read;
    private int missing;

    RequestReader(Limits limits) {
        this.limits = limits;
    }

    /** Whether no byte of a request has come yet. */
    boolean isEmpty() {
        return part == Part.HEAD && head.size() == 0;
    }

    /** Whether the request line and the header fields are here. */
    boolean isInBody() {
        return part != Part.HEAD;
    }

    /** Whether the peer waits for a word before it sends the body. */
    boolean isAwaited() {
        return read != null && read.awaited() && body.size() == 0 && part != Part.WHOLE;
    }

    /** What is kept, in bytes of memory. */
    int held() {
        return head.capacity() + body.capacity();
    }

    /** Whether the request that is whole asks for a WebSocket. */
    boolean asksForWebSocket() {
        return read != null && read.webSocket();
    }

    /**
     * Takes bytes, at most to the end of the request.
     *
     * @return whether it is whole now
     * @throws Refused when it is none
     */
    boolean take(ByteBuffer bytes) throws Refused {
        while (part != Part.WHOLE && (bytes.hasRemaining() || part == Part.BODY && missing == 0)) {
            switch (part) {
                case HEAD -> headByte(bytes.get());
                case BODY -> bodyBytes(bytes, Part.WHOLE);
                case CHUNK -> bodyBytes(bytes, Part.CHUNK_END);
                case CHUNK_SIZE, CHUNK_END, TRAILER -> frameByte(bytes.get());
                case WHOLE -> throw new IllegalStateException("whole already");
            }
        }
        return part == Part.WHOLE;
    }

    private void headByte(byte one) throws Refused {
        if (head.size() == 0 && (one == '\r' || one == '\n')) {
            // Empty lines before a request are let pass: RFC 9112 section 2.2.
            if (++blank > BLANK_BEFORE) {
                throw Refused.with(400, "it begins with empty lines");
            }
            return;
        }
        if (one != '\n') {
            if (lines.isEmpty() && one >= 0 && one < ' ' && one != '\r' || one == 0) {
                throw Refused.with(400, "it is not text");
            }
            head.add(one);
            if (lines.isEmpty() && head.size() > limits.line()) {
                throw Refused.with(414, "its first line has more than " + limits.line() + " bytes");
            }
            requireRoom(head.size());
            return;
        }
        String line = line();
        if (!line.isEmpty()) {
            lines.add(line);
            return;
        }
        read = RequestHead.read(lines, limits.headers(), limits.body());
        requireRoom(read.text().length());
        lines.clear();
        head.clear();
        missing = Math.max(0, read.length());
        part = read.chunked() ? Part.CHUNK_SIZE : Part.BODY;
        lineStart = 0;
    }

    private void requireRoom(int bytes) throws Refused {
        if (bytes > limits.head()) {
            throw Refused.with(431, "its header fields have more than " + limits.head() + " bytes");
        }
    }

    /** The line that has just ended. */
    private String line() throws Refused {
        int end = head.size();
        String line = head.text(lineStart, end);
        lineStart = end;
        String bare = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
        if (bare.indexOf('\r') >= 0) {
            throw Refused.with(400, "it has a carriage return within a line");
        }
        return bare;
    }

    private void bodyBytes(ByteBuffer bytes, Part next) {
        int count = Math.min(missing, bytes.remaining());
        body.add(bytes, count);
        missing -= count;
        if (missing == 0) {
            part = next;
        }
    }

    private void frameByte(byte one) throws Refused {
        if (one != '\n') {
            head.add(one);
            if (head.size() - lineStart > LONGEST_SIZE_LINE || head.size() > limits.head()) {
                throw Refused.with(400, "a line between its chunks is too long");
            }
            return;
        }
        String line = line();
        switch (part) {
            case CHUNK_SIZE -> chunk(line);
            case CHUNK_END -> {
                if (!line.isEmpty()) {
                    throw Refused.with(400, "a chunk is longer than its size");
                }
                part = Part.CHUNK_SIZE;
            }
            default -> {
                if (line.isEmpty()) {
                    part = Part.WHOLE; // trailers are left out
                }
            }
        }
        if (part != Part.TRAILER) {
            head.clear();
            lineStart = 0;
        }
    }

    private void chunk(String line) throws Refused {
        String digits = line.replaceFirst("[ \\t]*(;.*)?$", "");
        if (!digits.matches("[0-9A-Fa-f]{1,16}")) {
            throw Refused.with(400, "the size of a chunk is not a number");
        }
        String bare = digits.replaceFirst("^0+", "");
        int size =
                bare.length() > CHUNK_DIGITS
                        ? Integer.MAX_VALUE
                        : bare.isEmpty() ? 0 : Integer.parseInt(bare, 16);
        if (size > limits.body() - body.size()) {
            throw Refused.with(413, "its body has more than " + limits.body() + " bytes");
        }
        missing = size;
        part = size == 0 ? Part.TRAILER : Part.CHUNK;
    }

    /** The request for the container; the reader is ready for the next one. */
    byte[] request() {
        byte[] before = read.before(body.size()).getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = new byte[before.length + body.size()];
        System.arraycopy(before, 0, all, 0, before.length);
        body.copyTo(all, before.length);
        reset();
        return all;
    }

    private void reset() {
        head.clear();
        body.clear();
        lines.clear();
        lineStart = 0;
        blank = 0;
        missing = 0;
        read = null;
        part = Part.HEAD;
    }

    /** Gives its memory back. */
    void close() {
        reset();
    }
}
