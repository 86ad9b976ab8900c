package dev.substation.flow.up;

import dev.substation.flow.desk.Connections;
import dev.substation.flow.desk.GatewayCalls;
import dev.substation.flow.desk.Outgoing;
import dev.substation.flow.desk.Parts;
import dev.substation.flow.desk.SharedState;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.Store;
import dev.substation.flow.desk.Transactions;
import dev.substation.flow.ports.Ledger;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.ports.MemoryFigure;
import dev.substation.flow.ports.Rules;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.flow.time.Desk;
import dev.substation.flow.upstream.Upstream;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Stores a message in the outbox, then answers its station; the CSMS gets it in its turn. Of joined
 * stations it also stores what the gateway says of all of them.
 */
public final class Recorded {

    private final Desk desk;
    private final Store store;
    private final Rules rules;
    private final Connections connections;
    private final Transactions transactions;
    private final Joined joined;
    private final JoinedStatus joinedStatus;
    private final Sequences sequences;

    Recorded(Parts parts, SharedState books, Ledger.Snapshot snapshot) {
        desk = parts.desk();
        rules = parts.rules();
        store = books.store();
        connections = books.connections();
        transactions = books.transactions();
        joined = new Joined(snapshot.memories());
        joinedStatus = new JoinedStatus(desk, snapshot.memories());
        sequences = new Sequences(snapshot);
    }

    /** How much is known of joined stations, for the metrics. */
    MemoryFigure kept() {
        return joinedStatus.kept();
    }

    void forget(StationId upstream) {
        sequences.forget(upstream);
    }

    /** The place of the next row in the outbox. */
    public long nextSequence() {
        return sequences.next();
    }

    /** The place of the latest row in the outbox. */
    public long latestSequence() {
        return sequences.latest();
    }

    /** The CSMS has not taken a status; what is to be stored. */
    List<Change> refused(OutboxRow row) {
        return joinedStatus.refused(row);
    }

    /** Joined stations have another CSMS now; what is to be stored. */
    public List<Change> moved(StationId upstream) {
        return joinedStatus.moved(upstream);
    }

    /** A row, and the link that sends it once it is stored. */
    private record Queueing(OutboxRow row, Upstream upstream) {}

    /** The manner {@code RECORDED}. */
    CompletableFuture<Answer> answer(List<Outgoing> outs, Passage passage) {
        Optional<TransactionRow> transaction = passage.transaction();
        Outgoing first = outs.get(0);
        List<Queueing> rows = new ArrayList<>();
        List<Runnable> undo = new ArrayList<>();
        for (Outgoing out : outs) {
            long sequence = sequences.next();
            OutboxRow row =
                    out.row(
                            sequence,
                            transaction.map(TransactionRow::key),
                            transaction.isPresent() ? "" : coalesce(out),
                            desk.now());
            rows.add(new Queueing(row, out.upstream()));
            first.changes().add(new Change.Queued(row));
            sequences.counted(out.call()).ifPresent(first.changes()::add);
            transaction
                    .map(known -> transactions.markReferenced(known, sequence))
                    .ifPresent(undo::add);
        }
        if (first.settings().shape() == UpstreamSettings.Shape.JOINED) {
            forAll(first)
                    .ifPresent(
                            row -> {
                                rows.add(new Queueing(row, first.upstream()));
                                first.changes().add(new Change.Queued(row));
                            });
        }
        Collections.reverse(undo);
        return store.commitOr(first.changes(), () -> undo.forEach(Runnable::run), desk)
                .thenApply(
                        stored -> {
                            rows.forEach(one -> one.upstream().queue(one.row()));
                            return rules.unwind(first.undo(), Answer.result(Payload.EMPTY));
                        });
    }

    /** What a message of one of joined stations makes the gateway say of all of them. */
    private Optional<OutboxRow> forAll(Outgoing out) {
        Payload payload = out.call().payload();
        if (out.call().action().equals(Action.StatusNotification)) {
            out.changes().addAll(joinedStatus.status(out.settings(), payload));
        }
        if (!out.call().action().equals(Action.MeterValues)) {
            return Optional.empty();
        }
        Joined.Sum sum = joined.meter(out.settings(), payload);
        sum.remembered().forEach(memory -> out.changes().add(new Change.Remembered(memory)));
        return sum.sum()
                .map(
                        values ->
                                out.with(
                                        GatewayCalls.up(
                                                        out.call().station(),
                                                        out.call().dialect(),
                                                        out.call().action(),
                                                        values)
                                                .noting(
                                                        Note.made(
                                                                "the sum of all" + " connectors"))))
                .map(
                        made -> {
                            out.changes().addAll(store.logged(made.call(), made.call().notes()));
                            return ownRow(made);
                        });
    }

    /** The row of a message that the gateway makes: no answer of it goes back through rules. */
    private OutboxRow ownRow(Outgoing out) {
        return out.row(sequences.next(), Optional.empty(), coalesce(out), desk.now());
    }

    /** Tells the CSMS which of joined stations have gone or come back. */
    public void presence(UpstreamSettings settings, Station station, boolean alive) {
        if (store.noRoom().isPresent()) {
            return;
        }
        Upstream upstream = connections.upstream(settings);
        joinedStatus
                .presence(
                        settings,
                        station.id(),
                        alive,
                        () -> sequences.next(),
                        connector -> transactions.anyOpenOn(settings.identity(), connector))
                .forEach(told -> tell(station, settings, upstream, told));
    }

    private void tell(
            Station station,
            UpstreamSettings settings,
            Upstream upstream,
            JoinedStatus.Report told) {
        Call call =
                GatewayCalls.up(
                                station,
                                Action.StatusNotification,
                                told.status(),
                                "a joined station has gone, or come back")
                        .withStation(settings.identity());
        Outgoing out = new Outgoing(station, call, call, List.of(), settings, upstream, List.of());
        OutboxRow row = out.row(told.row(), Optional.empty(), coalesce(out), desk.now());
        List<Change> changes = new ArrayList<>(store.logged(call, call.notes()));
        changes.add(new Change.Queued(row));
        changes.add(told.change());
        store.commit(changes)
                .whenCompleteAsync(
                        (stored, fault) -> {
                            if (fault == null) {
                                upstream.queue(row);
                            } else {
                                told.undo().run();
                            }
                        },
                        desk);
    }

    private String coalesce(Outgoing out) {
        return sequences.coalesce(out.call(), out.upstream().takesAll());
    }
}
