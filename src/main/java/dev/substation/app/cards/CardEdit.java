package dev.substation.app.cards;

import dev.substation.app.cards.CardFile.Column;
import dev.substation.app.cards.CardFile.Layout;
import dev.substation.flow.settings.Card;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Changes single cards in the text of a card file. All other lines stay as they are, with their
 * comments, columns and separators.
 */
public final class CardEdit {

    /** What a new file begins with. */
    private static final String HEADER = "idTag,parentIdTag,expiry,status,allowedSerials\n";

    private final String name;
    private final Layout layout;
    private final List<String> lines;
    private final String end;

    private CardEdit(String name, String text) throws BadCardFile {
        this.name = name;
        layout = CardFile.layout(name, text);
        lines = new ArrayList<>(Arrays.asList(text.split("(?<=\n)")));
        end = text.contains("\r\n") ? "\r\n" : "\n";
    }

    /**
     * The text after some changes.
     *
     * @param text empty for a new file
     * @param cards by idTag what is to be known of it; empty if it is to be removed
     * @throws BadCardFile when the text is no list of cards, or has no column for what is said
     */
    public static String changed(String name, String text, Map<String, Optional<Card>> cards)
            throws BadCardFile {
        CardEdit edit = new CardEdit(name, text.isBlank() ? HEADER : text);
        for (Map.Entry<String, Optional<Card>> card : cards.entrySet()) {
            edit.change(Card.folded(card.getKey()), card.getValue());
        }
        return String.join("", edit.lines);
    }

    /** If a card stands there twice, the last line counts: so that is the one which stays. */
    private void change(String idTag, Optional<Card> card) throws BadCardFile {
        int last = -1;
        for (int i = lines.size() - 1; i >= layout.first(); i--) {
            if (isOf(lines.get(i), idTag)) {
                if (last < 0 && card.isPresent()) {
                    last = i;
                } else {
                    lines.remove(i);
                    last--;
                }
            }
        }
        if (card.isEmpty()) {
            return;
        }
        if (last >= layout.first()) {
            lines.set(last, written(card.get(), fields(lines.get(last))));
        } else {
            String before = lines.get(lines.size() - 1);
            if (!before.endsWith("\n")) {
                lines.set(lines.size() - 1, before + end);
            }
            lines.add(written(card.get(), List.of()));
        }
    }

    private boolean isOf(String line, String idTag) {
        return !CardFile.isComment(line)
                && Card.folded(field(fields(line), Column.ID_TAG)).equals(idTag);
    }

    private List<String> fields(String line) {
        return CardLine.fields(line.stripTrailing(), layout.separator());
    }

    private String field(List<String> fields, Column column) {
        Integer at = layout.columns().get(column);
        return at == null || at >= fields.size() ? "" : fields.get(at);
    }

    /** With what the line before had in columns that say nothing here. */
    private String written(Card card, List<String> before) throws BadCardFile {
        List<String> fields = new ArrayList<>(before);
        while (fields.size() < layout.width()) {
            fields.add("");
        }
        set(fields, Column.ID_TAG, card.idTag());
        set(fields, Column.STATUS, card.status().toLowerCase(Locale.ROOT));
        set(fields, Column.EXPIRY, card.expiry().orElse(""));
        set(fields, Column.PARENT, card.parentIdTag().orElse(""));
        set(fields, Column.SERIALS, String.join(" ", card.places()));
        return String.join("" + layout.separator(), fields.stream().map(CardFile::quoted).toList())
                + end;
    }

    private void set(List<String> fields, Column column, String text) throws BadCardFile {
        Integer at = layout.columns().get(column);
        if (at != null) {
            fields.set(at, text);
        } else if (!text.isEmpty()) {
            throw new BadCardFile(
                    name,
                    "it has no column for "
                            + (column == Column.EXPIRY
                                    ? "the expiry"
                                    : column == Column.PARENT
                                            ? "the group"
                                            : "the boxes at which a card counts"));
        }
    }
}
