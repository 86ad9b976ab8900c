package dev.substation.flow.gate;

import dev.substation.flow.desk.Connections;
import dev.substation.flow.desk.Counters;
import dev.substation.flow.desk.GatewayCalls;
import dev.substation.flow.desk.Registration;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.Store;
import dev.substation.flow.desk.Transactions;
import dev.substation.flow.down.Downward;
import dev.substation.flow.ports.Failures;
import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.time.Desk;
import dev.substation.flow.time.Moment;
import dev.substation.flow.up.Charging;
import dev.substation.flow.up.CsmsAnswers;
import dev.substation.flow.up.Upward;
import dev.substation.flow.upstream.UpstreamOwner;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import dev.substation.model.Trail;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What upstream stations ask of the rest of the gateway. */
final class CsmsSide implements UpstreamOwner {

    private static final Logger LOG = LoggerFactory.getLogger(CsmsSide.class);

    private final Desk desk;
    private final StoredRows stored;
    private final Connections connections;
    private final Transactions transactions;
    private final Store store;
    private final Counters tally;
    private final Registration registration;
    private final Charging charging;
    private final CsmsAnswers answers;
    private final Upward upward;
    private final Downward downward;
    private final CsmsChanges moves;
    private final RejectedCalls rejected;
    private final BiConsumer<StationId, Boolean> reached;
    private final BooleanSupplier stopping;

    /**
     * @param reached an upstream station is connected, or is not
     * @param stopping whether calls of a CSMS are rejected
     */
    CsmsSide(
            Rooms rooms,
            StoredRows stored,
            BiConsumer<StationId, Boolean> reached,
            BooleanSupplier stopping) {
        this.stored = stored;
        desk = rooms.desk;
        connections = rooms.connections;
        transactions = rooms.transactions;
        store = rooms.store;
        tally = rooms.tally;
        registration = rooms.registration;
        charging = rooms.charging;
        answers = rooms.answers;
        upward = rooms.upward;
        downward = rooms.downward;
        moves = rooms.moves;
        rejected = rooms.rejected;
        this.reached = reached;
        this.stopping = stopping;
    }

    @Override
    public Call outgoing(OutboxRow row) {
        return new Call(
                row.messageId(),
                row.upstream(),
                Direction.UP,
                row.dialect(),
                row.action(),
                charging.outgoing(row, stored.fitting(row)),
                List.of(),
                new Trail(row.trace()));
    }

    @Override
    public Answer sound(CsmsSettings csms, Call call, Answer answer) {
        return answers.sound(csms.dialect(), call.action(), answer);
    }

    @Override
    public Answer sound(CsmsSettings csms, OutboxRow row, Answer answer) {
        return charging.sound(csms.dialect(), row, answer);
    }

    @Override
    public Optional<Answer.Failure> misdirected(OutboxRow row, String csms) {
        return row.transaction()
                .flatMap(transactions::byKey)
                .filter(
                        transaction ->
                                !transaction.csms().equals(csms)
                                        || transactions.isParked(transaction))
                .map(
                        transaction -> {
                            Problem why =
                                    transaction.csms().equals(csms)
                                            ? Problem.PARKED_UNTIL_RESTART
                                            : Problem.PARKED_OTHER_CSMS;
                            LOG.error(
                                    "station={} action={} id={} {}",
                                    row.upstream(),
                                    row.action(),
                                    row.messageId(),
                                    why.line(transaction.csms()));
                            return Answer.failure(Cause.CSMS_GONE, transaction.csms());
                        });
    }

    @Override
    public void transmitted(boolean again) {
        tally.transmitted(again);
    }

    @Override
    public void refused() {
        tally.refused();
    }

    @Override
    public void reached(StationId upstream, boolean connected) {
        reached.accept(upstream, connected);
        if (connected) {
            moves.connected(upstream);
        }
    }

    @Override
    public CompletableFuture<Answer> settled(OutboxRow row, Answer answer, Duration took) {
        tally.settled(answer);
        store.commit(store.delivered(row, answer, Optional.of(took)));
        if (answer instanceof Answer.Failure) {
            upward.reports().refused(row);
        }
        return charging.settled(row, answer);
    }

    @Override
    public void setAside(OutboxRow row, Answer.Failure why) {
        tally.setAside();
        store.commit(store.delivered(row, why, Optional.empty()));
        upward.reports().refused(row);
        if (why.cause() == Cause.CSMS_GONE) {
            row.transaction().ifPresent(transactions::markParked);
        }
        charging.setAside(row, why);
    }

    @Override
    public Optional<Call> pendingBoot(StationId upstream) {
        return registration
                .owed(upstream)
                .map(boot -> own(upstream, Action.BootNotification, stored.boot(upstream, boot)));
    }

    @Override
    public Optional<Duration> bootAnswered(StationId upstream, Answer answer) {
        Optional<Duration> again = registration.answeredLate(upstream, answer);
        if (again.isEmpty()) {
            moves.accepted(upstream);
        }
        return again;
    }

    @Override
    public boolean heldBack(StationId upstream) {
        return registration.heldBack(upstream);
    }

    @Override
    public Call own(StationId upstream, Action action, Payload payload) {
        Dialect dialect =
                connections.behind(upstream).stream()
                        .map(Station::dialect)
                        .findFirst()
                        .orElse(Dialect.CANONICAL);
        return GatewayCalls.up(upstream, dialect, action, payload);
    }

    @Override
    public void ownEnded(Call call, Answer answer, Moment since) {
        store.commit(store.ownEnded(call, answer, since));
    }

    @Override
    public void rejected(Call call, Answer.Failure why) {
        rejected.took(call, why);
    }

    @Override
    public CompletableFuture<Answer> fromCsms(StationId upstream, Call call) {
        if (stopping.getAsBoolean()) {
            Answer.Failure stops = Answer.failure(Cause.STOPPING);
            rejected.took(call, stops);
            return CompletableFuture.completedFuture(stops);
        }
        Moment since = desk.moment();
        return routed(upstream, call)
                .handleAsync(
                        (told, fault) -> {
                            Answer answer = fault == null ? told : Failures.of(call, fault);
                            tally.answered(Direction.DOWN, call.action(), answer);
                            if (fault != null) { // without an answer there is no line yet
                                store.commit(store.ended(call, answer, since));
                            }
                            return answer;
                        },
                        desk);
    }

    private CompletableFuture<Answer> routed(StationId upstream, Call call) {
        try {
            return downward.route(upstream, call);
        } catch (RuntimeException fault) {
            return CompletableFuture.failedFuture(fault);
        }
    }
}
