package dev.substation.routes.rules;

import dev.substation.model.Action;
import dev.substation.model.Authorize;
import dev.substation.model.Direction;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import java.util.Set;

/**
 * Gives a card to calls that have none: a station that charges without a reader leaves {@code
 * idTag} empty, and a CSMS refuses that.
 *
 * <p>StopTransaction may lack its idTag (OCPP 1.6 §6.49), so a stop without a card stays one. What
 * the CSMS sends stays as it is.
 */
final class DefaultIdTag implements SiteRule {

    private static final String TAG = "tag";
    private static final Set<Action> NEED_ONE = Set.of(Action.Authorize, Action.StartTransaction);

    @Override
    public String id() {
        return "default-idtag";
    }

    @Override
    public Use use(Parameters parameters) {
        String tag =
                parameters
                        .text(TAG)
                        .orElseThrow(
                                () -> parameters.wrong(TAG, "is missing; write the card's number"));
        return context -> filled(context, tag);
    }

    private static Payload filled(RuleContext context, String tag) {
        Payload payload = context.call().payload();
        boolean named = new Authorize(payload).idTag().filter(card -> !card.isBlank()).isPresent();
        if (named
                || context.call().direction() != Direction.UP
                || !NEED_ONE.contains(context.call().action())) {
            return payload;
        }
        String reason = "the station sent no card";
        context.note(Note.deduced(IdTags.ID_TAG, "", tag, reason));
        return payload.with(IdTags.ID_TAG, tag);
    }

    /** What the CSMS sends always names a card. */
    @Override
    public boolean isTwoSided() {
        return false;
    }
}
