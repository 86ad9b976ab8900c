package dev.substation.app.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a changed site.yaml counts, where secrets stand in files of their own. */
class SiteVersionTest {

    private static final String SITE =
            """
            csms: { main: { url: "ws://main/{station}", user: x, password: "${file:key}" } }
            stations: { A: {} }
            store: { url: "jdbc:postgresql://db/x", user: x, password: "${file:key}" }
            """;

    @TempDir Path home;

    private SiteVersion read() throws Exception {
        return SiteVersion.read(
                new SiteVersion.Source(
                        home, home.resolve("site.yaml"), Map.of(), Clock.systemUTC()));
    }

    /** The pool of the database has the old password until the next start. */
    @Test
    void aChangedFileOfAPasswordThatNeedsARestartWaits() throws Exception {
        Files.writeString(home.resolve("site.yaml"), SITE);
        Files.writeString(home.resolve("key"), "first");
        SiteVersion start = read();
        Files.writeString(home.resolve("key"), "second");
        SiteVersion later = read();

        SiteVersion next = start.taking(later);

        assertEquals("CSMS main: password changed", start.difference(next).words());
        assertEquals("store.password", next.difference(later).keys());
        assertEquals(Optional.of("second"), next.settings().csms().get("main").password());
        Files.writeString(home.resolve("site.yaml"), SITE.replace("A: {}", "B: {}"));
        SiteVersion last = next.taking(read());
        assertEquals("station A removed; station B added", next.difference(last).words());
        assertEquals("store.password", last.difference(read()).keys(), "still");
        Files.writeString(home.resolve("key"), "first");
        assertTrue(last.taking(read()).difference(read()).isEmpty());
    }
}
