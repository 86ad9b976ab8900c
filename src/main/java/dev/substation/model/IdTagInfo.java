package dev.substation.model;

import java.util.Optional;

/** View of an {@code idTagInfo}: what a CSMS says of a card. */
public record IdTagInfo(Payload payload) {

    /** The field that has one. */
    public static final String FIELD = "idTagInfo";

    private static final String EXPIRY_DATE = "expiryDate";
    private static final String ACCEPTED = "Accepted";

    /** The one in an answer, or in an entry of a local list. */
    public static Optional<IdTagInfo> in(Payload holder) {
        return holder.object(FIELD).map(IdTagInfo::new);
    }

    public Optional<String> status() {
        return payload.text("status");
    }

    /** Whether it says that the card is accepted; not so when it has no status. */
    public boolean isAccepted() {
        return status().filter(ACCEPTED::equals).isPresent();
    }

    /** The status with which it rejects the card; empty also when it has no status. */
    public Optional<String> refusal() {
        return status().filter(status -> !status.equals(ACCEPTED));
    }

    /** Until when the card is accepted, as the text that came. */
    public Optional<String> expiryDate() {
        return payload.text(EXPIRY_DATE);
    }

    /**
     * Whether an answer accepts a card until a time that nobody can read. It holds for the moment
     * alone: kept, it would accept the card forever.
     */
    public static boolean isForNow(Answer.Result answer) {
        return answer.isUnreadAt(FIELD + '.' + EXPIRY_DATE)
                && in(answer.payload()).filter(IdTagInfo::isAccepted).isPresent();
    }

    public Optional<String> parentIdTag() {
        return payload.text("parentIdTag");
    }
}
