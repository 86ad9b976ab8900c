package dev.substation.api;

import dev.substation.access.Operator;
import dev.substation.access.Role;
import dev.substation.access.Visit;
import dev.substation.api.Operations.BadRequest;
import dev.substation.dialect.Masking;
import dev.substation.model.Action;
import dev.substation.model.Payload;
import java.util.List;
import java.util.Optional;

/**
 * What of messages somebody sees. Cards in fields of OCPP are masked for everybody. What a maker
 * has put into a DataTransfer may have cards in any form, so the role {@code view} does not see it,
 * nor may it ask for a card, which would tell whether there is such a one.
 *
 * @param all whether nothing more is hidden
 */
record RoleView(boolean all) {

    private static final int FORBIDDEN = 403;
    private static final String HIDDEN = "***";

    static RoleView of(Visit visit) {
        return new RoleView(Operator.may(visit.operator(), Role.OPERATE));
    }

    /** A line of the message log. */
    Payload line(Payload line) {
        return all || !isDataTransfer(line)
                ? line
                : line.changing("payload", RoleView::withoutData)
                        .changingEach(
                                "notes",
                                note -> note.with("original", HIDDEN).with("result", HIDDEN));
    }

    private static boolean isDataTransfer(Payload line) {
        return line.text("action").filter(Action.DataTransfer.name()::equals).isPresent();
    }

    private static Payload withoutData(Payload payload) {
        return payload.containsKey("data") ? payload.with("data", HIDDEN) : payload;
    }

    /** A parked message. */
    ParkedState parked(ParkedState one) {
        return all || !one.action().equals(Action.DataTransfer.name())
                ? one
                : new ParkedState(
                        one.sequence(),
                        one.station(),
                        one.identity(),
                        one.csms(),
                        one.action(),
                        one.messageId(),
                        one.transaction(),
                        one.accepted(),
                        one.parked(),
                        HIDDEN,
                        withoutData(one.payload()));
    }

    /** A call with all that belongs to it. */
    Exchange exchange(Exchange exchange) {
        return all || exchange.lines().stream().noneMatch(RoleView::isDataTransfer)
                ? exchange
                : new Exchange(
                        exchange.lines().stream().map(this::line).toList(),
                        List.of(),
                        Optional.empty(),
                        Optional.of("The role view does not see what a maker sends"));
    }

    /** Cards of files, whole for those who may send them. */
    CardEditing.CardList cards(CardEditing.CardList list) {
        return all
                ? list
                : new CardEditing.CardList(
                        list.files().stream().map(RoleView::withoutProblems).toList(),
                        list.total(),
                        list.cards().stream().map(RoleView::masked).toList());
    }

    /** What is wrong with a line may quote what stands there. */
    private static CardEditing.CardFileState withoutProblems(CardEditing.CardFileState file) {
        return new CardEditing.CardFileState(file.name(), file.etag(), file.cards(), List.of());
    }

    private static CardEditing.CardState masked(CardEditing.CardState card) {
        return new CardEditing.CardState(
                card.file(),
                Masking.masked("idTag", card.idTag()),
                card.status(),
                card.expiry(),
                card.parentIdTag().map(tag -> Masking.masked("parentIdTag", tag)),
                card.places());
    }

    /**
     * Whether somebody may ask for a card, or for a text, which may be one.
     *
     * @throws BadRequest if not
     */
    void mayAskFor(Optional<String> card) throws BadRequest {
        if (!all && card.isPresent()) {
            throw new BadRequest(FORBIDDEN, "To ask for a card or a text takes the role operate");
        }
    }
}
