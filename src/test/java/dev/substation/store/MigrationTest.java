package dev.substation.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.flow.ports.CsmsTransactionId;
import dev.substation.flow.ports.Ledger.TransactionRow;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ledgers of earlier versions. */
class MigrationTest {

    @TempDir Path folder;

    @Test
    void anIdOfTheCsmsThatWasANumberIsTheSameNumber() throws Exception {
        DatabaseSettings settings = OpenLedger.empty(folder);
        Flyway.configure()
                .dataSource(settings.url(), settings.user(), settings.password())
                .locations("classpath:db/migration")
                .target("4")
                .load()
                .migrate();
        try (Connection connection =
                        DriverManager.getConnection(
                                settings.url(), settings.user(), settings.password());
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO charging_transaction (transaction_key, station_key, station,"
                            + " upstream, csms, connector_id, content_key, station_tx_id,"
                            + " csms_tx_id, id_tag_info, started) VALUES (1, 'keba', 'KEBA',"
                            + " 'KEBA', 'main', 1, 'a|b|1', 7, 4711, '{}',"
                            + " TIMESTAMP WITH TIME ZONE '2026-01-01 08:00:00+00')");
        }

        try (OpenLedger open = OpenLedger.at(settings, LedgerLimits.DEFAULTS)) {
            TransactionRow row = open.ledger().load().transactions().get(0);

            assertEquals(Optional.of(CsmsTransactionId.of(4711)), row.csmsId());
        }
    }
}
