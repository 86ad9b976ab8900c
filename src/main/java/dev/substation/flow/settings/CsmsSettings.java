package dev.substation.flow.settings;

import dev.substation.model.Dialect;
import dev.substation.model.StationId;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * A CSMS, as {@code site.yaml} describes it under {@code csms.NAME}.
 *
 * @param url {@code ws} or {@code wss}, with {@code {station}} where the identity goes
 * @param proxy through which it is reached
 * @param dialect what it speaks
 * @param user Basic user, {@code {station}} allowed; with {@code password} it makes the
 *     Authorization header
 * @param tls whom to believe over {@code wss}, and what to show
 * @param strict whether what the CSMS would refuse by its schemas is normalised before it is sent
 * @param pingInterval how often an idle link is pinged; zero for never
 * @param answerWait how long a call to the CSMS may take that a station waits for
 * @param delivery how what is stored for the CSMS is delivered
 */
public record CsmsSettings(
        String name,
        String url,
        Optional<HttpProxy> proxy,
        Dialect dialect,
        Optional<String> user,
        Optional<String> password,
        TlsSettings tls,
        boolean strict,
        Duration pingInterval,
        Duration answerWait,
        Duration reconnectMin,
        Duration reconnectMax,
        Delivery delivery) {

    /**
     * How what is stored for a CSMS is delivered.
     *
     * @param within how long a stored message may take before it is sent again; longer than any
     *     station waits
     * @param attempts how often a message of a transaction is sent that the CSMS answers with an
     *     passing error ({@code TransactionMessageAttempts} of OCPP 1.6 section 9.1), and any
     *     message that it leaves unanswered while it answers others
     * @param retryInterval the pause before it is sent again, times the number of transmissions
     *     ({@code TransactionMessageRetryInterval})
     * @param drainRate how many messages a second may go, over all stations, of what had piled up
     *     when a link came back
     */
    public record Delivery(Duration within, int attempts, Duration retryInterval, int drainRate) {

        /** 60 s, 3 attempts 60 s and 120 s apart, 200 a second. */
        public static final Delivery USUAL =
                new Delivery(Duration.ofSeconds(60), 3, Duration.ofSeconds(60), 200);
    }

    /** The address for one upstream station, its identity percent-encoded. */
    public URI urlFor(StationId identity) {
        String encoded =
                URLEncoder.encode(identity.value(), StandardCharsets.UTF_8).replace("+", "%20");
        return URI.create(url.replace("{station}", encoded));
    }

    /** The Basic user for one upstream station. */
    public Optional<String> userFor(StationId identity) {
        return user.map(name -> name.replace("{station}", identity.value()));
    }

    /** The same with what one station shows; what is empty stays as it is for all of them. */
    public CsmsSettings withCredentials(
            Optional<String> ownUser, Optional<String> ownPassword, TlsSettings own) {
        boolean login = ownUser.isPresent() || ownPassword.isPresent();
        if (!login && own.certificate().isEmpty()) {
            return this;
        }
        return new CsmsSettings(
                name,
                url,
                proxy,
                dialect,
                login ? ownUser.or(() -> user).or(() -> Optional.of("{station}")) : user,
                ownPassword.or(() -> password),
                tls.showing(own.certificate(), own.key(), own.keyPassword()),
                strict,
                pingInterval,
                answerWait,
                reconnectMin,
                reconnectMax,
                delivery);
    }

    /** Whether a link by other settings is the same: it leads there and shows the same. */
    public boolean hasLinkOf(CsmsSettings other) {
        return equals(
                new CsmsSettings(
                        other.name,
                        other.url,
                        other.proxy,
                        other.dialect,
                        other.user,
                        other.password,
                        other.tls,
                        strict,
                        other.pingInterval,
                        answerWait,
                        other.reconnectMin,
                        other.reconnectMax,
                        delivery));
    }

    /** Never shows the password. */
    @Override
    public String toString() {
        return "csms " + name + " at " + url;
    }
}
