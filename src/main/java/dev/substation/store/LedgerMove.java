package dev.substation.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.JDBCType;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;

/**
 * Copies a ledger from H2 into an empty PostgreSQL database, in one transaction: afterwards all of
 * it is there, or none of it.
 */
public final class LedgerMove {

    private static final int ROWS_AT_ONCE = 1_000;

    /** Has rows in a new database. */
    private static final Set<String> NEVER_EMPTY = Set.of("high_water");

    /** Gets to know how far the copy is. */
    public interface Listener {

        /** So many rows of so many of a table are copied. */
        void copied(String table, long rows, long all);
    }

    private LedgerMove() {}

    /**
     * Copies all rows.
     *
     * @param folder has a copy of the H2 file, which is brought up to date first
     * @param target a PostgreSQL database
     * @return the number of rows of each table, as counted in the target
     * @throws DatabaseInUse when a gateway uses the target
     * @throws DatabaseUnusable when one of the two cannot be used, or the target is not empty
     */
    public static Map<String, Long> copy(Path folder, DatabaseSettings target, Listener listener) {
        DatabaseSettings source = LedgerFile.opened(folder, Optional.of(target));
        DataSource to = DatabaseAccess.source(target);
        try (Connection from = brought(source, DatabaseAccess.source(source));
                Connection hold = DatabaseAccess.hold(target, to)) {
            boolean later = LedgerSchema.demandReadable(target, hold);
            LedgerSchema.migrate(to, later);
            demandEmpty(target, hold);
            return copy(from, hold, target, listener);
        } catch (SQLException | FlywayException e) {
            throw DatabaseAccess.unusable(target, e);
        }
    }

    private static Connection brought(DatabaseSettings settings, DataSource source) {
        try {
            Connection connection = source.getConnection();
            boolean later = LedgerSchema.demandReadable(settings, connection);
            LedgerSchema.migrate(source, later);
            return connection;
        } catch (SQLException | FlywayException e) {
            throw DatabaseAccess.unusable(settings, e);
        }
    }

    private static void demandEmpty(DatabaseSettings target, Connection hold) throws SQLException {
        for (String table : LedgerTables.of(hold)) {
            long rows = NEVER_EMPTY.contains(table) ? 0 : LedgerTables.count(hold, table);
            if (rows > 0) {
                throw new DatabaseUnusable(
                        "The %s has a ledger already (%d rows in %s). Nothing was changed in it; name an empty database in store.url"
                                .formatted(target, rows, table),
                        null);
            }
        }
    }

    private static Map<String, Long> copy(
            Connection from, Connection to, DatabaseSettings target, Listener listener)
            throws SQLException {
        Map<String, Long> counts = new LinkedHashMap<>();
        to.setAutoCommit(false);
        boolean complete = false;
        try {
            for (String table : LedgerTables.of(from)) {
                long all = LedgerTables.count(from, table);
                try (Statement empty = to.createStatement()) {
                    empty.executeUpdate("DELETE FROM " + table);
                }
                copy(from, to, table, all, listener);
                long arrived = LedgerTables.count(to, table);
                if (arrived != all) {
                    throw new DatabaseUnusable(
                            "%d of %d rows of %s arrived in the %s; nothing was kept there"
                                    .formatted(arrived, all, table, target),
                            null);
                }
                counts.put(table, arrived);
            }
            to.commit();
            complete = true;
            return counts;
        } finally {
            if (!complete) {
                to.rollback();
            }
        }
    }

    private static void copy(
            Connection from, Connection to, String table, long all, Listener listener)
            throws SQLException {
        try (Statement reading = from.createStatement()) {
            reading.setFetchSize(ROWS_AT_ONCE);
            try (ResultSet rows = reading.executeQuery("SELECT * FROM " + table);
                    PreparedStatement insert = to.prepareStatement(insert(table, rows))) {
                long copied = 0;
                while (rows.next()) {
                    bind(rows, insert);
                    insert.addBatch();
                    if (++copied % ROWS_AT_ONCE == 0) {
                        insert.executeBatch();
                        listener.copied(table, copied, all);
                    }
                }
                insert.executeBatch();
                listener.copied(table, copied, all);
            }
        }
    }

    private static String insert(String table, ResultSet rows) throws SQLException {
        ResultSetMetaData columns = rows.getMetaData();
        List<String> names = new ArrayList<>();
        for (int column = 1; column <= columns.getColumnCount(); column++) {
            names.add(columns.getColumnName(column).toLowerCase(Locale.ROOT));
        }
        return "INSERT INTO %s (%s) VALUES (%s)"
                .formatted(
                        table,
                        String.join(", ", names),
                        String.join(", ", Collections.nCopies(names.size(), "?")));
    }

    private static void bind(ResultSet rows, PreparedStatement insert) throws SQLException {
        ResultSetMetaData columns = rows.getMetaData();
        for (int column = 1; column <= columns.getColumnCount(); column++) {
            JDBCType type = JDBCType.valueOf(columns.getColumnType(column));
            switch (type) {
                case CHAR, VARCHAR, LONGVARCHAR, CLOB ->
                        insert.setString(column, rows.getString(column));
                default -> insert.setObject(column, rows.getObject(column));
            }
        }
    }
}
