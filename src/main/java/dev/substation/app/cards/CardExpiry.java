package dev.substation.app.cards;

import dev.substation.dialect.Times;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When a card expires, as people and spreadsheets write it. */
final class CardExpiry {

    private static final Set<String> NEVER =
            Set.of(
                    "",
                    "-",
                    "--",
                    "never",
                    "none",
                    "nie",
                    "null",
                    "n/a",
                    "keine",
                    "kein",
                    "unlimited",
                    "unbegrenzt",
                    "00.00.0000", // as SAP and MySQL write no day
                    "0000-00-00",
                    "0000-00-00 00:00:00");

    private static final String CLOCK =
            "(?:[ T,]+(?<hour>\\d{1,2}):(?<minute>\\d{2})(?::(?<second>\\d{2})(?:[.,]\\d{1,9})?)?"
                    + "(?: ?(?<half>[AaPp])\\.?[Mm]\\.?)?(?: ?Uhr)?)?";

    private static final Pattern DAY_FIRST =
            Pattern.compile(
                    "(?<one>\\d{1,2})(?<by>[./-])(?<two>\\d{1,2})\\k<by>(?<year>\\d{4}|\\d{2})"
                            + CLOCK);

    private static final Pattern YEAR_FIRST =
            Pattern.compile(
                    "(?<year>\\d{4})(?:[./-](?<one>\\d{1,2})[./-](?<two>\\d{1,2})|(?<mm>\\d{2})(?<dd>\\d{2}))"
                            + CLOCK);

    /** {@code 31-Dec-2030} of an English Excel, {@code 31. Dezember 2030} of people. */
    private static final Pattern NAMED =
            Pattern.compile(
                    "(?<day>\\d{1,2})(?:\\.? |[-.])(?<month>\\p{L}{3,9})\\.?[ .-](?<year>\\d{4}|\\d{2})"
                            + CLOCK);

    /** By the first three letters, in English and German. */
    private static final Map<String, String> MONTHS =
            Map.ofEntries(
                    Map.entry("jan", "1"),
                    Map.entry("feb", "2"),
                    Map.entry("mar", "3"),
                    Map.entry("mär", "3"),
                    Map.entry("mae", "3"),
                    Map.entry("apr", "4"),
                    Map.entry("may", "5"),
                    Map.entry("mai", "5"),
                    Map.entry("jun", "6"),
                    Map.entry("jul", "7"),
                    Map.entry("aug", "8"),
                    Map.entry("sep", "9"),
                    Map.entry("oct", "10"),
                    Map.entry("okt", "10"),
                    Map.entry("nov", "11"),
                    Map.entry("dec", "12"),
                    Map.entry("dez", "12"));

    /** Days since 1900 as Excel counts them, from 2009 to 2119. */
    private static final Pattern EXCEL = Pattern.compile("([4-7]\\d{4})(?:[.,](\\d+))?");

    private static final LocalDate EXCEL_ZERO = LocalDate.of(1899, 12, 30);
    private static final int DAY_SECONDS = 86_400;

    private CardExpiry() {}

    /**
     * The time as text; without a zone if it names none; a day expires at its end.
     *
     * @throws NotRead with what is wrong
     */
    static Optional<String> read(String text) throws NotRead {
        if (NEVER.contains(text.toLowerCase(Locale.ROOT))) {
            return Optional.empty();
        }
        Matcher yearFirst = YEAR_FIRST.matcher(text);
        if (yearFirst.matches()) {
            boolean parted = yearFirst.group("one") != null;
            return Optional.of(
                    time(
                            yearFirst,
                            yearFirst.group(parted ? "one" : "mm"),
                            yearFirst.group(parted ? "two" : "dd")));
        }
        Matcher named = NAMED.matcher(text);
        if (named.matches()) {
            String month =
                    MONTHS.get(named.group("month").substring(0, 3).toLowerCase(Locale.ROOT));
            if (month != null) {
                return Optional.of(time(named, month, named.group("day")));
            }
        }
        Matcher dayFirst = DAY_FIRST.matcher(text);
        if (dayFirst.matches()) {
            return Optional.of(dayFirst(dayFirst));
        }
        Matcher excel = EXCEL.matcher(text);
        if (excel.matches()) {
            return Optional.of(excel(excel));
        }
        if (Times.parse(text).isPresent()) {
            return Optional.of(text);
        }
        throw new NotRead(
                "the expiry must be a time such as 2030-12-31T23:59:59Z or 31.12.2030 23:59");
    }

    private static String dayFirst(Matcher time) throws NotRead {
        int one = Integer.parseInt(time.group("one"));
        int two = Integer.parseInt(time.group("two"));
        boolean dots = time.group("by").equals(".");
        if (!dots && one <= 12 && two <= 12 && one != two) {
            throw new NotRead(
                    "the expiry can mean two days; write the year first, such as 2030-12-31");
        }
        boolean monthFirst = !dots && one <= 12 && two > 12;
        return monthFirst
                ? time(time, time.group("one"), time.group("two"))
                : time(time, time.group("two"), time.group("one"));
    }

    private static String time(Matcher parts, String month, String day) throws NotRead {
        String year = parts.group("year");
        try {
            LocalDate date =
                    LocalDate.of(
                            Integer.parseInt(year.length() == 2 ? "20" + year : year),
                            Integer.parseInt(month),
                            Integer.parseInt(day));
            if (parts.group("hour") == null) {
                return date + "T23:59:59";
            }
            int second =
                    parts.group("second") == null ? 0 : Integer.parseInt(parts.group("second"));
            int hour = hour(parts);
            int minute = Integer.parseInt(parts.group("minute"));
            boolean midnight = hour == 24 && minute == 0 && second == 0;
            return seconds(
                    midnight ? date.plusDays(1).atStartOfDay() : date.atTime(hour, minute, second));
        } catch (DateTimeException e) {
            throw new NotRead("the expiry is no day of the calendar");
        }
    }

    private static int hour(Matcher parts) {
        int hour = Integer.parseInt(parts.group("hour"));
        if (parts.group("half") == null) {
            return hour;
        }
        if (hour < 1 || hour > 12) {
            throw new DateTimeException("half a day has 12 hours");
        }
        return hour % 12 + (parts.group("half").equalsIgnoreCase("p") ? 12 : 0);
    }

    private static String excel(Matcher days) {
        LocalDate date = EXCEL_ZERO.plusDays(Long.parseLong(days.group(1)));
        if (days.group(2) == null) {
            return date + "T23:59:59";
        }
        double part = Double.parseDouble("0." + days.group(2));
        return seconds(date.atStartOfDay().plusSeconds(Math.round(part * DAY_SECONDS)));
    }

    private static String seconds(LocalDateTime time) {
        return "%sT%02d:%02d:%02d"
                .formatted(time.toLocalDate(), time.getHour(), time.getMinute(), time.getSecond());
    }
}
