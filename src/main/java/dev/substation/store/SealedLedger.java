package dev.substation.store;

import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Json;
import dev.substation.dialect.Secrets;
import dev.substation.flow.ports.CsmsTransactionId;
import dev.substation.flow.ports.KeyVault;
import dev.substation.flow.ports.Ledger;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.Undo;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A ledger that encrypts what has a secret in it and must come back unchanged: calls that the CSMS
 * must still get, what is remembered, addresses of stations. The key is not in the database. Beside
 * it stands the same without the secret, which is used if the key was lost
 * (docs/adr/0046-secrets.md).
 */
public final class SealedLedger implements Ledger {

    private static final Logger LOG = LoggerFactory.getLogger(SealedLedger.class);

    private static final String MARK = "sealed:";

    private static final String SEALED = "substation.sealed";
    private static final String MASKED = "masked";

    private final Ledger ledger;
    private final Secrets secrets;
    private final KeyVault vault;

    /**
     * @param vault encrypts, and opens what it has encrypted
     */
    public SealedLedger(Ledger ledger, Secrets secrets, KeyVault vault) {
        this.ledger = ledger;
        this.secrets = secrets;
        this.vault = vault;
    }

    @Override
    public CompletableFuture<Void> commit(List<Change> changes) {
        return ledger.commit(changes.stream().map(change -> sealed(change, changes)).toList());
    }

    /**
     * Whether a line of the message log in the same commit has this very payload: then it was
     * searched, and nothing was found.
     */
    private static boolean isLogged(Payload payload, List<Change> changes) {
        for (Change change : changes) {
            if (change instanceof Change.Logged line && line.row().payload() == payload) {
                return true;
            }
        }
        return false;
    }

    private Change sealed(Change change, List<Change> changes) {
        if (change instanceof Change.Queued one) {
            OutboxRow row = one.row();
            return new Change.Queued(
                    with(
                            row,
                            isLogged(row.payload(), changes) && !row.payload().containsKey(SEALED)
                                    ? row.payload()
                                    : sealed(row.payload()),
                            row.undo().stream()
                                    .map(undo -> new Undo(undo.rule(), sealed(undo.data())))
                                    .toList()));
        }
        if (change instanceof Change.Remembered one) {
            Memory memory = one.memory();
            if (memory.owner().equals(Memory.REPEATS)) {
                return change; // digests, written anew with each message
            }
            return new Change.Remembered(with(memory, sealed(memory.value())));
        }
        if (change instanceof Change.StationChanged one) {
            StationRow row = one.row();
            return new Change.StationChanged(
                    with(row, sealed(row.address()), row.boot().map(this::sealed)));
        }
        if (change instanceof Change.SetAside one) {
            return new Change.SetAside(one.sequence(), one.when(), secrets.inText(one.why()));
        }
        return change;
    }

    /** Also what looks as if it were encrypted already: a peer may have sent that. */
    private Payload sealed(Payload payload) {
        Payload masked = secrets.masked(payload);
        return masked == payload && !payload.containsKey(SEALED)
                ? payload
                : Payload.of(SEALED, seal(Json.write(payload)), MASKED, masked);
    }

    private String sealed(String text) {
        String masked = secrets.inText(text);
        return masked.equals(text) && !text.startsWith(MARK)
                ? text
                : MARK + seal(text) + ' ' + masked;
    }

    private String seal(String text) {
        return vault.seal(text.getBytes(StandardCharsets.UTF_8));
    }

    private Payload opened(Payload stored, StationId station) {
        Optional<String> sealed = stored.text(SEALED);
        if (sealed.isEmpty()) {
            return stored;
        }
        Payload masked = stored.object(MASKED).orElse(Payload.EMPTY);
        try {
            Optional<String> opened = open(sealed.get(), station);
            return opened.isPresent() ? Json.read(opened.get()) : masked;
        } catch (BadMessage e) {
            throw new IllegalStateException("a sealed payload is no JSON object", e);
        }
    }

    /** What anybody may read of a text that is stored. */
    static String shown(String stored) {
        int end = stored.startsWith(MARK) ? stored.indexOf(' ') : -1;
        return stored.substring(end + 1);
    }

    /** What anybody may read of a row that is stored. */
    static OutboxRow shown(OutboxRow stored) {
        return stored.payload().containsKey(SEALED)
                ? with(stored, stored.payload().object(MASKED).orElse(Payload.EMPTY), stored.undo())
                : stored;
    }

    private String opened(String stored, StationId station) {
        int end = stored.startsWith(MARK) ? stored.indexOf(' ') : -1;
        return end < 0
                ? stored
                : open(stored.substring(MARK.length(), end), station)
                        .orElseGet(() -> stored.substring(end + 1));
    }

    private Optional<String> open(String sealed, StationId station) {
        Optional<String> opened =
                vault.open(sealed).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
        if (opened.isEmpty()) {
            LOG.warn("station={} {}", station, Problem.SECRET_LOST.line());
        }
        return opened;
    }

    private OutboxRow opened(OutboxRow row) {
        return with(
                row,
                opened(row.payload(), row.station()),
                row.undo().stream()
                        .map(undo -> new Undo(undo.rule(), opened(undo.data(), row.station())))
                        .toList());
    }

    private Memory opened(Memory memory) {
        return with(memory, opened(memory.value(), memory.station()));
    }

    private StationRow opened(StationRow row) {
        return with(
                row,
                opened(row.address(), row.station()),
                row.boot().map(boot -> opened(boot, row.station())));
    }

    private static OutboxRow with(OutboxRow row, Payload payload, List<Undo> undo) {
        return new OutboxRow(
                row.sequence(),
                row.upstream(),
                row.station(),
                row.dialect(),
                row.messageId(),
                row.action(),
                payload,
                row.transaction(),
                row.coalesce(),
                undo,
                row.accepted(),
                row.trace());
    }

    private static Memory with(Memory memory, String value) {
        return value.equals(memory.value())
                ? memory
                : new Memory(memory.owner(), memory.station(), memory.key(), value);
    }

    private static StationRow with(StationRow row, String address, Optional<Payload> boot) {
        return new StationRow(row.station(), row.dialect(), address, boot, row.lastHeard());
    }

    @Override
    public Optional<String> noRoom() {
        return ledger.noRoom();
    }

    @Override
    public Snapshot load(Predicate<StationId> atSite) {
        Snapshot stored = ledger.load(atSite);
        return new Snapshot(
                stored.stations().stream().map(this::opened).toList(),
                stored.registrations(),
                stored.transactions(),
                stored.spokenOf(),
                stored.memories().stream().map(this::opened).toList(),
                stored.waiting(),
                stored.latestMeters(),
                stored.lastSequence(),
                stored.lastTransaction(),
                stored.lastGatewayTransactionId(),
                stored.operated(),
                stored.parked());
    }

    @Override
    public CompletableFuture<Optional<Memory>> recall(String owner, StationId station, String key) {
        return ledger.recall(owner, station, key).thenApply(found -> found.map(this::opened));
    }

    @Override
    public CompletableFuture<List<OutboxRow>> outbox(
            StationId upstream, long afterSequence, int most) {
        return ledger.outbox(upstream, afterSequence, most)
                .thenApply(rows -> rows.stream().map(this::opened).toList());
    }

    @Override
    public CompletableFuture<Optional<OutboxRow>> parked(long sequence) {
        return ledger.parked(sequence).thenApply(row -> row.map(this::opened));
    }

    @Override
    public CompletableFuture<Optional<TransactionRow>> transaction(
            StationId station, long stationTransactionId) {
        return ledger.transaction(station, stationTransactionId);
    }

    @Override
    public CompletableFuture<Optional<TransactionRow>> transactionOfCsms(
            String csms, StationId upstream, Collection<StationId> stations, CsmsTransactionId id) {
        return ledger.transactionOfCsms(csms, upstream, stations, id);
    }
}
