package dev.substation.store;

import dev.substation.model.Version;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * Which versions of the program can read a database (docs/adr/0057-who-reads-a-ledger.md): its row
 * in {@code ledger_schema}. Databases of version 0.1.0 and earlier have no such row; every later
 * program reads them.
 *
 * @param version the number of the latest migration
 * @param readableFrom the lowest version of the program that works with it
 */
record LedgerSchema(int version, Version readableFrom) {

    /** The latest migration of this program. */
    static final int KNOWN = 16;

    /** What H2 and PostgreSQL say when a table is not there. */
    private static final Set<String> NO_TABLE = Set.of("42S02", "42S03", "42S04", "42P01");

    private static final String[] NONE = {};
    private static final String[] LATER_ONES = {"*:future"};

    /** What a database says; empty if it is empty, or of version 0.1.0 or earlier. */
    static Optional<LedgerSchema> of(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT version, readable_from FROM ledger_schema")) {
            return row.next()
                    ? Optional.of(new LedgerSchema(row.getInt(1), new Version(row.getString(2))))
                    : Optional.empty();
        } catch (SQLException e) {
            if (NO_TABLE.contains(e.getSQLState())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Refuses a database that needs a later version of the program, before anything is written.
     *
     * @return whether a later version has migrated it, in a way that this one can work with
     * @throws DatabaseUnusable if this version cannot read it
     */
    static boolean demandReadable(DatabaseSettings settings, Connection connection) {
        return demandReadable(settings, connection, Version.own());
    }

    /** The same for another version of the program. */
    static boolean demandReadable(DatabaseSettings settings, Connection connection, Version own) {
        try {
            Optional<LedgerSchema> later =
                    of(connection).filter(schema -> schema.version() > KNOWN);
            if (later.isPresent() && later.get().readableFrom().compareTo(own) > 0) {
                throw new DatabaseUnusable(
                        "The %s was updated by a later version: Substation %s or later can read it, and this is %s. Nothing was changed in it; install that version, or restore the backup from before the update (gw restore)"
                                .formatted(settings, later.get().readableFrom(), own),
                        null);
            }
            return later.isPresent();
        } catch (SQLException e) {
            throw DatabaseAccess.unusable(settings, e);
        }
    }

    /**
     * Brings the schema up to date.
     *
     * @param later whether a later version has done so already
     */
    static void migrate(DataSource source, boolean later) {
        Flyway.configure(LedgerSchema.class.getClassLoader())
                .dataSource(source)
                .locations("classpath:db/migration")
                .ignoreMigrationPatterns(later ? LATER_ONES : NONE)
                .load()
                .migrate();
    }
}
