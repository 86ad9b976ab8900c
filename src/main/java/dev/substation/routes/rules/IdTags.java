package dev.substation.routes.rules;

import dev.substation.model.Action;
import dev.substation.model.IdTagInfo;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.SendLocalList;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * The places where a card stands. An idTag stands in 11 places of 9 messages of OCPP 1.6: {@code
 * idTag} and {@code parentIdTag} of a message, {@code idTagInfo.parentIdTag}, and both in the
 * entries of {@code localAuthorizationList}.
 */
final class IdTags {

    static final String LIST = SendLocalList.LIST;
    static final String ID_TAG = "idTag";
    static final String INFO = IdTagInfo.FIELD;
    static final String PARENT = "parentIdTag";

    /** The calls of a station whose answers have an {@code idTagInfo}. */
    private static final Set<Action> ANSWERED_WITH_TAGS =
            Set.of(Action.Authorize, Action.StartTransaction, Action.StopTransaction);

    private IdTags() {}

    /** Gives a card another form. */
    interface Change {

        /**
         * @param path where it stands, such as {@code idTagInfo.parentIdTag}
         */
        String change(String path, String tag);
    }

    /** Whether the answer to a call can name a card. */
    static boolean areAnswered(Action action) {
        return ANSWERED_WITH_TAGS.contains(action);
    }

    /** Changes every card of a message; the very payload when none becomes another. */
    static Payload change(Payload payload, Change change) {
        Payload own = changeOwn(payload, "", change);
        return own.objects(LIST).isEmpty()
                ? own
                : own.changingEach(LIST, entry -> changeOwn(entry, LIST + "[].", change));
    }

    /**
     * Changes every card of a call and notes it: each one by itself, those of a list together, for
     * a list has up to 9,000.
     */
    static Payload change(RuleContext context, String reason, Change change) {
        AtomicInteger inList = new AtomicInteger();
        Payload changed =
                change(
                        context.call().payload(),
                        (path, tag) -> {
                            String result = change.change(path, tag);
                            if (result.equals(tag)) {
                                return tag;
                            }
                            if (path.startsWith(LIST)) {
                                inList.incrementAndGet();
                            } else {
                                context.note(Note.renamed(path, tag, result, reason));
                            }
                            return result;
                        });
        if (inList.get() > 0) {
            context.note(listed(inList + " cards: " + reason));
        }
        return changed;
    }

    /** A note on a whole list. */
    static Note listed(String reason) {
        return Note.renamed(LIST, "", "", reason);
    }

    /**
     * Changes the cards of a message, or of an entry of a list, without those in a list of its own.
     */
    static Payload changeOwn(Payload payload, String path, Change change) {
        UnaryOperator<Payload> info =
                idTagInfo -> changed(idTagInfo, PARENT, path + INFO + ".", change);
        Payload idTag = changed(payload, ID_TAG, path, change);
        Payload parent = changed(idTag, PARENT, path, change);
        return parent.object(INFO).flatMap(found -> found.text(PARENT)).isPresent()
                ? parent.changing(INFO, info)
                : parent;
    }

    private static Payload changed(Payload payload, String field, String path, Change change) {
        return payload.text(field)
                .filter(tag -> !tag.isEmpty())
                .map(
                        tag -> {
                            String result = change.change(path + field, tag);
                            return result.equals(tag) ? payload : payload.with(field, result);
                        })
                .orElse(payload);
    }
}
