package dev.substation.routes.rules;

import dev.substation.model.Answer;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.model.StationId;

/**
 * A rule that gives every card another form towards the CSMS, and its own again towards the
 * station. Its settings, as a payload, are all that it keeps with a call for the way back.
 */
abstract class IdTagRule implements SiteRule {

    private static final String SETTINGS = "settings";
    private static final String STATION = "station";

    private final String id;
    private final String reason;
    private final CardForms forms;

    /**
     * @param reason a remark on each card that it changes
     */
    IdTagRule(String id, String reason, RuleMemory memory) {
        this.id = id;
        this.reason = reason;
        this.forms = new CardForms(id, memory);
    }

    /**
     * Reads the parameters of one use.
     *
     * @throws IllegalArgumentException with a sentence for the site engineer
     */
    abstract Payload settings(Parameters parameters);

    /** The form that the CSMS gets. */
    abstract String towardsCsms(Payload settings, String tag);

    /** The form that the station gets of a card that it has not used in another form. */
    abstract String towardsStation(Payload settings, String tag);

    /** Whether station and CSMS have the same form of the card. */
    abstract boolean remembers();

    @Override
    public final String id() {
        return id;
    }

    @Override
    public final Use use(Parameters parameters) {
        Payload settings = settings(parameters);
        return context ->
                context.call().direction() == Direction.UP
                        ? up(context, settings)
                        : IdTags.change(
                                context, reason, (path, tag) -> down(context, settings, tag));
    }

    private Payload up(RuleContext context, Payload settings) {
        if (IdTags.areAnswered(context.call().action())) {
            context.undo(Payload.of(SETTINGS, settings, STATION, context.call().station().value()));
        }
        return IdTags.change(
                context,
                reason,
                (path, tag) -> {
                    String csms = towardsCsms(settings, tag);
                    if (remembers()) {
                        forms.remember(context, csms, tag);
                    }
                    return csms;
                });
    }

    private String down(RuleContext context, Payload settings, String tag) {
        return forms.used(context, tag).orElseGet(() -> towardsStation(settings, tag));
    }

    @Override
    public final Answer unwind(Payload data, Answer.Result answer) {
        StationId station = new StationId(data.text(STATION).orElseThrow());
        Payload settings = data.object(SETTINGS).orElseThrow();
        Payload unwound =
                IdTags.change(
                        answer.payload(),
                        (path, tag) ->
                                forms.used(station, tag)
                                        .orElseGet(() -> towardsStation(settings, tag)));
        return answer.withPayload(unwound);
    }
}
