package dev.substation.bench;

import dev.substation.dialect.Part;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.LogRow;
import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.store.Database;
import dev.substation.store.DatabaseSettings;
import dev.substation.store.JpaLedger;
import dev.substation.store.LedgerLimits;
import dev.substation.testing.SyncedFiles;
import dev.substation.testing.WallTimers;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.h2.store.fs.FilePath;

/**
 * What it costs to have each message on the disk before it is answered: messages a second with the
 * disk's sync and without, measured in turns in one run. A message is stored with its line of the
 * message log, its station waits for that, and it leaves the outbox with a later commit.
 *
 * <p>Arguments: the number of stations that send at the same time, 64 when left out; the folder for
 * the databases, which should lie on the disk that matters (in memory there is nothing to sync).
 */
public final class DurabilityBench {

    private static final int STATIONS = 64;
    private static final int ROUNDS = 4; // the first warms up
    private static final Duration ROUND = Duration.ofSeconds(5);

    private DurabilityBench() {}

    public static void main(String[] args) throws Exception {
        int stations = args.length > 0 ? Integer.parseInt(args[0]) : STATIONS;
        Path folder =
                Files.createTempDirectory(
                        Path.of(args.length > 1 ? args[1] : "target"), "durability");
        FilePath.register(new WithoutSync());
        String file = folder.toAbsolutePath().normalize().toString();
        try (Side on = new Side("jdbc:h2:file:" + file + "/on");
                Side off = new Side("jdbc:h2:" + WithoutSync.SCHEME + ":" + file + "/off")) {
            double withSync = 0;
            double without = 0;
            for (int round = 0; round < ROUNDS; round++) {
                double first = on.messagesPerSecond(stations);
                double second = off.messagesPerSecond(stations);
                withSync += round == 0 ? 0 : first / (ROUNDS - 1);
                without += round == 0 ? 0 : second / (ROUNDS - 1);
            }
            System.out.printf(
                    Locale.ROOT,
                    "durability stations=%d sync-on=%.0f/s sync-off=%.0f/s ratio=%.2f%n",
                    stations,
                    withSync,
                    without,
                    withSync / without);
        } finally {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    /** What is stored of a message. */
    static List<Change> message(StationId station, long number) {
        String id = UUID.randomUUID().toString();
        Payload values =
                Payload.of(
                        "connectorId",
                        1L,
                        "transactionId",
                        number,
                        "meterValue",
                        List.of(
                                Payload.of(
                                        "timestamp",
                                        "2026-03-01T12:00:00Z",
                                        "sampledValue",
                                        List.of(Payload.of("value", "" + number)))));
        Instant now = Instant.now();
        return List.of(
                new Change.Logged(
                        new LogRow(
                                now,
                                station,
                                "up",
                                Dialect.SOAP_15,
                                id,
                                Action.MeterValues,
                                Part.REQUEST,
                                values,
                                List.of(),
                                "",
                                "")),
                new Change.Queued(
                        new OutboxRow(
                                number,
                                station,
                                station,
                                Dialect.SOAP_15,
                                id,
                                Action.MeterValues,
                                values,
                                Optional.of(1L),
                                "",
                                List.of(),
                                now)));
    }

    /** A ledger with its threads. */
    private static final class Side implements AutoCloseable {

        private final ExecutorService writer = Executors.newSingleThreadExecutor();
        private final ExecutorService readers = Executors.newFixedThreadPool(2);
        private final ExecutorService desk = Executors.newSingleThreadExecutor();
        private final Database database;
        private final JpaLedger ledger;
        private final AtomicLong sequence = new AtomicLong();

        Side(String url) {
            database =
                    Database.open(
                            new DatabaseSettings(url, "sa", ""),
                            Executors.defaultThreadFactory(),
                            new WallTimers()::moment);
            ledger =
                    new JpaLedger(
                            database, writer, readers, new WallTimers(), LedgerLimits.DEFAULTS);
        }

        double messagesPerSecond(int stations) {
            AtomicLong messages = new AtomicLong();
            long begin = System.nanoTime();
            long end = begin + ROUND.toNanos();
            CompletableFuture<?>[] all = new CompletableFuture<?>[stations];
            for (int i = 0; i < stations; i++) {
                all[i] = sending(new StationId("CP-" + i), end, messages);
            }
            CompletableFuture.allOf(all).join();
            return messages.get() * 1e9 / (System.nanoTime() - begin);
        }

        private CompletableFuture<Void> sending(StationId station, long end, AtomicLong messages) {
            if (System.nanoTime() > end) {
                return CompletableFuture.completedFuture(null);
            }
            long number = sequence.incrementAndGet();
            return ledger.commit(message(station, number))
                    .thenComposeAsync(
                            stored -> {
                                messages.incrementAndGet();
                                ledger.commit(List.of(new Change.Unqueued(number)));
                                return sending(station, end, messages);
                            },
                            desk);
        }

        @Override
        public void close() {
            ledger.close();
            database.close();
            List.of(writer, readers, desk).forEach(ExecutorService::shutdown);
        }
    }

    /** Files as usual, but for the sync, which does nothing. Public, for H2 makes more of them. */
    public static final class WithoutSync extends SyncedFiles {

        static final String SCHEME = "withoutsync";

        @Override
        public String getScheme() {
            return SCHEME;
        }

        @Override
        protected void sync(FileChannel file) {
            // This is what is left out.
        }
    }
}
