package dev.substation.app.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Adds lines to the text of a {@code site.yaml} and leaves all others as they are, with their
 * comments. Whether the text is right afterwards must be seen by reading it.
 */
public final class SiteEdit {

    private static final int INDENT = 2;

    private SiteEdit() {}

    /**
     * The text with more lines in a section: right behind its head, or at the end with a head of
     * its own where it has none.
     *
     * @param section such as {@code stations}
     * @param lines indented by two, as they stand in that section
     */
    public static String with(String text, String section, String lines) {
        Pattern head = Pattern.compile(section + ":[ \\t]*(#.*)?");
        String end = text.contains("\r\n") ? "\r\n" : "\n";
        List<String> all = new ArrayList<>(List.of(text.split("\\R", -1)));
        for (int i = 0; i < all.size(); i++) {
            if (head.matcher(all.get(i)).matches()) {
                all.addAll(i + 1, indented(lines, indent(all.subList(i + 1, all.size()))));
                return String.join(end, all);
            }
        }
        if (!all.get(all.size() - 1).isEmpty()) {
            all.add("");
        }
        all.add(all.size() - 1, section + ":");
        all.addAll(all.size() - 1, indented(lines, INDENT));
        return String.join(end, all);
    }

    /** How far the entries of a section are indented, whose lines come first. */
    private static int indent(List<String> below) {
        return below.stream()
                .filter(line -> !line.isBlank() && !line.strip().startsWith("#"))
                .findFirst()
                .map(line -> line.length() - line.stripLeading().length())
                .filter(indent -> indent > 0)
                .orElse(INDENT);
    }

    private static List<String> indented(String lines, int indent) {
        return lines.stripTrailing()
                .lines()
                .map(line -> " ".repeat(indent) + line.substring(INDENT))
                .toList();
    }

    /** A text as a scalar in double quotes, whatever is in it. */
    public static String quoted(String text) {
        StringBuilder scalar = new StringBuilder("\"");
        text.codePoints()
                .forEach(
                        c -> {
                            if (c == '"' || c == '\\') {
                                scalar.append('\\').appendCodePoint(c);
                            } else if (c < ' '
                                    || c == 0x7f
                                    || c == 0x85
                                    || c == 0x2028
                                    || c == 0x2029) {
                                scalar.append("\\u%04x".formatted(c));
                            } else {
                                scalar.appendCodePoint(c);
                            }
                        });
        return scalar.append('"').toString();
    }
}
