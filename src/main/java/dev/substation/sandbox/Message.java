package dev.substation.sandbox;

import java.time.Instant;

/**
 * One message as it was on the wire.
 *
 * @param number counts up over everything that one peer recorded, from 1
 * @param text a JSON frame or a SOAP envelope
 */
public record Message(long number, Instant at, String station, Way way, String text) {

    /** As the one who recorded it saw it. */
    public enum Way {
        RECEIVED,
        SENT
    }
}
