package dev.substation.flow.up;

import dev.substation.flow.desk.RefusedCards;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.settings.StationSettings;
import dev.substation.model.Answer;
import dev.substation.model.IdTagInfo;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Spares the list of cards that a station keeps itself. A KEBA master that reads Invalid or Blocked
 * blocks the card in its own list until somebody repairs that by hand, also if the card is entered
 * at the CSMS a day later. Such a station is answered Accepted, and the transaction is ended by
 * RemoteStopTransaction (docs/configuration.md, spare-local-list).
 */
final class SparedCards {

    /** What stations write into their lists; ConcurrentTx says nothing about the card. */
    private static final Set<String> WRITTEN = Set.of("Invalid", "Blocked", "Expired");

    private static final String ACCEPTED = "Accepted";

    private SparedCards() {}

    /**
     * What a station is answered about a card at a start.
     *
     * @param info as the station reads it
     * @param refusal the status that it does not read; empty if it reads what there is
     */
    record Told(Payload info, Optional<String> refusal) {

        /** What is to be stored so that the transaction is stopped. */
        List<Change> stop(RefusedCards refused, TransactionRow transaction) {
            return refusal.map(status -> refused.spared(transaction, status)).orElse(List.of());
        }

        List<Note> notes() {
            return refusal.map(SparedCards::note).map(List::of).orElse(List.of());
        }
    }

    static Told told(StationSettings settings, IdTagInfo info) {
        Optional<String> refusal =
                info.refusal()
                        .filter(WRITTEN::contains)
                        .filter(status -> settings.sparesLocalList());
        // Without an expiry, which a station would keep too.
        return new Told(
                refusal.map(status -> Payload.of("status", ACCEPTED)).orElse(info.payload()),
                refusal);
    }

    /**
     * The same of a station that the site may have no more.
     *
     * @param before the status that the station did not get when it asked about the card; it counts
     *     even if the CSMS accepts the start
     */
    static Told told(Optional<StationSettings> settings, IdTagInfo info, Optional<String> before) {
        Told told =
                settings.map(known -> told(known, info))
                        .orElse(new Told(info.payload(), Optional.empty()));
        boolean still = settings.filter(StationSettings::sparesLocalList).isPresent();
        return still && told.refusal().isEmpty() && info.refusal().isEmpty()
                ? new Told(told.info(), before)
                : told;
    }

    private static Note note(String status) {
        return Note.deduced(
                IdTagInfo.FIELD + ".status",
                status,
                ACCEPTED,
                "spare-local-list: the station must not block the card in its own list; the"
                        + " gateway ends a transaction with it");
    }

    /** An answer about a card, as the station is to read it. */
    static Answer told(StationSettings settings, Answer answer) {
        return answer.fold(result -> told(settings, result), failure -> failure);
    }

    private static Answer told(StationSettings settings, Answer.Result result) {
        Optional<Told> told = IdTagInfo.in(result.payload()).map(info -> told(settings, info));
        if (told.flatMap(Told::refusal).isEmpty()) {
            return result;
        }
        Payload payload = result.payload().with(IdTagInfo.FIELD, told.get().info());
        return result.withPayload(payload).noting(told.get().notes());
    }
}
