package dev.substation.flow.up;

import dev.substation.flow.desk.RefusedCards;
import dev.substation.flow.desk.SharedState;
import dev.substation.flow.desk.SparedAuthorizations;
import dev.substation.flow.desk.Transactions;
import dev.substation.flow.ports.CsmsTransactionId;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.ports.Site;
import dev.substation.flow.settings.StationSettings;
import dev.substation.model.Answer;
import dev.substation.model.Answer.Result;
import dev.substation.model.Authorize;
import dev.substation.model.IdTagInfo;
import dev.substation.model.Note;
import dev.substation.model.StartAnswer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of a transaction when the CSMS answers its start, or never will. */
final class CsmsNames {

    private static final Logger LOG = LoggerFactory.getLogger(CsmsNames.class);

    private final Site site;
    private final Transactions transactions;
    private final RefusedCards refused;
    private final SparedAuthorizations authorizations;

    /** Ids in answers to starts that lack something else, by the start's sequence. */
    private final Map<Long, CsmsTransactionId> namedInBrief = new HashMap<>();

    CsmsNames(Site site, SharedState books, RefusedCards refused) {
        this.site = site;
        this.transactions = books.transactions();
        this.authorizations = books.spared();
        this.refused = refused;
    }

    /** An answer to a start lacks something, but has this id. */
    void inBrief(OutboxRow row, CsmsTransactionId id) {
        namedInBrief.put(row.sequence(), id);
    }

    /** The status that the station did not get when it asked about the card of a start. */
    private Optional<String> refusal(OutboxRow row) {
        return new Authorize(row.payload())
                .idTag()
                .flatMap(card -> authorizations.refusal(row.station(), card));
    }

    /** A row leaves the outbox. */
    void settled(OutboxRow row) {
        namedInBrief.remove(row.sequence());
    }

    /**
     * The CSMS has named a transaction. The station keeps the id that it has, if it has one, and
     * what it was answered about the card, or what its list says of it.
     */
    Answer named(OutboxRow row, Result result, List<Change> changes) {
        Optional<TransactionRow> known = row.transaction().flatMap(transactions::byKey);
        if (known.isEmpty()) {
            return result;
        }
        TransactionRow before = known.get();
        CsmsTransactionId csmsId = CsmsAnswers.idIn(result.payload()).orElseThrow();
        TransactionRow after = before.namedByCsms(csmsId);
        boolean told = before.stationId().isPresent();
        Optional<IdTagInfo> listed = told ? Optional.empty() : ListedCards.verdict(before);
        Optional<StationSettings> settings = site.station(row.station());
        List<Note> notes = new ArrayList<>();
        if (!told) {
            IdTagInfo csmsInfo = new StartAnswer(result.payload()).idTagInfo().orElseThrow();
            IdTagInfo info = listed.orElse(csmsInfo);
            SparedCards.Told spared =
                    SparedCards.told(
                            settings, info, listed.isPresent() ? Optional.empty() : refusal(row));
            after = after.toldId(transactions.stationIdFor(before, csmsId)).toldInfo(spared.info());
            changes.addAll(spared.stop(refused, after));
            notes.addAll(spared.notes());
            listed.map(card -> ListedCards.note(settings, csmsInfo.status().orElse(""), card))
                    .ifPresent(notes::add);
        }
        transactions.put(after);
        changes.add(new Change.TransactionChanged(after));
        LOG.info(
                "station={} transaction={} is {} at CSMS {}",
                row.station(),
                after.stationId().get(),
                csmsId,
                after.csms());
        if (settings.filter(StationSettings::onlyListCounts).isPresent()) {
            ListedCards.overruled(after, result.payload());
        } else if (told || listed.isPresent()) {
            changes.addAll(refused.answered(after, result.payload(), !told));
        }
        return TransactionAnswers.asKept(result, TransactionAnswers.conf(after)).noting(notes);
    }

    /** The CSMS will never name a transaction, unless it has done so in an answer in brief. */
    void neverNamed(OutboxRow row, List<Change> changes) {
        row.transaction()
                .flatMap(transactions::byKey)
                .map(
                        transaction ->
                                transaction.namedByCsms(
                                        namedInBrief.getOrDefault(
                                                row.sequence(), CsmsTransactionId.NEVER_NAMED)))
                .ifPresent(
                        unnamed -> {
                            transactions.put(unnamed);
                            changes.add(new Change.TransactionChanged(unnamed));
                        });
    }
}
