package dev.substation.conformance;

import dev.substation.model.Payload;

/**
 * What a peer is answered.
 *
 * @param error empty for a result; else the code of a CALLERROR, or the sub-code of a SOAP fault
 * @param payload of a result, in the words of the wire
 */
record Outcome(String error, Payload payload) {

    static Outcome result(Payload payload) {
        return new Outcome("", payload);
    }

    static Outcome error(String code) {
        return new Outcome(code, Payload.EMPTY);
    }

    boolean isResult() {
        return error.isEmpty();
    }

    @Override
    public String toString() {
        return isResult() ? payload.toString() : "error " + error;
    }
}
