package dev.substation.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.model.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databases that a later version of the program has updated. */
class LedgerSchemaTest {

    @TempDir Path folder;

    private DatabaseSettings settings() throws Exception {
        DatabaseSettings settings = OpenLedger.settings(folder);
        OpenLedger.at(settings, LedgerLimits.DEFAULTS).close();
        return settings;
    }

    private static Connection connection(DatabaseSettings settings) throws SQLException {
        return DriverManager.getConnection(settings.url(), settings.user(), settings.password());
    }

    private static void later(DatabaseSettings settings, String readableFrom) throws SQLException {
        try (Connection connection = connection(settings);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "UPDATE ledger_schema SET version = 99, readable_from = '%s'"
                            .formatted(readableFrom));
            statement.execute(
                    "INSERT INTO %s (%s) SELECT 99, '99', 'later', 'SQL', 'V99__later.sql', 1, 'x', 1, true"
                            .formatted(
                                    settings.isH2()
                                            ? "\"flyway_schema_history\""
                                            : "flyway_schema_history",
                                    settings.isH2()
                                            ? "\"installed_rank\", \"version\", \"description\", \"type\","
                                                    + " \"script\", \"checksum\", \"installed_by\","
                                                    + " \"execution_time\", \"success\""
                                            : "installed_rank, version, description, type, script,"
                                                    + " checksum, installed_by, execution_time,"
                                                    + " success"));
        }
    }

    @Test
    void theLastMigrationWritesItsNumber() throws Exception {
        try (Connection connection = connection(settings());
                Stream<Path> scripts = Files.list(Path.of("src/main/resources/db/migration"))) {
            int last =
                    scripts.map(script -> script.getFileName().toString())
                            .mapToInt(
                                    name -> Integer.parseInt(name.replaceAll("V(\\d+)__.*", "$1")))
                            .max()
                            .orElseThrow();

            assertEquals(last, LedgerSchema.KNOWN);
            assertEquals(last, LedgerSchema.of(connection).orElseThrow().version());
        }
    }

    @Test
    void anEmptyDatabaseSaysNothing() throws SQLException, IOException {
        try (Connection connection = connection(OpenLedger.empty(folder))) {
            assertEquals(Optional.empty(), LedgerSchema.of(connection));
        }
    }

    @Test
    void refusesInOneSentenceADatabaseThatNeedsALaterVersion() throws Exception {
        DatabaseSettings settings = settings();
        later(settings, "9.1.0");

        DatabaseUnusable start =
                assertThrows(
                        DatabaseUnusable.class,
                        () -> OpenLedger.at(settings, LedgerLimits.DEFAULTS));
        DatabaseUnusable command =
                assertThrows(DatabaseUnusable.class, () -> TransactionRecords.open(settings));

        assertEquals(
                "The %s was updated by a later version: Substation 9.1.0 or later can read it, and this is %s. Nothing was changed in it; install that version, or restore the backup from before the update (gw restore)"
                        .formatted(settings, Version.own()),
                start.getMessage());
        assertEquals(start.getMessage(), command.getMessage());
        try (Connection connection = connection(settings)) {
            assertEquals(99, LedgerSchema.of(connection).orElseThrow().version());
        }
    }

    @Test
    void worksOnADatabaseThatSaysThatItCan() throws Exception {
        DatabaseSettings settings = settings();
        later(settings, "0.1.0");

        try (OpenLedger open = OpenLedger.at(settings, LedgerLimits.DEFAULTS)) {
            assertTrue(open.transactionKeys().isEmpty());
        }
    }
}
