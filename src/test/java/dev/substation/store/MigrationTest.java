package dev.substation.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.ports.CsmsTransactionId;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.testing.ReleasedLedger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ledgers of earlier versions. */
class MigrationTest {

    private static final Path RELEASED = Path.of("src/test/resources/released-migrations.tsv");

    @TempDir Path folder;

    @Test
    void scriptsThatWereReleasedAreUnchanged() throws Exception {
        Map<String, Integer> released = new TreeMap<>();
        for (String line : Files.readAllLines(RELEASED)) {
            if (!line.startsWith("#")) {
                String[] columns = line.split("\t");
                released.put(columns[0], Integer.valueOf(columns[1]));
            }
        }

        Map<String, Integer> present = new TreeMap<>();
        for (MigrationInfo script :
                Flyway.configure()
                        .dataSource("jdbc:h2:mem:", "sa", "")
                        .locations("classpath:db/migration")
                        .load()
                        .info()
                        .all()) {
            present.put(script.getVersion().getVersion(), script.getChecksum());
        }

        ReleasedLedger.SCHEMAS.values().forEach(last -> assertTrue(released.containsKey(last)));
        present.keySet().retainAll(released.keySet());
        assertEquals(released, present);
    }

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
