package dev.substation.flow;

import dev.substation.dialect.Differences;
import dev.substation.flow.Ledger.TransactionRow;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Why the transactions of one station end, for a dialect that does not say it: deduced from what
 * happened shortly before. Where nothing did, no reason is given, which means Local (OCPP 1.6 type
 * Reason): that is what the driver does who shows the card again, and nothing speaks against it.
 */
final class StopReasons {

    /** How long something can be the cause of a stop. */
    static final Duration WITHIN = Duration.ofMinutes(2);

    private static final int KEPT = 64;

    /** What an event can end; of several the first here is the reason. */
    private enum Reach {
        TRANSACTION,
        CONNECTOR,
        STATION,
        UNPLUGGED
    }

    /**
     * A call of the csms that ends transactions.
     *
     * @param type the {@code type} that it must have; empty for any
     * @param number the field that says of what
     * @param done the status of a station that does it
     */
    private record Row(
            Action asked, String type, Reach reach, String number, String done, String reason) {}

    // spotless:off
    private static final List<Row> ROWS = List.of(
            //      the csms asked for             of what                               the station answered   reason
            new Row(Action.RemoteStopTransaction, "",     Reach.TRANSACTION, "transactionId", "Accepted", "Remote"),
            new Row(Action.UnlockConnector,       "",     Reach.CONNECTOR,   "connectorId",   "Unlocked", "UnlockCommand"),
            new Row(Action.Reset,                 "Hard", Reach.STATION,     "",              "Accepted", "HardReset"),
            new Row(Action.Reset,                 "Soft", Reach.STATION,     "",              "Accepted", "SoftReset"));
    // spotless:on

    private record Event(Reach reach, long number, String reason, String because, Moment at) {}

    private final Supplier<Moment> now;
    private final Deque<Event> events = new ArrayDeque<>();

    StopReasons(Supplier<Moment> now) {
        this.now = now;
    }

    /**
     * The csms calls the station. It counts from now on, for the station may report the stop before
     * it answers; and no more, when it refuses.
     *
     * @return to be told the station's answer
     */
    Answered asked(Call call) {
        Optional<Row> known =
                ROWS.stream()
                        .filter(row -> row.asked.equals(call.action()))
                        .filter(row -> call.payload().text("type").orElse("").equals(row.type))
                        .findFirst();
        if (known.isEmpty()) {
            return answer -> {};
        }
        Row row = known.get();
        long number = call.payload().number(row.number).orElse(0L);
        String because = "the csms sent " + call.action();
        Event event = add(row.reach, number, row.reason, because);
        return answer -> {
            events.remove(event);
            boolean done =
                    answer instanceof Answer.Result result
                            && result.payload().text("status").filter(row.done::equals).isPresent();
            if (done) {
                add(row.reach, number, row.reason, because);
            }
        };
    }

    /** What is told how the station answered. */
    interface Answered {
        void with(Answer answer);
    }

    /** The station was told that the card must not charge. */
    void refused(long transactionId) {
        add(Reach.TRANSACTION, transactionId, "DeAuthorized", "the card was refused");
    }

    /** The station says what a connector does, while a transaction is open there. */
    void reported(long connectorId, String status) {
        events.removeIf(event -> event.reach() == Reach.UNPLUGGED && event.number() == connectorId);
        if (status.equals("Available")) {
            add(
                    Reach.UNPLUGGED,
                    connectorId,
                    "EVDisconnected",
                    "the connector was reported Available first");
        }
    }

    private Event add(Reach reach, long number, String reason, String because) {
        if (events.size() >= KEPT) {
            events.removeFirst();
        }
        Event event = new Event(reach, number, reason, because, now.get());
        events.add(event);
        return event;
    }

    /**
     * A StopTransaction with its reason, where the station's dialect has none and one is known.
     *
     * @param transaction the one that ends, if it is known
     */
    Call resolve(Call call, Optional<TransactionRow> transaction) {
        Payload stop = call.payload();
        if (!call.action().equals(Action.StopTransaction)
                || stop.containsKey("reason")
                || !Differences.lacks(call.dialect(), call.action(), "reason")) {
            return call;
        }
        Moment since = now.get().minus(WITHIN);
        events.removeIf(event -> event.at().isBefore(since));
        Optional<Long> id = stop.number("transactionId");
        Optional<Long> connectorId = transaction.map(TransactionRow::connectorId);
        Optional<Event> cause =
                events.stream()
                        .filter(
                                event ->
                                        switch (event.reach()) {
                                            case TRANSACTION ->
                                                    id.equals(Optional.of(event.number()));
                                            case CONNECTOR, UNPLUGGED ->
                                                    connectorId.equals(Optional.of(event.number()));
                                            case STATION -> true;
                                        })
                        .min((one, other) -> one.reach().compareTo(other.reach()));
        return cause.map(event -> with(call, event)).orElse(call);
    }

    private static Call with(Call call, Event cause) {
        Note note = new Note(Loss.DEDUCED, "reason", "", cause.reason(), cause.because());
        return call.withPayload(call.payload().with("reason", cause.reason()))
                .noting(List.of(note));
    }
}
