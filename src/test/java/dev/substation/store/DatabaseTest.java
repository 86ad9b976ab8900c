package dev.substation.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.time.Moment;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DatabaseTest {

    @TempDir Path folder;

    @Test
    void everyAcknowledgedRowSurvivesAKill() throws Exception {
        Process child = Child.start(folder);
        try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
            List<String> acknowledged = Child.readTo(out, "stored 3000");
            child.toHandle().destroyForcibly(); // leaves us what it still has printed
            acknowledged.addAll(out.lines().filter(line -> line.matches("stored \\d+")).toList());

            try (OpenLedger open = OpenLedger.in(folder)) {
                Set<String> stored =
                        open.outbox(Rows.KEBA).stream()
                                .map(OutboxRow::sequence)
                                .map(sequence -> "stored " + sequence)
                                .collect(Collectors.toSet());
                acknowledged.remove("open");
                acknowledged.removeAll(stored);
                assertEquals(List.of(), acknowledged);
                assertTrue(open.ledger().load().lastSequence() >= 3000);
            }
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    void tellsThatAnotherProcessHoldsTheFile() throws Exception {
        Process child = Child.start(folder);
        try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
            Child.readTo(out, "open");

            DatabaseInUse refused =
                    assertThrows(DatabaseInUse.class, () -> OpenLedger.in(folder).close());

            assertEquals(
                    "Another process uses the database "
                            + folder.resolve("substation.mv.db")
                            + "; stop it first, or give this one a data folder of its own",
                    refused.getMessage());
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    @Test
    void tellsWhichFileIsUnreadable() throws Exception {
        Path file = folder.resolve("substation.mv.db");
        Files.write(file, new byte[100_000]);

        DatabaseUnusable refused =
                assertThrows(DatabaseUnusable.class, () -> OpenLedger.in(folder).close());

        assertTrue(
                refused.getMessage().startsWith("The database " + file + " cannot be used ("),
                refused.getMessage());
        assertEquals(100_000, Files.size(file));
    }

    @Test
    void tellsThatTheFolderCannotBeWritten() throws Exception {
        Path noFolder = Files.writeString(folder.resolve("file"), "");

        DatabaseUnusable refused =
                assertThrows(DatabaseUnusable.class, () -> OpenLedger.in(noFolder).close());

        assertTrue(refused.getMessage().contains(noFolder.toString()), refused.getMessage());
    }

    @Test
    void refusesTheSchemaOfANewerGateway() throws Exception {
        OpenLedger.in(folder).close();
        try (Connection connection =
                        DriverManager.getConnection(
                                DatabaseSettings.inFolder(folder).url(), "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO \"flyway_schema_history\" SELECT 1000, '999', 'later', \"type\","
                            + " 'V999__later.sql', \"checksum\", \"installed_by\","
                            + " \"installed_on\", \"execution_time\", \"success\" FROM"
                            + " \"flyway_schema_history\" WHERE \"version\" = '1'");
        }

        DatabaseUnusable refused =
                assertThrows(DatabaseUnusable.class, () -> OpenLedger.in(folder).close());

        assertTrue(
                refused.getMessage().contains("belongs to another version of the gateway"),
                refused.getMessage());
        try (Connection connection =
                DriverManager.getConnection(
                        DatabaseSettings.inFolder(folder).url() + ";IFEXISTS=TRUE", "sa", "")) {
            assertTrue(connection.isValid(1)); // it was let go of
        }
    }

    @Test
    void closingLeavesNothingOpen() throws Exception {
        OpenLedger.in(folder).close();

        Process other = Child.start(folder);

        try (BufferedReader out = other.inputReader(StandardCharsets.UTF_8)) {
            assertFalse(Child.readTo(out, "open").isEmpty());
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    @Test
    void closingTwiceIsHarmless() throws Exception {
        OpenLedger open = OpenLedger.in(folder);
        open.store(new Change.Queued(Rows.call(1)));
        open.close();

        open.close();

        try (OpenLedger again = OpenLedger.in(folder)) {
            assertEquals(List.of(1L), again.sequences(Rows.KEBA));
        }
    }

    @Test
    void neverShowsAPassword() {
        DatabaseSettings settings =
                new DatabaseSettings(
                        "jdbc:postgresql://me:secret@db.example.org/ledger?password=secret",
                        "me",
                        "secret");

        assertEquals("database jdbc:postgresql://db.example.org/ledger", settings.toString());
    }

    @Test
    void tellsThatAServerCannotBeReached() {
        DatabaseSettings settings =
                new DatabaseSettings("jdbc:postgresql://127.0.0.1:1/ledger", "me", "secret");

        DatabaseUnusable refused =
                assertThrows(
                        DatabaseUnusable.class,
                        () ->
                                Database.open(
                                        settings,
                                        Executors.defaultThreadFactory(),
                                        () -> new Moment(0)));

        assertTrue(
                refused.getMessage()
                        .startsWith(
                                "The database jdbc:postgresql://127.0.0.1:1/ledger cannot be used"),
                refused.getMessage());
        assertFalse(refused.getMessage().contains("secret"), refused.getMessage());
    }

    @Test
    void refusesOtherDatabases() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new DatabaseSettings("jdbc:mysql://db/ledger", "me", ""));
    }
}
