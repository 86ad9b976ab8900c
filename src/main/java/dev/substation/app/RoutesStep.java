package dev.substation.app;

import dev.substation.app.settings.BadSettings;
import dev.substation.flow.settings.StationSettings;
import dev.substation.model.StationId;
import dev.substation.routes.workbench.RoutesCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Runs {@code gw routes} for the launcher: from {@code arguments}, with a NUL between any two, and
 * the places {@code home}, {@code site} and {@code routes} of the home, to the exit {@code status}.
 */
public final class RoutesStep extends CommandStep {

    @Override
    int run(Map<String, String> question) {
        RoutesCommand command =
                new RoutesCommand(
                        Path.of(question.get("routes")),
                        id -> station(question, id),
                        System.in,
                        System.out);
        return command.run(arguments(question));
    }

    /** What site.yaml says of a station; a home without one says nothing. */
    private static Optional<StationSettings> station(Map<String, String> question, StationId id) {
        Path site = Path.of(question.get("site"));
        if (!Files.exists(site)) {
            return Optional.empty();
        }
        try {
            return settings(question, System.getenv(), WallClock.utc()).station(id);
        } catch (BadSettings e) {
            System.out.println(
                    "%s cannot be used, so nothing is known about the station: %s"
                            .formatted(site, e.getMessage().lines().findFirst().orElse("")));
            System.out.println();
            return Optional.empty();
        }
    }
}
