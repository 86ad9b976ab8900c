package dev.substation.store;

/** Another gateway holds the database. Its message is the sentence for the operator. */
public final class DatabaseInUse extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DatabaseInUse(DatabaseSettings settings, Throwable cause) {
        super(
                "Another process uses the "
                        + settings
                        + "; stop it first, or give this one a data folder of its own",
                cause);
    }
}
