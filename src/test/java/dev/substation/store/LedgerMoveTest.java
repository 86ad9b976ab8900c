package dev.substation.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.ports.Ledger.Snapshot;
import dev.substation.flow.time.Moment;
import dev.substation.model.StationId;
import dev.substation.testing.PostgresqlServer;
import dev.substation.testing.ReleasedLedger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A ledger that moves from its file to a server. */
@ExtendWith(OnPostgresql.class)
class LedgerMoveTest {

    private static final StationId OLD = new StationId("OLD-1");

    @TempDir Path folder;
    private final List<String> shown = new ArrayList<>();

    private Path file() {
        Path data = folder.resolve("data");
        ReleasedLedger.write(data, "0.1.0", OLD.value(), "main");
        return data;
    }

    private Map<String, Long> copy(Path data, DatabaseSettings target) {
        return LedgerMove.copy(data, target, (table, rows, all) -> shown.add(table + rows));
    }

    private static void execute(Path data, String sql) throws SQLException {
        DatabaseSettings settings = DatabaseSettings.inFolder(data);
        try (Connection connection = DriverManager.getConnection(settings.url(), "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void bringsAllRowsOfAnEarlierVersionAndCountsThem() throws Exception {
        Path data = file();
        execute(
                data,
                "INSERT INTO message_log (id, received, station, direction, dialect, message_id,"
                        + " action, payload, notes) SELECT x, TIMESTAMP WITH TIME ZONE '2026-11-01"
                        + " 08:00:00+00', 'OLD-1', 'up', 'JSON_16', 'm', 'Heartbeat', '{\"ü\":1}',"
                        + " '{\"notes\":[]}' FROM SYSTEM_RANGE(1, 2500)");
        DatabaseSettings target = OpenLedger.empty(folder);

        Map<String, Long> rows = copy(data, target);

        assertEquals(2, rows.get("outbox"));
        assertEquals(2500, rows.get("message_log"));
        assertTrue(shown.contains("message_log1000"), shown.toString());
        try (OpenLedger open = OpenLedger.at(target, LedgerLimits.DEFAULTS)) {
            Snapshot snapshot = open.ledger().load();
            assertEquals(2, snapshot.transactions().size());
            assertEquals(17, snapshot.lastSequence());
            assertEquals(
                    List.of("old-start", "old-values"),
                    open.outbox(OLD).stream().map(OutboxRow::messageId).toList());
            open.store(new Change.Queued(Rows.call(18)));
        }
    }

    @Test
    void leavesADatabaseAloneThatHasALedger() throws Exception {
        DatabaseSettings target = OpenLedger.settings(folder);
        try (OpenLedger open = OpenLedger.at(target, LedgerLimits.DEFAULTS)) {
            open.store(new Change.Queued(Rows.call(1)));
        }

        DatabaseUnusable refused = assertThrows(DatabaseUnusable.class, () -> copy(file(), target));

        assertTrue(refused.getMessage().contains("has a ledger already (1 rows in outbox)"));
    }

    @Test
    void keepsNothingWhenARowIsRefusedAndCanBeRepeated() throws Exception {
        Path data = file();
        DatabaseSettings target = OpenLedger.empty(folder);
        copy(empty(), target);
        PostgresqlServer.shared()
                .execute(
                        target, "ALTER TABLE station ADD CONSTRAINT no CHECK (station <> 'OLD-1')");

        assertThrows(DatabaseUnusable.class, () -> copy(data, target));

        PostgresqlServer.shared().execute(target, "ALTER TABLE station DROP CONSTRAINT no");
        assertEquals(2, copy(data, target).get("outbox"), "nothing was left of the first time");
    }

    private Path empty() throws Exception {
        Path data = Files.createDirectories(folder.resolve("empty"));
        Database.open(DatabaseSettings.inFolder(data), Thread::new, () -> new Moment(0)).close();
        return data;
    }
}
