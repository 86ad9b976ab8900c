package dev.substation.soap;

import dev.substation.flow.gate.Credentials;
import dev.substation.flow.ports.StationGate;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * An HTTP POST as it came in, its body read, decoded and within the limit.
 *
 * @param document the body; empty when it is refused
 * @param path as the station wrote it, without its secret
 * @param context where the server serves the gateway, {@code ""} at the root
 * @param place which of the addresses that is
 * @param peer the address of the other end of the connection
 * @param isNameless whether it came without a header Host
 * @param credentials what the station shows besides
 * @param refusal why it is refused before it is read as XML; faults for it take the same way as all
 *     others
 */
record Post(
        Document document,
        String path,
        String context,
        SoapPaths.Place place,
        String peer,
        boolean isNameless,
        Credentials credentials,
        Optional<Refusal> refusal) {

    /** The request attribute under which the servlet leaves it for CXF's chain. */
    static final String ATTRIBUTE = Post.class.getName();

    private static final int CHUNK = 16_384;

    /**
     * Reads a request.
     *
     * @param shown its path as it may be logged
     * @param place which of the addresses that is
     * @param limit the size in bytes that the body may have, before and after decoding
     * @param patience when it must be complete: who is slower wants no answer
     */
    static Post read(
            HttpServletRequest request,
            String shown,
            SoapPaths.Place place,
            int limit,
            Duration patience)
            throws IOException {
        try {
            byte[] raw = body(request, limit, patience);
            byte[] body = Encodings.decode(raw, request.getHeader("Content-Encoding"), limit);
            if (body.length == 0) {
                throw Refusal.malformed("the request has no body");
            }
            String contentType = request.getContentType() == null ? "" : request.getContentType();
            return new Post(
                    Document.of(body, contentType),
                    shown,
                    request.getContextPath(),
                    place,
                    request.getRemoteAddr(),
                    StationGate.NO_HOST.equals(request.getHeader("Host")),
                    Credentials.of(
                            request.isSecure(),
                            request.getHeader("Authorization"),
                            request.getAttribute(Credentials.CERTIFICATES),
                            place.secret()),
                    Optional.empty());
        } catch (Refusal refusal) {
            return refused(request, shown, refusal);
        }
    }

    static Post refused(HttpServletRequest request, String shown, Refusal refusal) {
        return new Post(
                Document.NONE,
                shown,
                request.getContextPath(),
                SoapPaths.Place.NONE,
                request.getRemoteAddr(),
                false,
                Credentials.NONE,
                Optional.of(refusal));
    }

    /** The body, as it is to be read. */
    byte[] body() {
        return document.bytes();
    }

    /** The type of the message, as the station wrote it; empty when it is missing. */
    String contentType() {
        return document.contentType();
    }

    /** The one version that the path takes; empty for any. */
    Optional<Dialect> only() {
        return place.only();
    }

    /** Never shows the password. */
    @Override
    public String toString() {
        return path + " from " + peer;
    }

    private static byte[] body(HttpServletRequest request, int limit, Duration patience)
            throws IOException {
        if (request.getContentLengthLong() > limit) {
            throw Refusal.of(Answer.failure(Cause.TOO_LARGE, limit));
        }
        long end = System.nanoTime() + patience.toNanos();
        byte[] body = new byte[Math.min(CHUNK, limit + 1)];
        int length = 0;
        InputStream in = request.getInputStream();
        for (int n = in.read(body); n >= 0; n = in.read(body, length, body.length - length)) {
            length += n;
            if (length > limit) {
                throw Refusal.of(Answer.failure(Cause.TOO_LARGE, limit));
            }
            if (System.nanoTime() > end) {
                throw Refusal.malformed(
                        "its body was not complete after " + patience.toSeconds() + " s");
            }
            if (length == body.length) {
                body = Arrays.copyOf(body, Math.min(2 * body.length, limit + 1));
            }
        }
        return Arrays.copyOf(body, length);
    }
}
