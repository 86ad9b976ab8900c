package dev.substation.json;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.substation.testing.Script;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * One clause, one script: what stations and CSMS may say over OCPP-J, and what must be seen of it
 * at both ends ({@link JsonSession} has the steps). Sections 4.1 and 4.2 of OCPP-J 1.6 are covered
 * whole; scripts named after a quirk are those of docs/quirks.md.
 */
class JsonScriptsTest {

    @TestFactory
    Stream<DynamicTest> everyScriptHolds() throws IOException {
        return Script.in(Path.of("src/test/resources/scripts/json")).stream()
                .map(
                        script ->
                                DynamicTest.dynamicTest(
                                        script.name(), script.file().toUri(), () -> play(script)));
    }

    private static void play(Script script) {
        assertFalse(script.steps().isEmpty(), "a script without steps");
        String given = script.steps().get(0).words();
        boolean isGiven = JsonSession.isGiven(given);
        try (JsonSession session = new JsonSession(isGiven ? given : "")) {
            for (Script.Step step :
                    script.steps().subList(isGiven ? 1 : 0, script.steps().size())) {
                try {
                    session.step(step.words());
                } catch (AssertionError | RuntimeException wrong) {
                    throw new AssertionError(
                            "%s:%d: %s%n%s"
                                    .formatted(script.file(), step.line(), step.words(), wrong),
                            wrong);
                }
            }
            session.end();
        }
    }
}
