package dev.substation.app.settings;

import dev.substation.yaml.YamlPlace;

/**
 * Where the lines of a text are, as the reader of YAML counts them: CR, LF and CRLF end a line, and
 * a byte order mark takes no column.
 */
final class Lines {

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final String text;
    private final int[] starts;

    /** Where the last place was; places mostly come in their order. */
    private int lastLine;

    private int lastColumn;
    private int lastAt;

    Lines(String text) {
        this.text = text;
        starts =
                java.util.stream.IntStream.concat(
                                java.util.stream.IntStream.of(0),
                                java.util.stream.IntStream.range(0, text.length())
                                        .filter(this::isEnd)
                                        .map(i -> i + 1))
                        .toArray();
    }

    private boolean isEnd(int at) {
        return text.charAt(at) == '\n'
                || text.charAt(at) == '\r'
                        && (at + 1 == text.length() || text.charAt(at + 1) != '\n');
    }

    int count() {
        return starts.length;
    }

    /** Where a line begins; the first is 1. */
    int start(int line) {
        return starts[line - 1];
    }

    /** Where a line ends, without CR and LF. */
    int end(int line) {
        int end = line < starts.length ? starts[line] : text.length();
        while (end > start(line) && "\r\n".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return end;
    }

    /** Where a place is in the text. */
    int at(YamlPlace place) {
        if (place.line() != lastLine || place.column() < lastColumn) {
            lastLine = place.line();
            lastColumn = 1;
            lastAt = start(lastLine);
        }
        while (lastAt < text.length()
                && (lastColumn < place.column() || text.charAt(lastAt) == BYTE_ORDER_MARK)) {
            if (text.charAt(lastAt) != BYTE_ORDER_MARK) {
                lastColumn++;
            }
            lastAt += Character.charCount(text.codePointAt(lastAt));
        }
        return lastAt;
    }
}
