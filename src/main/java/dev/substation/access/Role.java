package dev.substation.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a user or a token may do; each role may do all that those before it may. */
public enum Role {
    /** Sees everything but cards. */
    VIEW,
    /** Sends operations to stations, and sees cards as far as the gateway shows them. */
    OPERATE,
    /** Changes settings, rules and users. */
    CONFIGURE;

    /** As it is written in files and commands. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role of a word. */
    public static Optional<Role> of(String word) {
        return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
    }

    /** Whether it may do what another one may. */
    public boolean covers(Role other) {
        return compareTo(other) >= 0;
    }
}
