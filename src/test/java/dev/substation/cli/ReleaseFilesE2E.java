package dev.substation.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.testing.GatewayProcess;
import dev.substation.testing.ReleaseFiles;
import dev.substation.testing.ReleasedLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code mvn -Pdist} makes, as a site gets it: {@code mvn -Pdist verify}. */
class ReleaseFilesE2E {

    @TempDir Path temp;

    @Test
    void theChecksumsAreThoseOfAllFiles() throws Exception {
        Set<String> expected;
        try (Stream<Path> files = Files.list(ReleaseFiles.folder())) {
            expected =
                    files.filter(file -> !file.endsWith("SHA256SUMS"))
                            .map(ReleaseFilesE2E::line)
                            .collect(Collectors.toSet());
        }

        assertEquals(expected, Set.copyOf(Files.readAllLines(ReleaseFiles.matching("SHA256SUMS"))));
    }

    private static String line(Path file) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)))
                    + " *"
                    + file.getFileName();
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The version in the name is the one that the program says. */
    @Test
    void theJarSaysTheVersionThatItsNameHas() {
        Path jar = ReleaseFiles.matching(".*\\.jar");
        GatewayProcess ended =
                GatewayProcess.launch(
                        temp.resolve("log"),
                        0,
                        Map.of(),
                        List.of(
                                Path.of(System.getProperty("test.jdk"), "bin", "java").toString(),
                                "-jar",
                                jar.toString(),
                                "--version"));
        ended.awaitEnd();

        String version = ended.log().split("[ ,]")[1];
        assertTrue(jar.getFileName().toString().startsWith("substation-" + version), ended.log());
    }

    /**
     * Installs the package on a copy of this machine under systemd: service, user, permissions,
     * sessions of each dialect, an upgrade while transactions are open, removal. {@code systemd.sh}
     * has the steps.
     */
    @Test
    void theDebianPackageRunsUnderSystemd() throws IOException {
        Path deb = ReleaseFiles.matching(".*\\.deb");
        ReleaseFiles.needRootAnd("systemd-nspawn", "dpkg", "unshare", "curl");
        Path folder = Files.createTempDirectory(deb.getParent().getParent(), "systemd");

        ReleaseFiles.run("systemd.sh", deb, folder, earlierLedger());
    }

    /**
     * Runs the image's files with a read-only root and as its user, where the processor fits:
     * sessions of each dialect, and a second container on the volume while transactions are open.
     */
    @ParameterizedTest
    @ValueSource(strings = {"amd64", "arm64"})
    void theImageRunsReadOnlyAsItsUser(String processor) throws IOException {
        Path image = ReleaseFiles.matching(".*-image-" + processor + "\\.tar");
        ReleaseFiles.needRootAnd("python3", "unshare", "setpriv", "ip", "dpkg", "curl");
        Path folder = Files.createTempDirectory(image.getParent().getParent(), "image");

        ReleaseFiles.run("image.sh", image, folder, earlierLedger());
    }

    /** The ledger of version 0.1.0, with an open transaction. */
    private Path earlierLedger() {
        ReleasedLedger.write(temp, "0.1.0", "OLD-1", "main");
        return temp.resolve("substation.mv.db");
    }
}
