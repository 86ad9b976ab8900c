package dev.substation.app;

import static org.junit.jupiter.api.Assertions.assertSame;

import dev.substation.app.settings.SettingsFile;
import dev.substation.flow.ports.Tracing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TracesTest {

    @Test
    void areOffWhenNoCallIsTraced(@TempDir Path home) throws Exception {
        Path file = home.resolve("site.yaml");
        Files.writeString(
                file,
                """
                csms: { main: { url: "ws://127.0.0.1/{station}" } }
                tracing: { endpoint: "http://127.0.0.1:4318", ratio: 0 }
                """);

        try (Threads threads = new Threads(Thread::new)) {
            assertSame(
                    Tracing.OFF,
                    Traces.of(SettingsFile.read(home, file, Map.of(), Clock.systemUTC()), threads));
        }
    }
}
