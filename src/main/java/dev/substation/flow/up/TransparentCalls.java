package dev.substation.flow.up;

import dev.substation.flow.desk.Outgoing;
import dev.substation.flow.desk.Registration;
import dev.substation.flow.desk.SharedState;
import dev.substation.flow.desk.Store;
import dev.substation.flow.desk.Transactions;
import dev.substation.flow.ports.CsmsTransactionId;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.ports.TransactionPlace;
import dev.substation.flow.relay.Relay;
import dev.substation.flow.time.Desk;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Answer.Result;
import dev.substation.model.IdTagInfo;
import dev.substation.model.Payload;
import dev.substation.model.StartAnswer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The answer table of a transparent station whose messages are translated, because it speaks SOAP:
 * the CSMS answers every call, and its error, or that it gave none in time, is what the station
 * gets (docs/adr/0031-transparent.md). Of a transaction the ids are kept once the CSMS has begun
 * it, for what OCPP 1.5 does not say is concluded from them. A transparent WebSocket has a {@link
 * Relay}.
 */
final class TransparentCalls {

    private final Desk desk;
    private final Store store;
    private final Transactions transactions;
    private final Registration registration;
    private final Charging charging;

    TransparentCalls(Desk desk, SharedState books, Registration registration, Charging charging) {
        this.desk = desk;
        store = books.store();
        transactions = books.transactions();
        this.registration = registration;
        this.charging = charging;
    }

    /**
     * Whether the CSMS is asked. Not ahead of what a rule made of the same transaction, which waits
     * in the outbox: that goes first, and the call behind it.
     */
    boolean takes(Outgoing out, Optional<TransactionRow> transaction) {
        return out.station().settings().transparent()
                && (transaction.isEmpty() || !out.upstream().owes());
    }

    /**
     * Asks the csms.
     *
     * @param ask sends a call and completes with an answer that the station can be given
     */
    CompletableFuture<Answer> asked(
            Outgoing out,
            Optional<TransactionRow> transaction,
            Function<Outgoing, CompletableFuture<Answer>> ask) {
        store.commit(out.changes());
        if (out.call().action().equals(Action.BootNotification)) {
            registration.asking(out);
        }
        return ask.apply(named(out, transaction))
                .thenApplyAsync(
                        answer -> answer.fold(result -> taken(out, transaction, result), f -> f),
                        desk);
    }

    /** With the CSMS's id of the transaction, should the station know it by another. */
    private static Outgoing named(Outgoing out, Optional<TransactionRow> transaction) {
        Payload payload = out.call().payload();
        TransactionPlace place = TransactionPlace.of(out.call().action());
        return transaction
                .flatMap(TransactionRow::csmsId)
                .filter(id -> place.read(payload).isPresent())
                .map(id -> out.saying(place.write(payload, id)))
                .orElse(out);
    }

    private Answer taken(Outgoing out, Optional<TransactionRow> transaction, Result result) {
        return switch (out.call().action().name()) {
            case "BootNotification" -> registration.heard(out, result);
            case "StartTransaction" -> started(out, result);
            case "StopTransaction" -> {
                transaction.ifPresent(ended -> stopped(out, ended));
                yield result;
            }
            default -> result;
        };
    }

    private Answer started(Outgoing out, Result result) {
        CsmsTransactionId given = CsmsAnswers.idIn(result.payload()).orElseThrow();
        TransactionRow fresh = charging.fresh(out).namedByCsms(given);
        long told = transactions.stationIdFor(fresh, given);
        TransactionRow begun =
                fresh.toldId(told)
                        .toldInfo(
                                new StartAnswer(result.payload())
                                        .idTagInfo()
                                        .map(IdTagInfo::payload)
                                        .orElse(Payload.EMPTY));
        transactions.put(begun);
        out.station().cleared(begun.connectorId());
        store.commit(new Change.TransactionChanged(begun));
        return TransactionAnswers.told(result, told);
    }

    private void stopped(Outgoing out, TransactionRow transaction) {
        store.commit(new Change.TransactionChanged(charging.ended(out, transaction)));
    }
}
