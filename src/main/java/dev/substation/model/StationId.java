package dev.substation.model;

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
        int hash = 0; // each message is looked up by identities, so without a text of its own
        for (int at = 0; at < value.length(); at += Character.charCount(value.codePointAt(at))) {
            int folded = Character.toLowerCase(Character.toUpperCase(value.codePointAt(at)));
            hash = 31 * hash + folded;
        }
        return hash;
    }

    @Override
    public String toString() {
        return value;
    }
}
