package dev.substation.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** A JDK of this machine that Payara 7 runs on. */
public final class NewerJdk {

    /** The oldest that Payara 7 runs on. */
    public static final int NEEDED_BY_PAYARA_7 = 21;

    private static final Path ALL = Path.of("/usr/lib/jvm");

    private NewerJdk() {}

    /** That of the tests, or one beside it. */
    public static Optional<Path> find() {
        if (Runtime.version().feature() >= NEEDED_BY_PAYARA_7) {
            return Optional.of(Path.of(System.getProperty("test.jdk")));
        }
        try (Stream<Path> jdks = Files.isDirectory(ALL) ? Files.list(ALL) : Stream.empty()) {
            return jdks.filter(NewerJdk::isNewer).findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean isNewer(Path jdk) {
        try {
            return Files.isExecutable(jdk.resolve("bin/jcmd"))
                    && Files.readAllLines(jdk.resolve("release")).stream()
                            .filter(line -> line.startsWith("JAVA_VERSION="))
                            .map(line -> line.replaceAll("[^0-9.]", "").split("\\.")[0])
                            .anyMatch(major -> Integer.parseInt(major) >= NEEDED_BY_PAYARA_7);
        } catch (IOException none) {
            return false;
        }
    }
}
