package dev.substation.sandbox;

import dev.substation.args.Arguments;
import java.util.Map;
import java.util.function.Function;

/**
 * Runs a simulated station for the launcher: from {@code arguments}, with a NUL between any two, to
 * the exit {@code status}.
 */
public final class StationStep implements Function<Map<String, String>, Map<String, String>> {

    @Override
    public Map<String, String> apply(Map<String, String> question) {
        int status = StationCommand.run(Arguments.split(question.get("arguments")), System.out);
        return Map.of("status", Integer.toString(status));
    }
}
