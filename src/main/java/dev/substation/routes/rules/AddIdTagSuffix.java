package dev.substation.routes.rules;

import dev.substation.model.Payload;

/**
 * Puts a text behind every card towards the CSMS and cuts it again towards the station, so that the
 * same card can be another one at another site.
 *
 * <p>A card that ends with the text already gets it once more: only so does what goes up come down
 * again as it was.
 */
final class AddIdTagSuffix extends IdTagRule {

    private static final int LONGEST = 20;

    AddIdTagSuffix(RuleMemory memory) {
        super("add-idtag-suffix", "the suffix is the site's", memory);
    }

    @Override
    Payload settings(Parameters parameters) {
        String suffix =
                parameters
                        .text("suffix")
                        .filter(text -> text.length() <= LONGEST)
                        .orElseThrow(
                                () ->
                                        parameters.wrong(
                                                "suffix", "has 1 to " + LONGEST + " characters"));
        return Payload.of("suffix", suffix);
    }

    @Override
    String towardsCsms(Payload settings, String tag) {
        return tag + settings.text("suffix").orElseThrow();
    }

    @Override
    String towardsStation(Payload settings, String tag) {
        String suffix = settings.text("suffix").orElseThrow();
        int card = tag.length() - suffix.length();
        return card > 0 && tag.regionMatches(true, card, suffix, 0, suffix.length())
                ? tag.substring(0, card)
                : tag;
    }

    @Override
    boolean remembers() {
        return false;
    }
}
