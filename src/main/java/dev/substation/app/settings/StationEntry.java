package dev.substation.app.settings;

import dev.substation.flow.settings.TlsSettings;
import dev.substation.model.StationId;
import java.util.List;
import java.util.Optional;

/**
 * One entry under {@code stations}.
 *
 * @param name an identity, or a pattern with {@code *} for any text
 * @param values what it says
 * @param callbackTls whom to believe when the station is called over HTTPS, and what to show
 */
record StationEntry(String name, Values values, TlsSettings callbackTls) {

    boolean isPattern() {
        return Identities.isPattern(name);
    }

    /** What else the station calls itself. */
    List<StationId> aliases() {
        return values.find(StationKeys.ALIASES).orElse(List.of());
    }

    /** A value that it says itself. */
    <T> Optional<T> find(Key<T> key) {
        return values.find(key);
    }
}
