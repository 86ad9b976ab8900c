package dev.substation.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.app.settings.Settings;
import dev.substation.app.settings.SiteVersion;
import dev.substation.flow.ports.EventKind;
import dev.substation.model.StationId;
import dev.substation.testing.Authority;
import dev.substation.testing.TakenLines;
import dev.substation.testing.stepped.TakenEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A site.yaml that somebody saves while the gateway runs. */
class SettingsWatchTest {

    private static final String SITE =
            """
            csms:
              main: { url: "ws://localhost:9/{station}", user: "{station}", password: "${file:key}" }
            stations:
              A: { vendor: keba }
            """;

    @TempDir Path home;
    private final List<Settings> taken = new ArrayList<>();
    private final TakenEvents events = new TakenEvents();
    private final TakenLines log = TakenLines.of(SettingsWatch.class);
    private SettingsWatch watch;
    private boolean fails;

    @BeforeEach
    void begin() throws Exception {
        write(SITE);
        Files.writeString(home.resolve("key"), "first\n");
        watch =
                new SettingsWatch(
                                SiteVersion.read(
                                        new SiteVersion.Source(
                                                home,
                                                home.resolve("site.yaml"),
                                                Map.of(),
                                                Clock.systemUTC())))
                        .giving(
                                next -> {
                                    if (fails) {
                                        throw new IllegalStateException("a fault of the program");
                                    }
                                    taken.add(next);
                                })
                        .telling(events);
    }

    @AfterEach
    void end() {
        log.close();
    }

    private void write(String text) throws IOException {
        Files.writeString(home.resolve("site.yaml"), text);
    }

    private void saved(String text) throws IOException {
        write(text);
        look();
    }

    private void look() {
        watch.look();
        watch.look();
        watch.look();
    }

    private Settings last() {
        return taken.get(taken.size() - 1);
    }

    private String lastLine() {
        return log.lines().get(log.lines().size() - 1);
    }

    @Test
    void takesWhatIsLiveAndSaysIt() throws IOException {
        saved(SITE.replace("vendor: keba", "vendor: abl, call-wait: 9s") + "  B: {}\n");

        assertEquals(1, taken.size());
        assertTrue(last().station(new StationId("B")).isPresent());
        assertEquals("abl", last().station(new StationId("A")).orElseThrow().vendor());
        assertEquals(Optional.empty(), watch.trouble());
        assertEquals(
                List.of("site.yaml applied: station A: vendor, call-wait changed; station B added"),
                log.lines());
        assertEquals(
                List.of("applied " + lastLine()), events.of(EventKind.SETTINGS, "state", "why"));
        assertEquals(
                Optional.of("station A: vendor, call-wait changed; station B added"),
                watch.changed());
        assertTrue(watch.taken().contains("B: {}"));
        saved("stations: {");
        assertEquals("rejected", events.of(EventKind.SETTINGS, "state").get(1));
    }

    @Test
    void saysWhatWaitsForARestartAndTakesTheRest() throws IOException {
        saved(SITE + "  B: {}\nhttp: { port: 8081, connections: 7 }\n");

        assertTrue(last().station(new StationId("B")).isPresent());
        assertEquals(8080, last().http().port());
        assertEquals(
                Optional.of("site.yaml waits for a restart: http.port, http.connections"),
                watch.trouble());
        assertEquals(
                "site.yaml applied: station B added; waits for a restart: http.port,"
                        + " http.connections",
                lastLine());

        saved(SITE + "  B: { vendor: abl }\nhttp: { port: 8081 }\n");

        assertEquals(2, taken.size());
        assertEquals(
                Optional.of("site.yaml waits for a restart: http.port"),
                watch.trouble(),
                "still, and only that");

        saved(SITE + "  B: { vendor: abl }\n");

        assertEquals(Optional.empty(), watch.trouble());
        assertEquals("site.yaml was saved; its settings are those in use", lastLine());
    }

    @Test
    void aFileWithErrorsChangesNothingUntilItHasNone() throws IOException {
        saved(SITE + "  B: { vendr: keba }\n  C: {}\n");

        assertEquals(List.of(), taken);
        assertTrue(
                watch.trouble()
                        .orElseThrow()
                        .startsWith(
                                "The changed settings have errors; the settings before stay in use,"
                                        + " and the next start would fail: site.yaml:5:8: the key"
                                        + " \"vendr\" is unknown"),
                watch.trouble().toString());
        assertTrue(lastLine().startsWith("SUB-3117"), lastLine());

        saved(SITE);

        assertEquals(List.of(), taken);
        assertEquals(Optional.empty(), watch.trouble());
        assertEquals("site.yaml was saved; its settings are those in use", lastLine());
    }

    @Test
    void aFileThatLackedACertificateIsTakenOnceThatIsThere() throws IOException {
        String later =
                SITE.replace(
                        "ws://localhost:9/{station}\"",
                        "wss://localhost:9/{station}\", trust-store: late.pem");
        saved(later);
        for (int i = 0; i < 25; i++) {
            watch.look();
        }
        assertTrue(watch.trouble().orElseThrow().contains("late.pem"));
        assertEquals(1, log.lines().size(), "the same reason is not logged again");

        Files.copy(Authority.create(home, "authority").pem(), home.resolve("late.pem"));
        for (int i = 0; i < 10; i++) {
            watch.look();
        }

        assertEquals(1, taken.size());
        assertEquals(Optional.empty(), watch.trouble());
    }

    @Test
    void anotherSpellingOfANameWaitsForARestart() throws IOException {
        saved(SITE.replace("  A:", "  a:"));
        assertEquals(
                Optional.of("site.yaml waits for a restart: the spelling of a"), watch.trouble());

        saved(SITE);
        assertEquals(Optional.empty(), watch.trouble());
    }

    @Test
    void aStationThatNeedsWhatWaitsForARestartWaitsToo() throws IOException {
        String relay =
                SITE
                        + "  B: { file-relay: ftp }\n"
                        + "files: { ftp-port: 2121, host: gateway.example }\n";
        saved(relay);

        assertEquals(List.of(), taken);
        assertTrue(
                watch.trouble()
                        .orElseThrow()
                        .startsWith(
                                "The changed settings are right, but need a restart as a whole;"
                                        + " until then the settings before stay in use: site.yaml:"),
                watch.trouble().toString());
    }

    @Test
    void aChangedFileOfAPasswordIsTaken() throws IOException {
        Path other = Files.writeString(home.resolve("other"), "second");
        Files.delete(home.resolve("key"));
        Files.createSymbolicLink(home.resolve("key"), other); // as Kubernetes does
        look();

        assertEquals(Optional.of("second"), last().csms().get("main").password());
        assertEquals("site.yaml applied: CSMS main: password changed", lastLine());
    }

    @Test
    void aFileOfAPasswordThatIsMissingForAMomentChangesNothing() throws IOException {
        Files.delete(home.resolve("key"));
        look();
        assertEquals(List.of(), taken);
        assertTrue(watch.trouble().orElseThrow().contains("the file key in"));

        Files.writeString(home.resolve("key"), "first");
        look();

        assertEquals(Optional.empty(), watch.trouble());
        assertEquals(List.of(), taken);
    }

    @Test
    void aFileThatAnEditorWritesAnewIsTaken() throws IOException {
        Files.delete(home.resolve("site.yaml"));
        look();
        assertTrue(watch.trouble().orElseThrow().contains("cannot be read"));
        Path fresh = Files.writeString(home.resolve("site.yaml~"), SITE + "  B: {}\n");
        Files.move(fresh, home.resolve("site.yaml"));
        look();

        assertTrue(last().station(new StationId("B")).isPresent());
        assertEquals(Optional.empty(), watch.trouble());
    }

    @Test
    void ofTwoChangesInARowTheLastOneCounts() throws IOException {
        write(SITE + "  B: {}\n");
        watch.look();
        saved(SITE + "  C: {}\n");

        assertEquals(1, taken.size());
        assertTrue(last().station(new StationId("B")).isEmpty());
        assertTrue(last().station(new StationId("C")).isPresent());
    }

    @Test
    void whatCouldNotBeTakenIsTriedAgainWithTheNextChange() throws IOException {
        fails = true;
        saved(SITE + "  B: {}\n");
        assertEquals(
                Optional.of("The changed settings could not be taken; restart the gateway"),
                watch.trouble());
        assertTrue(lastLine().startsWith("SUB-3118"), lastLine());

        fails = false;
        saved(SITE + "  B: {}\n  C: {}\n");

        assertTrue(last().station(new StationId("B")).isPresent());
        assertEquals("site.yaml applied: station B added; station C added", lastLine());
    }

    /** Nobody knows what counts after a fault; the file of before settles it. */
    @Test
    void afterAFaultTheFileOfBeforeIsTakenAgain() throws IOException {
        fails = true;
        saved(SITE + "  B: {}\n");

        fails = false;
        saved(SITE);

        assertEquals(1, taken.size());
        assertTrue(last().station(new StationId("B")).isEmpty());
        assertEquals(Optional.empty(), watch.trouble());
    }

    @Test
    void commentsAndSpacingChangeNothing() throws IOException {
        saved("# ours\n" + SITE.replace("{ vendor: keba }", "{vendor:   \"keba\"} # cable"));

        assertEquals(Optional.empty(), watch.trouble());
        assertEquals(List.of(), taken);
    }

    @Test
    void waitsUntilTheFileIsWritten() throws IOException {
        write(SITE.substring(0, 20));
        watch.look();
        write(SITE + "  B: {}\n");
        watch.look();
        watch.look();

        assertEquals(List.of("site.yaml applied: station B added"), log.lines());
    }

    /** As with one file for the password of each station. */
    @Test
    void ofManyFilesEachIsSeenBeforeLong() throws IOException {
        StringBuilder many = new StringBuilder(SITE);
        for (int i = 0; i < 150; i++) {
            Files.writeString(home.resolve("key-" + i), "password-" + i);
            many.append("  MANY-%d: { password: \"${file:key-%d}\" }\n".formatted(i, i));
        }
        saved(many.toString());
        Files.writeString(home.resolve("key-149"), "another password");
        for (int i = 0; i < 21; i++) {
            watch.look();
        }

        assertEquals("site.yaml applied: station MANY-149: password changed", lastLine());
    }
}
