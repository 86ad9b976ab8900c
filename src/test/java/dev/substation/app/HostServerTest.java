package dev.substation.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.home.Home;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a deployed gateway does to the server around it, and takes back. */
class HostServerTest {

    private static final String HEADERS = "jdk.httpclient.allowRestrictedHeaders";
    private static final String IDLE = "jdk.httpclient.keepalive.timeout";

    @TempDir Path temp;

    private final Logger root = Logger.getLogger("");
    private final List<String> written = new ArrayList<>();
    private final Handler log =
            new Handler() {
                private final SimpleFormatter words = new SimpleFormatter();

                @Override
                public void publish(LogRecord event) {
                    if (isLoggable(event)) {
                        assertNull(event.getThrown());
                        written.add(words.formatMessage(event));
                    }
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    @BeforeEach
    void listen() {
        root.addHandler(log);
    }

    @AfterEach
    void stopListening() {
        root.removeHandler(log);
        System.clearProperty(IDLE);
    }

    private HostServer server() throws Exception {
        Path defaults = Files.createDirectories(temp.resolve("defaults/camel-routes")).getParent();
        Files.writeString(defaults.resolve("site.yaml"), "");
        return HostServer.prepare(Home.at(temp.resolve("home")), defaults);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | connection,host",
                "host | host,connection",
                "Via, host | Via,host,connection",
                "connection,host | connection,host",
            })
    void addsToTheHeadersThatMayBeSetWhatIsMissing(String before, String after) {
        assertEquals(after, HostServer.headers(before));
    }

    @Test
    void leavesTheServerAsItWas() throws Exception {
        String headers = System.getProperty(HEADERS);
        System.clearProperty(IDLE);
        HostServer server = server();
        assertEquals("0", System.getProperty(IDLE));
        server.close();
        assertEquals(null, System.getProperty(IDLE));
        assertEquals(headers, System.getProperty(HEADERS));
    }

    @Test
    void hidesSecretsInTheValuesOfAnEventAndKeepsItOnOneLine() throws Exception {
        try (HostServer server = server()) {
            written.clear();
            server.hide(text -> text.replace("HUNTER", "***"));
            Logger.getLogger("dev.substation.any")
                    .log(Level.WARNING, "password {0}", "HUNTER\n2026 INFO made up\u0007");
            Logger.getLogger("dev.substation.any")
                    .log(
                            Level.SEVERE,
                            "failed",
                            new IllegalStateException("HUNTER\n2026 INFO made up"));
            Logger.getLogger("org.example.any").warning("HUNTER {0}\nsecond line");
        }
        assertEquals("password *** / 2026 INFO made up?", written.get(0));
        String trace = written.get(1);
        assertTrue(
                trace.startsWith(
                        "failed"
                                + System.lineSeparator()
                                + "java.lang.IllegalStateException: *** / 2026 INFO made up"
                                + System.lineSeparator()
                                + "\tat "),
                trace);
        assertEquals("*** {0}\nsecond line", written.get(2));
    }
}
