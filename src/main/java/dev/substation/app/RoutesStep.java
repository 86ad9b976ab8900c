package dev.substation.app;

import dev.substation.flow.StationSettings;
import dev.substation.model.StationId;
import dev.substation.routes.workbench.RoutesCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        RoutesCommand command =
                new RoutesCommand(
                        Path.of(question.get("routes")),
                        id -> station(question, id),
                        System.in,
                        System.out);
        return Map.of("status", Integer.toString(command.run(each)));
    }

    /** What site.yaml says of a station; a home without one says nothing. */
    private static Optional<StationSettings> station(Map<String, String> question, StationId id) {
        Path site = Path.of(question.get("site"));
        if (!Files.exists(site)) {
            return Optional.empty();
        }
        try {
            return Settings.read(Path.of(question.get("home")), site, System.getenv()).station(id);
        } catch (BadSettings e) {
            System.out.println(
                    "%s cannot be used, so nothing is known of the station: %s"
                            .formatted(site, e.getMessage().lines().findFirst().orElse("")));
            System.out.println();
            return Optional.empty();
        }
    }
}
