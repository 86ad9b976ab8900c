package dev.substation.flow.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * An HTTP proxy on the way to a CSMS, which opens a connection with CONNECT (RFC 9110 section
 * 9.3.6).
 *
 * @param user what it wants to be shown; empty when it wants nothing
 */
public record HttpProxy(String host, int port, Optional<String> user, String password) {

    private static final int USUAL_PORT = 80;
    private static final int HIGHEST_PORT = 65_535;

    /**
     * Reads an address such as {@code http://proxy:3128} or {@code
     * http://user:password@proxy:3128}. Characters of user and password that a URL cannot have are
     * percent-encoded.
     *
     * @return empty when it is none
     */
    public static Optional<HttpProxy> of(String text) {
        try {
            URI uri = new URI(text.strip());
            boolean bare =
                    (uri.getRawPath() == null || uri.getRawPath().matches("/?"))
                            && uri.getRawQuery() == null
                            && uri.getRawFragment() == null;
            if (!"http".equalsIgnoreCase(uri.getScheme())
                    || uri.getHost() == null
                    || uri.getPort() == 0
                    || uri.getPort() > HIGHEST_PORT
                    || !bare) {
                return Optional.empty();
            }
            String[] login =
                    uri.getRawUserInfo() == null
                            ? new String[0]
                            : uri.getRawUserInfo().split(":", 2);
            return Optional.of(
                    new HttpProxy(
                            uri.getHost(),
                            uri.getPort() < 0 ? USUAL_PORT : uri.getPort(),
                            login.length == 0 ? Optional.empty() : Optional.of(decoded(login[0])),
                            login.length < 2 ? "" : decoded(login[1])));
        } catch (URISyntaxException | IllegalArgumentException wrong) {
            return Optional.empty();
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Where it is, without what it is shown. */
    public String place() {
        return host + ":" + port;
    }

    /** Never shows the password. */
    @Override
    public String toString() {
        return "http://" + (user.isPresent() ? "…@" : "") + place();
    }
}
