package dev.substation.store;

/**
 * A commit that is not on disk. Its message says why in words that may be shown to a peer: values
 * of the commit are not in it (they are in its cause).
 */
public final class NotStored extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotStored(String sentence) {
        super(sentence, null, false, false);
    }

    NotStored(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
