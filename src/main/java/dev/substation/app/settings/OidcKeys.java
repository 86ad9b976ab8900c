package dev.substation.app.settings;

import static dev.substation.app.settings.Key.key;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** Where users of the console log in beside the gateway's own users: {@code admin.oidc-*}. */
final class OidcKeys {

    private static final KeyList KEYS = new KeyList();

    static final Key<URI> ISSUER =
            KEYS.add(
                    key("oidc-issuer", Types.HTTP_URL, Effect.RESTART)
                            .in(
                                    Scope.ADMIN,
                                    "Address of an identity provider (OpenID Connect) where users of the console may log in, as it names itself; see [security.md](security.md#single-sign-on). `https://`, or `http://` on this machine",
                                    "https://login.example.org/realms/site"));

    static final Key<String> CLIENT_ID =
            KEYS.add(
                    key("oidc-client-id", Types.PASSWORD, Effect.RESTART)
                            .usually("substation")
                            .in(Scope.ADMIN, "Name of the gateway at the identity provider"));

    static final Key<String> CLIENT_SECRET =
            KEYS.add(
                    key("oidc-client-secret", Types.PASSWORD, Effect.RESTART)
                            .in(
                                    Scope.ADMIN,
                                    "Secret of the gateway at the identity provider. If unset, it is a public client",
                                    "\"${file:keys/oidc-secret}\""));

    static final Key<URI> URL =
            KEYS.add(
                    key("oidc-console-url", Types.HTTP_URL, Effect.RESTART)
                            .in(
                                    Scope.ADMIN,
                                    "Address of the console in browsers, to which the identity provider sends them back. If unset, the one that the browser asks",
                                    "https://gateway.example.org/"));

    static final Key<String> NAME_CLAIM =
            KEYS.add(
                    key("oidc-name-claim", Types.PASSWORD, Effect.RESTART)
                            .usually("preferred_username")
                            .in(
                                    Scope.ADMIN,
                                    "Claim with the name of a user, for the audit log. Where it is missing, the name is the `sub`"));

    static final Key<String> ROLE_CLAIM =
            KEYS.add(
                    key("oidc-role-claim", Types.PASSWORD, Effect.RESTART)
                            .usually("roles")
                            .in(
                                    Scope.ADMIN,
                                    "Claim with the roles or groups of a user, in the id token or the user info; with dots for one that lies deeper, such as `realm_access.roles`"));

    static final Key<String> VIEW = role("view");
    static final Key<String> OPERATE = role("operate");
    static final Key<String> CONFIGURE = role("configure");

    static final Key<Path> TRUST_STORE =
            KEYS.add(
                    key("oidc-trust-store", Types.FILE, Effect.RESTART)
                            .in(
                                    Scope.ADMIN,
                                    "PKCS12 or PEM file with the authorities to trust for the identity provider instead of those of Java",
                                    "keys/login.pem"));

    static final List<Key<?>> ALL = KEYS.all();

    private OidcKeys() {}

    private static Key<String> role(String name) {
        return KEYS.add(
                key("oidc-" + name, Types.PASSWORD, Effect.RESTART)
                        .usually("substation-" + name)
                        .in(
                                Scope.ADMIN,
                                "What stands in that claim for the role `%s`".formatted(name)));
    }
}
