package dev.substation.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.substation.flow.gate.Entrance;
import dev.substation.front.Sender;
import dev.substation.front.Senders;
import dev.substation.model.StationId;
import dev.substation.soap.SoapIdentity;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/**
 * Says who sent a request: SOAP stations by the identity in the envelope, WebSocket stations by the
 * path. Requests that name no station, such as those for health, never wait.
 */
final class RequestSenders implements Senders {

    private static final byte[] POST = "POST ".getBytes(ISO_8859_1);

    private final Entrance entrance;
    private final Function<String, Optional<StationId>> stationOfPath;
    private final String contextPath;

    /**
     * @param stationOfPath who wants to connect, by the path below the context path
     * @param contextPath where the server serves the gateway; what is elsewhere on it has no pace
     */
    RequestSenders(
            Entrance entrance,
            Function<String, Optional<StationId>> stationOfPath,
            String contextPath) {
        this.contextPath = contextPath;
        this.entrance = entrance;
        this.stationOfPath = stationOfPath;
    }

    @Override
    public Optional<Sender> of(byte[] request, boolean asksForWebSocket, InetAddress address) {
        if (asksForWebSocket) {
            return below(contextPath, path(request))
                    .flatMap(stationOfPath)
                    .flatMap(id -> newcomer(id, address));
        }
        return isPost(request)
                ? SoapIdentity.of(request)
                        .filter(text -> text.length() <= StationId.MAX_LENGTH)
                        .map(StationId::new)
                        .map(id -> newcomer(id, address).orElseGet(() -> sender(id)))
                : Optional.empty();
    }

    private Sender sender(StationId shown) {
        return new Sender(
                entrance.settings(shown)
                        .map(settings -> settings.station().value())
                        .orElse(shown.value()),
                false);
    }

    private Optional<Sender> newcomer(StationId shown, InetAddress address) {
        return entrance.isNew(shown)
                ? Optional.of(new Sender(address.getHostAddress(), true))
                : Optional.empty();
    }

    /** The path below the context path, which a sender may have written with percent signs. */
    static Optional<String> below(String contextPath, String path) {
        int folders = (int) contextPath.chars().filter(c -> c == '/').count();
        int end = 0;
        for (int slashes = 0; slashes <= folders && end >= 0; slashes++) {
            end = path.indexOf('/', slashes == 0 ? 0 : end + 1);
        }
        if (end < 0) {
            return Optional.empty();
        }
        String context = path.substring(0, end);
        boolean ours =
                context.equals(contextPath)
                        || context.contains("%") && contextPath.equals(decoded(context));
        return ours ? Optional.of(path.substring(end)) : Optional.empty();
    }

    /** Empty when it is no path. */
    private static String decoded(String path) {
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static boolean isPost(byte[] request) {
        return request.length >= POST.length
                && Arrays.equals(request, 0, POST.length, POST, 0, POST.length);
    }

    /** The path in the first line, {@code GET /ocpp/STATION-1?x HTTP/1.1}, without the query. */
    private static String path(byte[] request) {
        return new String(request, ISO_8859_1).split("[ ?]", 3)[1];
    }
}
