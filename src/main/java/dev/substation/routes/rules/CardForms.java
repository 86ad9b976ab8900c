package dev.substation.routes.rules;

import dev.substation.model.StationId;
import java.util.Locale;
import java.util.Optional;

/**
 * The forms in which stations used their cards last, by the form that the CSMS knows. Cards are
 * case-insensitive in OCPP: the CSMS may write one in other capitals than the station.
 */
final class CardForms {

    private final String rule;
    private final RuleMemory memory;

    /**
     * @param rule whose memory it is
     */
    CardForms(String rule, RuleMemory memory) {
        this.rule = rule;
        this.memory = memory;
    }

    /** Whether a card is so short that it is remembered; whoever sends longer ones gets no room. */
    static boolean isKept(String csms) {
        return key(csms).length() <= RuleMemory.KEY_LENGTH;
    }

    /**
     * Keeps how the station of a call uses a card; a form that is no other is forgotten.
     *
     * @return whether that is new
     */
    boolean remember(RuleContext context, String csms, String used) {
        String key = key(csms);
        String form = csms.equals(used) ? "" : used;
        if (!isKept(csms) || context.remembered(key).orElse("").equals(form)) {
            return false;
        }
        context.remember(key, form);
        return true;
    }

    /** How the station of a call used a card. */
    Optional<String> used(RuleContext context, String csms) {
        return context.remembered(key(csms));
    }

    /** How a station used a card, when no call is at hand. */
    Optional<String> used(StationId station, String csms) {
        return memory.recall(rule, station, key(csms));
    }

    /** In small letters; what a rule remembers beside cards has capitals in its key. */
    private static String key(String tag) {
        return tag.toLowerCase(Locale.ROOT);
    }
}
