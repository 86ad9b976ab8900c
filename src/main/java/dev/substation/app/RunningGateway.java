package dev.substation.app;

import dev.substation.access.AdminListener;
import dev.substation.access.Credentials;
import dev.substation.app.settings.BadSettings;
import dev.substation.app.settings.Settings;
import dev.substation.app.tls.KeyStoreFile;
import dev.substation.flow.settings.Networks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;

/** The pages of a gateway that runs on this machine. */
final class RunningGateway {

    /** The option that says where it is. */
    static final String URL = "--url";

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Duration LONG_PATIENCE = Duration.ofMinutes(11);

    /** A gateway that is down says so with 503. */
    private static final Set<Integer> OURS = Set.of(200, 503);

    /** The token for a gateway at an address that the command line names. */
    static final String TOKEN = "SUBSTATION_TOKEN";

    private final String base;
    private final Optional<String> token;
    private final HttpClient client;

    private RunningGateway(String base, Optional<String> token, Optional<SSLContext> trust) {
        this.base = base;
        this.token = token;
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(PATIENCE);
        trust.ifPresent(builder::sslContext);
        client = builder.build();
    }

    private static RunningGateway own(String base, Optional<String> token, SiteSettings settings) {
        return new RunningGateway(
                base, token, base.startsWith("https:") ? trust(settings) : Optional.empty());
    }

    /** Certificates of gateways are often signed by nobody; the site knows its own. */
    private static Optional<SSLContext> trust(SiteSettings settings) {
        try {
            return settings.read()
                    .http()
                    .tls()
                    .flatMap(tls -> KeyStoreFile.trusting(tls.keyStore(), tls.keyStorePassword()));
        } catch (BadSettings e) {
            return Optional.empty();
        }
    }

    private static RunningGateway at(String url, Optional<String> token) throws BadSettings {
        if (!url.matches("https?://[^/?#\\s]+(?:/[^?#\\s]*)?")) {
            throw new BadSettings(List.of(URL + " is no address: " + url));
        }
        return new RunningGateway(url.replaceFirst("/+$", ""), token, Optional.empty());
    }

    /**
     * The token of the home is for the gateway of the home: another machine does not get it, which
     * a user names by mistake.
     */
    private static boolean isLoopback(String url) {
        String host = URI.create(url).getHost();
        return host != null
                && (host.equals("localhost")
                        || Networks.literal(host.replaceAll("[\\[\\]]", ""))
                                .filter(InetAddress::isLoopbackAddress)
                                .isPresent());
    }

    /** The settings, which may have errors. */
    @FunctionalInterface
    interface SiteSettings {

        /**
         * @throws BadSettings when they have
         */
        Settings read() throws BadSettings;
    }

    /**
     * The one of a home: where somebody has said that it is, else where it has noted itself, else
     * where the settings put it.
     *
     * @param said an address
     * @param data the folder {@code data/} of the home
     * @param environment may have a token for it
     * @throws BadSettings when that is no address, or the settings are needed and have errors
     */
    static RunningGateway find(
            Optional<String> said,
            Path data,
            Map<String, String> environment,
            SiteSettings settings)
            throws BadSettings {
        Optional<String> given =
                Optional.ofNullable(environment.get(TOKEN)).filter(text -> !text.isBlank());
        Optional<String> own = given.or(() -> Credentials.adminToken(data));
        if (said.isPresent()) {
            RunningGateway there = at(said.get(), given);
            return isLoopback(said.get()) ? at(said.get(), own) : there;
        }
        Optional<String> noted = new GatewayAddress(data).noted();
        return own(noted.isPresent() ? noted.get() : url(settings.read()), own, settings);
    }

    /** Where operators find a gateway with these settings, without a context path. */
    private static String url(Settings settings) {
        return settings.access()
                .listener()
                .map(RunningGateway::url)
                .orElseGet(
                        () ->
                                GatewayAddress.url(
                                        settings.http().address(), settings.http().port()));
    }

    /** Where a listener for operators answers on its own machine. */
    static String url(AdminListener listener) {
        String plain = GatewayAddress.url(listener.address(), listener.port());
        return listener.tls() ? plain.replaceFirst("http", "https") : plain;
    }

    /** What it answers. */
    record Page(int status, String text) {

        /** Whether it is one of a gateway. */
        boolean isOurs() {
            return OURS.contains(status);
        }
    }

    URI uri(String path) {
        return URI.create(base + path);
    }

    /**
     * Asks for a page.
     *
     * @throws IOException when nobody answers within 15 s
     */
    Page page(String path) throws IOException {
        return send(HttpRequest.newBuilder(uri(path)).timeout(PATIENCE));
    }

    /**
     * Posts JSON.
     *
     * @throws IOException when nobody answers within 11 minutes, which is more than any station
     *     gets
     */
    Page post(String path, String json) throws IOException {
        return send(
                HttpRequest.newBuilder(uri(path))
                        .timeout(LONG_PATIENCE)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    /**
     * Removes something.
     *
     * @throws IOException when nobody answers within 15 s
     */
    Page delete(String path) throws IOException {
        return send(HttpRequest.newBuilder(uri(path)).timeout(PATIENCE).DELETE());
    }

    private Page send(HttpRequest.Builder request) throws IOException {
        token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
        try {
            HttpResponse<byte[]> answer =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Page(answer.statusCode(), new String(answer.body(), StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
