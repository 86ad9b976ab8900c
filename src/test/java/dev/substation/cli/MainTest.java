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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

    /** As on a stock server below a context path, or with another port. */
    @Test
    void asksTheGatewayThatHasTheHomeWhereverItIs(@TempDir Path home) throws Exception {
        HttpServer gateway =
                HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 1);
        gateway.createContext(
                "/gateway/substation/health/ready",
                asked -> {
                    asked.sendResponseHeaders(200, 2);
                    asked.getResponseBody().write("UP".getBytes(StandardCharsets.UTF_8));
                    asked.close();
                });
        gateway.start();
        Files.createDirectories(home.resolve("data"));
        Files.writeString(
                home.resolve("data/address"),
                "http://127.0.0.1:%d/gateway%n".formatted(gateway.getAddress().getPort()));
        try {
            assertEquals(ExitStatus.OK, main("health", "--home", home.toString()), said());
        } finally {
            gateway.stop(0);
        }

        assertEquals("UP", said().strip());
    }

    @Test
    void aGatewayThatDoesNotRunIsNotReady() {
        assertEquals(
                ExitStatus.FAILED, main("health", "--http-port", "" + GatewayProcess.freePort()));
        assertTrue(said().contains("does not answer"), said());
    }
}
