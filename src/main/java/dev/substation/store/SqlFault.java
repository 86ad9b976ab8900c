package dev.substation.store;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.h2.api.ErrorCode;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;

/** What a database's exception says, without the values that databases put into their messages. */
final class SqlFault {

    private static final Set<Integer> FATAL_TO_THE_FILE =
            Set.of(
                    DataUtils.ERROR_READING_FAILED,
                    DataUtils.ERROR_WRITING_FAILED,
                    DataUtils.ERROR_INTERNAL,
                    DataUtils.ERROR_CLOSED,
                    DataUtils.ERROR_FILE_CORRUPT);

    private static final Set<Integer> FATAL_TO_H2 =
            Set.of(
                    ErrorCode.DATABASE_IS_CLOSED,
                    ErrorCode.CONNECTION_BROKEN_1,
                    ErrorCode.IO_EXCEPTION_1,
                    ErrorCode.IO_EXCEPTION_2,
                    ErrorCode.FILE_CORRUPTED_1);

    private static final String POSTGRESQL_DISK_FULL = "53100";

    private static final List<String> OUT_OF_SPACE =
            List.of(
                    "No space left on device",
                    "File too large",
                    "Disk quota exceeded",
                    "There is not enough space on the disk");

    private SqlFault() {}

    /**
     * A few words: {@code SQL state 23505}, or the exception's kind when it is not the database's.
     */
    static String sentence(Throwable fault) {
        if (diskIsFull(fault)) {
            return "the disk is full";
        }
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

    /**
     * Whether the database went away in the midst of a transaction, so that nobody knows whether it
     * was committed. Not when there was no connection to begin with.
     */
    static boolean leavesInDoubt(Throwable fault) {
        return unreachable(fault)
                && sql(fault)
                        .filter(sql -> !(sql instanceof SQLTransientConnectionException))
                        .isPresent();
    }

    /**
     * Whether H2 goes on after it. It does after a bad row, a timeout or a deadlock; it does not
     * once its file could not be read or written.
     */
    static boolean endsH2(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException
                    || cause instanceof MVStoreException store
                            && FATAL_TO_THE_FILE.contains(store.getErrorCode())
                    || cause instanceof SQLException sql
                            && FATAL_TO_H2.contains(sql.getErrorCode())) {
                return true;
            }
        }
        return false;
    }

    /** Whether any other commit would fail as well, until somebody does something about it. */
    static boolean lasting(Throwable fault) {
        return unreachable(fault) || diskIsFull(fault);
    }

    /** Whether there is no room to write more; an operating system says so in words alone. */
    static boolean diskIsFull(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof SQLException sql && POSTGRESQL_DISK_FULL.equals(sql.getSQLState())
                    || cause instanceof IOException
                            && OUT_OF_SPACE.stream().anyMatch(message::contains)) {
                return true;
            }
        }
        return false;
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
