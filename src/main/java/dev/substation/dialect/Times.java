package dev.substation.dialect;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times as stations write them, and as we write them. Stations are seen with local time without a
 * zone, with {@code +02}, with a blank for the {@code T}, with nine digits of a second.
 */
public final class Times {

    private static final int MAX_LENGTH = 96; // JavaScript adds the name of the zone

    private static final int SECOND_DIGITS = 10;

    /** The group that is the zone. */
    private static final String ZONE = "zone";

    /** The groups of the minute. */
    private static final String[] MINUTE = {"minute", "minuteOf", "min"};

    /**
     * ISO 8601 in both its forms, with single digits, also without a time of day; the same and
     * {@code dd.mm.yyyy} with points.
     */
    private static final Pattern LENIENT =
            Pattern.compile(
                    "(?:(?<year>\\d{4})"
                            + "(?:([-/.])(?<month>\\d{1,2})\\2(?<day>\\d{1,2})|(?<mm>\\d{2})(?<dd>\\d{2}))"
                            + "|(?<dayOf>\\d{1,2})\\.(?<monthOf>\\d{1,2})\\.(?<yearOf>\\d{4}))"
                            + "(?:(?:[Tt]|,? +|-(?=\\d{1,2}\\.\\d{2}\\.\\d{2})|(?<=\\d{8}))"
                            + "(?:(?<hour>\\d{1,2})(?:(?:"
                            + ":(?<minute>\\d{1,2})(?::(?<second>\\d{1,2})(?:(?:[.,]|:(?=\\d{3}))(?<fraction>\\d*))?)?"
                            + "|\\.(?<minuteOf>\\d{2})(?:\\.(?<secondOf>\\d{2})(?:[.,](?<fractionOf>\\d+))?)?"
                            + ")|(?<=[Tt ]\\d{2})(?!-))"
                            + "|(?<hh>\\d{2})(?<min>\\d{2})(?:(?<ss>\\d{2})(?:[.,](?<part>\\d+))?)?))?"
                            + " ?(?<zone>[Zz]|UTC|GMT|[+-]\\d{1,2}(?::?\\d{2})?)?");

    /**
     * Seconds, or thousandths, millionths or billionths of one, since 1970, in the years 2001 to
     * 2286, but not what may as well be a date with its hour.
     */
    private static final Pattern EPOCH =
            Pattern.compile(
                    "(?!20\\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])(?:[01]\\d|2[0-3])$)"
                            + "(?:(?<seconds>[1-9]\\d{9})(?:\\.(?<decimals>\\d{1,9}))?|(?<millis>[1-9]\\d{12})"
                            + "|(?<micros>[1-9]\\d{15})|(?<nanos>[1-9]\\d{18}))");

    /** RFC 3339, which the 1.6-J schemas ask for with {@code format: date-time}. */
    private static final Pattern STRICT =
            Pattern.compile(
                    "\\d{4}-\\d{2}-\\d{2}T(?!24)\\d{2}:\\d{2}:[0-5]\\d(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})");

    private static final Pattern ZONELESS =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}T(?!24)\\d{2}:\\d{2}:[0-5]\\d(\\.\\d+)?");

    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    private Times() {}

    /**
     * Reads an {@code xsd:dateTime} leniently; without a zone it is UTC.
     *
     * @return empty when it is no time of the years 1 to 9999
     */
    public static Optional<Instant> parse(String text) {
        return parse(text, ZoneOffset.UTC);
    }

    /** The same, with the zone of a time that names none. */
    public static Optional<Instant> parse(String text, ZoneId zone) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String stripped = NamedTimes.plain(text);
        Matcher parts = LENIENT.matcher(stripped);
        if (!parts.matches()) {
            return sinceEpoch(stripped);
        }
        try {
            return Optional.of(instant(parts, zone));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** A time as seconds, which may have a fraction, or parts of one since 1970. */
    static Optional<Instant> sinceEpoch(String text) {
        Matcher number = EPOCH.matcher(NamedTimes.plain(text));
        if (text.length() > MAX_LENGTH || !number.matches()) {
            return Optional.empty();
        }
        String seconds = number.group("seconds");
        if (seconds != null) {
            return Optional.of(
                    Instant.ofEpochSecond(
                            Long.parseLong(seconds), nanos(number.group("decimals"))));
        }
        String parts = text(number, "millis", "micros", "nanos");
        return Optional.of(
                Instant.ofEpochSecond(
                        Long.parseLong(parts.substring(0, SECOND_DIGITS)),
                        nanos(parts.substring(SECOND_DIGITS))));
    }

    /**
     * The time at the beginning of a text, up to its zone, where something else stands behind:
     * {@code 2024-03-01T12:00:03Z:}. Without a time of day, what looks like a zone may be one.
     */
    static Optional<Instant> leading(String text) {
        Matcher parts = LENIENT.matcher(text.strip());
        boolean found =
                parts.lookingAt() && parts.group(ZONE) != null && text(parts, MINUTE) != null;
        boolean goesOn = found && parts.end() < text.strip().length();
        return goesOn && !Character.isDigit(text.strip().charAt(parts.end()))
                ? parse(parts.group())
                : Optional.empty();
    }

    private static Instant instant(Matcher parts, ZoneId zone) {
        int hour = number(parts, "hour", "hh");
        int minute = number(parts, MINUTE);
        int second = number(parts, "second", "secondOf", "ss");
        boolean midnight = hour == 24 && minute == 0 && second == 0; // XML Schema 3.2.7
        boolean leap = second == 60;
        int year = number(parts, "year", "yearOf");
        if (year == 0) {
            throw new DateTimeException("there is no year 0");
        }
        LocalDateTime local =
                LocalDateTime.of(
                        year,
                        number(parts, "month", "monthOf", "mm"),
                        number(parts, "day", "dayOf", "dd"),
                        midnight ? 0 : hour,
                        minute,
                        leap ? 59 : second,
                        nanos(text(parts, "fraction", "fractionOf", "part")));
        String named = parts.group(ZONE);
        Instant instant =
                local.plusDays(midnight ? 1 : 0)
                        .atZone(named == null ? zone : zone(named))
                        .toInstant();
        return leap ? instant.plusSeconds(1) : instant;
    }

    /** The first of the groups that is there, one for each form; null when none is. */
    private static String text(Matcher parts, String... groups) {
        for (String group : groups) {
            String text = parts.group(group);
            if (text != null) {
                return text;
            }
        }
        return null;
    }

    private static int number(Matcher parts, String... groups) {
        String digits = text(parts, groups);
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static int nanos(String fraction) {
        return fraction == null ? 0 : Integer.parseInt((fraction + "000000000").substring(0, 9));
    }

    private static ZoneOffset zone(String text) {
        if (Character.isLetter(text.charAt(0))) {
            return ZoneOffset.UTC;
        }
        String digits = text.substring(1).replace(":", "");
        boolean hours = digits.length() <= 2;
        int hour = Integer.parseInt(hours ? digits : digits.substring(0, digits.length() - 2));
        int minute = hours ? 0 : Integer.parseInt(digits.substring(digits.length() - 2));
        int sign = text.charAt(0) == '-' ? -1 : 1;
        return ZoneOffset.ofHoursMinutes(sign * hour, sign * minute);
    }

    /** In UTC with three digits of a second: {@code 2024-03-09T15:32:13.250Z}. */
    public static String millis(Instant instant) {
        return MILLIS.format(instant);
    }

    /** In UTC with whole seconds, which is what the plainest stations read. */
    public static String seconds(Instant instant) {
        return SECONDS.format(instant);
    }

    /** In UTC, with no more digits than it takes. */
    static String plain(Instant instant) {
        return instant.getNano() == 0 ? seconds(instant) : millis(instant);
    }

    /** Whether a strict JSON schema accepts the text as a date-time. */
    static boolean isStrict(String text) {
        return STRICT.matcher(text).matches() && parse(text).isPresent();
    }

    /** Whether a time that can be read says in which zone it is. */
    static boolean namesZone(String text) {
        Matcher parts = LENIENT.matcher(NamedTimes.plain(text));
        return parts.matches() ? parts.group(ZONE) != null : sinceEpoch(text).isPresent();
    }

    /** Whether only the zone is missing. */
    static boolean isZoneless(String text) {
        return ZONELESS.matcher(text).matches();
    }
}
