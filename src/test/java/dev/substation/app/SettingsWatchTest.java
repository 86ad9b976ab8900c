package dev.substation.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A site.yaml that somebody saves while the gateway runs. */
class SettingsWatchTest {

    private static final String SITE =
            """
            csms:
              main: { url: "ws://localhost:9/{station}" }
            stations:
              A: { vendor: keba }
            """;

    @TempDir Path home;
    private SettingsWatch watch;
    private final List<String> log = new ArrayList<>();
    private final Handler taker =
            new Handler() {
                @Override
                public void publish(LogRecord line) {
                    log.add(line.getLevel() + " " + line.getMessage());
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    @BeforeEach
    void begin() throws IOException {
        write(SITE);
        watch = new SettingsWatch(home, home.resolve("site.yaml"), Map.of(), Clock.systemUTC());
        Logger.getLogger(SettingsWatch.class.getName()).addHandler(taker);
    }

    @AfterEach
    void end() {
        Logger.getLogger(SettingsWatch.class.getName()).removeHandler(taker);
    }

    private void write(String text) throws IOException {
        Files.writeString(home.resolve("site.yaml"), text);
    }

    private void saved(String text) throws IOException {
        write(text);
        watch.look();
        watch.look();
        watch.look();
    }

    @Test
    void namesTheSectionsThatNeedARestartOnce() throws IOException {
        saved(SITE + "  B: {}\nhttp: { port: 8081 }\n");

        String why =
                "site.yaml has changed since the start (http, stations); restart the gateway to use"
                        + " it";
        assertEquals(Optional.of(why), watch.trouble());
        assertEquals(List.of("INFO " + why), log);
    }

    @Test
    void saysWhatIsWrongAndThatTheNextStartWouldFail() throws IOException {
        saved(SITE + "  B: { vendr: keba }\n");

        assertTrue(
                watch.trouble()
                        .orElseThrow()
                        .startsWith(
                                "The changed settings have errors, and the next start would fail:"
                                        + " site.yaml:5:8: the key \"vendr\" is unknown"),
                watch.trouble().toString());
        assertEquals(1, log.size(), log.toString());
        assertTrue(log.get(0).startsWith("SEVERE SUB-3117"), log.get(0));

        saved(SITE);

        assertEquals(Optional.empty(), watch.trouble());
        assertEquals("INFO site.yaml was saved; its settings are those in use", log.get(1));
    }

    @Test
    void commentsAndSpacingChangeNothing() throws IOException {
        saved("# ours\n" + SITE.replace("{ vendor: keba }", "{vendor:   \"keba\"} # cable"));

        assertEquals(Optional.empty(), watch.trouble());
    }

    @Test
    void waitsUntilTheFileIsWritten() throws IOException {
        write(SITE.substring(0, 20));
        watch.look();
        write(SITE);
        watch.look();
        watch.look();

        assertEquals(List.of(), log);
    }
}
