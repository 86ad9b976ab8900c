package dev.substation.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files that {@code mvn -Pdist} made; tests of them are skipped in a build without it. */
public final class ReleaseFiles {

    private ReleaseFiles() {}

    /** The folder with all of them. */
    public static Path folder() {
        String folder = System.getProperty("dist.folder", "");
        assumeTrue(!folder.isEmpty(), "the release files are made by -Pdist");
        return Path.of(folder);
    }

    /** The one with such a name; the test is skipped if the build could not make it. */
    public static Path matching(String name) {
        try (Stream<Path> files = Files.list(folder())) {
            List<Path> found =
                    files.filter(file -> file.getFileName().toString().matches(name)).toList();
            assumeTrue(!found.isEmpty(), "the build made no file " + name);
            return found.get(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Skips the test on a machine without one of these programs, or without root. */
    public static void needRootAnd(String... programs) {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        for (String program : programs) {
            assumeTrue(
                    Stream.of(System.getenv("PATH").split(":"))
                            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program))),
                    "needs " + program);
        }
    }

    /** Runs a script of {@code src/test/resources/packages}, which must succeed. */
    public static String run(String script, Path... arguments) {
        try {
            List<String> command =
                    Stream.concat(
                                    Stream.of("bash", "src/test/resources/packages/" + script),
                                    Stream.of(arguments).map(Path::toString))
                            .toList();
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertEquals(0, process.waitFor(), said);
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
