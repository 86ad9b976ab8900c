package dev.substation.app;

import dev.substation.app.settings.Settings;
import dev.substation.flow.gate.Entrance;
import dev.substation.flow.ports.Site;
import dev.substation.model.StationId;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The settings in use: those of the start, until others take their place. Read from any thread,
 * changed by one.
 */
final class SettingsInUse implements Supplier<Settings> {

    private static final long TAKEN_WITHIN_S = 60;

    private final CardFiles cards;
    private volatile Settings current;

    SettingsInUse(Settings start, CardFiles cards) {
        current = start;
        this.cards = cards;
    }

    @Override
    public Settings get() {
        return current;
    }

    /** The settings with the files of cards that they name. */
    Site site() {
        return new CardSite(current, cards);
    }

    /** Whether a station, or an upstream station, is at the site by the settings in use. */
    boolean has(StationId station) {
        Settings now = current;
        return now.station(station).isPresent() || now.upstream(station).isPresent();
    }

    /** Whether any station has a secret in its address, which must not be logged. */
    boolean hasSecrets() {
        return current.hasSecrets();
    }

    /** Takes others. Blocks until they count. */
    void take(Settings next, Entrance entrance) throws Exception {
        Settings before = current;
        Set<String> both = new LinkedHashSet<>(before.allCards());
        both.addAll(next.allCards());
        cards.use(both);
        current = next; // first: a station's new secret must not be in the log
        boolean taken = false;
        try {
            CompletableFuture<Void> used = entrance.use(site());
            try {
                used.get(TAKEN_WITHIN_S, TimeUnit.SECONDS);
                taken = true;
            } finally {
                used.cancel(false); // if it is late, it must not count any more
            }
        } finally {
            if (!taken) {
                current = before;
            }
            cards.use(current.allCards());
        }
    }
}
