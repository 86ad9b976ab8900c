package dev.substation.flow.settings;

import java.util.Arrays;
import java.util.Optional;

/** What becomes of the address that a SOAP station gives of itself in {@code wsa:From}. */
public enum CallbackFrom {
    /** The latest is used. */
    LEARN("learn"),

    /**
     * The first is used; a later one only when the station calls from there. So nobody sends the
     * gateway's calls to a third party.
     */
    SAME_HOST("same-host"),

    /** None is: a station without {@code callback} cannot be called. */
    NEVER("never");

    private final String word;

    CallbackFrom(String word) {
        this.word = word;
    }

    /** The policy that {@code site.yaml} names. */
    public static Optional<CallbackFrom> of(String text) {
        return Arrays.stream(values()).filter(policy -> policy.word.equals(text)).findFirst();
    }
}
