package dev.substation.flow.settings;

import dev.substation.dialect.Times;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A list of cards as a table of text, a card a line: Technagon's {@code
 * UID,GID,Expiry,Authorization} or a plain {@code idTag,parentIdTag,expiry,status}. Columns are
 * found by their names, in any order and case; the separator is a comma or a semicolon; a byte
 * order mark, CRLF, blank lines and quotes do no harm.
 *
 * @param cards by their tags, folded; of a card that stands there twice the last line counts
 * @param problems a sentence for each line that was passed over, with file and line
 */
public record CardFile(Map<String, Card> cards, List<String> problems) {

    private static final Map<String, Column> NAMES =
            Map.of(
                    "uid", Column.ID_TAG,
                    "idtag", Column.ID_TAG,
                    "gid", Column.PARENT,
                    "parentidtag", Column.PARENT,
                    "expiry", Column.EXPIRY,
                    "expirydate", Column.EXPIRY,
                    "authorization", Column.STATUS,
                    "status", Column.STATUS);

    private static final List<String> STATUSES =
            List.of("Accepted", "Blocked", "Expired", "Invalid");

    private enum Column {
        ID_TAG,
        PARENT,
        EXPIRY,
        STATUS
    }

    /** A line that is no card, with what is wrong. */
    private static final class BadLine extends Exception {
        private static final long serialVersionUID = 1L;

        BadLine(String problem) {
            super(problem);
        }
    }

    /**
     * Reads a file's text.
     *
     * @param name the file, for the problems
     * @throws BadCardFile when it is no list of cards: no known header, or not one good line
     */
    public static CardFile read(String name, String text) throws BadCardFile {
        List<String> lines = text.replaceFirst("^\uFEFF", "").lines().toList();
        int header = 0;
        while (header < lines.size() && lines.get(header).isBlank()) {
            header++;
        }
        if (header == lines.size()) {
            throw new BadCardFile(name, "it is empty");
        }
        char separator = lines.get(header).indexOf(';') >= 0 ? ';' : ',';
        Map<Column, Integer> columns = columns(name, fields(lines.get(header), separator));
        Map<String, Card> cards = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        for (int i = header + 1; i < lines.size(); i++) {
            if (lines.get(i).replace(separator, ' ').isBlank()) {
                continue;
            }
            try {
                Card card = card(fields(lines.get(i), separator), columns);
                cards.put(card.idTag(), card);
            } catch (BadLine e) {
                problems.add(name + ":" + (i + 1) + ": " + e.getMessage());
            }
        }
        if (cards.isEmpty() && !problems.isEmpty()) {
            throw new BadCardFile(name, "no line is a card, the first: " + problems.get(0));
        }
        return new CardFile(Map.copyOf(cards), List.copyOf(problems));
    }

    private static Map<Column, Integer> columns(String name, List<String> header)
            throws BadCardFile {
        Map<Column, Integer> columns = new HashMap<>();
        for (int i = 0; i < header.size(); i++) {
            Column column = NAMES.get(header.get(i).toLowerCase(Locale.ROOT));
            if (column != null) {
                columns.putIfAbsent(column, i);
            }
        }
        if (!columns.containsKey(Column.ID_TAG) || !columns.containsKey(Column.STATUS)) {
            throw new BadCardFile(
                    name,
                    "its first line must be UID,GID,Expiry,Authorization or"
                            + " idTag,parentIdTag,expiry,status");
        }
        return columns;
    }

    private static Card card(List<String> fields, Map<Column, Integer> columns) throws BadLine {
        String idTag = field(fields, columns, Column.ID_TAG);
        if (idTag.isEmpty() || idTag.length() > Card.LONGEST) {
            throw new BadLine("a card has a tag of 1 to " + Card.LONGEST + " characters");
        }
        String word = field(fields, columns, Column.STATUS);
        String status =
                STATUSES.stream()
                        .filter(word::equalsIgnoreCase)
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new BadLine(
                                                "the status must be accepted, blocked, expired or"
                                                        + " invalid"));
        return new Card(
                idTag,
                status,
                expiry(field(fields, columns, Column.EXPIRY)),
                Optional.of(field(fields, columns, Column.PARENT)).filter(tag -> !tag.isEmpty()));
    }

    /** A time, or a day, at whose end the card expires; without a zone it is UTC. */
    private static Optional<String> expiry(String text) throws BadLine {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String time = text.matches("\\d{4}-\\d{2}-\\d{2}") ? text + "T23:59:59Z" : text;
        if (Times.parse(time).isEmpty()) {
            throw new BadLine("the expiry must be a time such as 2030-12-31T23:59:59Z");
        }
        return Optional.of(time);
    }

    private static String field(List<String> fields, Map<Column, Integer> columns, Column column) {
        Integer at = columns.get(column);
        return at == null || at >= fields.size() ? "" : fields.get(at);
    }

    /** The fields of a line; a quoted one may hold separators and doubled quotes. */
    private static List<String> fields(String line, char separator) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                field.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                fields.add(field.toString().strip());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString().strip());
        return fields;
    }
}
