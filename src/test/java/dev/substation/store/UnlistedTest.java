package dev.substation.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.TransactionEnd;
import dev.substation.model.StationId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is remembered of stations that the site no longer lists (issue 10, point 17). */
class UnlistedTest {

    private static final StationId GONE = new StationId("GONE");
    private static final StationId LISTED = new StationId("LISTED");
    private static final Duration LONG = Duration.ofDays(3);
    private static final LedgerLimits LIMITS =
            new LedgerLimits(
                    10_000,
                    500,
                    Duration.ofDays(7),
                    200_000,
                    Optional.empty(),
                    Duration.ofDays(2),
                    200_000,
                    64L * 1024 * 1024);

    @TempDir Path folder;

    private static Change remembered(String owner, StationId station, String key) {
        return new Change.Remembered(new Memory(owner, station, key, "1"));
    }

    private static Set<String> keys(OpenLedger open) {
        return open.database()
                .inTransaction(
                        manager ->
                                manager.createQuery(
                                                "SELECT m FROM StoredMemory m", StoredMemory.class)
                                        .getResultStream()
                                        .map(memory -> memory.row().key())
                                        .collect(Collectors.toSet()));
    }

    private static long pruned(OpenLedger open) throws Exception {
        return open.ledger().prune().get(60, TimeUnit.SECONDS);
    }

    @Test
    void goesAfterTheTimeThatEndedTransactionsAreKept() throws Exception {
        try (OpenLedger open = OpenLedger.in(folder, LIMITS)) {
            open.store(
                    IntStream.range(0, 450)
                            .mapToObj(i -> remembered(Memory.CARDS, GONE, "card-" + i))
                            .toArray(Change[]::new));
            open.store(remembered("rule", GONE, "a"), remembered("rule", LISTED, "b"));
            open.ledger().load(LISTED::equals);

            long atOnce = pruned(open);
            open.time().pass(LONG.minusDays(2));
            long early = pruned(open);
            open.time().pass(Duration.ofDays(2));
            long late = pruned(open);

            assertEquals(List.of(0L, 0L, 451L), List.of(atOnce, early, late));
            assertEquals(Set.of("b"), keys(open));
        }
    }

    /** Added while the gateway runs, it must not be taken for a station that is new. */
    @Test
    void whichCsmsKnowsAStationIsKnownThoughItIsNotListed() throws Exception {
        try (OpenLedger open = OpenLedger.in(folder, LIMITS)) {
            open.store(
                    remembered(Memory.CSMS_TOLD, GONE, "a"),
                    remembered("rule", GONE, "b"),
                    remembered("rule", LISTED, "c"));

            assertEquals(
                    Set.of("a", "c"),
                    open.ledger().load(LISTED::equals).memories().stream()
                            .map(Memory::key)
                            .collect(Collectors.toSet()));
        }
    }

    @Test
    void staysWhenTheStationIsListedAgainAndItsTimeBeginsAnew() throws Exception {
        try (OpenLedger open = OpenLedger.in(folder, LIMITS)) {
            open.store(remembered("rule", GONE, "a"));
            open.ledger().load(LISTED::equals);
            pruned(open);
            open.time().pass(LONG.minusDays(2));
            open.store(remembered("rule", LISTED, "b")); // keeps the hours
        }
        try (OpenLedger open = OpenLedger.in(folder, LIMITS)) {
            open.ledger().load(station -> true);
            pruned(open);
        }

        try (OpenLedger open = OpenLedger.in(folder, LIMITS)) {
            open.ledger().load(LISTED::equals);
            pruned(open);
            open.time().pass(Duration.ofHours(36));

            assertEquals(0, pruned(open));
            assertEquals(Set.of("a", "b"), keys(open));
        }
    }

    @Test
    void staysWhileATransactionRunsOrTheCsmsMustGetSomething() throws Exception {
        try (OpenLedger open = OpenLedger.in(folder, LIMITS)) {
            open.store(
                    new Change.TransactionChanged(
                            Rows.transaction(1, Optional.of(1L), Optional.of(1L))),
                    remembered("rule", Rows.KEBA, "a"));
            open.ledger().load(LISTED::equals);
            pruned(open);
            open.time().pass(LONG);

            long running = pruned(open);
            open.store(
                    new Change.Queued(Rows.callOf(1, 1)),
                    new Change.TransactionChanged(
                            Rows.transaction(1, Optional.of(1L), Optional.of(1L))
                                    .stoppedAt(Rows.NOON, TransactionEnd.UNKNOWN)));
            long waiting = pruned(open);
            open.store(new Change.Unqueued(1));
            long over = pruned(open);

            assertEquals(List.of(0L, 0L, 1L), List.of(running, waiting, over));
        }
    }
}
