package dev.substation.app.settings;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Limits as a site writes them: {@code 63A}, {@code 43kW}, {@code 22:00 63A}. */
final class LimitText {

    static final String WORDS = "a current of a phase such as 63A, or a power such as 43kW";

    private static final Pattern LIMIT = Pattern.compile("(\\d{1,4}(?:\\.\\d)?) ?(A|kW)");

    /** Three phases of 230 V. */
    private static final BigDecimal VOLTS = new BigDecimal("690");

    private LimitText() {}

    /** In mA of a phase. */
    static Optional<Long> limit(String text) {
        Matcher limit = LIMIT.matcher(text);
        if (!limit.matches()) {
            return Optional.empty();
        }
        BigDecimal number = new BigDecimal(limit.group(1));
        return Optional.of(
                limit.group(2).equals("A")
                        ? number.movePointRight(3).longValueExact()
                        : number.movePointRight(6)
                                .divide(VOLTS, 0, RoundingMode.FLOOR)
                                .longValueExact());
    }

    /** A line of a schedule; empty if it is none. */
    static Optional<Map.Entry<LocalTime, Long>> step(String text) {
        String[] words = text.strip().split(" +", 2);
        try {
            return words.length < 2
                    ? Optional.empty()
                    : limit(words[1]).map(limit -> Map.entry(LocalTime.parse(words[0]), limit));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    static NavigableMap<LocalTime, Long> schedule(List<String> lines) {
        NavigableMap<LocalTime, Long> schedule = new TreeMap<>();
        lines.stream()
                .flatMap(line -> step(line).stream())
                .forEach(step -> schedule.put(step.getKey(), step.getValue()));
        return schedule;
    }
}
