package dev.substation.app.cards;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;

/**
 * The fields of a line of a table. Each line is read by itself, so that one with a broken quote
 * does not swallow those behind it.
 */
final class CardLine {

    private static final List<Character> SEPARATORS = List.of(';', ',', '\t', '|');

    /** A whole line that was pasted into the first cell; others beside it are empty. */
    private static final Pattern IN_ONE_CELL = Pattern.compile("\"([^\"]*[;,\t|][^\"]*)\"[;,\t|]*");

    private CardLine() {}

    /** What separates the fields of a header: what gives most of them. */
    static char separator(String header) {
        return SEPARATORS.stream()
                .max(Comparator.comparingLong(one -> header.chars().filter(c -> c == one).count()))
                .orElseThrow();
    }

    /** The fields, without blanks around them and what Excel writes to keep a number a text. */
    static List<String> fields(String line, char separator) {
        Matcher whole = IN_ONE_CELL.matcher(line.strip());
        String text = whole.matches() ? whole.group(1) : line;
        List<String> fields = split(text, separator);
        if (fields.stream().skip(1).allMatch(String::isEmpty) && !fields.isEmpty()) {
            // Somebody wrote this line with another separator.
            char other = separator(text);
            fields = text.indexOf(other) >= 0 ? split(text, other) : fields;
        }
        return fields.stream().map(CardLine::plain).toList();
    }

    private static List<String> split(String line, char separator) {
        boolean broken = line.chars().filter(c -> c == '"').count() % 2 != 0;
        CSVFormat format =
                CSVFormat.DEFAULT
                        .builder()
                        .setDelimiter(separator)
                        .setIgnoreSurroundingSpaces(true)
                        .setLenientEof(true)
                        .setTrailingData(true)
                        .get();
        try (CSVParser parser = CSVParser.parse(broken ? line.replace("\"", "") : line, format)) {
            return parser.stream()
                    .findFirst()
                    .map(record -> record.stream().map(String::strip).toList())
                    .orElse(List.of());
        } catch (IOException | UncheckedIOException e) {
            return Stream.of(line.replace("\"", "").split(Pattern.quote("" + separator), -1))
                    .map(String::strip)
                    .toList();
        }
    }

    /** {@code ="0412"} and {@code '0412}. */
    private static String plain(String field) {
        String text = field;
        if (text.startsWith("=\"") && text.endsWith("\"") && text.length() > 2) {
            text = text.substring(2, text.length() - 1);
        } else if (text.startsWith("=") && text.length() > 1) {
            text = text.substring(1).replace("\"", "");
        } else if (text.startsWith("'")) {
            text = text.substring(1);
        }
        return text.replace('\u00A0', ' ').strip();
    }
}
