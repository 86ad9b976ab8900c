package dev.substation.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.substation.testing.GatewayProcess;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private int main(String... args) {
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        return new Main(out, out, Map.of()).run(List.of(args));
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "check", "health", "demo"})
    void printsThePageOfTheCommand(String command) {
        assertEquals(ExitStatus.OK, main(command, "--help"));
        assertTrue(
                said().startsWith("usage: java -jar substation.jar " + command + " [--h"), said());
    }

    @Test
    void printsTheSamePageForHelpWithACommand() {
        main("run", "--help");
        String page = said();
        said.reset();

        assertEquals(ExitStatus.OK, main("help", "run"));
        assertEquals(page, said());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "help", "-h"})
    void listsTheCommandsThatTheJarHas(String option) {
        assertEquals(ExitStatus.OK, main(option));
        assertTrue(said().contains("transactions  list or close"), said());
        assertFalse(said().contains("chaos"), said());
    }

    @ParameterizedTest
    @CsvSource({"200, UP, 0, UP", "503, DOWN, 1, answers 503: DOWN"})
    void passesOnWhatARunningGatewaySaysOfItself(
            int status, String answer, int exitStatus, String expected) throws Exception {
        HttpServer gateway =
                HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 1);
        gateway.createContext(
                "/health/ready",
                asked -> {
                    asked.sendResponseHeaders(status, answer.length());
                    asked.getResponseBody().write(answer.getBytes(StandardCharsets.UTF_8));
                    asked.close();
                });
        gateway.start();
        try {
            assertEquals(
                    exitStatus, main("health", "--http-port", "" + gateway.getAddress().getPort()));
        } finally {
            gateway.stop(0);
        }

        assertTrue(said().strip().endsWith(expected), said());
    }

    @Test
    void aGatewayThatDoesNotRunIsNotReady() {
        assertEquals(
                ExitStatus.FAILED, main("health", "--http-port", "" + GatewayProcess.freePort()));
        assertTrue(said().contains("does not answer"), said());
    }
}
