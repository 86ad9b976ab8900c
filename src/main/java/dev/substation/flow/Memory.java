package dev.substation.flow;

import dev.substation.model.StationId;

/**
 * Something that a rule, or the gateway, remembers of a station over restarts.
 *
 * @param owner who remembers, such as {@code strip-idtag-suffix}
 * @param key what about, at most 100 characters
 * @param value what; empty text to forget
 */
public record Memory(String owner, StationId station, String key, String value) {

    /**
     * The owner of what tells repeated messages: it is stored with the message that it speaks of,
     * and must go when that was not stored after all.
     */
    public static final String REPEATS = "repeats";
}
