package dev.substation.flow.desk;

import dev.substation.flow.settings.Card;
import dev.substation.flow.time.OperatingTime;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Cards, each with the time of the CSMS's statement about it, as one text: a line per card, with
 * tabs between its fields. The ledger and the memory use this form: a thousand stations with a
 * thousand cards each take 60 MB as text and many times that as objects, while a card is looked up
 * only when the CSMS is offline.
 */
final class CardList {

    static final CardList EMPTY = new CardList("");

    /** A card and the time of the CSMS's statement about it. */
    record Verdict(Card card, OperatingTime when) {}

    private final String text;

    private CardList(String text) {
        this.text = text;
    }

    static CardList of(Collection<Verdict> cards) {
        StringBuilder lines = new StringBuilder();
        cards.forEach(told -> lines.append(line(told)));
        return new CardList(lines.toString());
    }

    /** A list as it was stored. */
    static CardList stored(String text) {
        return new CardList(text);
    }

    /** One card as a line, with its end. */
    static String line(Verdict told) {
        Card card = told.card();
        return String.join(
                        "\t",
                        card.idTag(),
                        Long.toString(told.when().millis()),
                        card.status(),
                        card.expiry().orElse(""),
                        card.parentIdTag().orElse(""))
                + "\n";
    }

    /** The card of a line; empty when it is none. */
    static Optional<Verdict> told(String line) {
        String[] fields = line.stripTrailing().split("\t", -1);
        if (fields.length < 3 || !fields[1].matches("\\d{1,15}")) {
            return Optional.empty();
        }
        return Optional.of(
                new Verdict(
                        new Card(fields[0], fields[2], field(fields, 3), field(fields, 4)),
                        new OperatingTime(Long.parseLong(fields[1]))));
    }

    private static Optional<String> field(String[] fields, int number) {
        return number < fields.length
                ? Optional.of(fields[number]).filter(text -> !text.isEmpty())
                : Optional.empty();
    }

    /** A card by its tag, folded. */
    Optional<Verdict> find(String tag) {
        int at = text.startsWith(tag + "\t") ? 0 : text.indexOf("\n" + tag + "\t") + 1;
        boolean there = at > 0 || text.startsWith(tag + "\t");
        return there ? told(text.substring(at, text.indexOf('\n', at))) : Optional.empty();
    }

    /** All cards by their tags, in their order in the text. */
    Map<String, Verdict> cards() {
        Map<String, Verdict> cards = new LinkedHashMap<>();
        text.lines()
                .forEach(
                        line -> told(line).ifPresent(told -> cards.put(told.card().idTag(), told)));
        return cards;
    }

    /** As it is stored. */
    String text() {
        return text;
    }
}
