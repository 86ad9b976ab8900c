package dev.substation.app;

import dev.substation.store.DatabaseSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the gateway keeps the ledger of a home, in {@code data/ledger-place}. A command in another
 * environment than the service's cannot know: {@code store.url} may be in a variable. It is not
 * part of a backup, for it is about one installation.
 */
final class LedgerPlace {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerPlace.class);

    /** Its content when the ledger is in {@code data/}, so that a home can be moved. */
    private static final String OWN = "data";

    private final Path data;
    private final Path file;

    LedgerPlace(Path data) {
        this.data = data;
        this.file = data.resolve("ledger-place");
    }

    /** Notes the database that is in use; never a password. */
    void note(DatabaseSettings ledger) {
        try {
            Files.writeString(file, (isOwn(ledger) ? OWN : ledger.bareUrl()) + "\n");
        } catch (IOException e) {
            LOG.debug("{} cannot be written", file, e); // it only helps a backup
        }
    }

    private boolean isOwn(DatabaseSettings ledger) {
        return ledger.file().equals(DatabaseSettings.inFolder(data).file());
    }

    /** What was noted last. */
    Optional<DatabaseSettings> noted() {
        try {
            String text = Files.exists(file) ? Files.readString(file).strip() : "";
            if (text.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(
                    text.equals(OWN)
                            ? DatabaseSettings.inFolder(data)
                            : new DatabaseSettings(text, "", ""));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Forgets it, because the home is another one now. */
    void forget() throws IOException {
        Files.deleteIfExists(file);
    }
}
