package dev.substation.flow.ports;

import dev.substation.model.StationId;
import java.util.Set;

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

    /** The owner of what the CSMS answered to a card; the key is its idTag. */
    public static final String CARDS = "authorization";

    /** The owner of the list of cards that a station holds. */
    public static final String CARD_LISTS = "local-list";

    /** The owner of what is remembered of KEBA boxes without OCPP. */
    public static final String UDP_BOXES = "keba-udp";

    /** The owner of which CSMS knows an upstream station. */
    public static final String CSMS_TOLD = "csms-told";

    /**
     * The owners of what is loaded of stations that are not at the site, too: one that is added
     * while the gateway runs may be at another CSMS than before.
     */
    public static final Set<String> OF_ALL = Set.of(CSMS_TOLD);

    /**
     * The owners of what is not loaded at the start, but recalled when it is needed: a site can
     * have seen a million cards, and a box may come while the gateway runs.
     */
    public static final Set<String> RECALLED = Set.of(CARDS, CARD_LISTS, UDP_BOXES);

    public Memory {
        key = Storable.of(key);
        value = Storable.of(value);
    }
}
