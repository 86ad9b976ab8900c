package dev.substation.app.cards;

import dev.substation.flow.settings.Card;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A list of cards as a table of text, a card a line, as stations export it, or as people make it
 * with a spreadsheet. Columns are found by their names in any order, case and of several languages;
 * what separates them is found by the first line.
 *
 * @param cards by their tags, folded; of a card that stands there twice the last line counts
 * @param problems a sentence for each line that was passed over, with file and line
 * @param hints a sentence for what was read and may mean something else, or has no effect
 */
public record CardFile(Map<String, Card> cards, List<String> problems, List<String> hints) {

    /** Columns with what they are called, without all but letters. */
    enum Column {
        ID_TAG(
                "uid idtag tag tagid card cardid cardno cardnumber rfid rfidtag rfiduid token id"
                        + " karte kartennummer kartenid"),
        PARENT("gid parentidtag parentid parent group groupid gruppe"),
        EXPIRY(
                "expiry expirydate expires expiration expirationdate validuntil validto ablauf"
                        + " ablaufdatum gueltigbis gültigbis"),
        STATUS("authorization authorisation status state auth"),
        SERIALS(
                "allowedserials allowedserial serials allowedserialnumbers allowedstations"
                        + " allowedchargingstations allowedstationserials erlaubteseriennummern");

        private final Set<String> names;

        Column(String names) {
            this.names = Set.of(names.split(" "));
        }

        private static Optional<Column> of(String header) {
            String folded = header.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}]", "");
            return List.of(values()).stream()
                    .filter(column -> column.names.contains(folded))
                    .findFirst();
        }
    }

    private static final Map<String, Set<String>> STATUSES =
            Map.of(
                    "Accepted",
                    Set.of(
                            "accepted",
                            "accept",
                            "active",
                            "aktiv",
                            "valid",
                            "allowed",
                            "ok",
                            "enabled",
                            "gültig",
                            "gueltig",
                            "freigegeben",
                            "freigeschaltet",
                            "erlaubt",
                            "zugelassen",
                            "aktiviert",
                            "activated",
                            "permitted",
                            "authorized",
                            "authorised"),
                    "Blocked",
                    Set.of(
                            "blocked",
                            "inactive",
                            "inaktiv",
                            "disabled",
                            "locked",
                            "gesperrt",
                            "blockiert",
                            "deaktiviert",
                            "deactivated"),
                    "Expired",
                    Set.of("expired", "abgelaufen"),
                    "Invalid",
                    Set.of("invalid", "ungültig", "ungueltig", "unknown"));

    /** Technagon's, for a table that begins with its first card. */
    private static final List<String> WITHOUT_HEADER =
            List.of("UID", "GID", "Expiry", "Authorization");

    /** {@code 1,23E+10}: what Excel makes of a long number; the digits are lost. */
    private static final String DAMAGED = "\\d(?:[.,]\\d+)?[eE]\\+\\d+";

    /**
     * Reads a file's text.
     *
     * @param name the file, for the problems
     * @throws BadCardFile when it is no list of cards: no header that names a card and its status
     */
    public static CardFile read(String name, String text) throws BadCardFile {
        List<String> lines = lines(text);
        Layout layout = layout(name, lines);
        Table table = new Table(name, layout.columns());
        for (int i = layout.first(); i < lines.size(); i++) {
            if (!isComment(lines.get(i))) {
                table.line(i + 1, CardLine.fields(lines.get(i), layout.separator()));
            }
        }
        return table.read();
    }

    private static List<String> lines(String text) {
        return text.replaceFirst("^\uFEFF", "").lines().toList();
    }

    /** The same lines, each with its end: changed, they are a text again. */
    static List<String> linesWithEnds(String text) {
        return List.of(text.split("(?<=\n)|(?<=\r)(?!\n)"));
    }

    /**
     * How a table is written.
     *
     * @param first the index of the first line that may be a card
     * @param headless whether it begins with a card, so that the columns have no names
     * @param columns where each stands
     * @param width how many columns there are
     */
    record Layout(
            int first, boolean headless, char separator, Map<Column, Integer> columns, int width) {

        /** The names of the columns that a table without them stands for. */
        String header() {
            return String.join("" + separator, WITHOUT_HEADER);
        }
    }

    /** How the table in a text is written. */
    static Layout layout(String name, String text) throws BadCardFile {
        return layout(name, lines(text));
    }

    private static Layout layout(String name, List<String> lines) throws BadCardFile {
        int header = 0;
        while (header < lines.size() && isNoHeader(lines.get(header))) {
            header++;
        }
        if (header == lines.size()) {
            throw new BadCardFile(name, "it is empty");
        }
        char separator = CardLine.separator(lines.get(header));
        List<String> names = CardLine.fields(lines.get(header), separator);
        boolean headless = isCard(names);
        return new Layout(
                headless ? header : header + 1,
                headless,
                separator,
                columns(name, headless ? WITHOUT_HEADER : names),
                names.size());
    }

    /** What people write beside their cards, or take out of the list so. */
    static boolean isComment(String line) {
        return line.stripLeading().startsWith("#");
    }

    /** Excel's {@code sep=;}, comments, and lines without any text. */
    private static boolean isNoHeader(String line) {
        if (isComment(line)) {
            // Some programs mark the names of the columns so.
            return CardLine.fields(line, CardLine.separator(line)).stream()
                    .noneMatch(name -> Column.of(name).equals(Optional.of(Column.STATUS)));
        }
        return line.strip().toLowerCase(Locale.ROOT).matches("\"?sep=.?\"?[;,]*")
                || line.replaceAll("[;,\\t|\"\\s]", "").isEmpty();
    }

    private static boolean isCard(List<String> fields) {
        return fields.size() == WITHOUT_HEADER.size()
                && status(fields.get(3)).isPresent()
                && Column.of(fields.get(0)).isEmpty();
    }

    private static Optional<String> status(String word) {
        String folded = word.toLowerCase(Locale.ROOT);
        return STATUSES.entrySet().stream()
                .filter(status -> status.getValue().contains(folded))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static Map<Column, Integer> columns(String name, List<String> header)
            throws BadCardFile {
        Map<Column, Integer> columns = new EnumMap<>(Column.class);
        for (int i = 0; i < header.size(); i++) {
            int at = i;
            Column.of(header.get(i)).ifPresent(column -> columns.putIfAbsent(column, at));
        }
        if (!columns.containsKey(Column.ID_TAG) || !columns.containsKey(Column.STATUS)) {
            throw new BadCardFile(
                    name,
                    "its first line must name columns for the card and its status, such as"
                            + " UID,GID,Expiry,Authorization or idTag,parentIdTag,expiry,status");
        }
        return columns;
    }

    /** What has been read of a table. */
    private static final class Table {

        private final String name;
        private final Map<Column, Integer> columns;
        private final Map<String, Card> cards = new LinkedHashMap<>();
        private final List<String> problems = new ArrayList<>();
        private final List<String> hints = new ArrayList<>();

        Table(String name, Map<Column, Integer> columns) {
            this.name = name;
            this.columns = columns;
        }

        void line(int number, List<String> fields) {
            if (fields.stream().allMatch(String::isEmpty)) {
                return;
            }
            String place = name + ":" + number + ": ";
            try {
                Card card = card(fields);
                hint(fields, card).ifPresent(hint -> hints.add(place + hint));
                cards.put(card.idTag(), card);
            } catch (NotRead e) {
                problems.add(place + e.getMessage());
            }
        }

        private Card card(List<String> fields) throws NotRead {
            String idTag = field(fields, Column.ID_TAG);
            if (idTag.isEmpty() || idTag.length() > Card.LONGEST) {
                throw new NotRead("a card has a tag of 1 to " + Card.LONGEST + " characters");
            }
            if (idTag.matches(DAMAGED)) {
                throw new NotRead(
                        "a spreadsheet has made a number of the tag ("
                                + idTag
                                + ") and its digits are lost; make the column one of text, and"
                                + " enter the tag again");
            }
            String status =
                    status(field(fields, Column.STATUS))
                            .orElseThrow(
                                    () ->
                                            new NotRead(
                                                    "the status must be accepted, blocked, expired"
                                                            + " or invalid"));
            return new Card(
                    idTag,
                    status,
                    CardExpiry.read(field(fields, Column.EXPIRY)),
                    Optional.of(field(fields, Column.PARENT)).filter(tag -> !tag.isEmpty()),
                    places(field(fields, Column.SERIALS)));
        }

        private static List<String> places(String text) throws NotRead {
            if (text.matches(DAMAGED)) {
                throw new NotRead(
                        "a spreadsheet has made a number of the serial ("
                                + text
                                + ") and its digits are lost; make the column one of text, and"
                                + " enter the serial again");
            }
            return Stream.of(text.split("[\\s,;|]+"))
                    .filter(place -> !place.isEmpty())
                    .distinct()
                    .toList();
        }

        private Optional<String> hint(List<String> fields, Card card) {
            if (cards.containsKey(card.idTag())) {
                return Optional.of("the card stands above already; this line counts");
            }
            return card.idTag().matches("\\d{7}|\\d{13}|\\d{19}")
                    ? Optional.of(
                            "the tag has an odd number of digits; a spreadsheet may have removed"
                                    + " a 0 in front")
                    : Optional.empty();
        }

        private String field(List<String> fields, Column column) {
            Integer at = columns.get(column);
            return at == null || at >= fields.size() ? "" : fields.get(at);
        }

        CardFile read() {
            return new CardFile(Map.copyOf(cards), List.copyOf(problems), List.copyOf(hints));
        }
    }

    /** Cards as a table that any gateway reads, sorted by their tags. */
    public static String written(Map<String, Card> cards) {
        boolean restricted = cards.values().stream().anyMatch(card -> !card.places().isEmpty());
        StringBuilder text = new StringBuilder("idTag,parentIdTag,expiry,status");
        text.append(restricted ? ",allowedSerials\n" : "\n");
        cards.values().stream()
                .sorted((one, other) -> one.idTag().compareTo(other.idTag()))
                .forEach(
                        card ->
                                text.append(
                                        String.join(
                                                        ",",
                                                        quoted(card.idTag()),
                                                        quoted(card.parentIdTag().orElse("")),
                                                        quoted(card.expiry().orElse("")),
                                                        card.status().toLowerCase(Locale.ROOT))
                                                + (restricted
                                                        ? ","
                                                                + quoted(
                                                                        String.join(
                                                                                " ", card.places()))
                                                        : "")
                                                + "\n"));
        return text.toString();
    }

    static String quoted(String field) {
        return field.matches("[^,;\"'=|\\t ]*") ? field : '"' + field.replace("\"", "\"\"") + '"';
    }
}
