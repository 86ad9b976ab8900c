package dev.substation.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.h2.api.ErrorCode;
import org.h2.jdbcx.JdbcDataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a database is reached, and held so that no second process uses it. */
final class DatabaseAccess {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseAccess.class);

    private static final long ADVISORY_LOCK = 0x5375_6273_7461_7469L; // "Substati"

    /**
     * Nobody but us closes the file; no file of traces, which would hold values of rows. The write
     * delay stays H2's own: with none its background thread does not run, and nothing would tidy
     * the file. What is acknowledged does not depend on it, see {@link #sync}.
     */
    private static final List<String> H2_SETTINGS =
            List.of(";DB_CLOSE_ON_EXIT=FALSE", ";TRACE_LEVEL_FILE=0");

    static final Duration CONNECT_WAIT = Duration.ofSeconds(5);
    private static final Duration ANSWER_WAIT = Duration.ofSeconds(30);

    private DatabaseAccess() {}

    static DataSource source(DatabaseSettings settings) {
        return settings.isH2() ? h2(settings) : postgresql(settings);
    }

    /** Brings what was committed onto the disk; PostgreSQL has done so. */
    static void sync(DatabaseSettings settings, Connection connection) throws SQLException {
        if (!settings.isH2()) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT SYNC");
        }
    }

    private static DataSource h2(DatabaseSettings settings) {
        JdbcDataSource source = new JdbcDataSource();
        source.setUrl(H2_SETTINGS.stream().reduce(settings.url(), DatabaseAccess::withSetting));
        source.setUser(settings.user());
        source.setPassword(settings.password());
        return source;
    }

    private static String withSetting(String url, String setting) {
        String name = setting.substring(0, setting.indexOf('=') + 1);
        return url.toUpperCase(Locale.ROOT).contains(name) ? url : url + setting;
    }

    private static DataSource postgresql(DatabaseSettings settings) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setConnectTimeout((int) CONNECT_WAIT.toSeconds());
        source.setSocketTimeout((int) ANSWER_WAIT.toSeconds());
        source.setTcpKeepAlive(true);
        source.setReWriteBatchedInserts(true);
        source.setApplicationName("substation");
        source.setUrl(settings.url());
        source.setUser(settings.user());
        source.setPassword(settings.password());
        return source;
    }

    static Connection hold(DatabaseSettings settings, DataSource source) {
        try {
            Connection hold = source.getConnection();
            if (settings.isH2() || lock(hold)) {
                return hold;
            }
            hold.close();
        } catch (SQLException e) {
            if (settings.isH2() && e.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1) {
                throw new DatabaseInUse(settings, e);
            }
            throw unusable(settings, e);
        }
        throw new DatabaseInUse(settings, null);
    }

    /** Gives a hold up. */
    static void letGo(Connection hold) {
        try {
            hold.close();
        } catch (SQLException e) {
            LOG.debug("the connection is closed", e);
        }
    }

    static boolean lock(Connection hold) throws SQLException {
        try (Statement statement = hold.createStatement();
                ResultSet locked =
                        statement.executeQuery(
                                "SELECT pg_try_advisory_lock(" + ADVISORY_LOCK + ")")) {
            return locked.next() && locked.getBoolean(1);
        }
    }

    static DatabaseUnusable unusable(DatabaseSettings settings, Exception cause) {
        return new DatabaseUnusable(
                "The %s cannot be used (%s); %s"
                        .formatted(settings, SqlFault.message(cause), advice(settings, cause)),
                cause);
    }

    private static String advice(DatabaseSettings settings, Exception cause) {
        if (cause instanceof FlywayValidateException) {
            return "it belongs to another version of the gateway: start that version, or "
                    + "restore the backup from before the update";
        }
        return settings.isH2()
                ? "check the permissions and the space on the disk, restore a backup, or move "
                        + "the file away to start with an empty ledger"
                : "check the address, the user, its password and that the server runs";
    }
}
