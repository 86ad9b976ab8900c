package dev.substation.store;

import dev.substation.flow.ports.Memory;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The rows that come or go with each message: outbox, message log, memories and high water marks.
 * They are written with JDBC batches on the connection of the JPA transaction, because the detour
 * over entities costs more than the database (docs/adr/0043-message-rows-by-jdbc.md). They are read
 * as entities, which is where their columns are described.
 */
final class MessageRows {

    private static final String INSERT_CALL =
            "INSERT INTO outbox (sequence, upstream_key, upstream, station, dialect, message_id,"
                    + " action, payload, transaction_key, coalesce_key, undo, accepted, aged_from,"
                    + " trace)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private static final String DELETE_CALL = "DELETE FROM outbox WHERE sequence = ?";

    private static final String DELETE_EARLIER =
            "DELETE FROM outbox WHERE upstream_key = ? AND coalesce_key = ? AND sequence < ?"
                    + " AND set_aside IS NULL";

    private static final String INSERT_LINE =
            "INSERT INTO message_log (id, received, aged_from, station, direction, dialect,"
                    + " message_id, action, part, payload, notes, signed_in, signed_out, bytes,"
                    + " whole_length, whole_sha256, outcome, took_ms, sent_as, trace)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private static final String PLACE = " WHERE owner = ? AND station_key = ? AND memory_key = ?";

    private static final String UPDATE_MEMORY =
            "UPDATE memory SET station = ?, memory_value = ?" + PLACE;

    private static final String INSERT_MEMORY =
            "INSERT INTO memory (station, memory_value, owner, station_key, memory_key)"
                    + " VALUES (?, ?, ?, ?, ?)";

    private static final String DELETE_MEMORY = "DELETE FROM memory" + PLACE;

    private static final String REACHED = "SELECT reached FROM high_water WHERE name = ?";

    private static final String RAISE =
            "UPDATE high_water SET reached = GREATEST(reached, ?) WHERE name = ?";

    private static final String FIRST = "INSERT INTO high_water (reached, name) VALUES (?, ?)";

    /** Rows of one upstream station of which only the latest is kept. */
    record Coalesced(String upstreamKey, String coalesce) {}

    /** Fills the parameters of a statement with one row. */
    @FunctionalInterface
    interface Filling<T> {
        void fill(PreparedStatement statement, T row) throws SQLException;
    }

    private final Connection connection;

    /**
     * @param manager in a transaction; what is pending there is written first
     */
    MessageRows(EntityManager manager) {
        manager.flush();
        connection = manager.unwrap(Connection.class);
    }

    void queue(Collection<StoredCall> calls) {
        run(INSERT_CALL, calls, (into, call) -> call.fill(into));
    }

    void unqueue(Collection<Long> sequences) {
        run(DELETE_CALL, sequences, (into, sequence) -> into.setLong(1, sequence));
    }

    /**
     * Removes what a later row replaces.
     *
     * @param latest the sequence of the later row
     */
    void replace(Map<Coalesced, Long> latest) {
        run(
                DELETE_EARLIER,
                latest.entrySet(),
                (into, one) -> {
                    into.setString(1, one.getKey().upstreamKey());
                    into.setString(2, one.getKey().coalesce());
                    into.setLong(3, one.getValue());
                });
    }

    void log(Collection<LoggedCall> lines) {
        run(INSERT_LINE, lines, (into, line) -> line.fill(into));
    }

    /** Remembers, and forgets what has no value. */
    void remember(Collection<Memory> memories) {
        run(
                DELETE_MEMORY,
                memories.stream().filter(memory -> memory.value().isEmpty()).toList(),
                (into, memory) -> place(into, 1, memory));
        upsert(
                UPDATE_MEMORY,
                INSERT_MEMORY,
                memories.stream().filter(memory -> !memory.value().isEmpty()).toList(),
                (into, memory) -> {
                    into.setString(1, memory.station().value());
                    into.setString(2, memory.value());
                    place(into, 3, memory);
                });
    }

    private static void place(PreparedStatement into, int from, Memory memory) throws SQLException {
        into.setString(from, memory.owner());
        into.setString(from + 1, Text.key(memory.station()));
        into.setString(from + 2, memory.key());
    }

    /** The highest number given; 0 when none was. */
    long reached(HighWater.Kind kind) {
        try (PreparedStatement statement = connection.prepareStatement(REACHED)) {
            statement.setString(1, kind.name());
            try (ResultSet found = statement.executeQuery()) {
                return found.next() ? found.getLong(1) : 0;
            }
        } catch (SQLException e) {
            throw new PersistenceException(e);
        }
    }

    /** Notes the highest numbers given. */
    void raise(Map<HighWater.Kind, Long> given) {
        upsert(
                RAISE,
                FIRST,
                List.copyOf(given.entrySet()),
                (into, one) -> {
                    into.setLong(1, one.getValue());
                    into.setString(2, one.getKey().name());
                });
    }

    private <T> void upsert(String update, String insert, List<T> rows, Filling<T> filling) {
        run(insert, unknown(update, rows, filling), filling);
    }

    private <T> void run(String sql, Collection<T> rows, Filling<T> filling) {
        unknown(sql, List.copyOf(rows), filling);
    }

    /** Runs a statement for each row, and returns those that touched nothing. */
    private <T> List<T> unknown(String sql, List<T> rows, Filling<T> filling) {
        if (rows.isEmpty()) {
            return List.of();
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (T row : rows) {
                filling.fill(statement, row);
                statement.addBatch();
            }
            int[] touched = statement.executeBatch();
            List<T> unknown = new ArrayList<>();
            for (int i = 0; i < touched.length; i++) {
                if (touched[i] == 0) {
                    unknown.add(rows.get(i));
                }
            }
            return unknown;
        } catch (SQLException e) {
            throw new PersistenceException(reason(e));
        }
    }

    /** H2 hangs what went wrong with a row beside the fault of the batch, not under it. */
    private static SQLException reason(SQLException fault) {
        SQLException ofRow = fault.getNextException();
        return fault instanceof BatchUpdateException && fault.getCause() == null && ofRow != null
                ? ofRow
                : fault;
    }
}
