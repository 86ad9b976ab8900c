package dev.substation.routes.rules;

import dev.substation.model.Payload;
import java.util.List;
import java.util.Optional;

/**
 * Pads or cuts cards to the length that the CSMS knows. ABL stations send a UID of 4 bytes as it is
 * or with zeros to 7 bytes, by their key {@code ShortenUIDs}.
 *
 * <p>What is cut must be the fill alone, unless the site says otherwise: the rest of a longer UID
 * could be another card.
 */
final class FitIdTag extends IdTagRule {

    private static final int LONGEST = 255;

    FitIdTag(RuleMemory memory) {
        super("fit-idtag", "the CSMS knows cards of another length", memory);
    }

    @Override
    Payload settings(Parameters parameters) {
        long csms =
                length(parameters, "csms")
                        .orElseThrow(
                                () ->
                                        parameters.wrong(
                                                "csms",
                                                "is missing; write the number of characters"));
        String fill = parameters.text("fill").orElse("0");
        if (fill.length() != 1) {
            throw parameters.wrong("fill", "is " + fill + "; write one character");
        }
        return Payload.of(
                "csms",
                csms,
                // 0: cards of any length are meant
                "station",
                length(parameters, "station").orElse(0L),
                "fill",
                fill,
                "start",
                parameters.word("at", "end", List.of("start", "end")).equals("start"),
                "any",
                parameters.word("cut", "fill", List.of("fill", "any")).equals("any"));
    }

    private static Optional<Long> length(Parameters parameters, String name) {
        Optional<Long> length = parameters.number(name, 1);
        if (length.filter(number -> number > LONGEST).isPresent()) {
            throw parameters.wrong(name, "is more than " + LONGEST);
        }
        return length;
    }

    @Override
    String towardsCsms(Payload settings, String tag) {
        long station = settings.number("station").orElseThrow();
        long csms = settings.number("csms").orElseThrow();
        return station == 0 || tag.length() == station
                ? fitted(settings, tag, (int) csms, settings.get("any").equals(true))
                : tag;
    }

    @Override
    String towardsStation(Payload settings, String tag) {
        long station = settings.number("station").orElseThrow();
        long csms = settings.number("csms").orElseThrow();
        // A card that the station never showed is never cut but of its fill.
        return station > 0 && tag.length() == csms
                ? fitted(settings, tag, (int) station, false)
                : tag;
    }

    private static String fitted(Payload settings, String tag, int length, boolean any) {
        String fill = settings.text("fill").orElseThrow();
        boolean start = settings.get("start").equals(true);
        int more = length - tag.length();
        if (more >= 0) {
            return start ? fill.repeat(more) + tag : tag + fill.repeat(more);
        }
        String cut = start ? tag.substring(0, -more) : tag.substring(length);
        if (!any && !cut.equals(fill.repeat(-more))) {
            return tag;
        }
        return start ? tag.substring(-more) : tag.substring(0, length);
    }

    @Override
    boolean remembers() {
        return true;
    }
}
