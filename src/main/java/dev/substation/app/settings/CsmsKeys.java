package dev.substation.app.settings;

import static dev.substation.app.settings.Key.key;

import dev.substation.flow.settings.HttpProxy;
import dev.substation.model.Dialect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A CSMS: {@code csms.*}. */
final class CsmsKeys {

    private static final KeyList KEYS = new KeyList();

    static final Key<String> URL =
            KEYS.add(
                    key("url", Types.CSMS_URL, Effect.LIVE)
                            .in(
                                    Scope.CSMS,
                                    "Required. WebSocket address of the CSMS, `ws://` or `wss://`, with `{station}` for the identity",
                                    "\"wss://csms.example.org/ocpp/{station}\""));

    static final Key<HttpProxy> PROXY =
            KEYS.add(
                    key("proxy", Types.HTTP_PROXY, Effect.LIVE)
                            .in(
                                    Scope.CSMS,
                                    "HTTP proxy on the way to the CSMS, for `ws` and `wss`. It must allow CONNECT. Percent-encode special characters in user and password, see [operations.md](operations.md#a-csms-behind-a-proxy)",
                                    "\"http://gateway:${file:keys/proxy}@proxy.example.org:3128\""));

    static final Key<Dialect> PROTOCOL =
            KEYS.add(
                    key("protocol", Types.PROTOCOL, Effect.LIVE)
                            .usually("ocpp1.6")
                            .in(Scope.CSMS, "Sub-protocol to offer"));

    static final Key<String> USER =
            KEYS.add(
                    key("user", Types.TEXT, Effect.LIVE)
                            .in(
                                    Scope.CSMS,
                                    "User for Basic authentication; `{station}` is replaced by the identity",
                                    "\"{station}\""));

    static final Key<String> PASSWORD =
            KEYS.add(
                    key("password", Types.TEXT, Effect.LIVE)
                            .in(
                                    Scope.CSMS,
                                    "Password for Basic authentication",
                                    "\"${env:CSMS_KEY}\""));

    static final Key<Path> TRUST_STORE =
            KEYS.add(
                    key("trust-store", Types.FILE, Effect.LIVE)
                            .in(
                                    Scope.CSMS,
                                    "PKCS12 or PEM file with the authorities to trust instead of those of Java",
                                    "keys/csms.pem"));

    static final Key<String> TRUST_STORE_PASSWORD =
            KEYS.add(
                    key("trust-store-password", Types.TEXT, Effect.LIVE)
                            .in(
                                    Scope.CSMS,
                                    "Password of a PKCS12 file",
                                    "\"${file:keys/csms-trust}\""));

    static final Key<Path> REVOCATION_LIST =
            KEYS.add(
                    key("revocation-list", Types.FILE, Effect.LIVE)
                            .in(
                                    Scope.CSMS,
                                    "PEM or DER file with the certificates that the authorities of `trust-store` have revoked; read again when it changes",
                                    "keys/csms.crl"));

    static final Key<Path> CLIENT_CERTIFICATE =
            KEYS.add(
                    key("client-certificate", Types.FILE_OF_STATION, Effect.LIVE)
                            .in(
                                    Scope.CSMS,
                                    "PKCS12 or PEM file with the certificate that the gateway presents to the CSMS. `{station}` in its name is replaced by the identity at the CSMS. Read again when it changes, see [security.md](security.md#certificates-of-the-gateway-at-the-csms)",
                                    "keys/csms-client.p12"));

    static final Key<Path> CLIENT_KEY =
            KEYS.add(
                    key("client-key", Types.FILE_OF_STATION, Effect.LIVE)
                            .in(
                                    Scope.CSMS,
                                    "PEM file with its key, if it is in another file; `{station}` is replaced",
                                    "keys/csms-client-key.pem"));

    static final Key<String> CLIENT_KEY_PASSWORD =
            KEYS.add(
                    key("client-key-password", Types.TEXT, Effect.LIVE)
                            .in(
                                    Scope.CSMS,
                                    "Password of the key, or of the PKCS12 file",
                                    "\"${file:keys/csms-client-password}\""));

    static final Key<Boolean> STRICT =
            KEYS.add(
                    key("strict", Types.FLAG, Effect.LIVE)
                            .usually("false")
                            .in(
                                    Scope.CSMS,
                                    "`true`: send only messages that are valid by the schemas of OCPP 1.6. The gateway corrects what it can and removes optional parts that it cannot correct. It rejects a message that is still invalid"));

    static final Key<Duration> PING_INTERVAL =
            KEYS.add(
                    key("ping-interval", Types.DURATION, Effect.LIVE)
                            .usually("60s")
                            .in(Scope.CSMS, "How often to ping an idle link; `0s` for never"));

    static final Key<Duration> ANSWER_WAIT =
            KEYS.add(
                    key("answer-wait", Types.DURATION, Effect.LIVE)
                            .usually("15s")
                            .in(
                                    Scope.CSMS,
                                    "Timeout for a CSMS call while a station waits for the answer"));

    static final Key<Duration> RECONNECT_MIN =
            KEYS.add(
                    key("reconnect-min", Types.DURATION, Effect.LIVE)
                            .usually("1s")
                            .in(Scope.CSMS, "Pause before the first attempt to reconnect"));

    static final Key<Duration> RECONNECT_MAX =
            KEYS.add(
                    key("reconnect-max", Types.DURATION, Effect.LIVE)
                            .usually("2m")
                            .in(Scope.CSMS, "Longest pause between two attempts"));

    static final Key<Duration> DELIVERY_WAIT =
            KEYS.add(
                    key("delivery-wait", Types.DURATION, Effect.LIVE)
                            .usually("60s")
                            .in(
                                    Scope.CSMS,
                                    "How long a message of the outbox may stay unanswered before it is sent again; must be longer than `answer-wait`"));

    static final Key<Integer> ATTEMPTS =
            KEYS.add(
                    key("attempts", Types.COUNT, Effect.LIVE)
                            .usually("3")
                            .in(
                                    Scope.CSMS,
                                    "How often a message of a transaction is sent before it is parked, if the CSMS answers it with a temporary error. Also (at least three times) any message that the CSMS does not answer although it answers others"));

    static final Key<Duration> RETRY_INTERVAL =
            KEYS.add(
                    key("retry-interval", Types.DURATION, Effect.LIVE)
                            .usually("60s")
                            .in(
                                    Scope.CSMS,
                                    "Pause before a message is sent again, multiplied by the number of transmissions so far"));

    static final Key<Integer> DRAIN_RATE =
            KEYS.add(
                    key("drain-rate", Types.COUNT, Effect.LIVE)
                            .usually("200")
                            .in(
                                    Scope.CSMS,
                                    "Messages per second, over all stations, from the backlog when the CSMS is back; messages whose station waits for the answer come first"));

    static final Key<Boolean> TRANSPARENT =
            KEYS.add(
                    key("transparent", Types.FLAG, Effect.LIVE)
                            .in(
                                    Scope.CSMS,
                                    "Overrides `defaults.transparent` for the stations of this CSMS",
                                    "true"));

    static final List<Key<?>> ALL = KEYS.all();

    private CsmsKeys() {}
}
