package dev.substation.flow.up;

import dev.substation.dialect.Checks;
import dev.substation.dialect.Part;
import dev.substation.flow.desk.AnswerTable;
import dev.substation.flow.desk.AnswerTable.Manner;
import dev.substation.flow.desk.Connections;
import dev.substation.flow.desk.ConnectorStatuses;
import dev.substation.flow.desk.Outgoing;
import dev.substation.flow.desk.Parts;
import dev.substation.flow.desk.Registration;
import dev.substation.flow.desk.SharedState;
import dev.substation.flow.desk.Store;
import dev.substation.flow.desk.Wiring;
import dev.substation.flow.ports.CsmsTransactionId;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.ports.Rules;
import dev.substation.flow.ports.TransactionPlace;
import dev.substation.flow.ports.Undo;
import dev.substation.flow.time.Desk;
import dev.substation.flow.upstream.Upstream;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Answer.Failure;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call behind the rules: who gets it, what is stored with it in one commit, and who answers, by
 * the answer table (docs/answer-table.md).
 */
final class Delivery {

    /** Answers in one manner of the table. */
    @FunctionalInterface
    private interface Answering {
        CompletableFuture<Answer> answer(List<Outgoing> outs, Passage passage);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private final Desk desk;
    private final Store store;
    private final Checks checks;
    private final Rules rules;
    private final Wiring wiring;
    private final Connections connections;
    private final ConnectorStatuses statuses;
    private final Registration registration;
    private final Charging charging;
    private final CsmsAnswers answers;
    private final TransparentCalls transparentCalls;
    private final Asked asked;
    private final Recorded recorded;
    private final Map<Manner, Answering> manners;

    Delivery(
            Parts parts,
            SharedState books,
            Wiring wiring,
            Registration registration,
            Charging charging,
            CsmsAnswers answers,
            Recorded recorded) {
        desk = parts.desk();
        checks = parts.checks();
        rules = parts.rules();
        store = books.store();
        connections = books.connections();
        statuses = books.statuses();
        this.wiring = wiring;
        this.registration = registration;
        this.charging = charging;
        this.answers = answers;
        this.recorded = recorded;
        transparentCalls = new TransparentCalls(desk, books, registration, charging);
        asked = new Asked(parts, books, registration, answers);
        manners =
                Map.of(
                        Manner.OWN, new OwnAnswer(parts, books)::answer,
                        Manner.ASKED, asked::answer,
                        Manner.RECORDED, recorded::answer,
                        Manner.RECORDED_THEN_ASKED, this::recordedThenAsked);
    }

    /** Sends a call on, and answers its station. */
    CompletableFuture<Answer> deliver(Passage passage, Rules.Routed.Delivered delivered) {
        Optional<TransactionRow> transaction = passage.transaction();
        Call call = delivered.call().noting(ofTransaction(delivered.call(), transaction));
        Wiring.Up wired = wiring.up(call, transaction, passage.asker());
        List<Change> changes = new ArrayList<>();
        List<Leg> legs =
                wired.legs().stream()
                        .map(leg -> outgoing(passage, leg, delivered.undo(), changes))
                        .toList();
        List<Outgoing> outs = legs.stream().map(Leg::out).toList();
        List<Note> notes = outs.isEmpty() ? local(call).notes() : outs.get(0).call().notes();
        List<Payload> sent = outs.stream().map(out -> out.call().payload()).toList();
        changes.addAll(store.logged(passage.received(), notes, sent));
        delivered.remembered().forEach(memory -> changes.add(new Change.Remembered(memory)));
        statuses.learn(call).ifPresent(changes::add);
        if (outs.isEmpty()) {
            Answer answer = wired.instead().orElseThrow();
            return store.commit(changes)
                    .thenApplyAsync(stored -> rules.unwind(delivered.undo(), answer), desk);
        }
        Outgoing out = outs.get(0);
        if (passage.isOwn() && transparentCalls.takes(out, transaction)) {
            changes.addAll(passage.more().get());
            return transparentCalls
                    .asked(out, transaction, asked::soundly)
                    .thenApplyAsync(answer -> rules.unwind(delivered.undo(), answer), desk);
        }
        Optional<Failure> objection = objection(out, transaction);
        if (objection.isPresent()) {
            return CompletableFuture.completedFuture(objection.get());
        }
        Optional<Failure> offence =
                legs.stream().flatMap(leg -> leg.offence().stream()).findFirst();
        if (offence.isPresent()) {
            return refused(passage, out, offence.get());
        }
        changes.addAll(passage.more().get());
        return outs.size() == 1 && isTriggered(out, transaction)
                ? asked.asked(out, AnswerTable.Fallback.FAILURE)
                : manners.get(AnswerTable.row(call.action()).manner()).answer(outs, passage);
    }

    /** What a strict CSMS would refuse is refused here, and is kept in the message log. */
    private CompletableFuture<Answer> refused(Passage passage, Outgoing out, Failure offence) {
        LOG.warn(
                "station={} action={} id={} not sent to the strict CSMS {}: {}",
                out.station().id(),
                out.call().action(),
                out.call().messageId(),
                out.upstream().csms().name(),
                offence.line());
        return store.commit(store.logged(passage.received(), out.call().notes()))
                .thenApplyAsync(stored -> offence, desk);
    }

    /** Why a call must not be stored or asked; empty for most. */
    private Optional<Failure> objection(Outgoing out, Optional<TransactionRow> transaction) {
        AnswerTable.Row row = AnswerTable.row(out.call().action());
        Optional<String> noRoom = store.noRoom().filter(why -> isNew(out, row, transaction));
        if (noRoom.isPresent()) {
            return Optional.of(Answer.failure(Cause.NO_ROOM, out.call().action(), noRoom.get()));
        }
        boolean starts =
                row.fallback() == AnswerTable.Fallback.AUTHORIZATION
                        || row.fallback() == AnswerTable.Fallback.TRANSACTION
                                && !charging.hasBegun(out);
        return starts ? registration.barred(out, out.upstream().unreachable()) : Optional.empty();
    }

    /** The manner {@code RECORDED_THEN_ASKED}: a start or a stop. */
    private CompletableFuture<Answer> recordedThenAsked(List<Outgoing> outs, Passage passage) {
        Outgoing out = outs.get(0);
        Action action = out.call().action();
        return AnswerTable.row(action).fallback() == AnswerTable.Fallback.TRANSACTION
                ? started(out)
                : charging.stopped(out, passage.transaction(), recorded.nextSequence())
                        .thenApply(
                                answer ->
                                        answers.sound(
                                                                out.settings().csms().dialect(),
                                                                action,
                                                                answer)
                                                        instanceof Failure unsound
                                                ? TransactionAnswers.confirmed(unsound)
                                                : answer);
    }

    /** The place in the outbox is taken last: the card may have to be looked for in the ledger. */
    private CompletableFuture<Answer> started(Outgoing out) {
        return charging.cardAtStart(out)
                .thenCompose(info -> charging.started(out, recorded.nextSequence(), info));
    }

    /** The id by which the CSMS knows a transaction is filled in when the call is sent. */
    private static List<Note> ofTransaction(Call call, Optional<TransactionRow> transaction) {
        Optional<Long> told = TransactionPlace.of(call.action()).read(call.payload());
        if (told.isEmpty() || transaction.isEmpty()) {
            return List.of();
        }
        Optional<CsmsTransactionId> named = transaction.get().csmsId();
        return named.equals(told.map(CsmsTransactionId::of))
                ? List.of()
                : List.of(
                        Note.renamed(
                                "transactionId",
                                told.get().toString(),
                                named.map(CsmsTransactionId::toString).orElse(""),
                                named.isPresent()
                                        ? "the CSMS's id of the transaction"
                                        : "the CSMS's id of the transaction, when it is known"));
    }

    /** Of joined or split stations some things are no business of the CSMS's. */
    private static Call local(Call call) {
        String reason = "not sent: the station is split or joined";
        return call.noting(Note.whole(Loss.IMPOSSIBLE, reason));
    }

    /**
     * Whether the CSMS wants this message before it accepts the boot: the outbox, and the gateway's
     * own heartbeats, wait until it does.
     */
    private boolean isTriggered(Outgoing out, Optional<TransactionRow> transaction) {
        return transaction.isEmpty()
                && !out.call().action().equals(Action.BootNotification)
                && !out.call().payload().containsKey("transactionId")
                && AnswerTable.row(out.call().action()).manner() != Manner.RECORDED_THEN_ASKED
                && out.station().isTriggered(out.call().action())
                && registration.heldBack(out.upstream().identity());
    }

    /**
     * A call for one upstream station.
     *
     * @param offence why its strict CSMS would refuse it
     */
    private record Leg(Outgoing out, Optional<Failure> offence) {}

    private Leg outgoing(Passage passage, Wiring.UpLeg leg, List<Undo> undo, List<Change> changes) {
        Upstream upstream = connections.upstream(leg.upstream());
        boolean strict = upstream.csms().strict() && !passage.isTransparent();
        Checks.Strict normalised = normalised(upstream.csms().dialect(), leg.call(), strict);
        passage.station().quirks().seen(leg.call().action(), normalised.notes());
        Call call = leg.call().withPayload(normalised.payload()).noting(normalised.notes());
        return new Leg(
                new Outgoing(
                        passage.station(),
                        passage.received(),
                        call,
                        undo,
                        leg.upstream(),
                        upstream,
                        changes),
                normalised.offence());
    }

    /** Whether it would add to the ledger without ending anything that runs. */
    private boolean isNew(Outgoing out, AnswerTable.Row row, Optional<TransactionRow> transaction) {
        return switch (row.manner()) {
            case RECORDED -> transaction.isEmpty();
            case RECORDED_THEN_ASKED ->
                    row.fallback() == AnswerTable.Fallback.TRANSACTION && !charging.hasBegun(out);
            case OWN, ASKED -> false;
        };
    }

    private Checks.Strict normalised(Dialect csms, Call call, boolean strict) {
        Action action = call.action();
        Payload payload = call.payload();
        Part part = Part.REQUEST;
        if (strict) {
            return checks.strict(csms, Direction.UP, action, part, payload, desk.now());
        }
        Checks.Normalised whole = checks.withLists(csms, Direction.UP, action, part, payload);
        return new Checks.Strict(whole.payload(), whole.notes(), Optional.empty());
    }
}
