package dev.substation.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PayaraLibrariesTest {

    private static final FileTime LONG_AGO = FileTime.from(Instant.EPOCH);

    @TempDir Path temp;

    @Test
    void unpacksTheLibrariesInTheOrderOfTheJar() throws Exception {
        PayaraLibraries libraries = unpacked(runnable("first"));

        assertEquals(
                List.of("runtime", "runtime/b.jar", "runtime/a.jar", "lib/c.jar"),
                libraries.files().stream()
                        .map(file -> libraries.folder().relativize(file).toString())
                        .toList());
        assertEquals("first", Files.readString(libraries.files().get(2)));
        assertEquals(List.of(libraries.folder()), children(place()));
    }

    @Test
    void writesThemOnce() throws Exception {
        Path file = unpacked(runnable("first")).files().get(1);
        Files.setLastModifiedTime(file, LONG_AGO);

        unpacked(runnable("first"));

        assertEquals(LONG_AGO, Files.getLastModifiedTime(file));
    }

    @Test
    void takesAnotherPayaraInPlaceOfTheFirst() throws Exception {
        Files.createDirectories(place().resolve("runtime")); // as versions before have left it
        unpacked(runnable("first"));

        PayaraLibraries other = unpacked(runnable("other"));

        assertEquals(List.of(other.folder()), children(place()));
        assertEquals("other", Files.readString(other.files().get(2)));
    }

    /** As after a loss of power. */
    @Test
    void writesThemAgainIfOneIsNotWhole() throws Exception {
        Path file = unpacked(runnable("first")).files().get(2);
        Files.write(file, new byte[0]);

        unpacked(runnable("first"));

        assertEquals("first", Files.readString(file));
    }

    private PayaraLibraries unpacked(Path jar) {
        return PayaraLibraries.unpacked(jar, place());
    }

    private Path place() {
        return temp.resolve("place");
    }

    private static List<Path> children(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private Path runnable(String text) throws IOException {
        Path file = temp.resolve(text + ".jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file))) {
            write(out, "MICRO-INF/domain/domain.xml", "<domain/>");
            write(out, "MICRO-INF/runtime/", "");
            write(out, "MICRO-INF/runtime/b.jar", "always the same");
            write(out, "MICRO-INF/runtime/a.jar", text);
            write(out, "MICRO-INF/lib/c.jar", "c");
        }
        return file;
    }

    private static void write(JarOutputStream out, String name, String text) throws IOException {
        out.putNextEntry(new JarEntry(name));
        out.write(text.getBytes(UTF_8));
        out.closeEntry();
    }
}
