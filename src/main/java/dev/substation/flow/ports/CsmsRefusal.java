package dev.substation.flow.ports;

/**
 * A CSMS answers the WebSocket of a station with an HTTP status that says no: it can be reached,
 * and does not let the station in (docs/adr/0024-one-identity.md).
 *
 * @param status the HTTP status
 * @param remedy what to do about it, as the end of a sentence
 */
public record CsmsRefusal(int status, String remedy) {

    /** As the log says it. */
    public String sentence() {
        return "the CSMS answered " + status + ": " + remedy;
    }
}
