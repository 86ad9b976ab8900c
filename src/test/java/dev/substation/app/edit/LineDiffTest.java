package dev.substation.app.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.api.FileDiff;
import dev.substation.api.FileDiff.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What differs between two texts. */
class LineDiffTest {

    private static String shown(FileDiff diff) {
        return diff.lines().stream()
                .map(line -> sign(line) + line.text())
                .collect(Collectors.joining("\n"));
    }

    private static String sign(Line line) {
        return switch (line.kind()) {
            case Line.ADDED -> "+";
            case Line.REMOVED -> "-";
            case Line.SAME -> " ";
            default -> "~";
        };
    }

    private static List<String> of(FileDiff diff, String but) {
        return diff.lines().stream()
                .filter(line -> !line.kind().equals(but))
                .map(Line::text)
                .toList();
    }

    private static String numbers(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(i -> i + "\n")
                .collect(Collectors.joining());
    }

    @Test
    void showsTheLinesThatDifferWithThreeAround() {
        String before = numbers(1, 20);
        String after = before.replace("10\n", "ten\n").replace("20\n", "");

        assertEquals(
                "~\n 7\n 8\n 9\n-10\n+ten\n 11\n 12\n 13\n~\n 17\n 18\n 19\n-20",
                shown(LineDiff.of("x", before, after)));
        assertEquals("+1 -2", LineDiff.size(before, after));
    }

    @Test
    void knowsNewFilesAndThoseThatAreGone() {
        assertEquals("+a\n+b", shown(LineDiff.of("x", "", "a\nb\n")));
        assertEquals("-a\n-b", shown(LineDiff.of("x", "a\nb", "")));
        assertEquals("", shown(LineDiff.of("x", numbers(1, 9), numbers(1, 9))));
    }

    @Test
    void showsAChangeOfOneLineThatIsAll() {
        assertEquals("+a", shown(LineDiff.of("x", "", "a\n")));
        assertEquals("-a", shown(LineDiff.of("x", "a\n", "")));
    }

    /** As an editor of another system, or one that adds an end to the last line, leaves a file. */
    @Test
    void saysWhichEndsOfLinesHaveChanged() {
        assertEquals(
                "~lines that end with LF now, and with CRLF before: 2",
                shown(LineDiff.of("x", "a\r\nb\r\n", "a\nb\n")));
        assertEquals(
                "~lines that end with CRLF now, and with LF before: 1",
                shown(LineDiff.of("x", "a\r\nb\n", "a\r\nb\r\n")));
        assertEquals("~the last line has an end now", shown(LineDiff.of("x", "a\nb", "a\nb\n")));
        assertEquals("~the last line has no end any more", shown(LineDiff.of("x", "a\n", "a")));
        assertEquals("+0 -0, ends of lines", LineDiff.size("a\n", "a"));
    }

    /** A browser knows one end of lines; those of the file stay, line by line. */
    @Test
    void linesKeepTheEndsThatTheyHad() {
        assertEquals("a\r\nx\r\nc\r\n", LineDiff.withEnds("a\nx\nc\n", "a\r\nb\r\nc\r\n"));
        assertEquals("a\r\nnew\r\nb\nc", LineDiff.withEnds("a\nnew\nb\nc", "a\r\nb\nc"));
        assertEquals("new\r\na\r\n", LineDiff.withEnds("new\na\n", "a\r\n"));
        assertEquals("a\r\nb", LineDiff.withEnds("a\nb", "a\r\nb\r\n"));
        assertEquals("a\r\nb\r\nc", LineDiff.withEnds("a\nb\nc", "a\r\nb"));
        assertEquals("", LineDiff.withEnds("", "a\r\n"));
        assertEquals("a\rb\n", LineDiff.withEnds("a\rb\n", "a\r\n"), "whoever sends ends has them");
        Random dice = new Random(815);
        for (int round = 0; round < 200; round++) {
            String before = mixed(lines(dice), dice);
            assertEquals(before, LineDiff.withEnds(before.replace("\r\n", "\n"), before));
        }
    }

    private static String mixed(List<String> lines, Random dice) {
        return lines.stream()
                .map(line -> line + (dice.nextBoolean() ? "\r\n" : "\n"))
                .collect(Collectors.joining());
    }

    /** Both texts are in it, whatever they are, and no longer way than is needed. */
    @Test
    void hasBothTexts() {
        Random dice = new Random(4711);
        for (int round = 0; round < 500; round++) {
            List<String> before = lines(dice);
            List<String> after = lines(dice);
            FileDiff diff = LineDiff.of("x", String.join("\n", before), String.join("\n", after));
            if (before.equals(after)) {
                assertTrue(diff.lines().isEmpty());
            } else {
                assertEquals(before, of(diff, Line.ADDED));
                assertEquals(after, of(diff, Line.REMOVED));
            }
        }
    }

    /** So few that no line is left out as the same. */
    private static List<String> lines(Random dice) {
        List<String> lines = new ArrayList<>();
        for (int i = dice.nextInt(4); i >= 0; i--) {
            lines.add(String.valueOf((char) ('a' + dice.nextInt(3))));
        }
        return lines;
    }

    @Test
    void doesNotCompareForEver() {
        FileDiff diff = LineDiff.of("x", numbers(1, 50_000), numbers(100_001, 150_000));

        assertEquals(100_000, diff.lines().size());
    }
}
