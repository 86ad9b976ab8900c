package dev.substation.api;

import dev.substation.model.Action;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * What the API shows and does. All methods may be called from any thread and return at once; what
 * they return completes exceptionally when the gateway cannot answer now.
 */
public interface Operations {

    /** Makes and sends answers: who reads them may be slow. */
    Executor threads();

    /** All stations: those that the site names, and those that were heard of. In no order. */
    CompletionStage<List<StationState>> stations();

    /** One station with all details; empty when the site does not know it. */
    CompletionStage<Optional<StationState>> station(StationId station);

    /** The operations that can be sent, with their fields ({@code dialect.OperationForms}). */
    List<Payload> forms();

    /** All CSMSs of the site, in its order. */
    CompletionStage<CsmsState.CsmsList> csms();

    /**
     * Links to a CSMS that is away try again at once.
     *
     * @return how many; empty when the site has no such CSMS
     */
    CompletionStage<Optional<Integer>> tryNow(String csms);

    /**
     * Sends a call to a station, as its CSMS would.
     *
     * @param identity the station as its CSMS knows it; needed when it has several such names
     * @throws BadRequest when it cannot be sent, before anything has been
     */
    CompletionStage<SentCall> send(
            StationId station, Optional<StationId> identity, Action action, Payload payload)
            throws BadRequest;

    /** Messages that are not sent any more. */
    ParkedOperations parked();

    /** What happens, as it happens. */
    EventStream events();

    /** Who was rejected at the door since the start, in no order. */
    List<RefusedState> refused();

    /** One who was rejected at the door, by its number. */
    default Optional<RefusedState> refused(long number) {
        return refused().stream().filter(one -> one.number() == number).findFirst();
    }

    /** The words of {@link RefusedState#reason}. */
    List<String> reasonsOfRefusals();

    /** Forgets one of them; whether it was there. */
    boolean forgetRefused(long number);

    /** Forgets all of them. */
    void forgetRefused();

    /** A payload without cards and secrets, as the message log has it. */
    Payload shown(Payload payload);

    /** Lines of the message log, the latest first, without cards and secrets. */
    CompletionStage<List<Payload>> messages(MessageFilter filter);

    /**
     * What belongs to a line of the message log; empty when there is no such line.
     *
     * @param rules whether the rules are asked too, whose texts may name cards
     */
    CompletionStage<Optional<Exchange>> exchange(long id, boolean rules);

    /**
     * Which lines of the message log are meant; what is empty does not matter.
     *
     * @param part {@code call}, {@code answer} or {@code delivery}
     * @param changed only those that did not cross exactly
     * @param failed only calls that ended with an error
     * @param said what they say
     * @param from not before this
     * @param to before this
     * @param before only lines older than the one with this id
     */
    record MessageFilter(
            Optional<StationId> station,
            Optional<String> action,
            Optional<String> part,
            Optional<String> messageId,
            boolean changed,
            boolean failed,
            Said said,
            Optional<Instant> from,
            Optional<Instant> to,
            long before,
            int limit) {

        MessageFilter before(long id) {
            return new MessageFilter(
                    station, action, part, messageId, changed, failed, said, from, to, id, limit);
        }
    }

    /**
     * What lines of the message log say.
     *
     * @param csms of stations of this CSMS
     * @param transaction the key of the transaction that they belong to
     * @param card with this idTag or parentIdTag
     * @param text with this text in the payload
     */
    record Said(
            Optional<String> csms,
            Optional<Long> transaction,
            Optional<String> card,
            Optional<String> text) {}

    /** Transactions, the latest first. */
    CompletionStage<List<TransactionState>> transactions(TransactionFilter filter);

    /**
     * Closes a transaction whose end will never come (docs/adr/0070-closing-transactions.md).
     *
     * @param meterStop the reading that the CSMS gets; empty if nothing is to be said to it
     * @param force whether it may be one that its station could end itself
     * @return the transaction as it is then, or a failed stage with a {@link BadRequest}
     */
    CompletionStage<TransactionState> close(long key, Optional<Long> meterStop, boolean force);

    /**
     * Which transactions are meant; what is empty does not matter.
     *
     * @param open whether they run; both when empty
     * @param card the idTag with which it was started, as the station sent it
     * @param from started not before this
     * @param to started before this
     * @param before only those with a lower key
     */
    record TransactionFilter(
            Optional<StationId> station,
            Optional<String> csms,
            Optional<Boolean> open,
            Optional<String> card,
            Optional<Instant> from,
            Optional<Instant> to,
            long before,
            int limit) {

        TransactionFilter before(long key) {
            return new TransactionFilter(station, csms, open, card, from, to, key, limit);
        }
    }

    /** Something that was asked for and cannot be done; the message says what to write instead. */
    final class BadRequest extends Exception {

        private static final long serialVersionUID = 1L;

        private final int status;

        /**
         * @param status the HTTP status: 400, 404 or 409
         */
        public BadRequest(int status, String sentence) {
            super(sentence);
            this.status = status;
        }

        /** The HTTP status. */
        public int status() {
            return status;
        }
    }
}
