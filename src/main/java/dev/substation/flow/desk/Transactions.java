package dev.substation.flow.desk;

import dev.substation.flow.ports.CsmsTransactionId;
import dev.substation.flow.ports.Event;
import dev.substation.flow.ports.EventKind;
import dev.substation.flow.ports.Events;
import dev.substation.flow.ports.Ledger;
import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.ports.MemoryFigure;
import dev.substation.flow.ports.TransactionPlace;
import dev.substation.flow.settings.StationKey;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Transactions and their two ids: the id of the station and the id of the CSMS. The station's id is
 * unique per station and fits an xsd:int. It is the CSMS's id where that is possible, otherwise an
 * alias.
 *
 * <pre>
 *            the CSMS answers the start in time
 *   STORED ------------------------------------------&gt; NAMED
 *     |                                                 ^
 *     | no answer in time:            the CSMS answers, |
 *     | the station gets an id        or never accepts  |
 *     v of the gateway                the start: -1     |
 *   NAMED BY THE GATEWAY -------------------------------+
 *
 *   ENDED &lt;--- from all: StopTransaction, or another start on the connector
 * </pre>
 *
 * <p>The states are in the row: whether it has {@code stationId}, {@code csmsId} and {@code
 * stopped}, and whether it is the one that its connector holds. If a transaction has ended before
 * the CSMS named it, its start and its stop are both in the outbox, and the CSMS names it when it
 * answers the start. A start that could not be stored leaves no transaction: the station sends it
 * again.
 *
 * <p>An ended transaction stays in memory as long as a row of the outbox refers to it, or while it
 * is one of the latest {@value #STOPPED_KEPT} of its station. After that it is in the ledger alone,
 * and {@link EndedTransactions} brings it back when a late message names it.
 */
public final class Transactions {

    /** Ids that the gateway gives by itself start here, far above what CSMS's usually count to. */
    public static final long GATEWAY_IDS = 1_000_000_001L;

    private static final long MAX_STATION_ID = Integer.MAX_VALUE; // xsd:int of the SOAP dialects
    private static final int STOPPED_KEPT =
            16; // late MeterValues of a stopped transaction still find it

    /** Of all stations, some 600 bytes each; others are looked for in the ledger. */
    public static final long MOST_STOPPED = 20_000;

    private record CsmsKey(String csms, StationId upstream, String id) {}

    private record StationKey(StationId station, long id) {}

    private final Map<Long, TransactionRow> byKey = new HashMap<>();
    private final Map<CsmsKey, Long> byCsmsId = new HashMap<>();
    private final Map<StationKey, Long> byStationId = new HashMap<>();
    private final OpenTransactions open = new OpenTransactions();

    /** The last row of the outbox that speaks of a transaction, which must be known until then. */
    private final Map<Long, Long> spokenOf = new HashMap<>();

    /** Those with messages that are parked for a CSMS that had gone: what follows is parked too. */
    private final Set<Long> parked = new HashSet<>();

    private final RecentStations<Long, Boolean> stopped;
    private final Events events;
    private Consumer<TransactionRow> changed = row -> {};
    private long lastKey;
    private long lastGatewayId;

    /** Of which nobody learns. */
    public Transactions(Ledger.Snapshot snapshot) {
        this(snapshot, Events.OFF);
    }

    /**
     * @param events learns which start and end from now on
     */
    Transactions(Ledger.Snapshot snapshot, Events events) {
        this.events = events;
        stopped =
                new RecentStations<>(
                        "transactions-ended",
                        MOST_STOPPED,
                        kept -> 1,
                        (station, key, kept) -> false,
                        (station, key) -> forget(key));
        lastKey = snapshot.lastTransaction();
        lastGatewayId = Math.max(snapshot.lastGatewayTransactionId(), GATEWAY_IDS - 1);
        spokenOf.putAll(snapshot.spokenOf());
        parked.addAll(snapshot.parked());
        snapshot.transactions().forEach(this::put);
    }

    /** Who learns of each transaction that begins, changes or ends from now on. */
    public void whenChanged(Consumer<TransactionRow> listener) {
        changed = listener;
    }

    public long nextKey() {
        return ++lastKey;
    }

    /** Takes a transaction in, new or changed. */
    public void put(TransactionRow row) {
        TransactionRow before = byKey.put(row.key(), row);
        if (events.areWanted()) {
            tell(before, row);
        }
        csmsKey(row).ifPresent(id -> byCsmsId.put(id, row.key()));
        stationKey(row).ifPresent(id -> byStationId.put(id, row.key()));
        if (row.stopped().isEmpty()) {
            stopped.remove(row.station(), row.key());
            // A connector holds one transaction. Of several the latest is open; the StopTransaction
            // of the others never came.
            long other = open.on(row.station(), row.connectorId()).orElse(row.key());
            open.put(byKey.get(Math.max(other, row.key())));
            if (other != row.key()) {
                retire(byKey.get(Math.min(other, row.key())));
            }
        } else {
            open.remove(row);
            retire(row);
        }
        changed.accept(row);
    }

    private void tell(TransactionRow before, TransactionRow row) {
        boolean ends = row.stopped().isPresent();
        if (ends ? before == null || before.stopped().isPresent() : before != null) {
            return;
        }
        Payload details =
                Payload.of(
                        "state", ends ? "ended" : "started",
                        "key", row.key(),
                        "connectorId", row.connectorId(),
                        "identity", row.upstream().value(),
                        "csms", row.csms());
        events.add(new Event(EventKind.TRANSACTION, Optional.of(row.station()), details));
    }

    /**
     * Takes a transaction in that memory had let go, or never had. Whatever its row says, no
     * connector is held by it: another one has begun there since.
     */
    TransactionRow recall(TransactionRow row) {
        TransactionRow known = byKey.putIfAbsent(row.key(), row);
        if (known != null) {
            return known;
        }
        csmsKey(row).ifPresent(id -> byCsmsId.putIfAbsent(id, row.key()));
        stationKey(row).ifPresent(id -> byStationId.putIfAbsent(id, row.key()));
        retire(row);
        return row;
    }

    /**
     * A row that speaks of a transaction is about to be stored in the outbox.
     *
     * @return takes that back should it not be stored; rows before it still speak of the
     *     transaction
     */
    public Runnable markReferenced(TransactionRow row, long sequence) {
        Long former = spokenOf.put(row.key(), sequence);
        stopped.remove(row.station(), row.key());
        if (byKey.putIfAbsent(row.key(), row) == null) { // it came from the ledger
            csmsKey(row).ifPresent(id -> byCsmsId.putIfAbsent(id, row.key()));
            stationKey(row).ifPresent(id -> byStationId.putIfAbsent(id, row.key()));
        }
        return () -> neverReferenced(row, sequence, former);
    }

    private void neverReferenced(TransactionRow row, long sequence, Long former) {
        if (!spokenOf.remove(row.key(), sequence)) {
            return; // a later one speaks of it
        }
        if (former != null) {
            spokenOf.put(row.key(), former);
        } else {
            byKey(row.key()).filter(this::isOver).ifPresent(this::retire);
        }
    }

    /**
     * An end could not be stored: whoever sends it again finds the transaction as the ledger has
     * it.
     *
     * @param over what was put in for the end
     */
    public void neverEnded(TransactionRow before, TransactionRow over) {
        if (byKey.get(over.key()) == over) {
            put(before);
        }
    }

    /** A row has left the outbox. */
    public void unmarkReferenced(OutboxRow row) {
        row.transaction()
                .filter(key -> spokenOf.remove(key, row.sequence()))
                .map(byKey::get)
                .filter(this::isOver)
                .ifPresent(this::retire);
    }

    /** A message of a transaction is parked because the CSMS of the transaction has gone. */
    public void markParked(long key) {
        parked.add(key);
    }

    /**
     * Whether messages of a transaction are parked for a CSMS that had gone. Also if it is back: a
     * stop must not overtake a start that the next start of the gateway releases.
     */
    public boolean isParked(TransactionRow row) {
        return parked.contains(row.key());
    }

    private boolean isOver(TransactionRow row) {
        return !isCurrent(row);
    }

    /** Whether it is the one that runs on its connector. */
    public boolean isCurrent(TransactionRow row) {
        return open.on(row.station(), row.connectorId())
                .filter(current -> current == row.key())
                .isPresent();
    }

    private static Optional<CsmsKey> csmsKey(TransactionRow row) {
        return row.csmsId().map(id -> new CsmsKey(row.csms(), row.upstream(), id.text()));
    }

    private static Optional<StationKey> stationKey(TransactionRow row) {
        return row.stationId().map(id -> new StationKey(row.station(), id));
    }

    private void retire(TransactionRow row) {
        if (spokenOf.containsKey(row.key())) {
            return;
        }
        stopped.put(row.station(), row.key(), true);
        stopped.keepOf(row.station(), STOPPED_KEPT);
    }

    private void forget(long key) {
        TransactionRow row = byKey.remove(key);
        csmsKey(row).ifPresent(id -> byCsmsId.remove(id, key));
        stationKey(row).ifPresent(id -> byStationId.remove(id, key));
    }

    /** Forgets the ended transactions of a station. */
    public void forget(StationId station) {
        List.copyOf(stopped.of(station).keySet()).forEach(this::forget);
        stopped.forget(station);
    }

    /** How many are in memory, for the metrics. */
    public List<MemoryFigure> kept() {
        MemoryFigure ended = stopped.kept();
        return List.of(
                MemoryFigure.ofEach("transactions-unfinished", byKey.size() - ended.size()), ended);
    }

    /** Takes a fresh transaction out again, because its start could not be stored. */
    public void neverStored(TransactionRow row) {
        byKey.remove(row.key());
        spokenOf.remove(row.key());
        open.remove(row);
    }

    public Optional<TransactionRow> byKey(long key) {
        return Optional.ofNullable(byKey.get(key));
    }

    /** The open transaction of a connector. */
    public Optional<TransactionRow> openOn(StationId station, long connectorId) {
        return open.on(station, connectorId).map(byKey::get);
    }

    /** The transaction that a station calls by this id. */
    public Optional<TransactionRow> ofStation(StationId station, long stationId) {
        return Optional.ofNullable(byStationId.get(new StationKey(station, stationId)))
                .map(byKey::get);
    }

    /** The transaction that a CSMS calls by this id. */
    Optional<TransactionRow> ofCsms(String csms, StationId upstream, CsmsTransactionId id) {
        if (id.equals(CsmsTransactionId.NEVER_NAMED)) {
            return neverNamed(csms, upstream);
        }
        return Optional.ofNullable(byCsmsId.get(new CsmsKey(csms, upstream, id.text())))
                .map(byKey::get);
    }

    /** Several may be under that id; which one a CSMS means is clear only where one runs. */
    private Optional<TransactionRow> neverNamed(String csms, StationId upstream) {
        List<TransactionRow> running =
                open.of(upstream).stream()
                        .map(byKey::get)
                        .filter(row -> row.csms().equals(csms))
                        .filter(
                                row ->
                                        row.csmsId()
                                                .filter(CsmsTransactionId.NEVER_NAMED::equals)
                                                .isPresent())
                        .toList();
        return running.size() == 1 ? Optional.of(running.get(0)) : Optional.empty();
    }

    public boolean anyOpen(StationId station) {
        return open.any(station);
    }

    /** The open transactions of a station. */
    public List<TransactionRow> openOf(StationId station) {
        return open.ofStation(station).stream().map(byKey::get).toList();
    }

    /** Whether one is open that the CSMS knows under this upstream station. */
    public boolean anyOpenOf(StationId upstream) {
        return !open.of(upstream).isEmpty();
    }

    /** Whether one is open on a connector of an upstream station, as the CSMS numbers it. */
    public boolean anyOpenOn(StationId upstream, long connectorId) {
        return open.of(upstream).stream()
                .anyMatch(key -> byKey.get(key).upstreamConnectorId() == connectorId);
    }

    /** The CSMS of an upstream station that has had a transaction. */
    public Optional<String> csmsOf(StationId upstream) {
        return byKey.values().stream()
                .filter(row -> row.upstream().equals(upstream))
                .map(TransactionRow::csms)
                .findFirst();
    }

    /** Transactions with messages to come for the CSMS: open, or referenced in the outbox. */
    public List<TransactionRow> unfinished() {
        Set<Long> keys = new TreeSet<>(open.keys());
        keys.addAll(spokenOf.keySet());
        return keys.stream().map(byKey::get).toList();
    }

    /** Open transactions, in no order. */
    public Collection<TransactionRow> open() {
        return open.keys().stream().map(byKey::get).toList();
    }

    /**
     * The id to tell the station for the CSMS's one: the same where it fits and is free there, else
     * an alias.
     */
    public long stationIdFor(TransactionRow row, CsmsTransactionId csmsId) {
        return csmsId.number()
                .filter(number -> number >= 1 && number <= MAX_STATION_ID)
                .filter(number -> free(row, number))
                .orElseGet(() -> gatewayId(row));
    }

    /** A transaction id of the gateway's own for a start that the CSMS has not answered. */
    public long gatewayId(TransactionRow row) {
        do {
            lastGatewayId = lastGatewayId >= MAX_STATION_ID ? GATEWAY_IDS : lastGatewayId + 1;
        } while (!free(row, lastGatewayId));
        return lastGatewayId;
    }

    /**
     * Whether nobody needs the id any more. Late messages of an ended transaction still name it; a
     * CSMS that gives an id again of its own accord knows that, but not one that counts for each of
     * a station's parts by itself.
     */
    private boolean free(TransactionRow row, long stationId) {
        return Optional.ofNullable(byStationId.get(new StationKey(row.station(), stationId)))
                .filter(user -> user != row.key())
                .map(byKey::get)
                .filter(user -> user.stopped().isEmpty() || !user.upstream().equals(row.upstream()))
                .isEmpty();
    }

    /**
     * A call of the CSMS with its transaction ids turned into the station's. A number that is not
     * known here passes as it is, unless the station knows another transaction by it.
     *
     * @return empty when the id would hit a transaction that the CSMS does not mean
     */
    public Optional<Payload> towardsStation(
            TransactionPlace place,
            Payload payload,
            String csms,
            StationId upstream,
            StationId station) {
        Optional<CsmsTransactionId> given = place.readOfCsms(payload);
        if (given.isEmpty()) {
            return place.isFilled(payload) ? Optional.empty() : Optional.of(payload);
        }
        Optional<TransactionRow> meant = ofCsms(csms, upstream, given.get());
        if (meant.isPresent()) {
            return meant.get().stationId().map(id -> place.write(payload, id));
        }
        return given.get()
                .number()
                .filter(number -> ofStation(station, number).isEmpty())
                .map(number -> place.write(payload, number));
    }
}
