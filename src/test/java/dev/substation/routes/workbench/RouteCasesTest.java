package dev.substation.routes.workbench;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.substation.routes.language.BadRoutes;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The cases that are shipped, by the code behind {@code gw routes test}. */
class RouteCasesTest {

    private static final Path FOLDER = Path.of("camel-routes");

    private static RouteDryRun dryRun;

    @BeforeAll
    static void begin() throws BadRoutes {
        dryRun = new RouteDryRun(FOLDER);
    }

    @AfterAll
    static void end() {
        dryRun.close();
    }

    @TestFactory
    Stream<DynamicTest> shippedCases() throws BadRoutes {
        return CaseReading.in(FOLDER).stream()
                .map(one -> dynamicTest(one.place() + ": " + one.name(), () -> passes(one)));
    }

    private static void passes(RouteCase one) throws BadRoutes {
        Verdict verdict = dryRun.run(one);

        assertTrue(
                verdict.passed(),
                () ->
                        verdict.differences().stream()
                                .map(Verdict.Difference::toString)
                                .collect(Collectors.joining("\n", "\n", "")));
    }

    @Test
    void everyFileOfCasesHasSome() throws BadRoutes {
        List<RouteCase> cases = CaseReading.in(FOLDER);

        assertFalse(cases.isEmpty());
    }
}
