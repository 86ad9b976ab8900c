package dev.substation.model;

import java.util.Arrays;
import java.util.Optional;

/** A protocol version in a form, as one peer speaks it. */
public enum Dialect {
    SOAP_15("soap1.5", true, ""),
    SOAP_16("soap1.6", true, ""),
    JSON_16("json1.6", false, "ocpp1.6");

    /** What has all fields and words of the canonical tree. */
    public static final Dialect CANONICAL = JSON_16;

    private final String word;
    private final boolean soap;
    private final String subprotocol;

    Dialect(String word, boolean soap, String subprotocol) {
        this.word = word;
        this.soap = soap;
        this.subprotocol = subprotocol;
    }

    /** The dialect that a person means; {@code json} is accepted for {@code json1.6}. */
    public static Optional<Dialect> named(String word) {
        String meant = word.equals("json") ? JSON_16.word : word;
        return Arrays.stream(values()).filter(one -> one.word.equals(meant)).findFirst();
    }

    /** The dialect of a WebSocket sub-protocol, spelled as it is registered. */
    public static Optional<Dialect> ofSubprotocol(String name) {
        return Arrays.stream(values())
                .filter(one -> !name.isEmpty() && one.subprotocol.equals(name))
                .findFirst();
    }

    /** The next version in the same form; empty for the latest. */
    public Optional<Dialect> next() {
        return this == SOAP_15 ? Optional.of(SOAP_16) : Optional.empty();
    }

    /** The WebSocket sub-protocol; empty for SOAP. */
    public String subprotocol() {
        return subprotocol;
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
