package dev.substation.access;

import dev.substation.flow.settings.TlsSettings;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * The identity provider of the site, where users of the console log in (OpenID Connect Core 1.0).
 *
 * @param issuer its address, as it names itself
 * @param clientId the gateway's name there
 * @param clientSecret what the gateway shows of itself; empty for a public client
 * @param url the address of the console in browsers; empty if it is the one that a browser asks
 * @param nameClaim where a user's name is in the id token or the user info
 * @param roleClaim where the roles are, with a dot before each part that lies deeper
 * @param roles what stands there for each role of the gateway
 * @param tls whom the gateway believes there
 */
public record OidcSettings(
        URI issuer,
        String clientId,
        Optional<String> clientSecret,
        Optional<URI> url,
        String nameClaim,
        String roleClaim,
        Map<Role, String> roles,
        TlsSettings tls) {

    public OidcSettings {
        roles = Map.copyOf(roles);
    }

    /** Never shows the secret. */
    @Override
    public String toString() {
        return "issuer=%s clientId=%s roleClaim=%s roles=%s"
                .formatted(issuer, clientId, roleClaim, roles);
    }
}
