package dev.substation.soap;

import dev.substation.model.Answer;
import dev.substation.model.Cause;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** How HTTP wraps a body: content encodings, and the charset parameter. */
final class Encodings {

    private static final int MAX_CODINGS = 2;

    private Encodings() {}

    /**
     * Undoes the codings of a Content-Encoding header.
     *
     * @param limit the size in bytes that no step may pass
     * @throws Refusal for an unknown coding, broken data, or too much of it
     */
    static byte[] decode(byte[] body, String contentEncoding, int limit) {
        if (contentEncoding == null || contentEncoding.isBlank()) {
            return body;
        }
        String[] codings = contentEncoding.split(",", -1);
        if (codings.length > MAX_CODINGS) {
            throw Refusal.malformed("it has more than " + MAX_CODINGS + " content encodings");
        }
        byte[] decoded = body;
        for (int i = codings.length - 1; i >= 0; i--) {
            decoded = undo(decoded, codings[i].strip().toLowerCase(Locale.ROOT), limit);
        }
        return decoded;
    }

    private static byte[] undo(byte[] body, String coding, int limit) {
        if (coding.isEmpty() || coding.equals("identity")) {
            return body;
        }
        try (InputStream in = open(body, coding)) {
            byte[] decoded = in.readNBytes(limit + 1);
            if (decoded.length > limit) {
                throw Refusal.of(Answer.failure(Cause.TOO_LARGE, limit));
            }
            return decoded;
        } catch (IOException e) {
            throw Refusal.malformed("it is not valid " + coding);
        }
    }

    private static InputStream open(byte[] body, String coding) throws IOException {
        InputStream in = new ByteArrayInputStream(body);
        return switch (coding) {
            case "gzip", "x-gzip" -> new GZIPInputStream(in);
            // RFC 9110 section 8.4.1.2: deflate means zlib, but some senders leave its header out.
            case "deflate" -> inflating(in, new Inflater(!hasZlibHeader(body)));
            default ->
                    throw Refusal.malformed(
                            "the content encoding "
                                    + Xml.printable(coding, 40)
                                    + " is not known; use gzip, deflate or none");
        };
    }

    /** The stream ends an inflater that it made itself, and no other; it holds memory outside. */
    private static InputStream inflating(InputStream in, Inflater inflater) {
        return new InflaterInputStream(in, inflater) {
            @Override
            public void close() throws IOException {
                super.close();
                inflater.end();
            }
        };
    }

    private static boolean hasZlibHeader(byte[] body) {
        return body.length > 1
                && (body[0] & 0x0F) == 8
                && ((body[0] & 0xFF) << 8 | body[1] & 0xFF) % 31 == 0;
    }

    /**
     * The charset that a Content-Type names; empty when it names none, an unknown one, or UTF-8,
     * where the document's own declaration is as good.
     */
    static Optional<Charset> charset(String contentType) {
        if (contentType == null) {
            return Optional.empty();
        }
        int at = contentType.toLowerCase(Locale.ROOT).indexOf("charset=");
        if (at < 0) {
            return Optional.empty();
        }
        String name = contentType.substring(at + "charset=".length());
        int end = name.indexOf(';');
        name = (end < 0 ? name : name.substring(0, end)).replace("\"", "").replace("'", "").strip();
        try {
            return Optional.of(Charset.forName(name)).filter(c -> c != StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
