package dev.substation.flow.ports;

import dev.substation.dialect.Part;
import dev.substation.flow.time.OperatingTime;
import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * The durable record. State in memory is the desk's; the ledger makes it survive. Texts in rows are
 * {@link Storable}.
 */
public interface Ledger {

    /**
     * Stores changes, all or none, in the order in which commits were asked for. The future
     * completes when they are on disk, or exceptionally when they could not be stored.
     */
    CompletableFuture<Void> commit(List<Change> changes);

    /**
     * Why nothing new may be stored now, as the end of a sentence; empty when there is room. What
     * ends transactions that run is stored still. Cheap, from any thread.
     */
    default Optional<String> noRoom() {
        return Optional.empty();
    }

    /**
     * What was known when the gateway last ran. Blocks; used at start alone.
     *
     * @param atSite whose memories are needed; those of others, but for {@link Memory#OF_ALL}, stay
     *     in the ledger for the time when they are listed again. It is asked again later, by any
     *     thread: memories of stations that are not at the site for long are removed
     */
    Snapshot load(Predicate<StationId> atSite);

    /** The same with the memories of all. */
    default Snapshot load() {
        return load(station -> true);
    }

    /** One of the memories of {@link Memory#RECALLED}. */
    CompletableFuture<Optional<Memory>> recall(String owner, StationId station, String key);

    /** The next rows of one upstream station's outbox, oldest first, without parked ones. */
    CompletableFuture<List<OutboxRow>> outbox(StationId upstream, long afterSequence, int most);

    /** A row of the outbox that is parked. */
    default CompletableFuture<Optional<OutboxRow>> parked(long sequence) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    /**
     * A transaction by the id that its station knows; the latest when there are several. It may be
     * one whose end never came.
     */
    CompletableFuture<Optional<TransactionRow>> transaction(
            StationId station, long stationTransactionId);

    /**
     * A transaction by the id that the CSMS gave, whether that is in quotes or not; the latest when
     * there are several.
     *
     * @param stations those that the upstream station consists of
     */
    CompletableFuture<Optional<TransactionRow>> transactionOfCsms(
            String csms, StationId upstream, Collection<StationId> stations, CsmsTransactionId id);

    /**
     * What is loaded at start.
     *
     * @param memories but those of {@link Memory#RECALLED}
     * @param transactions those that are not stopped or that the outbox still speaks of; in the
     *     order of their keys
     * @param lastSequence the highest outbox sequence ever given
     * @param lastTransaction the highest transaction key ever given
     * @param lastGatewayTransactionId the highest transaction id that the gateway itself gave to a
     *     station
     * @param spokenOf the sequence of the last row in the outbox that speaks of a transaction, by
     *     the transaction's key
     * @param waiting upstream stations that have rows in the outbox
     * @param latestMeters the coalesce value of the latest row of an upstream station that starts
     *     with {@link OutboxRow#METERS}, where there is one
     * @param operated how long the gateway has run on this ledger
     * @param parked the keys of transactions that have messages parked for a CSMS that had gone
     */
    record Snapshot(
            List<StationRow> stations,
            List<RegistrationRow> registrations,
            List<TransactionRow> transactions,
            Map<Long, Long> spokenOf,
            List<Memory> memories,
            List<StationId> waiting,
            Map<StationId, String> latestMeters,
            long lastSequence,
            long lastTransaction,
            long lastGatewayTransactionId,
            OperatingTime operated,
            Set<Long> parked) {}

    /** One change of the record. */
    sealed interface Change {

        record StationChanged(StationRow row) implements Change {}

        record RegistrationChanged(RegistrationRow row) implements Change {}

        /** A station goes, with all that is remembered of it; its transactions stay. */
        record StationForgotten(StationId station) implements Change {}

        record TransactionChanged(TransactionRow row) implements Change {}

        record Queued(OutboxRow row) implements Change {}

        /** A row has left the outbox: delivered, or replaced by a later one. */
        record Unqueued(long sequence) implements Change {}

        /**
         * A row stays, for somebody to look at, but is delivered no more.
         *
         * @param why a sentence for who looks at it
         */
        record SetAside(long sequence, Instant when, String why) implements Change {

            public SetAside {
                why = Storable.of(why);
            }
        }

        record Remembered(Memory memory) implements Change {}

        /** All goes that an owner remembered of a station before this. */
        record MemoriesForgotten(String owner, StationId station) implements Change {}

        record Logged(LogRow row) implements Change {}
    }

    /**
     * A station as it was last heard of.
     *
     * @param address callback address or peer
     * @param boot its last BootNotification, as it left for the CSMS
     */
    record StationRow(
            StationId station,
            Dialect dialect,
            String address,
            Optional<Payload> boot,
            OperatingTime lastHeard) {

        public StationRow {
            address = Storable.of(address);
        }
    }

    /**
     * What a CSMS last said to the boot of an upstream station.
     *
     * @param csms its name; empty in rows of before the ledger kept it
     * @param status {@code Accepted}, {@code Pending}, {@code Rejected}, or empty when the CSMS has
     *     not answered the last boot yet
     * @param interval the CSMS's heartbeat interval in seconds; 0 when it has not said one
     */
    record RegistrationRow(
            StationId upstream, String csms, Optional<String> status, long interval) {

        public RegistrationRow {
            status = status.map(Storable::of);
        }
    }

    /**
     * A transaction.
     *
     * @param key the gateway's own number for it
     * @param contentKey what makes a re-sent StartTransaction the same one: idTag, timestamp,
     *     meterStart, as received
     * @param stationId the transaction id of the station; empty until the station is answered
     * @param csmsId the transaction id that the CSMS gave; empty until it did
     * @param idTagStatus what the station was answered
     * @param stopped when StopTransaction came; empty while it is open
     * @param upstreamConnectorId the connector as the CSMS knows it
     * @param end what is known of its end
     */
    record TransactionRow(
            long key,
            StationId station,
            StationId upstream,
            String csms,
            long connectorId,
            String contentKey,
            Optional<Long> stationId,
            Optional<CsmsTransactionId> csmsId,
            Payload idTagInfo,
            Instant started,
            Optional<Instant> stopped,
            long upstreamConnectorId,
            TransactionEnd end) {

        public TransactionRow {
            contentKey = Storable.of(contentKey);
        }

        /** The card with which it was started, as the station sent it. */
        public Optional<String> startedWith() {
            int time = contentKey.lastIndexOf('|', contentKey.lastIndexOf('|') - 1);
            return time < 0 ? Optional.empty() : Optional.of(contentKey.substring(0, time));
        }

        /** The reading at its start as the station sent it; empty when that is no number. */
        public Optional<Long> meterStart() {
            String last = contentKey.substring(contentKey.lastIndexOf('|') + 1);
            return last.matches("\\d{1,18}") ? Optional.of(Long.valueOf(last)) : Optional.empty();
        }

        /** What was charged, in Wh; empty when a reading is missing or the meter went back. */
        public Optional<Long> energy() {
            return end.meterStop()
                    .flatMap(stop -> meterStart().map(start -> stop - start))
                    .filter(energy -> energy >= 0);
        }

        /** When it started, by its station: the text that came. */
        public Optional<String> startedAt() {
            int meter = contentKey.lastIndexOf('|');
            int time = contentKey.lastIndexOf('|', meter - 1);
            return time < 0 ? Optional.empty() : Optional.of(contentKey.substring(time + 1, meter));
        }

        /** The same with the id of the station. */
        public TransactionRow toldId(long id) {
            return with(Optional.of(id), csmsId, idTagInfo, stopped, end);
        }

        /** The same with the answer about the card. */
        public TransactionRow toldInfo(Payload info) {
            return with(stationId, csmsId, info, stopped, end);
        }

        /** The same with the CSMS's id. */
        public TransactionRow namedByCsms(CsmsTransactionId id) {
            return with(stationId, Optional.of(id), idTagInfo, stopped, end);
        }

        /** The same, ended. */
        public TransactionRow stoppedAt(Instant time, TransactionEnd how) {
            return with(stationId, csmsId, idTagInfo, Optional.of(time), how);
        }

        private TransactionRow with(
                Optional<Long> stationId,
                Optional<CsmsTransactionId> csmsId,
                Payload idTagInfo,
                Optional<Instant> stopped,
                TransactionEnd end) {
            return new TransactionRow(
                    key,
                    station,
                    upstream,
                    csms,
                    connectorId,
                    contentKey,
                    stationId,
                    csmsId,
                    idTagInfo,
                    started,
                    stopped,
                    upstreamConnectorId,
                    end);
        }
    }

    /**
     * A call that the CSMS must still get, as it left the rules.
     *
     * @param sequence the order of delivery
     * @param transaction the key of the transaction that it belongs to, whose CSMS id is filled in
     *     when it is sent
     * @param coalesce rows of one upstream station with the same non-empty value: only the latest
     *     is kept
     * @param trace as in {@link dev.substation.model.Trail}
     */
    record OutboxRow(
            long sequence,
            StationId upstream,
            StationId station,
            Dialect dialect,
            String messageId,
            Action action,
            Payload payload,
            Optional<Long> transaction,
            String coalesce,
            List<Undo> undo,
            Instant accepted,
            String trace) {

        /**
         * How the coalesce values of meter values outside transactions start; a number from 0 to
         * 999 follows, which counts them per upstream station.
         */
        public static final String METERS = "meter-";

        public OutboxRow {
            messageId = Storable.of(messageId);
            coalesce = Storable.of(coalesce);
        }

        /** Of a call that is not followed. */
        public OutboxRow(
                long sequence,
                StationId upstream,
                StationId station,
                Dialect dialect,
                String messageId,
                Action action,
                Payload payload,
                Optional<Long> transaction,
                String coalesce,
                List<Undo> undo,
                Instant accepted) {
            this(
                    sequence,
                    upstream,
                    station,
                    dialect,
                    messageId,
                    action,
                    payload,
                    transaction,
                    coalesce,
                    undo,
                    accepted,
                    "");
        }

        /** Whether it is a transaction message (OCPP 1.6 section 3.7.1). */
        public boolean isOfTransaction() {
            return transaction.isPresent() || TransactionMessages.isOne(action, payload);
        }
    }

    /**
     * How a call ended.
     *
     * @param word {@code answered}, or the number of the cause ({@code SUB-1021})
     * @param took how long it took; empty when that is not known
     * @param sentAs the message ids under which the call went on, with spaces between them
     * @param ofCsms whether it is what the CSMS said to a message of the outbox, which its station
     *     may have been answered before
     */
    record Outcome(String word, Optional<Duration> took, String sentAs, boolean ofCsms) {}

    /**
     * One line of the message log: a call as it was received, with what became of it in
     * translation; or how a call ended, with the answer as it was passed on.
     *
     * @param direction of the call
     * @param signedIn the hash of the signed samples in a call as it came; empty when nothing is
     *     signed, {@code none} when signed samples went on that had not come
     * @param signedOut that of the call as it went on; {@code none} when they did not, several when
     *     it went on in several forms, empty when it did not go on at all
     * @param outcome how the call ended; empty for the call itself, and for what is remarked on an
     *     answer later
     * @param trace as in {@link dev.substation.model.Trail}
     */
    record LogRow(
            Instant received,
            StationId station,
            String direction,
            Dialect dialect,
            String messageId,
            Action action,
            Part part,
            Payload payload,
            List<Note> notes,
            String signedIn,
            String signedOut,
            Optional<Outcome> outcome,
            String trace) {

        public LogRow {
            messageId = Storable.of(messageId);
            action = Storable.of(action);
        }

        /** Of a call that is not followed. */
        public LogRow(
                Instant received,
                StationId station,
                String direction,
                Dialect dialect,
                String messageId,
                Action action,
                Part part,
                Payload payload,
                List<Note> notes,
                String signedIn,
                String signedOut,
                Optional<Outcome> outcome) {
            this(
                    received, station, direction, dialect, messageId, action, part, payload, notes,
                    signedIn, signedOut, outcome, "");
        }

        /** A line that says no outcome, of such a call. */
        public LogRow(
                Instant received,
                StationId station,
                String direction,
                Dialect dialect,
                String messageId,
                Action action,
                Part part,
                Payload payload,
                List<Note> notes,
                String signedIn,
                String signedOut) {
            this(
                    received,
                    station,
                    direction,
                    dialect,
                    messageId,
                    action,
                    part,
                    payload,
                    notes,
                    signedIn,
                    signedOut,
                    Optional.empty());
        }
    }
}
