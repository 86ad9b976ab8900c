package dev.substation.dialect;

import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Note;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What the makers' own words for errors mean and what to do about them, in English and German; from
 * {@code vendors/error-help.tsv}, and in {@code docs/error-help.md}. Nothing is changed by it.
 */
public final class ErrorHelp {

    private static final String FILE = "/vendors/error-help.tsv";
    private static final int COLUMNS = 7;
    private static final String DATA = "data";

    /** What an error means in one language. */
    public record Text(String cause, String remedy) {

        @Override
        public String toString() {
            return cause + " " + remedy;
        }
    }

    /**
     * The help for one word of one maker.
     *
     * @param action the message that has the word: a StatusNotification, or the answer to a
     *     DataTransfer
     * @param word with a {@code *} at one end for whatever stands there
     */
    public record Row(String vendor, Action action, String word, Text english, Text german) {

        private boolean fits(String found) {
            if (word.endsWith("*")) {
                String start = word.substring(0, word.length() - 1);
                return found.regionMatches(true, 0, start, 0, start.length());
            }
            if (word.startsWith("*")) {
                String end = word.substring(1);
                int at = found.length() - end.length();
                return at >= 0 && found.regionMatches(true, at, end, 0, end.length())
                        || found.equalsIgnoreCase(end.strip());
            }
            return found.equalsIgnoreCase(word);
        }

        /** Both languages, for one line. */
        @Override
        public String toString() {
            return english + " / " + german;
        }
    }

    private static final List<Row> ROWS = read();

    private ErrorHelp() {}

    private static List<Row> read() {
        try (InputStream file = ErrorHelp.class.getResourceAsStream(FILE);
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            return lines.lines().map(line -> row(line.split("\t", -1))).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Row row(String[] columns) {
        if (columns.length != COLUMNS) {
            throw new IllegalStateException(FILE + " has a line that is not of seven columns");
        }
        return new Row(
                columns[0],
                new Action(columns[1]),
                columns[2],
                new Text(columns[3], columns[4]),
                new Text(columns[5], columns[6]));
    }

    /** The whole table, for those who print it. */
    public static List<Row> rows() {
        return ROWS;
    }

    /** The help for a word; the first row that fits. */
    public static Optional<Row> of(String vendor, Action action, String word) {
        String found = word.strip();
        return ROWS.stream()
                .filter(row -> row.vendor().equals(vendor) && row.action().equals(action))
                .filter(row -> row.fits(found))
                .findFirst();
    }

    /** A remark for the message log; the word stays as it is. */
    public static Note note(String field, String word, Row help) {
        String shown = shown(word);
        return Note.deduced(field, shown, shown, help.toString());
    }

    /** A word as it is kept and logged; makers' codes are short. */
    public static String shown(String word) {
        return Notes.cut(word.strip());
    }

    /** A station's answer with a remark on why it refuses, when it says so in words of its own. */
    public static Answer explained(String vendor, Call asked, Answer answer) {
        if (!asked.action().equals(Action.DataTransfer)) {
            return answer;
        }
        return answer.fold(
                result -> {
                    String word = result.payload().text(DATA).orElse("");
                    return Optional.of(word)
                            .filter(text -> !text.isEmpty() && !result.isAccepted())
                            .flatMap(text -> of(vendor, asked.action(), text))
                            .<Answer>map(help -> result.noting(note(DATA, word, help)))
                            .orElse(result);
                },
                failure -> failure);
    }
}
