package dev.substation.app.settings;

import static dev.substation.app.settings.Key.key;

import dev.substation.flow.settings.Networks;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** Where stations connect: {@code http} and {@code http.aliases}. */
final class HttpKeys {

    private static final KeyList KEYS = new KeyList();

    static final Key<String> ADDRESS =
            KEYS.add(
                    key("address", Types.ADDRESS, Effect.RESTART)
                            .usually("0.0.0.0")
                            .in(
                                    Scope.HTTP,
                                    "Address to listen at; `127.0.0.1` for this machine only"));

    static final Key<Integer> PORT =
            KEYS.add(
                    key("port", Types.PORT, Effect.RESTART)
                            .usually("8080")
                            .in(
                                    Scope.HTTP,
                                    "Port for stations (SOAP and WebSocket), health and administration; `--http-port` overrides it"));

    static final Key<Integer> TLS_PORT =
            KEYS.add(
                    key("tls-port", Types.PORT, Effect.RESTART)
                            .usually("8443")
                            .in(
                                    Scope.HTTP,
                                    "Port for stations over HTTPS and `wss://`; not open without a key store"));

    static final Key<Path> TLS_KEY_STORE =
            KEYS.add(
                    key("tls-key-store", Types.FILE, Effect.RESTART)
                            .in(
                                    Scope.HTTP,
                                    "PKCS12 file with key and certificate of the gateway. With an elliptic-curve and an RSA certificate, each station gets the one that it supports. Checked before the start",
                                    "keys/tls.p12"));

    static final Key<String> TLS_KEY_STORE_PASSWORD =
            KEYS.add(
                    key("tls-key-store-password", Types.TEXT, Effect.RESTART)
                            .in(
                                    Scope.HTTP,
                                    "Password of that file and of the keys in it",
                                    "\"${file:keys/tls-password}\""));

    static final Key<Path> TLS_CLIENT_CA =
            KEYS.add(
                    key("tls-client-ca", Types.FILE, Effect.RESTART)
                            .in(
                                    Scope.HTTP,
                                    "PEM or PKCS12 file with the authorities that sign the certificates of stations. If unset, the gateway asks no station for a certificate; see [security.md](security.md#certificates-of-stations)",
                                    "keys/stations-ca.pem"));

    static final Key<String> TLS_CLIENT_CA_PASSWORD =
            KEYS.add(
                    key("tls-client-ca-password", Types.TEXT, Effect.RESTART)
                            .in(
                                    Scope.HTTP,
                                    "Password of a PKCS12 file",
                                    "\"${file:keys/stations-ca-password}\""));

    static final Key<Path> TLS_CLIENT_REVOCATION_LIST =
            KEYS.add(
                    key("tls-client-revocation-list", Types.FILE, Effect.RESTART)
                            .in(
                                    Scope.HTTP,
                                    "PEM or DER file with the station certificates that these authorities have revoked; read again when it changes",
                                    "keys/stations.crl"));

    static final Key<Networks> ACCEPT_NETWORKS =
            KEYS.add(
                    key("accept-networks", Types.NETWORKS, Effect.RESTART)
                            .usually("private, loopback")
                            .in(
                                    Scope.HTTP,
                                    "List of networks from which stations and operators may connect: `private`, `loopback`, `link-local`, `any`, or networks such as `203.0.113.0/24`. Others get 403, see [security.md](security.md#accepted-networks)"));

    static final Key<Integer> CONNECTIONS =
            KEYS.add(
                    key("connections", Types.COUNT, Effect.RESTART)
                            .usually("10000")
                            .in(
                                    Scope.HTTP,
                                    "How many connections may be open at once. If one more comes, the gateway closes the one that has waited longest for a request, never one that is being served; see [operations.md](operations.md#slow-senders-and-broken-requests)"));

    static final Key<Integer> CONNECTIONS_PER_ADDRESS =
            KEYS.add(
                    key("connections-per-address", Types.COUNT, Effect.RESTART)
                            .usually("1000")
                            .in(
                                    Scope.HTTP,
                                    "How many connections may be open from one address, which hundreds of stations may share; connections from this machine do not count"));

    static final Key<Networks> CALLBACK_NETWORKS =
            KEYS.add(
                    key("callback-networks", Types.NETWORKS, Effect.RESTART)
                            .usually("private, loopback")
                            .in(
                                    Scope.HTTP,
                                    "List of networks in which the gateway may call SOAP stations at an address that they announced, see [security.md](security.md#where-stations-are-called)"));

    static final Key<URI> PUBLIC_URL =
            KEYS.add(
                    key("public-url", Types.HTTP_URL, Effect.RESTART)
                            .in(
                                    Scope.HTTP,
                                    "Address of the gateway as SOAP stations see it, for `wsa:From`. If unset, learned from their requests",
                                    "\"http://gateway.example.org:8080\""));

    static final Key<List<String>> SOAP_ALIASES =
            KEYS.add(
                    key("soap", Types.PATHS, Effect.RESTART)
                            .usually("/steve/services/CentralSystemService")
                            .in(Scope.ALIASES, "List of further paths of the SOAP endpoint"));

    static final Key<List<String>> JSON_ALIASES =
            KEYS.add(
                    key("json", Types.PATHS, Effect.RESTART)
                            .usually("/steve/websocket/CentralSystemService")
                            .in(
                                    Scope.ALIASES,
                                    "List of further paths of the WebSocket endpoint; the identity of the station follows after a slash"));

    static final List<Key<?>> ALL = KEYS.all();

    private HttpKeys() {}
}
