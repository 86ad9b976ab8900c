package dev.substation.app;

import dev.substation.model.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The latest version of the program that has run on a home, in {@code data/version}. Version 0.1.0
 * did not write it.
 */
final class HomeVersion {

    private static final Logger LOG = LoggerFactory.getLogger(HomeVersion.class);

    private static final String NAME = "version";

    private final Path file;
    private final Version own;

    HomeVersion(Path data) {
        this(data, Version.own());
    }

    HomeVersion(Path data, Version own) {
        this.file = data.resolve(NAME);
        this.own = own;
    }

    /** The version in the home; empty for a new home and for one of version 0.1.0. */
    Optional<Version> recorded() {
        try {
            return Files.exists(file)
                    ? Optional.of(new Version(Files.readString(file).strip()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // it only explains other faults
        }
    }

    /** What explains that something in the home cannot be read: a newer program has used it. */
    Optional<String> newer() {
        return recorded()
                .filter(version -> version.compareTo(own) > 0)
                .map(
                        version ->
                                "Substation %s has run on this home and this is %s, which may not know all that is in it; install %s or later, or restore the backup from before the update (gw restore)"
                                        .formatted(version, own, version));
    }

    /** Notes that this version has run on the home. */
    void record() {
        if (recorded().filter(version -> version.compareTo(own) >= 0).isEmpty()) {
            try {
                Files.writeString(file, own + "\n");
            } catch (IOException e) {
                // What cannot be noted here is noted at the next start.
                LOG.debug("{} cannot be written", file, e);
            }
        }
    }
}
