package dev.substation.flow.desk;

import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Differences;
import dev.substation.dialect.Json;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.MemoryFigure;
import dev.substation.flow.time.Desk;
import dev.substation.flow.time.OperatingTime;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Dialect;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import dev.substation.model.StopTransaction;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Why transactions end, for a dialect that does not say it: deduced from what happened shortly
 * before. Where nothing did, no reason is given, which means Local (OCPP 1.6 type Reason): that is
 * what the driver does who shows the card again, and nothing speaks against it.
 *
 * <p>What happens belongs to the transactions that run then, and is used once by each. It outlives
 * a restart.
 */
public final class StopReasons {

    /** How long something can be the cause of a stop. */
    static final Duration WITHIN = Duration.ofMinutes(2);

    /** The owner of what is remembered over restarts. */
    static final String OWNER = "stop-reasons";

    private static final int KEPT = 64; // of a station

    private static final Logger LOG = LoggerFactory.getLogger(StopReasons.class);

    /** What an event can end; of several the first here is the reason. */
    private enum Reach {
        TRANSACTION,
        CONNECTOR,
        STATION,
        UNPLUGGED
    }

    /**
     * A call of the CSMS that ends transactions.
     *
     * @param type the {@code type} that it must have; empty for any
     * @param number the field that says of what
     * @param done the status of a station that does it
     */
    private record Row(
            Action asked, String type, Reach reach, String number, String done, String reason) {}

    // spotless:off
    private static final List<Row> ROWS = List.of(
            //      the CSMS asked for             of what                               the station answered   reason
            new Row(Action.RemoteStopTransaction, "",     Reach.TRANSACTION, "transactionId", "Accepted", "Remote"),
            new Row(Action.UnlockConnector,       "",     Reach.CONNECTOR,   "connectorId",   "Unlocked", "UnlockCommand"),
            new Row(Action.Reset,                 "Hard", Reach.STATION,     "",              "Accepted", "HardReset"),
            new Row(Action.Reset,                 "Soft", Reach.STATION,     "",              "Accepted", "SoftReset"));
    // spotless:on

    /**
     * What can end a transaction.
     *
     * @param transaction the key of the one that ran then; empty for one that the gateway does not
     *     know
     * @param id that one's id at the station; 0 for any
     */
    private record Event(
            Optional<Long> transaction,
            long id,
            Reach reach,
            String reason,
            String because,
            OperatingTime at) {

        boolean isOf(Optional<TransactionRow> ended, Optional<Long> endedId) {
            return ended.isPresent()
                    ? transaction.equals(ended.map(TransactionRow::key))
                    : transaction.isEmpty() && (id == 0 || endedId.equals(Optional.of(id)));
        }
    }

    /** What no station reports of a connector on which a transaction runs. */
    private static final Set<String> VACANT =
            Set.of("Available", "Finishing", "Reserved", "Unavailable");

    private final Desk desk;
    private final Store store;
    private final Transactions transactions;
    private final Map<StationId, Deque<Event>> events = new HashMap<>();

    /** Of each station the open transactions that have ended by its reports. */
    private final Map<StationId, Set<Long>> vacated = new HashMap<>();

    StopReasons(Desk desk, Store store, Transactions transactions, List<Memory> memories) {
        this.desk = desk;
        this.store = store;
        this.transactions = transactions;
        memories.stream().filter(memory -> memory.owner().equals(OWNER)).forEach(this::remember);
    }

    /**
     * The CSMS calls a station. The call counts from now on, because the station may report the
     * stop before it answers. If the station rejects the call, it no longer counts.
     *
     * @param call as it goes to the station
     * @return must be called with the station's answer
     */
    public Answered asked(Call call) {
        Optional<Row> known =
                ROWS.stream()
                        .filter(row -> row.asked.equals(call.action()))
                        .filter(row -> call.payload().text("type").orElse("").equals(row.type))
                        .findFirst();
        if (known.isEmpty() || !isDeduced(call.dialect())) {
            return answer -> {};
        }
        Row row = known.get();
        StationId station = call.station();
        long number = call.payload().number(row.number).orElse(0L);
        String because = "the CSMS sent " + call.action();
        List<Event> asked = happened(station, row.reach, number, row.reason, because);
        return answer -> {
            // It may be used by now: then it counts no more.
            asked.removeIf(event -> !of(station).remove(event));
            if (answer.hasStatus(row.done)) {
                asked.forEach(event -> add(station, now(event)));
                if (row.reach == Reach.STATION) {
                    begunSince(station, asked)
                            .forEach(
                                    key ->
                                            add(
                                                    station,
                                                    event(
                                                            Optional.of(key),
                                                            0,
                                                            row.reach,
                                                            row.reason,
                                                            because)));
                }
            }
            keep(station);
        };
    }

    /** Is called with the station's answer. */
    public interface Answered {
        void with(Answer answer);
    }

    /** A station resets once it has answered, and with that what began meanwhile. */
    private List<Long> begunSince(StationId station, List<Event> asked) {
        Optional<OperatingTime> when = asked.stream().map(Event::at).findFirst();
        return when.isEmpty()
                ? List.of()
                : transactions.openOf(station).stream()
                        .map(TransactionRow::key)
                        .filter(
                                key ->
                                        asked.stream()
                                                .noneMatch(
                                                        event ->
                                                                event.transaction()
                                                                        .equals(Optional.of(key))))
                        .toList();
    }

    /** A station got the answer that the card must not charge. */
    public void refused(Station station, long transactionId) {
        if (isDeduced(station.dialect())) {
            happened(
                    station.id(),
                    Reach.TRANSACTION,
                    transactionId,
                    "DeAuthorized",
                    "the card was rejected");
        }
    }

    /** A station says what a connector does. */
    public void reported(Station station, long connectorId, String status) {
        if (VACANT.contains(status)) {
            transactions.openOn(station.id(), connectorId).ifPresent(this::vacated);
        }
        Optional<Long> open =
                transactions.openOn(station.id(), connectorId).map(TransactionRow::key);
        if (open.isEmpty() || !isDeduced(station.dialect())) {
            return;
        }
        boolean before =
                events.containsKey(station.id())
                        && of(station.id())
                                .removeIf(
                                        event ->
                                                event.reach() == Reach.UNPLUGGED
                                                        && event.transaction().equals(open));
        if (status.equals("Available")) {
            happened(
                    station.id(),
                    Reach.UNPLUGGED,
                    connectorId,
                    "EVDisconnected",
                    "the connector was reported Available first");
        } else if (before) {
            keep(station.id());
        }
    }

    private static boolean isDeduced(Dialect dialect) {
        return Differences.lacks(dialect, Action.StopTransaction, StopTransaction.REASON);
    }

    /** Notes something for each transaction that it can end. */
    private List<Event> happened(
            StationId station, Reach reach, long number, String reason, String because) {
        List<Event> events = new ArrayList<>();
        switch (reach) {
            case TRANSACTION ->
                    events.add(
                            event(
                                    transactions
                                            .ofStation(station, number)
                                            .map(TransactionRow::key),
                                    number,
                                    reach,
                                    reason,
                                    because));
            case CONNECTOR, UNPLUGGED ->
                    transactions
                            .openOn(station, number)
                            .map(TransactionRow::key)
                            .ifPresent(
                                    key ->
                                            events.add(
                                                    event(
                                                            Optional.of(key),
                                                            0,
                                                            reach,
                                                            reason,
                                                            because)));
            case STATION -> {
                transactions
                        .openOf(station)
                        .forEach(
                                open ->
                                        events.add(
                                                event(
                                                        Optional.of(open.key()),
                                                        0,
                                                        reach,
                                                        reason,
                                                        because)));
                // Of one that began before the gateway was there it knows nothing; it may run.
                events.add(event(Optional.empty(), 0, reach, reason, because));
            }
        }
        events.forEach(event -> add(station, event));
        if (!events.isEmpty()) {
            keep(station);
        }
        return events;
    }

    private Event event(
            Optional<Long> transaction, long id, Reach reach, String reason, String because) {
        return new Event(transaction, id, reach, reason, because, desk.operated());
    }

    private Event now(Event event) {
        return event(
                event.transaction(), event.id(), event.reach(), event.reason(), event.because());
    }

    private Deque<Event> of(StationId station) {
        return events.computeIfAbsent(station, id -> new ArrayDeque<>());
    }

    private void add(StationId station, Event event) {
        Deque<Event> all = of(station);
        if (all.size() >= KEPT) {
            all.removeFirst();
        }
        all.add(event);
    }

    private void keep(StationId station) {
        forgetOld(station);
        store.commit(new Change.Remembered(memory(station)));
        if (of(station).isEmpty()) {
            events.remove(station);
            vacated.remove(station);
        }
    }

    private void forgetOld(StationId station) {
        OperatingTime since = desk.operated().minus(WITHIN);
        of(station).removeIf(event -> event.at().isBefore(since));
    }

    /**
     * A StopTransaction with its reason, where the station's dialect has none and one is known.
     *
     * @param transaction the one that ends, if it is known
     */
    public Call resolve(Call call, Optional<TransactionRow> transaction) {
        StopTransaction stop = new StopTransaction(call.payload());
        if (!call.action().equals(Action.StopTransaction)
                || stop.hasReason()
                || !isDeduced(call.dialect())
                || !events.containsKey(call.station())) {
            return call;
        }
        forgetOld(call.station());
        return of(call.station()).stream()
                .filter(event -> event.isOf(transaction, stop.transactionId()))
                .min((one, other) -> one.reach().compareTo(other.reach()))
                .map(event -> with(call, event))
                .orElse(call);
    }

    private static Call with(Call call, Event cause) {
        Note note = Note.deduced(StopTransaction.REASON, "", cause.reason(), cause.because());
        return call.withPayload(new StopTransaction(call.payload()).withReason(cause.reason()))
                .noting(note);
    }

    /** A transaction has ended: nothing that happened to it counts any more. */
    public void ended(StationId station, Optional<TransactionRow> transaction, Optional<Long> id) {
        if (!events.containsKey(station)) {
            return;
        }
        if (of(station).removeIf(event -> event.isOf(transaction, id))) {
            keep(station);
        }
    }

    /** How much is kept, for the metrics. */
    public MemoryFigure kept() {
        return MemoryFigure.ofEach(OWNER, events.values().stream().mapToLong(Deque::size).sum());
    }

    /** A station that no setting names has gone for good. */
    public void forget(StationId station) {
        events.remove(station);
        vacated.remove(station);
    }

    // ---- over restarts

    private Memory memory(StationId station) {
        List<Payload> all =
                of(station).stream()
                        .map(
                                event ->
                                        Payload.of(
                                                "transaction", event.transaction().orElse(0L),
                                                "id", event.id(),
                                                "reach", event.reach().name(),
                                                "reason", event.reason(),
                                                "because", event.because(),
                                                "at", event.at().millis()))
                        .toList();
        String text = all.isEmpty() ? "" : Json.write(Payload.of("events", all));
        return new Memory(OWNER, station, "", text);
    }

    private void remember(Memory memory) {
        try {
            for (Payload event : Json.read(memory.value()).objects("events")) {
                add(
                        memory.station(),
                        new Event(
                                event.number("transaction").filter(key -> key > 0),
                                event.number("id").orElse(0L),
                                Reach.valueOf(event.text("reach").orElseThrow()),
                                event.text("reason").orElseThrow(),
                                event.text("because").orElseThrow(),
                                new OperatingTime(event.number("at").orElseThrow())));
            }
        } catch (BadMessage | RuntimeException unreadable) {
            LOG.warn(
                    "station={} {}",
                    memory.station(),
                    Problem.STORED_DATA_UNREADABLE.line("reasons of StopTransaction"));
        }
    }

    private void vacated(TransactionRow open) {
        Set<Long> keys = vacated.computeIfAbsent(open.station(), id -> new HashSet<>());
        if (keys.size() >= KEPT) {
            keys.clear();
        }
        keys.add(open.key());
    }

    /** Whether the connector was reported as free since an open transaction began. */
    public boolean isVacated(TransactionRow open) {
        return vacated.getOrDefault(open.station(), Set.of()).contains(open.key());
    }
}
