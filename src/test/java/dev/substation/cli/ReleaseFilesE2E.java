package dev.substation.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.substation.testing.GatewayProcess;
import dev.substation.testing.NewerJdk;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.RecordingCsms;
import dev.substation.testing.ReleaseFiles;
import dev.substation.testing.ReleasedLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code mvn -Pdist} makes, as a site gets it: {@code mvn -Pdist verify}. */
class ReleaseFilesE2E {

    private static final String SECOND_JAR = "substation-.*-payara7\\.jar";
    private static final String USUAL_JAR = "substation-.*(?<!-payara7)\\.jar";

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
        Path jar = ReleaseFiles.matching(USUAL_JAR);
        GatewayProcess ended =
                launched(0, Path.of(System.getProperty("test.jdk")), jar, "--version");
        ended.awaitEnd();

        String version = ended.log().split("[ ,]")[1];
        assertEquals("substation-" + version + ".jar", jar.getFileName().toString());
    }

    /** Where there is a Java for it: it serves a station, and has the same version. */
    @Test
    void theSecondJarServesStationsOnPayara7() {
        Path jar = ReleaseFiles.matching(SECOND_JAR);
        Optional<Path> jdk = NewerJdk.find();
        assumeTrue(jdk.isPresent(), "Payara Micro 7 needs a JDK 21 under /usr/lib/jvm");
        Path home = temp.resolve("home");
        int port = GatewayProcess.freePort();
        try (RecordingCsms csms = RecordingCsms.start()) {
            GatewayProcess.write(
                    home,
                    "csms: { main: { url: \"%s\" } }%ndefaults: { accept: any }%n"
                            .formatted(csms.url()));
            try (GatewayProcess gateway =
                    launched(
                            port,
                            jdk.get(),
                            jar,
                            "run",
                            "--home",
                            home.toString(),
                            "--http-port",
                            "" + port)) {
                gateway.awaitReady();
                try (PlainJsonStation station =
                        PlainJsonStation.connect(gateway.uri("ws", "/ocpp/SEVEN"))) {
                    station.call(
                            "BootNotification",
                            "{\"chargePointVendor\":\"V\",\"chargePointModel\":\"M\"}");
                }

                assertEquals(1, csms.calls("SEVEN", "BootNotification").size());
                gateway.stop();
                assertTrue(gateway.log().contains("app.Substation: stopped"), gateway.log());
            }
        }
        GatewayProcess version = launched(0, jdk.get(), jar, "--version");
        version.awaitEnd();
        assertTrue(version.log().contains(", Payara Micro 7."), version.log());
    }

    @Test
    void theSecondJarSaysWhichJavaItNeeds() {
        Path jar = ReleaseFiles.matching(SECOND_JAR);
        assumeTrue(
                Runtime.version().feature() < NewerJdk.NEEDED_BY_PAYARA_7, "runs on an older Java");

        GatewayProcess ended = launched(0, Path.of(System.getProperty("test.jdk")), jar, "run");
        ended.awaitEnd();

        assertEquals(2, ended.status());
        assertTrue(ended.log().contains("needs Java 21 or later"), ended.log());
    }

    private GatewayProcess launched(int port, Path jdk, Path jar, String... args) {
        return GatewayProcess.launch(
                temp.resolve("log"),
                port,
                Map.of(),
                Stream.concat(
                                Stream.of(
                                        jdk.resolve("bin/java").toString(), "-jar", jar.toString()),
                                Stream.of(args))
                        .toList());
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
