package dev.substation.sandbox;

import java.util.ArrayList;
import java.util.List;

/** What was expected, and whether it was seen. */
final class Checklist {

    private record Line(boolean seen, String text) {}

    private final List<Line> lines = new ArrayList<>();

    void expect(String what, Object expected, Object seen) {
        boolean met = expected.equals(seen);
        lines.add(
                new Line(
                        met,
                        what + (met ? ": " + seen : ": expected " + expected + ", seen " + seen)));
    }

    void print(SideBySide page) {
        lines.forEach(
                line ->
                        page.line(
                                (line.seen ? "  ✓ " : "  ✗ ")
                                        + line.text.replaceAll("\\s*\\R\\s*", " ")));
    }

    boolean complete() {
        return lines.stream().allMatch(Line::seen);
    }
}
