package dev.substation.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The tables of a ledger, by what the database says. */
final class LedgerTables {

    /** Say something of the database itself, and do not move with what is stored. */
    private static final Set<String> OF_THE_DATABASE =
            Set.of("flyway_schema_history", "ledger_owner", "ledger_schema");

    private LedgerTables() {}

    /** Those with what is stored, in lower case, in the order of their names. */
    static List<String> of(Connection connection) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet rows =
                connection
                        .getMetaData()
                        .getTables(
                                connection.getCatalog(),
                                connection.getSchema(),
                                null,
                                new String[] {"TABLE", "BASE TABLE"})) {
            while (rows.next()) {
                String table = rows.getString("TABLE_NAME").toLowerCase(Locale.ROOT);
                if (!OF_THE_DATABASE.contains(table)) {
                    tables.add(table);
                }
            }
        }
        return tables.stream().sorted().toList();
    }

    static long count(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            row.next();
            return row.getLong(1);
        }
    }
}
