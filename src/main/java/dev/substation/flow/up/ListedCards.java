package dev.substation.flow.up;

import dev.substation.flow.desk.Outgoing;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.settings.OnlineAuthorization;
import dev.substation.flow.settings.StationSettings;
import dev.substation.model.Answer.Result;
import dev.substation.model.IdTagInfo;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import dev.substation.model.StartAnswer;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cards about which the list of a station decides, and not the CSMS (docs/configuration.md,
 * online-authorization).
 */
final class ListedCards {

    private static final Logger LOG = LoggerFactory.getLogger(ListedCards.class);

    private ListedCards() {}

    /** Logs an answer of the list, and remarks on it that it is not the CSMS's. */
    static Note logged(Outgoing out, IdTagInfo info) {
        StationSettings settings = out.station().settings();
        LOG.info(
                "station={} action={} id={} {}",
                out.station().id(),
                out.call().action(),
                out.received().messageId(),
                Problem.ANSWERED_FROM_LIST.line(
                        info.status().orElse(""), settings.onlineAuthorization()));
        return note(Optional.of(settings), "", info);
    }

    /**
     * Remarks on an answer that it is that of the list.
     *
     * @param csms the status that the CSMS gave; empty without one
     */
    static Note note(Optional<StationSettings> settings, String csms, IdTagInfo info) {
        return Note.deduced(
                "idTagInfo.status",
                csms,
                info.status().orElse(""),
                "by the local list and the card files: online-authorization: "
                        + settings.map(StationSettings::onlineAuthorization)
                                .orElse(OnlineAuthorization.FirstLocal));
    }

    /** What the list said at a start whose station has no answer yet; stored with the start. */
    static Optional<IdTagInfo> verdict(TransactionRow transaction) {
        return Optional.of(transaction.idTagInfo())
                .filter(info -> !info.isEmpty())
                .map(IdTagInfo::new);
    }

    /** The CSMS rejects a card at the start, where its word does not count. */
    static void overruled(TransactionRow transaction, Payload conf) {
        boolean charges = new IdTagInfo(transaction.idTagInfo()).isAccepted();
        new StartAnswer(conf)
                .idTagInfo()
                .flatMap(IdTagInfo::refusal)
                .filter(refusal -> charges)
                .ifPresent(
                        refusal ->
                                LOG.info(
                                        "station={} transaction={} {}",
                                        transaction.station(),
                                        transaction.stationId().orElseThrow(),
                                        Problem.LIST_OVER_CSMS.line(refusal)));
    }

    /**
     * The CSMS's answer to a stop, without its word about the card where the list alone counts: a
     * station would block the card in its own list.
     */
    static Result atStop(StationSettings settings, Result answer) {
        Optional<String> refusal =
                IdTagInfo.in(answer.payload())
                        .flatMap(IdTagInfo::refusal)
                        .filter(status -> settings.onlyListCounts());
        return refusal.map(
                        status ->
                                answer.withPayload(answer.payload().without(IdTagInfo.FIELD))
                                        .noting(
                                                Note.deduced(
                                                        "idTagInfo.status",
                                                        status,
                                                        "",
                                                        "left out: with online-authorization:"
                                                                + " OnlyLocal the list counts")))
                .orElse(answer);
    }
}
