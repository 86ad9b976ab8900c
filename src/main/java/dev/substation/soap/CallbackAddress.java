package dev.substation.soap;

import dev.substation.flow.settings.Networks;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a station can be called, from what it says of itself and where it calls from. In this
 * order: wsa:From, wsa:ReplyTo (stations that put their own URL there), the peer's address with the
 * port and path of an unusable From such as {@code http://:8082/}.
 */
final class CallbackAddress {

    private static final Pattern URL =
            Pattern.compile(
                    "(?:(https?)://)?" // 1
                            + "(\\[[0-9a-fA-F:.]*]|[^/:?#@\\[\\]\\s]*)" // 2: host
                            + "(?::([0-9]{1,5}))?" // 3: port
                            + "(/[^?#\\s]*)?" // 4: path
                            + "(\\?[^#\\s]*)?(?:#.*)?", // 5: query
                    Pattern.CASE_INSENSITIVE);
    private static final Set<String> UNKNOWN =
            Set.of("null", "(null)", "none", "undefined", "unknown", "0");
    private static final int MAX_PORT = 65_535;

    private CallbackAddress() {}

    /**
     * @param peer the address of the other end of the connection, without port
     */
    static Optional<URI> of(Optional<String> from, Optional<String> replyTo, String peer) {
        return from.flatMap(address -> usable(address, peer))
                .or(() -> replyTo.flatMap(address -> usable(address, peer)))
                .or(() -> from.flatMap(address -> onPeer(address, peer)));
    }

    /**
     * The same with a path behind its own, unless that ends in it already: some stations leave out
     * where on their host they listen (quirk 4).
     *
     * @param path begins with a slash; empty for none
     */
    static URI with(URI address, String path) {
        String own = address.getRawPath().replaceFirst("/+$", "");
        if (path.isEmpty() || own.endsWith(path.replaceFirst("/+$", ""))) {
            return address;
        }
        String query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
        return URI.create(
                address.getScheme() + "://" + address.getRawAuthority() + own + path + query);
    }

    /** An address that can be called as it is; a host without scheme is taken for http. */
    static Optional<URI> usable(String address, String peer) {
        Matcher url = URL.matcher(address.strip());
        if (isNobody(address) || !url.matches()) {
            return Optional.empty();
        }
        String host = url.group(2);
        boolean bare = url.group(1) == null;
        if (bare && !host.contains(".") && url.group(3) == null) {
            return Optional.empty(); // a word such as "station1" or "urn": no address
        }
        if (host.isEmpty() || isNowhere(host) || isHere(host) && !isHere(peer)) {
            return Optional.empty();
        }
        return uri(url, host);
    }

    /** The port and path of an address, on the host that the connection comes from. */
    private static Optional<URI> onPeer(String address, String peer) {
        Matcher url = URL.matcher(address.strip());
        if (isNobody(address)
                || !url.matches()
                || url.group(1) == null && url.group(3) == null
                || peer.isEmpty()) {
            return Optional.empty();
        }
        int zone = peer.indexOf('%');
        String host = zone < 0 ? peer : peer.substring(0, zone);
        return uri(url, host.contains(":") ? "[" + host + "]" : host);
    }

    private static Optional<URI> uri(Matcher url, String host) {
        String scheme = url.group(1) == null ? "http" : url.group(1).toLowerCase(Locale.ROOT);
        String port = url.group(3);
        if (port != null && (Integer.parseInt(port) == 0 || Integer.parseInt(port) > MAX_PORT)) {
            return Optional.empty();
        }
        String path = url.group(4) == null ? "/" : url.group(4);
        String query = url.group(5) == null || isContract(url.group(5)) ? "" : url.group(5);
        try {
            URI uri =
                    new URI(
                            scheme
                                    + "://"
                                    + host
                                    + (port == null ? "" : ":" + Integer.parseInt(port))
                                    + path
                                    + query);
            // A host that java.net.URI does not take (an underscore, say) cannot be called.
            return uri.getHost() == null ? Optional.empty() : Optional.of(uri);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static boolean isContract(String query) {
        return query.toLowerCase(Locale.ROOT).startsWith("?wsdl");
    }

    /** The addressing constants that mean "whoever is connected" and "nobody". */
    private static boolean isNobody(String address) {
        String lower = address.strip().toLowerCase(Locale.ROOT);
        return lower.contains("/addressing/") || lower.endsWith("/anonymous");
    }

    /**
     * Hosts that are on no network: the address that a server listens at (0.0.0.0), and what
     * firmware writes where it knows none.
     */
    private static boolean isNowhere(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return UNKNOWN.contains(lower)
                || Networks.literal(lower)
                        .filter(number -> number.isAnyLocalAddress() || isEverybody(number))
                        .isPresent();
    }

    private static boolean isEverybody(InetAddress number) {
        return number.getHostAddress().equals("255.255.255.255");
    }

    /** Hosts that mean the sender itself, and so the gateway when the gateway calls them. */
    private static boolean isHere(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.startsWith("127.")
                || lower.equals("localhost")
                || lower.endsWith(".localhost")
                || Networks.literal(lower)
                        .filter(number -> number.isLoopbackAddress() || number.isAnyLocalAddress())
                        .isPresent();
    }

    /** Whether an address is on the host that a connection comes from. */
    static boolean isAt(URI address, String peer) {
        Optional<InetAddress> host = Networks.literal(address.getHost());
        return host.isPresent() && host.equals(Networks.literal(peer))
                || isHere(address.getHost()) && isHere(peer) && host.isEmpty();
    }
}
