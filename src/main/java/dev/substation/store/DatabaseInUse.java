package dev.substation.store;

import java.nio.file.Path;

/** Another gateway holds the database. Its message is the sentence for the operator. */
public final class DatabaseInUse extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DatabaseInUse(Path ledger) {
        this("database " + ledger, null);
    }

    DatabaseInUse(DatabaseSettings settings, Throwable cause) {
        this(settings.toString(), cause);
    }

    private DatabaseInUse(String database, Throwable cause) {
        super(
                "Another process uses the "
                        + database
                        + "; stop it first, or give this one a data folder of its own",
                cause);
    }
}
