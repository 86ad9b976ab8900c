package dev.substation.app.settings;

import dev.substation.flow.settings.FileRelayMode;
import dev.substation.flow.settings.FileRelaySettings;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads where stations move files through the gateway. */
final class FilesReader {

    private FilesReader() {}

    static FileRelaySettings read(SectionReader files, Settings.Http http) {
        Optional<Integer> ftp = files.find(FileKeys.FTP_PORT);
        Optional<Integer> own = files.find(FileKeys.HTTP_PORT);
        Set<Integer> taken =
                Stream.concat(Stream.of(http.port()), http.tls().map(Settings.Tls::port).stream())
                        .collect(java.util.stream.Collectors.toSet());
        ftp.filter(taken::contains).ifPresent(port -> taken(files, FileKeys.FTP_PORT, port));
        ftp.ifPresent(taken::add);
        own.filter(taken::contains).ifPresent(port -> taken(files, FileKeys.HTTP_PORT, port));
        return new FileRelaySettings(
                files.find(FileKeys.HOST).or(() -> http.publicUrl().map(URI::getHost)),
                http.address(),
                ftp,
                files.get(FileKeys.FTP_PASSIVE_PORTS),
                own,
                http.accepted(),
                files.get(FileKeys.NETWORKS),
                files.get(FileKeys.MAX_SIZE),
                files.get(FileKeys.MAX_TIME),
                files.get(FileKeys.AT_ONCE),
                files.get(FileKeys.UPLOAD_METHOD));
    }

    private static void taken(SectionReader files, Key<Integer> key, int port) {
        files.problem(
                key, "the port %d is used for something else; choose another".formatted(port));
    }

    /** Tells of stations that could not move any file. */
    static void check(
            FileRelaySettings files, SectionReader everybody, List<SectionReader> stations) {
        Stream.concat(Stream.of(everybody), stations.stream())
                .filter(section -> section.has(StationKeys.FILE_RELAY))
                .forEach(section -> check(files, section));
    }

    private static void check(FileRelaySettings files, SectionReader section) {
        FileRelayMode mode = section.find(StationKeys.FILE_RELAY).orElse(FileRelayMode.OFF);
        if (mode == FileRelayMode.OFF) {
            return;
        }
        if (!files.serves(mode)) {
            section.problem(
                    StationKeys.FILE_RELAY,
                    "file-relay: %s needs a port; set files.%s-port"
                            .formatted(mode.word(), mode.word()));
        } else if (files.host().isEmpty()) {
            section.problem(
                    StationKeys.FILE_RELAY,
                    "stations must know where the gateway is; set files.host or http.public-url");
        }
    }
}
