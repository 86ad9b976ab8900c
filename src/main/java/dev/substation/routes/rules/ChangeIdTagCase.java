package dev.substation.routes.rules;

import dev.substation.model.Payload;
import java.util.List;
import java.util.Locale;

/** Writes every card in capitals or in small letters towards the csms. */
final class ChangeIdTagCase extends IdTagRule {

    private static final String UPPER = "upper";

    ChangeIdTagCase(RuleMemory memory) {
        super("change-idtag-case", "the CSMS writes cards with other capitals", memory);
    }

    @Override
    Payload settings(Parameters parameters) {
        return Payload.of("csms", parameters.word("csms", UPPER, List.of(UPPER, "lower")));
    }

    @Override
    String towardsCsms(Payload settings, String tag) {
        return settings.text("csms").orElseThrow().equals(UPPER)
                ? tag.toUpperCase(Locale.ROOT)
                : tag.toLowerCase(Locale.ROOT);
    }

    @Override
    String towardsStation(Payload settings, String tag) {
        return tag;
    }

    @Override
    boolean remembers() {
        return true;
    }
}
