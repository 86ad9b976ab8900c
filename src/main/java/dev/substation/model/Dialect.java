package dev.substation.model;

import java.util.Arrays;
import java.util.Optional;

/** A protocol version in a form, as one peer speaks it. */
public enum Dialect {
    SOAP_15("soap1.5", true),
    SOAP_16("soap1.6", true),
    JSON_16("json1.6", false);

    private final String word;
    private final boolean soap;

    Dialect(String word, boolean soap) {
        this.word = word;
        this.soap = soap;
    }

    /** The dialect that a person means; {@code json} is accepted for {@code json1.6}. */
    public static Optional<Dialect> named(String word) {
        String meant = word.equals("json") ? JSON_16.word : word;
        return Arrays.stream(values()).filter(one -> one.word.equals(meant)).findFirst();
    }

    /** The word of settings, routes and logs, such as {@code soap1.5}. */
    public String word() {
        return word;
    }

    /** Whether calls to the station travel as SOAP requests to its own endpoint. */
    public boolean isSoap() {
        return soap;
    }
}
