package dev.substation.testing;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;

/**
 * An identity provider (mock-oauth2-server) whose users type their name and what it shall say of
 * them.
 */
public final class IdentityProvider implements AutoCloseable {

    private static final HttpClient BROWSER = HttpClient.newHttpClient();

    private final MockOAuth2Server server =
            new MockOAuth2Server(OAuth2Config.Companion.fromJson("{\"interactiveLogin\":true}"));

    private IdentityProvider() {}

    public static IdentityProvider start() {
        IdentityProvider provider = new IdentityProvider();
        provider.server.start();
        return provider;
    }

    /** Its address; each name has keys of its own. */
    public URI issuer(String name) {
        return server.issuerUrl(name).uri();
    }

    /**
     * Logs a user in, as a browser does.
     *
     * @param to where the browser was sent
     * @param claims as JSON
     * @return where it is sent back to
     */
    public static URI login(URI to, String user, String claims) {
        String form = "username=" + encoded(user) + "&claims=" + encoded(claims);
        try {
            HttpResponse<String> answer =
                    BROWSER.send(
                            HttpRequest.newBuilder(to)
                                    .header("Content-Type", "application/x-www-form-urlencoded")
                                    .POST(HttpRequest.BodyPublishers.ofString(form))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            return URI.create(
                    answer.headers()
                            .firstValue("Location")
                            .orElseThrow(() -> new AssertionError(answer + answer.body())));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.shutdown();
    }
}
