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
                    key("host", Types.HOST)
                            .in(
                                    Scope.FILES,
                                    "Host name or address of the gateway as stations see it. If unset, that of `http.public-url`",
                                    "gateway.example.org"));

    static final Key<Integer> FTP_PORT =
            KEYS.add(
                    key("ftp-port", Types.PORT)
                            .in(
                                    Scope.FILES,
                                    "Port for stations with `file-relay: ftp`; not open if unset",
                                    "2121"));

    static final Key<String> FTP_PASSIVE_PORTS =
            KEYS.add(
                    key("ftp-passive-ports", Types.PORTS)
                            .usually("2122-2137")
                            .in(
                                    Scope.FILES,
                                    "Ports for the data of FTP; a firewall must let stations through to them"));

    static final Key<Integer> HTTP_PORT =
            KEYS.add(
                    key("http-port", Types.PORT)
                            .in(
                                    Scope.FILES,
                                    "Port for stations with `file-relay: http`, for files alone; not open if unset",
                                    "8090"));

    static final Key<Networks> NETWORKS =
            KEYS.add(
                    key("networks", Types.NETWORKS)
                            .usually("any")
                            .in(
                                    Scope.FILES,
                                    "List of networks in which the file servers of the CSMS may be. With `any`, this machine and link-local addresses are still excluded, unless you list `loopback` or `link-local` too"));

    static final Key<Long> MAX_SIZE =
            KEYS.add(
                    key("max-size", Types.SIZE)
                            .usually("512MB")
                            .in(Scope.FILES, "How large a file may be"));

    static final Key<Duration> MAX_TIME =
            KEYS.add(
                    key("max-time", Types.DURATION)
                            .usually("1h")
                            .in(Scope.FILES, "How long a transfer may take"));

    static final Key<Integer> AT_ONCE =
            KEYS.add(
                    key("at-once", Types.COUNT)
                            .usually("16")
                            .in(Scope.FILES, "How many files may be moved at once"));

    static final Key<String> UPLOAD_METHOD =
            KEYS.add(
                    key("upload-method", Types.UPLOAD_METHOD)
                            .usually("PUT")
                            .in(
                                    Scope.FILES,
                                    "How a file that came over FTP is sent to an `http` or `https` address: `PUT` or `POST`"));

    static final List<Key<?>> ALL = KEYS.all();

    private FileKeys() {}
}
