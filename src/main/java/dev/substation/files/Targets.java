package dev.substation.files;

import dev.substation.flow.settings.Networks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * Which addresses of a CSMS may be used.
 *
 * @param networks in which its file servers may be
 */
record Targets(Networks networks) {

    private static final Set<String> SCHEMES = Set.of("http", "https", "ftp", "ftps");

    /** Whether there is a client for such an address. */
    static boolean speaks(URI target) {
        return SCHEMES.contains(scheme(target)) && target.getHost() != null;
    }

    /** In lower case; empty if there is none. */
    static String scheme(URI target) {
        return target.getScheme() == null ? "" : target.getScheme().toLowerCase(Locale.ROOT);
    }

    /**
     * Keeps the CSMS from making the gateway call itself, or what only its machine can reach.
     *
     * @throws IOException if the host is unknown or in none of the networks
     */
    void check(URI target) throws IOException {
        for (InetAddress address : InetAddress.getAllByName(target.getHost())) {
            boolean special =
                    address.isLoopbackAddress()
                            || address.isLinkLocalAddress()
                            || address.isAnyLocalAddress()
                            || address.isMulticastAddress();
            if (special ? !networks.names(address) : !networks.contains(address)) {
                throw new IOException(
                        "%s is in no network of files.networks".formatted(target.getHost()));
            }
        }
    }

    /** A name that a station chose, as a part of an address. */
    static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
