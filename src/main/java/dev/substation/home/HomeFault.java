package dev.substation.home;

/**
 * A home that cannot be used. The message says which and why, without a full stop; who asked for
 * the home appends what to do.
 */
public class HomeFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Of a sentence without its full stop. */
    public HomeFault(String message) {
        super(message);
    }

    /** The same fault with what to do about it. */
    public HomeFault advising(String advice) {
        return new HomeFault(getMessage() + "; " + advice);
    }
}
