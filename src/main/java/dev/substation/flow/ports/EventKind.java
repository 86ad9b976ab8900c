package dev.substation.flow.ports;

import java.util.Locale;

/** What can happen. */
public enum EventKind {
    /** A station is connected, silent or disconnected from now on. */
    STATION,
    /** The link of a station to its CSMS stands otherwise than before. */
    LINK,
    /** A call has ended, or a CSMS has answered a stored message. */
    MESSAGE,
    /** A transaction has started or ended. */
    TRANSACTION,
    /** Somebody was rejected at the door. */
    REFUSED,
    /** Changed settings were applied or rejected. */
    SETTINGS,
    /** Changed rules were loaded or rejected. */
    RULES;

    /** As in the API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
