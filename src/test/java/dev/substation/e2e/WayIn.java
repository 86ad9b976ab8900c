package dev.substation.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.substation.testing.PlainJsonStation;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocketHandshakeException;
import java.util.Base64;
import java.util.concurrent.CompletionException;

/** How stations of OCPP-J show who they are, and what becomes of it. */
final class WayIn {

    /** Speaks without TLS. */
    static final HttpClient CLEAR = HttpClient.newHttpClient();

    private WayIn() {}

    /** The header {@code Authorization}. */
    static String basic(String user, String password) {
        return basic((user + ":" + password).getBytes(UTF_8));
    }

    /** The same for passwords that are no text. */
    static String basic(byte[] both) {
        return "Basic " + Base64.getEncoder().encodeToString(both);
    }

    /** What becomes of a WebSocket: in, the status of a refusal, or the kind of exception. */
    static String comes(HttpClient client, URI address, String authorization) {
        try (PlainJsonStation station = PlainJsonStation.connect(client, address, authorization)) {
            return station.call("Heartbeat", "{}").get(0).getAsInt() == 3 ? "in" : "?";
        } catch (CompletionException failure) {
            return failure.getCause() instanceof WebSocketHandshakeException refusal
                    ? "" + refusal.getResponse().statusCode()
                    : "no TLS";
        }
    }
}
