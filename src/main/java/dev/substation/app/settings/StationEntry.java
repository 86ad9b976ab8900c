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

    static boolean isPattern(String name) {
        return name.indexOf('*') >= 0;
    }

    /** Whether a text can be the name of one station. */
    static boolean isIdentity(String text) {
        return fits(text) && !isPattern(text);
    }

    /** Whether a name has the length of an identity. */
    static boolean fits(String name) {
        return !name.isBlank() && name.length() <= StationId.MAX_LENGTH;
    }

    boolean isPattern() {
        return isPattern(name);
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
