package dev.substation.routes.rules;

import dev.substation.model.Payload;
import dev.substation.routes.rules.Parameters.Pair;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Gives single cards another number towards the CSMS, from a table. Capitals do not matter when a
 * card is looked up; what goes on is written as in the table.
 */
final class AliasIdTag extends IdTagRule {

    /** The table is kept with each start of a transaction until the CSMS has answered. */
    private static final int MOST = 100;

    AliasIdTag(RuleMemory memory) {
        super("alias-idtag", "the CSMS knows the card by another number", memory);
    }

    @Override
    Payload settings(Parameters parameters) {
        Map<String, Object> up = new LinkedHashMap<>();
        Map<String, Object> down = new LinkedHashMap<>();
        for (Pair pair : parameters.pairs("04A1B2C3=FLEET-7")) {
            boolean twice = up.put(key(pair.station()), pair.csms()) != null;
            if (down.put(key(pair.csms()), pair.station()) != null || twice) {
                throw parameters.wrong("map", "names a card twice on one side, at " + pair);
            }
        }
        if (up.size() > MOST) {
            throw parameters.wrong(
                    "map", "has more than " + MOST + " cards; add them at the CSMS instead");
        }
        return Payload.of("up", new Payload(up), "down", new Payload(down));
    }

    private static String key(String tag) {
        return tag.toLowerCase(Locale.ROOT);
    }

    @Override
    String towardsCsms(Payload settings, String tag) {
        return settings.object("up").orElseThrow().text(key(tag)).orElse(tag);
    }

    @Override
    String towardsStation(Payload settings, String tag) {
        return settings.object("down").orElseThrow().text(key(tag)).orElse(tag);
    }

    /** The table says all; what was remembered would outlive a change of it. */
    @Override
    boolean remembers() {
        return false;
    }
}
