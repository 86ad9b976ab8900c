package dev.substation.app;

import dev.substation.sandbox.StationCommand;
import java.util.Map;
import java.util.function.Function;

/**
 * Runs a simulated station for the launcher: from {@code arguments}, with a NUL between any two, to
 * the exit {@code status}.
 */
public final class StationStep implements Function<Map<String, String>, Map<String, String>> {

    @Override
    public Map<String, String> apply(Map<String, String> question) {
        String[] each = CommandStep.arguments(question).toArray(String[]::new);
        return Map.of("status", Integer.toString(StationCommand.run(each, System.out)));
    }
}
