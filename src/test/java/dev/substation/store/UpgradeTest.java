package dev.substation.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.ports.Ledger.RegistrationRow;
import dev.substation.flow.ports.Ledger.Snapshot;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.model.StationId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A ledger of the release before issue 10, with rows in all its tables, is opened by this one. On
 * H2, or on the PostgreSQL that {@link OpenLedger} names.
 */
class UpgradeTest {

    private static final String BEFORE = "4";
    private static final StationId KEBA = new StationId("KEBA");

    @TempDir Path folder;

    private DatabaseSettings filled() throws SQLException {
        DatabaseSettings settings = OpenLedger.empty(folder);
        Flyway.configure()
                .dataSource(settings.url(), settings.user(), settings.password())
                .locations("classpath:db/migration")
                .target(BEFORE)
                .load()
                .migrate();
        try (Connection connection =
                        DriverManager.getConnection(
                                settings.url(), settings.user(), settings.password());
                Statement statement = connection.createStatement()) {
            for (String row :
                    List.of(
                            "INSERT INTO station VALUES ('keba', 'KEBA', 'SOAP_15',"
                                    + " 'http://192.0.2.7:12801/', '{\"chargePointVendor\":\"KEBA\"}',"
                                    + " TIMESTAMP WITH TIME ZONE '2026-11-01 08:00:00+00')",
                            "INSERT INTO registration VALUES ('keba', 'KEBA', 'Accepted', 300)",
                            "INSERT INTO charging_transaction VALUES (1, 'keba', 'KEBA', 'KEBA',"
                                    + " 'main', 1, '04AB|2026-11-01T08:00:00Z|100', 4711, 5000000000,"
                                    + " '{\"status\":\"Accepted\"}', TIMESTAMP WITH TIME ZONE"
                                    + " '2026-11-01 08:00:00+00', NULL, 1)",
                            "INSERT INTO charging_transaction VALUES (2, 'keba', 'KEBA', 'KEBA',"
                                    + " 'main', 2, '04AB|2026-11-01T07:00:00Z|90', 1000000001, NULL,"
                                    + " '{\"status\":\"Accepted\"}', TIMESTAMP WITH TIME ZONE"
                                    + " '2026-11-01 07:00:00+00', TIMESTAMP WITH TIME ZONE"
                                    + " '2026-11-01 07:30:00+00', 2)",
                            "INSERT INTO outbox VALUES (17, 'keba', 'KEBA', 'KEBA', 'SOAP_15', 'm-17',"
                                    + " 'MeterValues', '{\"connectorId\":1,\"transactionId\":4711}', 1,"
                                    + " '', '{\"undo\":[]}', TIMESTAMP WITH TIME ZONE '2026-11-01 08:01:00+00',"
                                    + " NULL)",
                            "INSERT INTO outbox VALUES (16, 'keba', 'KEBA', 'KEBA', 'SOAP_15', 'm-16',"
                                    + " 'StartTransaction', '{\"connectorId\":2}', 2, '', '{\"undo\":[]}',"
                                    + " TIMESTAMP WITH TIME ZONE '2026-11-01 07:00:00+00', TIMESTAMP"
                                    + " WITH TIME ZONE '2026-11-01 07:10:00+00')",
                            "INSERT INTO memory VALUES ('meter-window', 'keba', 'held 1793520000 x',"
                                    + " 'KEBA', '{}')",
                            "INSERT INTO memory VALUES ('rule', 'keba', 'held by nobody', 'KEBA', 'v')",
                            "INSERT INTO message_log (id, received, station, direction, dialect,"
                                    + " message_id, action, payload, notes) VALUES (1, TIMESTAMP WITH"
                                    + " TIME ZONE '2026-11-01 08:00:00+00', 'KEBA', 'up', 'SOAP_15',"
                                    + " 'm', 'Heartbeat', '{}', '{\"notes\":[]}')",
                            "INSERT INTO high_water VALUES ('OUTBOX', 17)")) {
                statement.execute(row);
            }
        }
        return settings;
    }

    @Test
    void keepsWhatAnEarlierReleaseHasStored() throws Exception {
        try (OpenLedger open = OpenLedger.at(filled(), LedgerLimits.DEFAULTS)) {
            Snapshot snapshot = open.ledger().load();

            assertEquals(1, snapshot.stations().size());
            assertEquals(
                    List.of(new RegistrationRow(KEBA, "", Optional.of("Accepted"), 300)),
                    snapshot.registrations());
            TransactionRow open1 = snapshot.transactions().get(0);
            assertEquals(Optional.of(4711L), open1.stationId());
            assertEquals("5000000000", open1.csmsId().orElseThrow().toString());
            assertEquals(
                    List.of(17L), open.outbox(KEBA).stream().map(OutboxRow::sequence).toList());
            assertEquals(
                    1_793_520_000L,
                    snapshot.stations().get(0).lastHeard().seconds(),
                    "the counter begins where no window that is held is late");
            assertEquals(2, open.transactionKeys().size());
            open.ledger().prune().get();
            assertEquals(2, open.transactionKeys().size(), "nothing is pruned at once");
        }
    }
}
