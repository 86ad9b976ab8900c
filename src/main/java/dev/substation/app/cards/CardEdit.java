package dev.substation.app.cards;

import dev.substation.app.cards.CardFile.Column;
import dev.substation.app.cards.CardFile.Layout;
import dev.substation.flow.settings.Card;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
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

    private static final String MARK = "\uFEFF";

    private final String name;
    private final Layout layout;
    private final List<String> lines;
    private final String end;

    private CardEdit(String name, String text) throws BadCardFile {
        this.name = name;
        layout = CardFile.layout(name, text);
        lines = new ArrayList<>(CardFile.linesWithEnds(text));
        end =
                text.contains("\r\n")
                        ? "\r\n"
                        : text.contains("\r") && !text.contains("\n") ? "\r" : "\n";
    }

    /**
     * A text after some changes.
     *
     * @param added how many cards it did not have before
     * @param changed how many it had, and still has
     * @param removed how many it has no more
     */
    public record Changed(String text, int added, int changed, int removed) {}

    /**
     * The text after some changes. It is read again before it is given back: whoever removes a card
     * must be certain that nobody charges with it.
     *
     * @param text empty for a new file
     * @param cards by idTag what is to be known of it; empty if it is to be removed
     * @throws BadCardFile when the text is no list of cards, has no column for what is said, or
     *     would not give back the changes
     */
    public static Changed changed(String name, String text, Map<String, Optional<Card>> cards)
            throws BadCardFile {
        String mark = text.startsWith(MARK) ? MARK : "";
        String unmarked = text.substring(mark.length());
        String before = unmarked.isBlank() ? HEADER : unmarked;
        CardEdit edit = new CardEdit(name, before);
        Map<String, Card> wanted = new HashMap<>(read(name, before));
        int added = 0;
        int changed = 0;
        int removed = 0;
        for (Map.Entry<String, Optional<Card>> each : cards.entrySet()) {
            String idTag = Card.folded(each.getKey());
            Optional<Card> card = each.getValue();
            edit.change(idTag, card);
            boolean wasThere = wanted.remove(idTag) != null;
            card.ifPresent(next -> wanted.put(idTag, next));
            added += card.isPresent() && !wasThere ? 1 : 0;
            changed += card.isPresent() && wasThere ? 1 : 0;
            removed += card.isEmpty() && wasThere ? 1 : 0;
        }
        edit.keepColumns();
        String after = mark + String.join("", edit.lines);
        if (!read(name, after).equals(wanted)) {
            throw BadCardFile.unchangeable(name);
        }
        return new Changed(after, added, changed, removed);
    }

    private static Map<String, Card> read(String name, String text) throws BadCardFile {
        return CardFile.read(name, CardText.of(text.getBytes(StandardCharsets.UTF_8))).cards();
    }

    /**
     * A table without names of columns is known by its first card. If that is gone, and none like
     * it follows, the names must stand there: a file without any line is no list of cards, and
     * leaves the cards that were known.
     */
    private void keepColumns() {
        if (layout.headless() && !isStillHeadless()) {
            endLastLine();
            lines.add(layout.first(), layout.header() + end);
        }
    }

    private boolean isStillHeadless() {
        try {
            Layout now = CardFile.layout(name, String.join("", lines));
            return now.headless() && now.separator() == layout.separator();
        } catch (BadCardFile e) {
            return false;
        }
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
            endLastLine();
            lines.add(written(card.get(), List.of()));
        }
    }

    private void endLastLine() {
        int last = lines.size() - 1;
        if (last >= 0 && !lines.get(last).matches("(?s).*[\r\n]")) {
            lines.set(last, lines.get(last) + end);
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
