package dev.substation.soap;

import dev.substation.testing.Script;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The SOAP binding, clause by clause: what a station sends, what it sees on the wire, and what the
 * CSMS sees. One script a clause; a new one is a new file.
 */
class SoapScriptsTest {

    static final Path SCRIPTS = Path.of("src/test/resources/scripts/soap");

    @TestFactory
    Stream<DynamicTest> everyClauseHolds() throws IOException {
        return Script.in(SCRIPTS).stream()
                .map(
                        script ->
                                DynamicTest.dynamicTest(
                                        script.name(),
                                        script.file().toUri(),
                                        () -> {
                                            try (ScriptRun run = ScriptRun.here()) {
                                                run.run(script);
                                            }
                                        }));
    }
}
