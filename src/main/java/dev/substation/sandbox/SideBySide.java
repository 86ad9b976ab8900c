package dev.substation.sandbox;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Two columns of wrapped text, with remarks below; colours only where somebody looks on. */
final class SideBySide {

    private static final String BOLD = "\u001b[1m";
    private static final String YELLOW = "\u001b[33m";
    private static final String PLAIN = "\u001b[0m";
    private static final int NARROWEST = 60;

    private final PrintStream out;
    private final int column;
    private final boolean colours;

    SideBySide(PrintStream out, int width, boolean colours) {
        this.out = out;
        this.column = (Math.max(width, NARROWEST) - 3) / 2;
        this.colours = colours;
    }

    void title(String text) {
        out.println();
        out.println(paint(BOLD, "== " + text));
    }

    void heads(String left, String right) {
        row(left, right);
        out.println("-".repeat(column) + "-+-" + "-".repeat(column));
    }

    void row(String left, String right) {
        List<String> lefts = wrapped(left);
        List<String> rights = wrapped(right);
        for (int i = 0; i < Math.max(lefts.size(), rights.size()); i++) {
            String one = i < lefts.size() ? lefts.get(i) : "";
            String other = i < rights.size() ? rights.get(i) : "";
            out.println(one + " ".repeat(column - one.length()) + " | " + other);
        }
    }

    void remark(String text) {
        out.println(paint(YELLOW, "     * " + text));
    }

    void line(String text) {
        out.println(text);
        out.flush();
    }

    private String paint(String colour, String text) {
        return colours ? colour + text + PLAIN : text;
    }

    /** Breaks behind a comma, a blank or an end of tag where there is one in its second half. */
    private List<String> wrapped(String text) {
        List<String> lines = new ArrayList<>();
        String rest = text.strip().replaceAll("\\s*\\R\\s*", " ");
        while (rest.length() > column) {
            int cut = column;
            for (int i = column; i > column / 2; i--) {
                if (", >".indexOf(rest.charAt(i - 1)) >= 0) {
                    cut = i;
                    break;
                }
            }
            lines.add(rest.substring(0, cut));
            rest = "  " + rest.substring(cut);
        }
        lines.add(rest);
        return lines;
    }
}
