package dev.substation.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.admin.Health;
import dev.substation.home.Home;
import dev.substation.model.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home of version 0.1.0, which has the whole rule library in it. */
class CopiedRulesTest {

    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2027-03-01T08:00:00Z"), ZoneOffset.UTC);
    private static final Path LIBRARY = Path.of("camel-routes");

    @TempDir Path folder;
    private Home home;

    @BeforeEach
    void begin() throws IOException {
        home = Home.at(folder);
        home.create();
        try (Stream<Path> files = Files.walk(LIBRARY)) {
            for (Path file : files.toList()) {
                Path copy = home.routes().resolve(LIBRARY.relativize(file).toString());
                Files.copy(file, copy);
            }
        }
    }

    private List<String> moved() {
        return new CopiedRules(home, CLOCK).moveAside().done();
    }

    private Path aside() {
        return home.data().resolve("aside/2027-03-01T08.00.00-rules/camel-routes");
    }

    @Test
    void movesUnchangedCopiesAsideAndSaysWhere() throws IOException {
        Path inUse = home.data().resolve("routes-in-use/rules");
        Files.createDirectories(inUse);
        Files.copy(
                LIBRARY.resolve("rules/drop-message.kamelet.yaml"),
                inUse.resolve("drop-message.kamelet.yaml"));

        List<String> said = moved();

        assertEquals(1, said.size(), said.toString());
        assertTrue(said.get(0).contains(aside().getParent().toString()), said.get(0));
        assertFalse(Files.exists(home.routes().resolve("rules/drop-message.kamelet.yaml")));
        assertFalse(Files.exists(home.routes().resolve("rules/tests/drop-message.yaml")));
        assertFalse(Files.exists(inUse.resolve("drop-message.kamelet.yaml")));
        assertEquals(
                Files.readString(LIBRARY.resolve("rules/drop-message.kamelet.yaml")),
                Files.readString(aside().resolve("rules/drop-message.kamelet.yaml")));
        assertTrue(Files.exists(home.routes().resolve("00-site.yaml")), "the site's own");
        assertEquals(
                Files.readString(LIBRARY.resolve("README.md")),
                Files.readString(home.routes().resolve("README.md")));
        assertEquals(List.of(), moved(), "once");
    }

    @Test
    void keepsAndNamesWhatTheSiteHasChanged() throws IOException {
        Path form = home.routes().resolve("rules/drop-message.kamelet.yaml");
        Files.writeString(form, Files.readString(form) + "# ours\n");

        List<String> said = moved();

        assertTrue(Files.exists(form));
        assertTrue(
                said.get(1).endsWith("shipped ones: rules/drop-message.kamelet.yaml"),
                said.toString());
    }

    @Test
    void triesAgainAtTheNextStartWhatCouldNotBeMoved() throws IOException {
        Path inTheWay = Files.writeString(home.data().resolve("aside"), "in the way");
        HomeVersion version = new HomeVersion(home.data());
        HomeUpdate first = new HomeUpdate(home, CLOCK);

        first.begin();
        first.end();

        Health health = first.of(Health.WELL);
        assertTrue(health.up(), "the gateway starts all the same");
        assertTrue(health.reasons().get(0).contains("cannot be moved aside"), health.toString());
        assertTrue(Files.exists(home.routes().resolve("rules/drop-message.kamelet.yaml")));
        assertEquals(Optional.empty(), version.recorded());

        Files.delete(inTheWay);
        HomeUpdate second = new HomeUpdate(home, CLOCK);
        second.begin();
        second.end();

        assertEquals(Health.WELL, second.of(Health.WELL));
        assertFalse(Files.exists(home.routes().resolve("rules/drop-message.kamelet.yaml")));
        assertTrue(version.recorded().isPresent());
    }

    @Test
    void leavesTheRoutesOfACloneAlone() {
        home = new Home(folder.resolve("payara/.home"), folder.resolve("s"), home.routes());

        assertEquals(List.of(), moved());
        assertTrue(Files.exists(home.routes().resolve("rules/drop-message.kamelet.yaml")));
    }

    @Test
    void theHomeSaysWhichVersionHasRunOnIt() {
        HomeVersion older = new HomeVersion(home.data(), new Version("0.2.0"));
        HomeVersion newer = new HomeVersion(home.data(), new Version("0.10.0+4.abc"));
        assertEquals(Optional.empty(), newer.recorded());

        newer.record();
        older.record();

        assertEquals("0.10.0+4.abc", newer.recorded().orElseThrow().text());
        assertEquals(Optional.empty(), newer.newer());
        assertTrue(
                older.newer()
                        .orElseThrow()
                        .startsWith(
                                "Substation 0.10.0+4.abc has run on this home and this is 0.2.0"));
        assertFalse(Version.own().text().contains("$"), Version.own().text());
    }
}
