package dev.substation.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.substation.app.tls.KeyStoreFile;
import dev.substation.testing.Certificates;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckStepTest {

    private static final String CSMS = "csms: { main: { url: \"ws://localhost:9/{station}\" } }\n";
    private static final String ROUTE =
            "- route: { id: site, from: { uri: direct:site, steps: [ { to: direct:%s } ] } }\n";

    @TempDir Path home;
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();

    private int look() {
        return look(Clock.systemUTC());
    }

    private int look(Clock clock) {
        return CheckStep.look(
                Map.of(
                        "home", home.toString(),
                        "site", home.resolve("site.yaml").toString(),
                        "routes", home.resolve("camel-routes").toString()),
                Map.of(),
                clock,
                new PrintStream(told, true, UTF_8));
    }

    private List<String> lines() {
        return told.toString(UTF_8).replace(home + "/", "").lines().toList();
    }

    private void write(String siteYaml, String target) throws IOException {
        Files.writeString(home.resolve("site.yaml"), siteYaml);
        Path routes = Files.createDirectories(home.resolve("camel-routes"));
        Files.writeString(routes.resolve("00-site.yaml"), ROUTE.formatted(target));
    }

    @Test
    void findsNothingWrongWithAHomeThatWouldStartAndLeavesItAsItWas() throws IOException {
        write(CSMS, "deliver");

        assertEquals(0, look());
        assertEquals(List.of("site.yaml is in order", "camel-routes is in order"), lines());
        assertFalse(Files.exists(home.resolve("data")));
    }

    @Test
    void tellsAllThatIsWrongWithItsPlaceInSettingsAndRoutesAtOnce() throws IOException {
        write(CSMS + "stations: { A: { vendr: keba } }\n", "x");

        assertEquals(1, look());
        assertEquals(
                List.of(
                        "site.yaml:2:18: the key \"vendr\" is unknown; did you mean \"vendor\"?",
                        "site.yaml has errors",
                        "00-site.yaml, line 1: no route begins with direct:x; there are"
                                + " direct:site",
                        "camel-routes has errors"),
                lines());
    }

    @Test
    void looksIntoTheFilesWithCards() throws IOException {
        write(CSMS + "defaults: { cards: nowhere.csv }\n", "deliver");

        assertEquals(1, look());
        assertEquals(
                List.of(
                        "the cards nowhere.csv cannot be read (NoSuchFileException)",
                        "site.yaml is in order, but not the card files",
                        "camel-routes is in order"),
                lines());
    }

    @Test
    void saysHowAnEmptyHomeIsFilled() {
        assertEquals(1, look());
        assertEquals(
                List.of(
                        "site.yaml is missing; gw run creates one to start with",
                        "camel-routes is missing; gw run creates one that passes everything on"),
                lines());
    }

    @Test
    void findsNothingWrongWithAHomeWithoutRoutesForTheStartWritesThem() throws IOException {
        Files.writeString(home.resolve("site.yaml"), CSMS);

        assertEquals(0, look());
    }

    @Test
    void warnsOfSecretsThatEveryUserCanRead() throws IOException {
        mode(home, "rwxr-xr-x");
        write(
                CSMS
                        + "stations:\n"
                        + "  A: { password: \"${file:keys/a}\" }\n"
                        + "  B: { password: \"0123456789abcdef\" }\n",
                "deliver");
        Path keys = Files.createDirectories(home.resolve("keys"));
        Files.writeString(keys.resolve("a"), "0123456789abcdef");
        for (Path open : List.of(keys.resolve("a"), home.resolve("site.yaml"))) {
            mode(open, "rw-r--r--");
        }
        mode(keys, "rwxr-x--x");

        assertEquals(0, look());

        String remedy =
                " holds secrets and every user of this machine can read it; run chmod 600 on it";
        assertEquals(
                List.of("keys/a" + remedy, "site.yaml" + remedy),
                lines().stream().filter(line -> line.contains("secrets")).sorted().toList());

        told.reset();
        mode(keys, "rwx------"); // a closed folder protects what is in it
        mode(home.resolve("site.yaml"), "rw-r-----");
        look();
        assertEquals(List.of("site.yaml is in order", "camel-routes is in order"), lines());
    }

    @Test
    void tellsWhenTheCertificateOfHttpsEnds() throws IOException {
        Certificates certificates = Certificates.create(home);
        write(
                CSMS
                        + "http: { tls-key-store: keys.p12, tls-key-store-password: %s }\n"
                                .formatted(Certificates.PASSWORD),
                "deliver");
        Instant end =
                KeyStoreFile.certificateEnds(certificates.keyStore(), Certificates.PASSWORD)
                        .orElseThrow();

        assertEquals(List.of(), certificateLines(end.minus(Duration.ofDays(31))));
        assertEquals(
                List.of(
                        "The certificate of http.tls-key-store expires at "
                                + end
                                + "; replace it and restart before then"),
                certificateLines(end.minus(Duration.ofDays(29))));
        assertEquals(
                List.of(
                        "The certificate of http.tls-key-store expired at "
                                + end
                                + "; stations reject it: replace it and restart"),
                certificateLines(end.plusSeconds(1)));
    }

    private List<String> certificateLines(Instant now) {
        told.reset();
        assertEquals(0, look(Clock.fixed(now, ZoneOffset.UTC)));
        return lines().stream().filter(line -> line.contains("certificate")).toList();
    }

    private static void mode(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
}
