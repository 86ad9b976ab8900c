package dev.substation.dialect;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times as stations write them, and as we write them. Stations are seen with local time without a
 * zone, with {@code +02}, with a blank for the {@code T}, with nine digits of a second.
 */
public final class Times {

    private static final int MAX_LENGTH = 64;

    private static final Pattern LENIENT =
            Pattern.compile(
                    "(\\d{4})-(\\d{2})-(\\d{2})[Tt ](\\d{2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d+))?)?"
                            + " ?([Zz]|[+-]\\d{2}(?::?\\d{2})?)?");

    /** RFC 3339, which the 1.6-J schemas ask for with {@code format: date-time}. */
    private static final Pattern STRICT =
            Pattern.compile(
                    "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})");

    private static final Pattern ZONELESS =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?");

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
        String stripped = text.strip();
        if (stripped.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        Matcher parts = LENIENT.matcher(stripped);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(instant(parts));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Instant instant(Matcher parts) {
        int hour = number(parts, 4);
        int second = number(parts, 6);
        boolean midnight = hour == 24 && number(parts, 5) == 0 && second == 0; // XML Schema 3.2.7
        boolean leap = second == 60;
        if (number(parts, 1) == 0) {
            throw new DateTimeException("there is no year 0");
        }
        LocalDateTime local =
                LocalDateTime.of(
                        number(parts, 1),
                        number(parts, 2),
                        number(parts, 3),
                        midnight ? 0 : hour,
                        number(parts, 5),
                        leap ? 59 : second,
                        nanos(parts.group(7)));
        Instant instant = local.toInstant(zone(parts.group(8)));
        Instant afterMidnight = midnight ? instant.plus(1, ChronoUnit.DAYS) : instant;
        return leap ? afterMidnight.plusSeconds(1) : afterMidnight;
    }

    private static int number(Matcher parts, int group) {
        String digits = parts.group(group);
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static int nanos(String fraction) {
        return fraction == null ? 0 : Integer.parseInt((fraction + "000000000").substring(0, 9));
    }

    private static ZoneOffset zone(String text) {
        return text == null || text.equalsIgnoreCase("z") ? ZoneOffset.UTC : ZoneOffset.of(text);
    }

    /** In UTC with three digits of a second: {@code 2024-03-09T15:32:13.250Z}. */
    public static String millis(Instant instant) {
        return MILLIS.format(instant);
    }

    /** In UTC with whole seconds, which is what the plainest stations read. */
    public static String seconds(Instant instant) {
        return SECONDS.format(instant);
    }

    /** Whether a strict JSON schema accepts the text as a date-time. */
    static boolean isStrict(String text) {
        return STRICT.matcher(text).matches() && parse(text).isPresent();
    }

    /** Whether only the zone is missing. */
    static boolean isZoneless(String text) {
        return ZONELESS.matcher(text).matches();
    }
}
