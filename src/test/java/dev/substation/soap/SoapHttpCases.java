package dev.substation.soap;

import dev.substation.e2e.SharedGateway;
import dev.substation.testing.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The scripts about HTTP on the packaged gateway: in process another server stands behind them. */
@ExtendWith(SharedGateway.class)
public abstract class SoapHttpCases {

    static Stream<Path> scripts() throws IOException {
        try (Stream<Path> files = Files.list(SoapScriptsTest.SCRIPTS)) {
            return files
                    .filter(file -> file.getFileName().toString().startsWith("http-"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void holdsOnThePackagedGateway(Path file, SharedGateway.Running running) throws Exception {
        String gateway = running.gateway().uri("http", "").toString();
        try (ScriptRun run = ScriptRun.at(gateway, "EVERY-HTTP")) {
            run.run(Script.read(file));
        }
    }
}
