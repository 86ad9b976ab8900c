package dev.substation.routes.rules;

import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Direction;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * Cuts what a station puts behind a card's number, and puts it back towards the station.
 *
 * <p>A KEBA P30 network sends {@code 12345678_17101357}: the card, and the serial of the box where
 * it was shown. A csms that knows the card alone answers Invalid, and the master then blocks the
 * card in its own list until somebody repairs it by hand. So the suffix goes on its way up and
 * comes back, in the form that the station used last for this card, on the way down. The suffix
 * names the box: the note on the call keeps it.
 *
 * <p>An idTag stands in 11 places of OCPP 1.6: {@code idTag} and {@code parentIdTag} of a message,
 * {@code idTagInfo.parentIdTag}, and both in the entries of {@code localAuthorizationList}.
 */
public final class StripIdTagSuffix implements SiteRule {

    private static final String ID = "strip-idtag-suffix";
    private static final String AS_USED = "as-used";
    private static final Set<Action> ANSWERED_WITH_TAGS =
            Set.of(Action.Authorize, Action.StartTransaction, Action.StopTransaction);

    private final RuleMemory memory;

    /**
     * @param memory where the forms are looked up when an answer unwinds
     */
    public StripIdTagSuffix(RuleMemory memory) {
        this.memory = memory;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Use use(Parameters parameters) {
        String separator = parameters.text("separator").orElse("_");
        boolean restore =
                parameters.word("restore", AS_USED, List.of(AS_USED, "plain")).equals(AS_USED);
        return context ->
                context.call().direction() == Direction.UP
                        ? strip(context, separator, restore)
                        : restore ? restore(context) : context.call().payload();
    }

    private static Payload strip(RuleContext context, String separator, boolean restore) {
        if (restore && ANSWERED_WITH_TAGS.contains(context.call().action())) {
            context.undo(Payload.of("station", context.call().station().value()));
        }
        return changeTags(
                context.call().payload(),
                (path, tag) -> {
                    String plain = plain(tag, separator);
                    remember(context, plain, tag);
                    if (!plain.equals(tag)) {
                        context.note(note(path, tag, plain, "the suffix is the station's own"));
                    }
                    return plain;
                });
    }

    private static String plain(String tag, String separator) {
        int at = tag.indexOf(separator);
        // A tag that begins with the separator has nothing in front of it that could be a card.
        return at <= 0 ? tag : tag.substring(0, at);
    }

    private static void remember(RuleContext context, String plain, String used) {
        String key = key(plain);
        // Longer than any card: whoever sends this gets no room in the memory.
        if (key.length() > RuleMemory.KEY_LENGTH) {
            return;
        }
        String form = plain.equals(used) ? "" : used;
        if (!context.remembered(key).orElse("").equals(form)) {
            context.remember(key, form);
        }
    }

    private static Payload restore(RuleContext context) {
        AtomicInteger inList = new AtomicInteger();
        Payload restored =
                changeTags(
                        context.call().payload(),
                        (path, tag) -> {
                            Optional<String> used = context.remembered(key(tag));
                            if (used.isPresent() && path.startsWith("localAuthorizationList")) {
                                inList.incrementAndGet();
                            } else if (used.isPresent()) {
                                context.note(note(path, tag, used.get(), "as the station used it"));
                            }
                            return used.orElse(tag);
                        });
        if (inList.get() > 0) {
            // A list has up to 9,000 entries: one note for all of them.
            String reason = inList + " cards are in the form that the station used last";
            context.note(new Note(Loss.RENAMED, "localAuthorizationList", "", "", reason));
        }
        return restored;
    }

    @Override
    public Answer unwind(Payload data, Answer.Result answer) {
        StationId station = new StationId(data.text("station").orElseThrow());
        Payload restored =
                changeTags(
                        answer.payload(),
                        (path, tag) -> memory.recall(ID, station, key(tag)).orElse(tag));
        return answer.withPayload(restored);
    }

    /** Cards are CiString in OCPP: the csms may write one in other capitals than the station. */
    private static String key(String tag) {
        return tag.toLowerCase(Locale.ROOT);
    }

    private static Note note(String path, String original, String result, String reason) {
        return new Note(Loss.RENAMED, path, original, result, reason);
    }

    private interface TagChange {
        String change(String path, String tag);
    }

    private static Payload changeTags(Payload payload, TagChange change) {
        Payload own = changeOwnTags(payload, "", change);
        return own.changingEach(
                "localAuthorizationList",
                entry -> changeOwnTags(entry, "localAuthorizationList[].", change));
    }

    private static Payload changeOwnTags(Payload payload, String path, TagChange change) {
        UnaryOperator<Payload> info =
                idTagInfo -> changed(idTagInfo, "parentIdTag", path + "idTagInfo.", change);
        Payload idTag = changed(payload, "idTag", path, change);
        return changed(idTag, "parentIdTag", path, change).changing("idTagInfo", info);
    }

    private static Payload changed(Payload payload, String field, String path, TagChange change) {
        return payload.text(field)
                .map(tag -> payload.with(field, change.change(path + field, tag)))
                .orElse(payload);
    }
}
