package dev.substation.sandbox;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The page of the practice CSMS in a browser on the same machine: files beside this class. */
final class PracticePage {

    private static final Map<String, String> FILES =
            Map.of(
                    "index.html", "text/html;charset=UTF-8",
                    "practice.js", "text/javascript;charset=UTF-8",
                    "form.js", "text/javascript;charset=UTF-8",
                    "parts.js", "text/javascript;charset=UTF-8",
                    "words.js", "text/javascript;charset=UTF-8",
                    "style.css", "text/css;charset=UTF-8",
                    "icon.svg", "image/svg+xml");

    private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "localhost", "[::1]");

    private PracticePage() {}

    /** A file of the page; empty when it has none of that name. */
    static Optional<FullHttpResponse> file(String name) {
        return Optional.ofNullable(FILES.get(name)).map(type -> response(name, type));
    }

    private static FullHttpResponse response(String name, String type) {
        byte[] content;
        try (InputStream in = PracticePage.class.getResourceAsStream("/demo/practice/" + name)) {
            content = in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        FullHttpResponse response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.OK,
                        Unpooled.wrappedBuffer(content));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, type)
                .set(HttpHeaderNames.CONTENT_LENGTH, content.length)
                .set(HttpHeaderNames.CONNECTION, "close")
                .set(HttpHeaderNames.CACHE_CONTROL, "no-cache")
                .set("X-Content-Type-Options", "nosniff")
                .set(
                        HttpHeaderNames.CONTENT_SECURITY_POLICY,
                        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                                + " connect-src 'self'; base-uri 'none'; form-action 'none';"
                                + " frame-ancestors 'none'");
        return response;
    }

    /**
     * Whether a request may come from a browser: other pages in it reach loopback too, and must not
     * steer stations. A name that leads here (DNS rebinding) is not this machine's.
     */
    static boolean mayAsk(HttpHeaders headers) {
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        if (origin == null) {
            return true;
        }
        String host = headers.get(HttpHeaderNames.HOST, "");
        return (origin.equals("http://" + host) || origin.equals("https://" + host))
                && isThisMachine(host);
    }

    private static boolean isThisMachine(String host) {
        try {
            return THIS_MACHINE.contains(URI.create("http://" + host).getHost());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
