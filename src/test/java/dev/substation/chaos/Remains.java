package dev.substation.chaos;

import dev.substation.store.DatabaseSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;

/**
 * What a gateway that has stopped left in its ledger.
 *
 * @param left rows of the outbox that are still to be delivered, and what rules hold back
 * @param aside the message ids of those that are kept though the CSMS will not have them
 */
record Remains(int left, Set<String> aside) {

    /**
     * @param ledger where it is
     */
    static Remains in(DatabaseSettings ledger) {
        String url = ledger.url() + (ledger.url().startsWith("jdbc:h2:") ? ";IFEXISTS=TRUE" : "");
        try (Connection connection =
                        DriverManager.getConnection(url, ledger.user(), ledger.password());
                Statement statement = connection.createStatement()) {
            int left =
                    number(statement, "SELECT COUNT(*) FROM outbox WHERE set_aside IS NULL")
                            + number(
                                    statement,
                                    "SELECT COUNT(*) FROM memory WHERE owner IN"
                                            + " ('meter-window', 'clock-align-meter')");
            Set<String> aside = new HashSet<>();
            try (ResultSet ids =
                    statement.executeQuery(
                            "SELECT message_id FROM outbox WHERE set_aside IS NOT NULL")) {
                while (ids.next()) {
                    aside.add(ids.getString(1));
                }
            }
            return new Remains(left, aside);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static int number(Statement statement, String query) throws SQLException {
        try (ResultSet count = statement.executeQuery(query)) {
            count.next();
            return count.getInt(1);
        }
    }
}
