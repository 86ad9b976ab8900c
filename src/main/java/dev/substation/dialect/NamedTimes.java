package dev.substation.dialect;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times as the libraries of programming languages write them: {@code Thu, 01 Jan 2026 07:00:00 GMT}
 * of HTTP, {@code Thu Jan 1 07:00:00 2026} of C, the same of JavaScript with its zone and the name
 * of the zone, {@code /Date(1767250800000)/} of .NET, and any of them in quotes.
 */
final class NamedTimes {

    private static final List<String> MONTHS =
            List.of(
                    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
                    "dec");

    private static final String MONTH = "(?:" + String.join("|", MONTHS) + ")";

    private static final Pattern NAMED =
            Pattern.compile(
                    "(?i)(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},? +)?"
                            + "(?:(?<day>\\d{1,2})[ -](?<month>"
                            + MONTH
                            + ")[a-z]{0,6}[ -](?<year>\\d{4})"
                            + "|(?<monthOf>"
                            + MONTH
                            + ")[a-z]{0,6} +(?<dayOf>\\d{1,2}),?(?: (?<yearOf>\\d{4}))?)"
                            + " (?<time>\\d{1,2}:\\d{2}(?::\\d{2})?)"
                            + "(?: ?(?<zone>Z|(?:UTC|GMT)?[+-]\\d{2}:?\\d{2}|UTC|GMT))?"
                            + "(?: (?<yearLast>\\d{4}))?(?: \\([^()]{1,60}\\))?");

    private static final Pattern OF_NET =
            Pattern.compile("\\\\?/Date\\((\\d{10,13})(?:[+-]\\d{4})?\\)\\\\?/");

    private NamedTimes() {}

    /** The same time in the form of ISO 8601, or as a number; any other text without its quotes. */
    static String plain(String text) {
        String bare = unquoted(text.strip());
        if (bare.isEmpty() || Character.isDigit(bare.charAt(0)) && !hasName(bare)) {
            return bare;
        }
        Matcher net = OF_NET.matcher(bare);
        if (net.matches()) {
            return net.group(1);
        }
        Matcher named = NAMED.matcher(bare);
        return named.matches() ? iso(named, bare) : bare;
    }

    private static String iso(Matcher named, String text) {
        String year = first(named, "year", "yearOf", "yearLast");
        if (year.isEmpty() || named.group("yearLast") != null && named.group("yearOf") != null) {
            return text;
        }
        int month = 1 + MONTHS.indexOf(first(named, "month", "monthOf").toLowerCase(Locale.ROOT));
        String zone = named.group("zone") == null ? "" : named.group("zone");
        boolean offset = zone.length() > 3;
        return "%s-%02d-%02dT%s%s"
                .formatted(
                        year,
                        month,
                        Integer.parseInt(first(named, "day", "dayOf")),
                        named.group("time"),
                        offset
                                ? zone.replaceFirst("^[A-Za-z]+", "")
                                : zone.toUpperCase(Locale.ROOT));
    }

    private static String first(Matcher parts, String... groups) {
        for (String group : groups) {
            if (parts.group(group) != null) {
                return parts.group(group);
            }
        }
        return "";
    }

    /** Whether the third or fourth character begins the name of a month. */
    private static boolean hasName(String text) {
        return text.length() > 3
                && (Character.isLetter(text.charAt(2)) || Character.isLetter(text.charAt(3)))
                && "-, ".indexOf(text.charAt(Character.isDigit(text.charAt(1)) ? 2 : 1)) >= 0;
    }

    private static String unquoted(String text) {
        int last = text.length() - 1;
        boolean quoted =
                last > 1
                        && text.charAt(0) == text.charAt(last)
                        && "\"'".indexOf(text.charAt(0)) >= 0;
        return quoted ? text.substring(1, last).strip() : text;
    }
}
