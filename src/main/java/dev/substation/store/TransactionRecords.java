package dev.substation.store;

import dev.substation.flow.ports.CsmsTransactionId;
import dev.substation.flow.ports.Memory;
import dev.substation.model.StationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Transactions of a ledger that nobody else writes: before the start, or for a command. It does
 * without JPA, which a command does not have, and leaves the schema as it is.
 */
public final class TransactionRecords implements AutoCloseable {

    private static final String UNFINISHED =
            """
            SELECT t.transaction_key, t.station, t.upstream, t.csms, t.connector_id, t.station_tx_id,
                t.csms_tx_id, t.started, t.stopped,
                (SELECT COUNT(*) FROM charging_transaction n WHERE n.station_key = t.station_key
                    AND n.connector_id = t.connector_id AND n.transaction_key > t.transaction_key),
                (SELECT COUNT(*) FROM outbox c WHERE c.transaction_key = t.transaction_key
                    AND c.set_aside IS NULL),
                (SELECT COUNT(*) FROM outbox c WHERE c.transaction_key = t.transaction_key
                    AND c.set_aside IS NOT NULL)
            FROM charging_transaction t
            WHERE t.stopped IS NULL OR t.transaction_key IN
                (SELECT c.transaction_key FROM outbox c WHERE c.transaction_key IS NOT NULL)
            ORDER BY t.transaction_key
            """;

    private static final String CLOSE =
            """
            UPDATE charging_transaction SET stopped = ?, aged_from = COALESCE(
                (SELECT h.reached FROM high_water h WHERE h.name = 'OPERATING_TIME'), aged_from)
            WHERE transaction_key = ? AND stopped IS NULL
            """;

    private static final String RETIRE =
            """
            UPDATE outbox SET set_aside = ?, set_aside_why = ?
            WHERE set_aside IS NULL AND transaction_key IN
                (SELECT t.transaction_key FROM charging_transaction t WHERE t.csms = ?)
            """;

    private static final String PARKED =
            "SELECT COUNT(*) FROM outbox WHERE set_aside IS NOT NULL AND set_aside_why = ?";

    private static final String BRING_BACK =
            "UPDATE outbox SET set_aside = NULL, set_aside_why = NULL WHERE set_aside_why = ?";

    /**
     * A transaction of which the CSMS may still have to hear.
     *
     * @param key the number of its record
     * @param stationId its id at the station
     * @param replaced whether another one has begun on its connector since
     * @param waiting its messages that the CSMS must still get
     * @param setAside its messages that are kept and not sent
     */
    public record Unfinished(
            long key,
            StationId station,
            StationId upstream,
            String csms,
            long connectorId,
            Optional<Long> stationId,
            Optional<CsmsTransactionId> csmsId,
            Instant started,
            Optional<Instant> stopped,
            boolean replaced,
            long waiting,
            long setAside) {}

    private static final String REMEMBERED =
            "SELECT owner, station, memory_key, memory_value FROM memory WHERE owner = ?"
                    + " ORDER BY station, memory_key";

    private static final String CALLED_AT =
            "SELECT station, address FROM station WHERE dialect LIKE 'SOAP%' ORDER BY station_key";

    private final DatabaseSettings settings;
    private final Connection connection;

    /** Whether a gateway may exist that has lost its hold and would write on as if nothing were. */
    private boolean mustTakeOver;

    TransactionRecords(DatabaseSettings settings, Connection connection, boolean mustTakeOver) {
        this.settings = settings;
        this.connection = connection;
        this.mustTakeOver = mustTakeOver;
    }

    /**
     * Opens a ledger that is there already.
     *
     * @throws DatabaseInUse when a gateway runs on it
     * @throws DatabaseUnusable when it cannot be reached or read
     */
    public static TransactionRecords open(DatabaseSettings settings) {
        Connection hold = DatabaseAccess.hold(settings, DatabaseAccess.source(settings));
        boolean readable = false;
        try {
            LedgerSchema.demandReadable(settings, hold);
            readable = true;
            return new TransactionRecords(settings, hold, !settings.isH2());
        } finally {
            if (!readable) {
                DatabaseAccess.letGo(hold);
            }
        }
    }

    /** What an owner remembers of all stations. */
    public List<Memory> remembered(String owner) {
        List<Memory> memories = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(REMEMBERED)) {
            statement.setString(1, owner);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    memories.add(
                            new Memory(
                                    row.getString(1),
                                    new StationId(row.getString(2)),
                                    row.getString(3),
                                    row.getString(4)));
                }
            }
            return memories;
        } catch (SQLException e) {
            throw new IllegalStateException("what is remembered cannot be read", e);
        }
    }

    /**
     * The SOAP stations that were here and the address at which each is called, as far as anybody
     * may read it.
     */
    public Map<StationId, String> calledAt() {
        Map<StationId, String> addresses = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(CALLED_AT)) {
            while (row.next()) {
                addresses.put(
                        new StationId(row.getString(1)), SealedLedger.shown(row.getString(2)));
            }
            return addresses;
        } catch (SQLException e) {
            throw new IllegalStateException("the stations cannot be read", e);
        }
    }

    /** Those that have not ended, or have messages in the outbox; the oldest first. */
    public List<Unfinished> unfinished() {
        List<Unfinished> unfinished = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(UNFINISHED)) {
            while (row.next()) {
                unfinished.add(
                        new Unfinished(
                                row.getLong(1),
                                new StationId(row.getString(2)),
                                new StationId(row.getString(3)),
                                row.getString(4),
                                row.getLong(5),
                                Optional.ofNullable(row.getObject(6, Long.class)),
                                Optional.ofNullable(row.getString(7))
                                        .map(CsmsTransactionId::ofStored),
                                row.getObject(8, OffsetDateTime.class).toInstant(),
                                Optional.ofNullable(row.getObject(9, OffsetDateTime.class))
                                        .map(OffsetDateTime::toInstant),
                                row.getLong(10) > 0,
                                row.getLong(11),
                                row.getLong(12)));
            }
            return unfinished;
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    /** Ends a transaction in the record; whether there was one that had not ended. */
    public boolean close(long key, Instant now) {
        return update(CLOSE, Text.of(now), key) > 0;
    }

    /**
     * Sets the messages aside of transactions of a CSMS that the site no longer has.
     *
     * @param why the sentence that is kept with them
     */
    public void retire(String csms, String why, Instant now) {
        update(RETIRE, Text.of(now), why, csms);
    }

    /** Releases the messages that were parked with one of these sentences. */
    public void bringBack(Collection<String> whys) {
        whys.forEach(why -> update(BRING_BACK, why));
    }

    /** How many messages are parked with one of these sentences. */
    public long parked(Collection<String> whys) {
        long parked = 0;
        try (PreparedStatement statement = connection.prepareStatement(PARKED)) {
            for (String why : whys) {
                statement.setString(1, why);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    parked += row.getLong(1);
                }
            }
            return parked;
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    private int update(String sql, Object... values) {
        if (mustTakeOver) {
            mustTakeOver = false;
            update(StoreLock.TAKE_OVER);
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            int rows = statement.executeUpdate();
            if (rows > 0) {
                DatabaseAccess.sync(settings, connection);
            }
            return rows;
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    private DatabaseUnusable unusable(SQLException fault) {
        return new DatabaseUnusable(
                "The %s cannot be read (%s); a ledger of an earlier version is brought up to date by a start of the gateway"
                        .formatted(settings, SqlFault.message(fault)),
                fault);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw unusable(e);
        }
    }
}
