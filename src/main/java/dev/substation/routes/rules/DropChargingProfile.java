package dev.substation.routes.rules;

import dev.substation.model.Action;
import dev.substation.model.Direction;
import dev.substation.model.Note;
import dev.substation.model.Payload;

/**
 * Takes the charging profile out of RemoteStartTransaction, for stations without smart charging:
 * the site says that charging without it is better than none. Without the rule such a station is
 * not started at all, for an unlimited charge was not asked for.
 */
final class DropChargingProfile implements SiteRule {

    private static final String PROFILE = "chargingProfile";

    @Override
    public String id() {
        return "drop-charging-profile";
    }

    @Override
    public Use use(Parameters parameters) {
        return DropChargingProfile::dropped;
    }

    private static Payload dropped(RuleContext context) {
        Payload payload = context.call().payload();
        boolean start =
                context.call().direction() == Direction.DOWN
                        && context.call().action().equals(Action.RemoteStartTransaction);
        if (!start || payload.get(PROFILE) == null) {
            return payload;
        }
        String number =
                payload.object(PROFILE)
                        .flatMap(profile -> profile.number("chargingProfileId"))
                        .map(id -> "profile " + id)
                        .orElse("a profile");
        String reason = "started without its charging profile by the site's rule";
        context.note(Note.approximated(PROFILE, number, "", reason));
        return payload.without(PROFILE);
    }

    /** Only a CSMS sends profiles. */
    @Override
    public boolean isTwoSided() {
        return false;
    }
}
