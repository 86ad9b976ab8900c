package dev.substation.front;

/** Thrown where a request turns out not to be one. */
final class Refused extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    Refused(Refusal refusal) {
        super(refusal.why().description(), null, false, false); // thousands a second: no stack
        this.refusal = refusal;
    }

    /** For what breaks the rules of HTTP. */
    static Refused with(int status, String reason) {
        return new Refused(Refusal.unreadable(status, reason));
    }

    Refusal refusal() {
        return refusal;
    }
}
