package dev.substation.model;

/**
 * The identity of a station ({@code chargeBoxIdentity}), trimmed. Spelling is kept, comparison
 * ignores case: the same box is found in the field as {@code KEBA-1} and {@code keba-1} (facts of
 * OCPP-S 1.6 section 4, SteVe does the same).
 */
public final class StationId {

    /** Identities longer than this are refused; the longest seen in the field has 36 characters. */
    public static final int MAX_LENGTH = 255;

    private final String value;

    /** Each message is looked up by its identities many times. */
    private final int hash;

    public StationId(String value) {
        this.value = value.strip();
        if (this.value.isEmpty()) {
            throw new IllegalArgumentException("a station identity is empty");
        }
        if (this.value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a station identity has more than " + MAX_LENGTH + " characters");
        }
        hash = hash(this.value);
    }

    /** The identity as it was spelled, without blanks around it. */
    public String value() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof StationId that
                        && hash == that.hash
                        && value.equalsIgnoreCase(that.value);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    private static int hash(String value) {
        int hash = 0;
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
