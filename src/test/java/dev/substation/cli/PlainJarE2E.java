package dev.substation.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.testing.GatewayProcess;
import dev.substation.testing.LongTier;
import dev.substation.testing.Wait;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runnable jar with nothing but Java: no options of the JVM, no {@code payara/gw}. */
@LongTier
class PlainJarE2E {

    private static final String SITE = "csms: { main: { url: 'ws://127.0.0.1:9/{station}' } }\n";

    @TempDir Path temp;

    private GatewayProcess start() {
        Path home = temp.resolve("home");
        int port = GatewayProcess.freePort();
        GatewayProcess.write(home, SITE);
        GatewayProcess first =
                GatewayProcess.launch(
                        temp.resolve("log"),
                        port,
                        Map.of("SUBSTATION_HOME", home.toString()),
                        List.of(
                                Path.of(System.getProperty("test.jdk"), "bin", "java").toString(),
                                "-Xmx100m",
                                "-jar",
                                System.getProperty("substation.jar"),
                                "run",
                                "--http-port",
                                "" + port));
        first.awaitReady();
        return first;
    }

    private static ProcessHandle second(GatewayProcess first) {
        return first.handle().children().findFirst().orElseThrow();
    }

    private static void awaitEnd(ProcessHandle process) {
        Wait.until("the process has ended", Duration.ofMinutes(2), () -> !process.isAlive());
    }

    @Test
    void runsWithTheShippedOptionsThoseOfTheUserLastAndStopsInOrder() {
        try (GatewayProcess first = start()) {
            ProcessHandle second = second(first);
            List<String> options = List.of(second.info().arguments().orElseThrow());

            assertTrue(options.containsAll(JvmOptionsTest.unchanged()), options::toString);
            assertEquals(
                    "-Xmx100m",
                    options.stream()
                            .filter(option -> option.startsWith("-Xmx"))
                            .reduce((one, last) -> last)
                            .orElseThrow());

            first.stop();

            assertEquals(143, first.status());
            assertFalse(second.isAlive());
            assertTrue(first.log().strip().endsWith("stopped"), first.log());
        }
    }

    @Test
    void theGatewayStopsInOrderWhenTheFirstJvmIsKilled() {
        try (GatewayProcess first = start()) {
            ProcessHandle second = second(first);

            first.kill();
            awaitEnd(second);

            assertTrue(first.log().strip().endsWith("stopped"), first.log());
        }
    }
}
