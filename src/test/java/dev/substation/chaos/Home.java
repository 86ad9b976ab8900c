package dev.substation.chaos;

import dev.substation.store.DatabaseSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The folder of the gateway that is killed: its settings and routes, written once. */
final class Home {

    /**
     * How often a message may go unanswered: more often than the {@link Backend} and an outage at
     * the wrong moment leave it so.
     */
    static final int ATTEMPTS = 6;

    /** How long the gateway lets a station wait for the csms. */
    static final Duration ANSWER_WAIT = Duration.ofMillis(500);

    private static final List<String> RULES = List.of("meter-window", "clock-align-meter");

    private Home() {}

    /** Writes settings that are short so that a run is. */
    static void write(Path home, Cast cast, String csmsUrl) {
        write(home, cast, csmsUrl, "");
    }

    /** The same with the ledger on a server. */
    static void write(Path home, Cast cast, String csmsUrl, DatabaseSettings ledger) {
        write(
                home,
                cast,
                csmsUrl,
                "store: { url: \"%s\", user: \"%s\" }\n".formatted(ledger.url(), ledger.user()));
    }

    private static void write(Path home, Cast cast, String csmsUrl, String store) {
        try {
            Path rules = Files.createDirectories(home.resolve("camel-routes/rules"));
            for (String rule : RULES) {
                String form = rule + ".kamelet.yaml";
                Files.copy(Path.of("camel-routes/rules", form), rules.resolve(form));
            }
            Files.writeString(home.resolve("camel-routes/00-site.yaml"), cast.routesYaml());
            Files.writeString(
                    home.resolve("site.yaml"),
                    """
                    csms:
                      main:
                        url: "%s"
                        strict: true
                        answer-wait: %dms
                        delivery-wait: 1s
                        retry-interval: 200ms
                        attempts: %d
                        reconnect-min: 50ms
                        reconnect-max: 300ms
                    defaults: { call-wait: 2s }
                    """
                                    .formatted(csmsUrl, ANSWER_WAIT.toMillis(), ATTEMPTS)
                            + store
                            + cast.siteYaml());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
