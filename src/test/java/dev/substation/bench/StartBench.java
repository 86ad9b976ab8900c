package dev.substation.bench;

import dev.substation.dialect.Part;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.LogRow;
import dev.substation.flow.ports.Ledger.Snapshot;
import dev.substation.flow.ports.Memory;
import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.store.Database;
import dev.substation.store.DatabaseSettings;
import dev.substation.store.JpaLedger;
import dev.substation.store.LedgerLimits;
import dev.substation.testing.WallTimers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * How long a ledger of years takes to open, to load and to prune, how long a card is looked for,
 * and how long a commit waits at most while old rows are removed. To be run with the heap of the
 * appliance ({@code -Xmx512m -XX:+UseSerialGC}).
 *
 * <p>Arguments: stations, cards of each, lines of the message log, transactions that have ended,
 * and the folder; 10,000, 100, 1,000,000, 100,000 and {@code target} when left out.
 */
public final class StartBench {

    private static final int QUESTIONS = 1_000;
    private static final int COMMITS_BEFORE = 1_000;

    /** The age of the oldest rows: half of what has ended is old enough to be removed. */
    private static final Duration OPERATED = Duration.ofDays(180);

    private StartBench() {}

    public static void main(String[] args) throws Exception {
        long stations = argument(args, 0, 10_000);
        long cards = argument(args, 1, 100);
        long lines = argument(args, 2, 1_000_000);
        long transactions = argument(args, 3, 100_000);
        Path folder =
                Files.createTempDirectory(Path.of(args.length > 4 ? args[4] : "target"), "start");
        try {
            DatabaseSettings settings = DatabaseSettings.inFolder(folder.toAbsolutePath());
            Database.open(settings, Executors.defaultThreadFactory(), new WallTimers()::moment)
                    .close();
            fill(settings, stations, cards, lines, transactions);
            System.out.printf(
                    Locale.ROOT,
                    "start stations=%d cards=%d log-lines=%d transactions=%d ",
                    stations,
                    stations * cards,
                    lines,
                    transactions);
            measure(settings, stations, cards);
        } finally {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static long argument(String[] args, int at, long otherwise) {
        return args.length > at ? Long.parseLong(args[at]) : otherwise;
    }

    private static void fill(
            DatabaseSettings settings, long stations, long cards, long lines, long transactions)
            throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(
                                settings.url(), settings.user(), settings.password());
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO station (station_key, station, dialect, address, boot)"
                            + " SELECT 'cp-' || x, 'CP-' || x, 'SOAP_16', 'http://10.0.0.1/',"
                            + " '{\"chargePointVendor\":\"KEBA\",\"chargePointModel\":\"P30\"}'"
                            + " FROM SYSTEM_RANGE(1, "
                            + stations
                            + ")");
            statement.execute(
                    "INSERT INTO memory (owner, station_key, memory_key, station, memory_value)"
                            + " SELECT 'authorization', 'cp-' || s.x, 'card-' || c.x, 'CP-' || s.x,"
                            + " '1767225600000' || CHAR(9) || 'Accepted' || CHAR(9) || CHAR(9)"
                            + " FROM SYSTEM_RANGE(1, "
                            + stations
                            + ") s, SYSTEM_RANGE(1, "
                            + cards
                            + ") c");
            statement.execute(
                    "INSERT INTO memory (owner, station_key, memory_key, station, memory_value)"
                            + " SELECT 'repeats', 'cp-' || x, 'MeterValues', 'CP-' || x,"
                            + " REPEAT('AbCdEfGhIjKlMnOp ', 32) FROM SYSTEM_RANGE(1, "
                            + stations
                            + ")");
            statement.execute(
                    "INSERT INTO message_log (id, received, station, direction, dialect, message_id,"
                            + " action, payload, notes, aged_from) SELECT x, DATEADD(SECOND, x - "
                            + lines
                            + ", CURRENT_TIMESTAMP), 'CP-' || MOD(x, "
                            + stations
                            + "), 'up', 'SOAP_16', 'm-' || x, 'MeterValues',"
                            + " '{\"connectorId\":1,\"meterValue\":[{\"sampledValue\":[{\"value\":\"4711\"}]}]}',"
                            + " '{\"notes\":[]}', "
                            + OPERATED.toMillis()
                            + " * x / "
                            + lines
                            + " FROM SYSTEM_RANGE(1, "
                            + lines
                            + ")");
            statement.execute(
                    "INSERT INTO charging_transaction (transaction_key, station_key, station, upstream,"
                            + " csms, connector_id, content_key, id_tag_info, started, stopped,"
                            + " aged_from)"
                            + " SELECT x, 'cp-' || MOD(x, "
                            + stations
                            + "), 'CP-' || MOD(x, "
                            + stations
                            + "), 'CP-' || MOD(x, "
                            + stations
                            + "), 'main', 1, 'k', '{\"status\":\"Accepted\"}', CURRENT_TIMESTAMP,"
                            + " CURRENT_TIMESTAMP, "
                            + OPERATED.toMillis()
                            + " * x / "
                            + transactions
                            + " FROM SYSTEM_RANGE(1, "
                            + transactions
                            + ")");
            statement.execute(
                    "INSERT INTO high_water (name, reached) SELECT 'OPERATING_TIME', 0 WHERE NOT"
                            + " EXISTS (SELECT 1 FROM high_water WHERE name = 'OPERATING_TIME')");
            statement.execute(
                    "UPDATE high_water SET reached = "
                            + OPERATED.toMillis()
                            + " WHERE name = 'OPERATING_TIME'");
            statement.execute(
                    "UPDATE high_water SET reached = " + lines + " WHERE name = 'MESSAGE_LOG'");
            statement.execute("SHUTDOWN");
        }
    }

    private static void measure(DatabaseSettings settings, long stations, long cards)
            throws Exception {
        ExecutorService writer = Executors.newSingleThreadExecutor();
        ExecutorService readers = Executors.newFixedThreadPool(2);
        long began = System.nanoTime();
        try (WallTimers timers = new WallTimers();
                Database database =
                        Database.open(
                                settings,
                                Executors.defaultThreadFactory(),
                                new WallTimers()::moment);
                JpaLedger ledger =
                        new JpaLedger(database, writer, readers, timers, LedgerLimits.DEFAULTS)) {
            long opened = System.nanoTime();
            Snapshot snapshot = ledger.load();
            long loaded = System.nanoTime();
            for (int i = 0; i < QUESTIONS; i++) {
                StationId station = new StationId("CP-" + random(stations));
                ledger.recall(Memory.CARDS, station, "card-" + random(cards)).join();
            }
            long asked = System.nanoTime();
            List<Long> usual = new ArrayList<>();
            while (usual.size() < COMMITS_BEFORE) {
                usual.add(commit(ledger, usual.size()));
            }
            List<Long> meanwhile = new ArrayList<>();
            long pruning = System.nanoTime();
            CompletableFuture<Long> pruned = ledger.prune();
            while (!pruned.isDone()) {
                meanwhile.add(commit(ledger, COMMITS_BEFORE + meanwhile.size()));
            }
            long ended = System.nanoTime();
            System.out.printf(
                    Locale.ROOT,
                    "open=%d ms load=%d ms (stations=%d memories=%d) card=%.2f ms"
                            + " prune=%d ms (rows=%d) commits before: %s, meanwhile: %s%n",
                    milliseconds(opened - began),
                    milliseconds(loaded - opened),
                    snapshot.stations().size(),
                    snapshot.memories().size(),
                    (asked - loaded) / 1e6 / QUESTIONS,
                    milliseconds(ended - pruning),
                    pruned.join(),
                    waits(usual),
                    waits(meanwhile));
        } finally {
            writer.shutdown();
            readers.shutdown();
        }
    }

    private static long commit(JpaLedger ledger, long number) {
        long before = System.nanoTime();
        ledger.commit(List.of(new Change.Logged(line(number)))).join();
        return System.nanoTime() - before;
    }

    private static String waits(List<Long> waits) {
        List<Long> sorted = waits.stream().sorted().toList();
        return String.format(
                Locale.ROOT,
                "%d (median %.1f ms, 99 of 100 within %.1f ms, longest %d ms)",
                sorted.size(),
                sorted.get(sorted.size() / 2) / 1e6,
                sorted.get(sorted.size() * 99 / 100) / 1e6,
                milliseconds(sorted.get(sorted.size() - 1)));
    }

    private static long random(long most) {
        return ThreadLocalRandom.current().nextLong(most) + 1;
    }

    private static long milliseconds(long nanoseconds) {
        return nanoseconds / 1_000_000;
    }

    private static LogRow line(long number) {
        return new LogRow(
                Instant.now(),
                new StationId("CP-1"),
                "up",
                Dialect.SOAP_16,
                "bench-" + number,
                Action.MeterValues,
                Part.REQUEST,
                Payload.EMPTY,
                List.of(),
                "",
                "");
    }
}
