package dev.substation.testing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Lets a class that is {@link Alone} run while no other does, over all forks of a build: it locks a
 * file for itself, and the others share the lock. A fork runs one class at a time.
 */
public final class Turns implements BeforeAllCallback, AfterAllCallback {

    private static final Path FILE = Path.of("target", "turns.lock");

    private FileLock turn;

    @Override
    public void beforeAll(ExtensionContext test) throws IOException {
        if (ClassTimes.isOutermost(test)) {
            Files.createDirectories(FILE.getParent());
            boolean shares = !test.getRequiredTestClass().isAnnotationPresent(Alone.class);
            turn =
                    FileChannel.open(
                                    FILE,
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.READ,
                                    StandardOpenOption.WRITE)
                            .lock(0, Long.MAX_VALUE, shares);
        }
    }

    @Override
    public void afterAll(ExtensionContext test) throws IOException {
        if (ClassTimes.isOutermost(test)) {
            turn.acquiredBy().close();
        }
    }
}
