package dev.substation.app;

import dev.substation.routes.RoutesCommand;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Runs {@code gw routes} for the launcher: from {@code arguments}, with a NUL between any two, and
 * the places {@code home}, {@code site} and {@code routes} of the home, to the exit {@code status}.
 */
public final class RoutesStep implements Function<Map<String, String>, Map<String, String>> {

    @Override
    public Map<String, String> apply(Map<String, String> question) {
        // A command answers on the screen; what the gateway would log is no part of it.
        Logger.getLogger("").setLevel(Level.OFF);
        String arguments = question.get("arguments");
        List<String> each = arguments.isEmpty() ? List.of() : List.of(arguments.split("\0", -1));
        RoutesCommand command = new RoutesCommand(Path.of(question.get("routes")), System.out);
        return Map.of("status", Integer.toString(command.run(each)));
    }
}
