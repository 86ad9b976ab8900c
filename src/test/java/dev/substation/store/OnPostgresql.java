package dev.substation.store;

import dev.substation.flow.time.Moment;
import dev.substation.testing.PostgresqlServer;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Tests of such a class have their ledgers on a PostgreSQL server. */
final class OnPostgresql implements BeforeAllCallback, AfterAllCallback {

    private static final String TEMPLATE = "ledger_template";

    private static int classes;
    private static boolean prepared;

    static synchronized boolean isOn() {
        return classes > 0;
    }

    /** The name of a database with the schema and nothing else, made when it is asked for first. */
    static synchronized String template() {
        if (!prepared) {
            DatabaseSettings settings = PostgresqlServer.shared().database(TEMPLATE);
            Database.open(settings, Executors.defaultThreadFactory(), () -> new Moment(0)).close();
            prepared = true;
        }
        return TEMPLATE;
    }

    private static synchronized void begun(int more) {
        classes += more;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        begun(1);
        PostgresqlServer.shared(); // skips the class where none can run
    }

    @Override
    public void afterAll(ExtensionContext context) {
        begun(-1);
    }
}
