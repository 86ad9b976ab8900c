package dev.substation.home;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files whose text is replaced. */
class OwnFilesTest {

    @TempDir Path folder;

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private long files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.count();
        }
    }

    @Test
    void aNewFileIsForItsOwnerAlone() throws IOException {
        Path file = folder.resolve("new");

        OwnFiles.change(file, before -> "text" + before);

        assertEquals("text", Files.readString(file));
        assertEquals("rw-------", mode(file));
        assertEquals(1, files());
    }

    @Test
    void anExistingFileKeepsItsMode() throws IOException {
        Path file = Files.writeString(folder.resolve("site.yaml"), "before, and longer");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        OwnFiles.change(file, before -> before.replace("before, and longer", "after"));

        assertEquals("after", Files.readString(file));
        assertEquals("rw-r-----", mode(file));
        assertEquals(1, files());
    }

    @Test
    void aLinkStaysALink() throws IOException {
        Path file = Files.writeString(folder.resolve("real"), "before");
        Path link = Files.createSymbolicLink(folder.resolve("site.yaml"), file);

        OwnFiles.change(link, before -> "after");

        assertTrue(Files.isSymbolicLink(link));
        assertEquals("after", Files.readString(file));
    }

    @Test
    void whatAKilledProcessHasLeftIsInNobodysWay() throws IOException {
        Path file = folder.resolve("users");
        Path left = Files.writeString(folder.resolve("users.changing"), "half");

        assertThrows(
                FileAlreadyExistsException.class,
                () -> OwnFiles.change(file, before -> "text"),
                "somebody may be at work");
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minusSeconds(60)));
        OwnFiles.change(file, before -> "text");

        assertEquals("text", Files.readString(file));
        assertEquals(1, files());
    }

    @Test
    void manyChangesAtOnceLoseNone() throws Exception {
        Path file = folder.resolve("users");
        int writers = 4;
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                String line = i + "\n";
                all.add(
                        threads.submit(
                                () -> {
                                    for (int done = 0; done < 25; ) {
                                        try {
                                            OwnFiles.change(file, before -> before + line);
                                            done++;
                                        } catch (FileAlreadyExistsException busy) {
                                            Thread.onSpinWait();
                                        }
                                    }
                                    return null;
                                }));
            }
            for (Future<?> one : all) {
                one.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }

        assertEquals(100, Files.readAllLines(file).size());
        assertEquals("rw-------", mode(file));
        assertEquals(1, files());
    }

    @Test
    void whatCannotBeWrittenStaysAsItIs() throws IOException {
        Path taken = Files.createDirectories(folder.resolve("taken/inner")).getParent();
        assumeTrue(Files.isDirectory(taken));

        assertThrows(IOException.class, () -> OwnFiles.change(taken, before -> "text"));

        assertTrue(Files.isDirectory(taken.resolve("inner")));
        assertEquals(1, files());
    }
}
