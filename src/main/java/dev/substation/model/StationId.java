package dev.substation.model;

import java.util.Locale;

/**
 * The identity of a station ({@code chargeBoxIdentity}), trimmed. Spelling is kept, comparison
 * ignores case: the same box is found in the field as {@code KEBA-1} and {@code keba-1} (facts of
 * OCPP-S 1.6 section 4, SteVe does the same).
 */
public record StationId(String value) {

    /** Identities longer than this are refused; the longest seen in the field has 36 characters. */
    public static final int MAX_LENGTH = 255;

    public StationId {
        value = value.strip();
        if (value.isEmpty()) {
            throw new IllegalArgumentException("a station identity is empty");
        }
        if (value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a station identity has more than " + MAX_LENGTH + " characters");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StationId that && value.equalsIgnoreCase(that.value);
    }

    @Override
    public int hashCode() {
        return value.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT).hashCode();
    }

    @Override
    public String toString() {
        return value;
    }
}
