package dev.substation.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.dialect.Secrets;
import dev.substation.flow.ports.KeyVault;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.ports.Ledger.Snapshot;
import dev.substation.flow.ports.Ledger.StationRow;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.Undo;
import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What must reach the wire unchanged is kept, but not in clear. */
class SealedLedgerTest {

    private static final String SECRET = "Tr0ub4dor";
    private static final Payload DATA =
            Payload.of("vendorId", "V", "data", "password=" + SECRET + ";n=1");
    private static final String ADDRESS = "http://fritz:" + SECRET + "@192.0.2.7:8080/";
    private static final Memory MEMORY =
            new Memory(
                    "rule",
                    Rows.KEBA,
                    "key",
                    "{\"key\":\"ApnPassword\",\"value\":\"" + SECRET + "\"}");

    @TempDir private Path folder;

    private static KeyVault vault(int seed) {
        byte[] secret = new byte[KeyVault.SECRET_BYTES];
        secret[0] = (byte) seed;
        return new KeyVault(secret);
    }

    private static OutboxRow row(Payload payload) {
        return new OutboxRow(
                1,
                Rows.KEBA,
                Rows.KEBA,
                Dialect.JSON_16,
                "id-1",
                Action.DataTransfer,
                payload,
                Optional.empty(),
                "",
                List.of(new Undo("rule", DATA)),
                Rows.NOON);
    }

    private static StationRow station() {
        StationRow row = Rows.station(Rows.KEBA, 1);
        return new StationRow(row.station(), row.dialect(), ADDRESS, row.boot(), row.lastHeard());
    }

    @BeforeEach
    void stored() throws Exception {
        try (OpenLedger open = OpenLedger.in(folder)) {
            new SealedLedger(open.ledger(), Secrets.USUAL, vault(1))
                    .commit(
                            List.of(
                                    new Change.Queued(row(DATA)),
                                    new Change.Remembered(MEMORY),
                                    new Change.StationChanged(station())))
                    .get();
        }
    }

    @Test
    void keepsNoSecretInTheFileOfTheDatabase() throws Exception {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                all.append(new String(Files.readAllBytes(file), ISO_8859_1));
            }
        }

        assertTrue(all.indexOf("password=***;n=1") >= 0);
        assertFalse(all.indexOf(SECRET) >= 0);
    }

    @Test
    void givesBackWhatItWasGiven() throws Exception {
        try (OpenLedger open = OpenLedger.in(folder)) {
            SealedLedger ledger = new SealedLedger(open.ledger(), Secrets.USUAL, vault(1));

            assertEquals(List.of(row(DATA)), ledger.outbox(Rows.KEBA, 0, 10).get());
            Snapshot loaded = ledger.load();
            assertEquals(List.of(MEMORY), loaded.memories());
            assertEquals(ADDRESS, loaded.stations().get(0).address());
            assertEquals(Optional.of(MEMORY), ledger.recall("rule", Rows.KEBA, MEMORY.key()).get());
        }
    }

    @Test
    void showsNoSecretOfAParkedMessageAndGivesItBack() throws Exception {
        try (OpenLedger open = OpenLedger.in(folder)) {
            SealedLedger ledger = new SealedLedger(open.ledger(), Secrets.USUAL, vault(1));
            assertEquals(Optional.empty(), ledger.parked(1).get(), "it is not parked yet");
            ledger.commit(List.of(new Change.SetAside(1, Rows.NOON, "InternalError: no"))).get();

            assertEquals(Optional.of(row(DATA)), ledger.parked(1).get());
            ParkedRow shown =
                    open.ledger()
                            .parked(new ParkedQuery(Optional.of(Rows.KEBA), Long.MAX_VALUE, 10))
                            .get()
                            .get(0);
            assertEquals("InternalError: no", shown.why());
            assertFalse(shown.toString().contains(SECRET), shown::toString);
            assertEquals(
                    List.of(),
                    open.ledger()
                            .parked(
                                    new ParkedQuery(
                                            Optional.of(new StationId("OTHER")),
                                            Long.MAX_VALUE,
                                            10))
                            .get());
        }
    }

    @Test
    void losesTheSecretAloneWithTheKey() throws Exception {
        try (OpenLedger open = OpenLedger.in(folder)) {
            SealedLedger ledger = new SealedLedger(open.ledger(), Secrets.USUAL, vault(2));

            assertEquals(
                    Optional.of("password=***;n=1"),
                    ledger.outbox(Rows.KEBA, 0, 10).get().get(0).payload().text("data"));
            assertEquals(
                    "{\"key\":\"ApnPassword\",\"value\":\"***\"}",
                    ledger.load().memories().get(0).value());
        }
    }

    /** A peer may send what looks like something of the gateway's own. */
    @Test
    void givesBackWhatLooksSealed() throws Exception {
        Payload odd = Payload.of("substation.sealed", "AAAA", "masked", Payload.of("a", "b"));
        Memory memory = new Memory("rule", Rows.KEBA, "key", "sealed:AAAA b");
        try (OpenLedger open = OpenLedger.in(folder)) {
            SealedLedger ledger = new SealedLedger(open.ledger(), Secrets.USUAL, vault(1));
            ledger.commit(
                            List.of(
                                    new Change.Unqueued(1),
                                    new Change.Queued(
                                            new OutboxRow(
                                                    2,
                                                    Rows.KEBA,
                                                    Rows.KEBA,
                                                    Dialect.JSON_16,
                                                    "id-2",
                                                    Action.DataTransfer,
                                                    odd,
                                                    Optional.empty(),
                                                    "",
                                                    List.of(),
                                                    Rows.NOON,
                                                    "trace")),
                                    new Change.Remembered(memory)))
                    .get();

            OutboxRow kept = ledger.outbox(Rows.KEBA, 0, 10).get().get(0);
            assertEquals(odd, kept.payload());
            assertEquals("trace", kept.trace());
            assertEquals(List.of(memory), ledger.load().memories());
        }
    }
}
