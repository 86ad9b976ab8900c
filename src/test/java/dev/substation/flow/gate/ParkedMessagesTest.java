package dev.substation.flow.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.gate.ParkedMessages.Outcome;
import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.model.Action;
import dev.substation.model.Call;
import dev.substation.model.Dialect;
import dev.substation.testing.Fields;
import dev.substation.testing.stepped.ChargingSite;
import dev.substation.testing.stepped.ScriptedCsms;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Parked messages that an operator sends again, or removes. */
class ParkedMessagesTest {

    private ChargingSite site;
    private TransactionRow transaction;

    /** A stop that the CSMS never answers. */
    private OutboxRow parked(Dialect dialect) {
        site = new ChargingSite(dialect).connected();
        long id = site.start(1, 180);
        site.csms.ignoring(call -> call.action().equals(Action.StopTransaction));
        site.stop(id);
        site.send(Action.StatusNotification, Fields.status(1, "Available"));
        site.time.pass(Duration.ofMinutes(6));
        transaction = site.ledger.transactions().get(0);
        assertEquals(1, site.ledger.setAside().size());
        return site.ledger.setAside().get(0);
    }

    /** One that the gateway does not hold in memory any more. */
    private static TransactionRow ofAnother(TransactionRow row) {
        return new TransactionRow(
                row.key() + 1_000,
                row.station(),
                row.upstream(),
                "gone",
                row.connectorId(),
                row.contentKey(),
                row.stationId(),
                row.csmsId(),
                row.idTagInfo(),
                row.started(),
                row.stopped(),
                row.upstreamConnectorId(),
                row.end());
    }

    private Outcome requeued(long sequence) {
        return outcome(site.gateway.facts().parked().requeue(sequence, Optional.of(transaction)));
    }

    private Outcome outcome(CompletableFuture<Outcome> outcome) {
        site.time.pass(Duration.ofSeconds(1));
        assertTrue(outcome.isDone());
        return outcome.join();
    }

    private List<Call> stops() {
        return site.csms.received(Action.StopTransaction);
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void sentAgainItHasItsMessageIdAndTheTransactionIdOfTheCsms(Dialect dialect) {
        OutboxRow stop = parked(dialect);
        site.csms.ignoring(call -> false);
        int before = stops().size();

        assertEquals(Outcome.DONE, requeued(stop.sequence()));

        assertEquals(before + 1, stops().size());
        Call sent = stops().get(before);
        assertEquals(stop.messageId(), sent.messageId());
        assertEquals(
                transaction.csmsId().get().number().get(), sent.payload().get("transactionId"));
        assertEquals(List.of(), site.ledger.setAside());
        assertEquals(List.of(), site.ledger.outbox());
    }

    /** It would get an id that its CSMS never gave, and overtake what was said before it. */
    @ParameterizedTest
    @EnumSource(Dialect.class)
    void ofATransactionOfAnotherCsmsItStays(Dialect dialect) {
        OutboxRow stop = parked(dialect);

        Outcome outcome =
                outcome(
                        site.gateway
                                .facts()
                                .parked()
                                .requeue(stop.sequence(), Optional.of(ofAnother(transaction))));

        assertEquals(Outcome.OTHER_CSMS, outcome);
        assertEquals(1, site.ledger.setAside().size());
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void sentAgainAfterARestart(Dialect dialect) {
        OutboxRow stop = parked(dialect);
        site.csms = new ScriptedCsms(site.time);
        site.csms.answering(site.csms::start);
        site.run();
        site.time.settle();

        assertEquals(Outcome.DONE, requeued(stop.sequence()));
        site.csms.connectAll();
        site.time.settle();

        assertEquals(
                transaction.csmsId().get().number().get(),
                stops().get(0).payload().get("transactionId"));
        assertEquals(List.of(), site.ledger.outbox());
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aCsmsThatNeverTakesItGetsItParkedAgain(Dialect dialect) {
        OutboxRow stop = parked(dialect);
        requeued(stop.sequence());
        site.send(Action.StatusNotification, Fields.status(1, "Unavailable"));
        site.time.pass(Duration.ofMinutes(6));

        assertEquals(1, site.ledger.setAside().size());
        assertTrue(site.ledger.setAside().get(0).sequence() > stop.sequence());
        assertEquals(Outcome.NOT_PARKED, requeued(stop.sequence()), "the first one is no more");
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void removedItIsGone(Dialect dialect) {
        OutboxRow stop = parked(dialect);
        int before = stops().size();

        assertEquals(Outcome.DONE, outcome(site.gateway.facts().parked().remove(stop.sequence())));

        assertEquals(List.of(), site.ledger.setAside());
        assertEquals(before, stops().size());
        assertEquals(
                Outcome.NOT_PARKED, outcome(site.gateway.facts().parked().remove(stop.sequence())));
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void askedTwiceAtOnceItIsSentOnce(Dialect dialect) {
        OutboxRow stop = parked(dialect);
        site.csms.ignoring(call -> false);
        int before = stops().size();
        ParkedMessages parked = site.gateway.facts().parked();

        CompletableFuture<Outcome> one = parked.requeue(stop.sequence(), Optional.of(transaction));
        CompletableFuture<Outcome> other =
                parked.requeue(stop.sequence(), Optional.of(transaction));

        assertEquals(Outcome.DONE, outcome(one));
        assertEquals(Outcome.NOT_PARKED, outcome(other));
        assertEquals(before + 1, stops().size());
    }
}
