package dev.substation.store;

/** The database cannot be used. Its message is the sentence for the operator. */
public final class DatabaseUnusable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DatabaseUnusable(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
