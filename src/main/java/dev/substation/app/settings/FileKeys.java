package dev.substation.app.settings;

import static dev.substation.app.settings.Key.key;

import dev.substation.flow.settings.Networks;
import java.time.Duration;
import java.util.List;

/** Where stations move files through the gateway: {@code files}. */
final class FileKeys {

    private static final KeyList KEYS = new KeyList();

    static final Key<String> HOST =
            KEYS.add(
                    key("host", Types.HOST, Effect.RESTART)
                            .in(
                                    Scope.FILES,
                                    "Host name or address of the gateway as stations see it. If unset, the host of `http.public-url`",
                                    "gateway.example.org"));

    static final Key<Integer> FTP_PORT =
            KEYS.add(
                    key("ftp-port", Types.PORT, Effect.RESTART)
                            .in(
                                    Scope.FILES,
                                    "FTP port for stations with `file-relay: ftp`. If unset, the port is closed",
                                    "2121"));

    static final Key<String> FTP_PASSIVE_PORTS =
            KEYS.add(
                    key("ftp-passive-ports", Types.PORTS, Effect.RESTART)
                            .usually("2122-2137")
                            .in(
                                    Scope.FILES,
                                    "Ports for FTP data connections. Firewalls must let stations connect to them"));

    static final Key<Integer> HTTP_PORT =
            KEYS.add(
                    key("http-port", Types.PORT, Effect.RESTART)
                            .in(
                                    Scope.FILES,
                                    "HTTP port for stations with `file-relay: http`, used for files only. If unset, the port is closed",
                                    "8090"));

    static final Key<Networks> NETWORKS =
            KEYS.add(
                    key("networks", Types.NETWORKS, Effect.RESTART)
                            .usually("any")
                            .in(
                                    Scope.FILES,
                                    "List of networks in which the file servers of the CSMS may be. `any` does not include this machine and link-local addresses: list `loopback` or `link-local` for them"));

    static final Key<Long> MAX_SIZE =
            KEYS.add(
                    key("max-size", Types.SIZE, Effect.RESTART)
                            .usually("512MB")
                            .in(Scope.FILES, "Largest file that the gateway relays"));

    static final Key<Duration> MAX_TIME =
            KEYS.add(
                    key("max-time", Types.DURATION, Effect.RESTART)
                            .usually("1h")
                            .in(Scope.FILES, "Longest time for one transfer"));

    static final Key<Integer> AT_ONCE =
            KEYS.add(
                    key("at-once", Types.COUNT, Effect.RESTART)
                            .usually("16")
                            .in(
                                    Scope.FILES,
                                    "How many files the gateway transfers at the same time"));

    static final Key<String> UPLOAD_METHOD =
            KEYS.add(
                    key("upload-method", Types.UPLOAD_METHOD, Effect.RESTART)
                            .usually("PUT")
                            .in(
                                    Scope.FILES,
                                    "HTTP method for sending a file that came over FTP to an `http` or `https` address: `PUT` or `POST`"));

    static final List<Key<?>> ALL = KEYS.all();

    private FileKeys() {}
}
