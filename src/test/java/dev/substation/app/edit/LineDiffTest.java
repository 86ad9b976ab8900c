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
        assertEquals("", shown(LineDiff.of("x", "a\r\nb\r\n", "a\nb\n")), "ends of lines alone");
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
