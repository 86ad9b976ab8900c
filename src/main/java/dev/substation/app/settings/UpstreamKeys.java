package dev.substation.app.settings;

import static dev.substation.app.settings.Key.key;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Stations as the CSMS sees them: {@code upstream.*}. */
final class UpstreamKeys {

    private static final KeyList KEYS = new KeyList();

    static final Key<String> USER =
            KEYS.add(
                    key("user", Types.TEXT, Effect.LIVE)
                            .in(
                                    Scope.UPSTREAM,
                                    "User for the station of that name at the CSMS, instead of `csms.*.user`",
                                    "HOF-1"));

    static final Key<String> PASSWORD =
            KEYS.add(
                    key("password", Types.PASSWORD, Effect.LIVE)
                            .in(
                                    Scope.UPSTREAM,
                                    "Password, instead of `csms.*.password`",
                                    "\"${file:keys/hof-1}\""));

    static final Key<Path> CLIENT_CERTIFICATE =
            KEYS.add(
                    key("client-certificate", Types.FILE_OF_STATION, Effect.LIVE)
                            .in(
                                    Scope.UPSTREAM,
                                    "Certificate, instead of `csms.*.client-certificate`",
                                    "keys/hof-1.p12"));

    static final Key<Path> CLIENT_KEY =
            KEYS.add(
                    key("client-key", Types.FILE_OF_STATION, Effect.LIVE)
                            .in(Scope.UPSTREAM, "Its key", "keys/hof-1-key.pem"));

    static final Key<String> CLIENT_KEY_PASSWORD =
            KEYS.add(
                    key("client-key-password", Types.TEXT, Effect.LIVE)
                            .in(
                                    Scope.UPSTREAM,
                                    "Password of the key, or of the PKCS12 file",
                                    "\"${file:keys/hof-1-key}\""));

    static final Key<Map<String, String>> JOIN =
            KEYS.add(
                    key("join", Types.CONNECTORS, Effect.LIVE)
                            .in(
                                    Scope.UPSTREAM,
                                    "Which stations are the connectors of this one: `{ \"1\": BOX-A, \"2\": \"BOX-B/2\" }`, see [split-and-join.md](split-and-join.md)",
                                    "{ \"1\": BOX-A, \"2\": BOX-B, \"3\": \"BOX-C/1\" }"));

    static final Key<Map<String, String>> WHOLE_STATION =
            KEYS.add(
                    key("whole-station", Types.REACHES, Effect.LIVE)
                            .in(
                                    Scope.UPSTREAM,
                                    "What happens to calls that concern all joined stations: `first`, `each` or `local`",
                                    "{ Reset: each }"));

    static final Key<String> CSMS =
            KEYS.add(
                    key("csms", Types.TEXT, Effect.LIVE)
                            .in(
                                    Scope.UPSTREAM,
                                    "CSMS of joined stations. If unset, that of the first one",
                                    "main"));

    static final List<Key<?>> ALL = KEYS.all();

    private UpstreamKeys() {}
}
