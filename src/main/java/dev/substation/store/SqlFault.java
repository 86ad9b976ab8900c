package dev.substation.store;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;

/** What a database's exception says, without the values that databases put into their messages. */
final class SqlFault {

    private SqlFault() {}

    /**
     * A few words: {@code SQL state 23505}, or the exception's kind when it is not the database's.
     */
    static String sentence(Throwable fault) {
        return sql(fault)
                .map(sql -> "SQL state " + sql.getSQLState() + ", code " + sql.getErrorCode())
                .orElseGet(() -> fault.getClass().getSimpleName());
    }

    /** The database's own first line; for faults at start, when there are no values in it yet. */
    static String message(Throwable fault) {
        String message =
                sql(fault).map(SQLException::getMessage).orElseGet(() -> fault.getMessage());
        return String.valueOf(message).lines().findFirst().orElse("");
    }

    /** Whether the database could not be reached, so that another attempt would fail as well. */
    static boolean unreachable(Throwable fault) {
        return sql(fault)
                .filter(
                        sql ->
                                sql instanceof SQLTransientConnectionException
                                        || sql instanceof SQLRecoverableException
                                        || String.valueOf(sql.getSQLState()).startsWith("08")
                                        || String.valueOf(sql.getSQLState()).startsWith("57P"))
                .isPresent();
    }

    private static Optional<SQLException> sql(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return Optional.of(sql);
            }
        }
        return Optional.empty();
    }
}
