package dev.substation.bench;

import dev.substation.flow.ports.Ledger.Change;
import dev.substation.model.StationId;
import dev.substation.store.Database;
import dev.substation.store.DatabaseSettings;
import dev.substation.store.JpaLedger;
import dev.substation.store.LedgerLimits;
import dev.substation.testing.WallTimers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A message on the disk with its line of the message log, then out of the outbox again. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class LedgerMicro {

    private static final int AT_ONCE = 64;
    private static final List<StationId> STATIONS =
            Stream.iterate(0, i -> i + 1)
                    .limit(AT_ONCE)
                    .map(i -> new StationId("BENCH-" + i))
                    .toList();

    private final ExecutorService writer = Executors.newSingleThreadExecutor();
    private final ExecutorService readers = Executors.newFixedThreadPool(2);
    private Path folder;
    private Database database;
    private JpaLedger ledger;
    private long number;

    @Setup(Level.Trial)
    public void open() throws IOException {
        folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "micro");
        database =
                Database.open(
                        DatabaseSettings.inFolder(folder),
                        Executors.defaultThreadFactory(),
                        new WallTimers()::moment);
        ledger = new JpaLedger(database, writer, readers, new WallTimers(), LedgerLimits.DEFAULTS);
    }

    @Benchmark
    public void one() {
        commit(STATIONS.get(0)).join();
    }

    @Benchmark
    @OperationsPerInvocation(AT_ONCE)
    public void oneOfManyAtOnce() {
        CompletableFuture.allOf(
                        STATIONS.stream().map(this::commit).toArray(CompletableFuture<?>[]::new))
                .join();
    }

    private CompletableFuture<Void> commit(StationId station) {
        long sequence = ++number;
        return ledger.commit(DurabilityBench.message(station, sequence))
                .thenRun(() -> ledger.commit(List.of(new Change.Unqueued(sequence))));
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        ledger.close();
        database.close();
        writer.shutdown();
        readers.shutdown();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
