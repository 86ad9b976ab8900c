package dev.substation.app.settings;

import dev.substation.model.StationId;

/** What can be the name of a station in {@code site.yaml}. */
final class Identities {

    private Identities() {}

    /** Whether a name stands for many stations. */
    static boolean isPattern(String name) {
        return name.indexOf('*') >= 0;
    }

    /** Whether a name has the length of an identity. */
    static boolean fits(String name) {
        return !name.isBlank() && name.length() <= StationId.MAX_LENGTH;
    }

    /** Whether a name can be that of one station. */
    static boolean isIdentity(String name) {
        return fits(name) && !isPattern(name);
    }
}
