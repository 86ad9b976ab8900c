package dev.substation.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.dialect.Json;
import dev.substation.dialect.Part;
import dev.substation.dialect.Sha256;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.LogRow;
import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Payload;
import dev.substation.testing.Tier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the message log takes (issue 11). */
class LogBudgetTest {

    private static final long BUDGET = 40L << 20;
    private static final int MEGABYTE = 1 << 20;

    /** Some times the budget. */
    private static final int FLOOD = Tier.choose(150, 700);

    private static final String RANDOM =
            new Random(1)
                    .ints(MEGABYTE + 1_000, 'a', 'z' + 1)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, (a, b) -> {})
                    .toString();

    @TempDir Path folder;

    private static LedgerLimits limits(long logBytes) {
        LedgerLimits usual = LedgerLimits.DEFAULTS;
        return new LedgerLimits(
                usual.waitingCommits(),
                usual.batchChanges(),
                usual.logAge(),
                usual.logRows(),
                Optional.of(logBytes),
                usual.transactionsAge(),
                usual.transactionRows(),
                0);
    }

    private static Change line(Payload payload, String signed) {
        return new Change.Logged(
                new LogRow(
                        Rows.NOON,
                        Rows.KEBA,
                        "up",
                        Dialect.JSON_16,
                        "id",
                        Action.DataTransfer,
                        Part.REQUEST,
                        payload,
                        List.of(),
                        signed,
                        signed));
    }

    /** Nothing that a file could hold in less room; another text for each number. */
    private static Payload transfer(int length, int number) {
        return Payload.of("vendorId", "v", "data", RANDOM.substring(number, number + length));
    }

    private List<Payload> lines(OpenLedger open) throws Exception {
        return open.ledger()
                .log(
                        new LogQuery(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                false,
                                Long.MAX_VALUE,
                                1000))
                .get();
    }

    private long dataBytes() {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @Tag(Tier.MORE_WHEN_LONG)
    void manyDataTransfersOfAMegabyteStayWithinTheBudget() throws Exception {
        try (OpenLedger open = OpenLedger.at(DatabaseSettings.inFolder(folder), limits(BUDGET))) {
            open.store(new Change.Queued(Rows.call(1)));
            for (int i = 0; i < FLOOD; i++) {
                open.store(line(transfer(MEGABYTE, i), ""));
                assertTrue(dataBytes() < BUDGET, dataBytes() + " bytes after " + i);
            }

            Payload latest = lines(open).get(0);
            assertEquals(
                    Json.write(transfer(MEGABYTE, FLOOD - 1)).length(),
                    latest.number("wholeLength").orElseThrow().intValue());
            assertEquals(
                    Sha256.hex(Json.write(transfer(MEGABYTE, FLOOD - 1))),
                    latest.text("wholeSha256").orElseThrow());
            assertTrue(
                    Json.write(latest.object("payload").orElseThrow()).length()
                            <= LogBudget.KEPT_IN_A_FLOOD);
            assertEquals(FLOOD, open.ledger().figures().logCut());
            assertEquals(List.of(1L), open.sequences(Rows.KEBA), "the outbox is untouched");
            open.time().pass(Duration.ofMinutes(2));
            open.store(line(transfer(MEGABYTE, 1), ""));
            assertEquals(
                    LogBudget.KEPT,
                    Json.write(lines(open).get(0).object("payload").orElseThrow()).length(),
                    1_000,
                    "after the flood");
        }
    }

    @Test
    void theOldestGoWhenThereIsNoRoomAndSignedValuesStayWhole() throws Exception {
        try (OpenLedger open =
                OpenLedger.at(DatabaseSettings.inFolder(folder), limits(2_000_000))) {
            for (int i = 0; i < 100; i++) {
                open.store(line(transfer(20_000, i), "ab".repeat(32)));
            }

            List<Payload> left = lines(open);
            assertTrue(left.size() < 50 && left.size() > 30, left.size() + " lines");
            assertEquals(transfer(20_000, 99), left.get(0).object("payload").orElseThrow());
            assertTrue(open.ledger().figures().logBytes() <= 1_000_000);
            long counted = open.ledger().figures().logBytes();
            open.ledger().prune().get();
            assertEquals(counted, open.ledger().figures().logBytes(), "as the database counts");
        }
    }

    @Test
    void anExcerptIsAPayload() {
        Payload many =
                Payload.of(
                        "list",
                        Stream.generate(() -> Payload.of("idTag", "0123456789"))
                                .limit(10_000)
                                .toList(),
                        "last",
                        true);

        Payload excerpt = Excerpt.of(many, 1_000);

        assertTrue(excerpt.objects("list").size() < 50);
        assertEquals(Payload.of("idTag", "0123456789"), excerpt.objects("list").get(0));
        assertTrue(!excerpt.containsKey("last"));
    }
}
