package dev.substation.routes.rules;

import dev.substation.dialect.Times;
import dev.substation.model.MeterValue;
import dev.substation.model.Payload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sends one MeterValues for all that a connector reports within some seconds: a station that
 * reports every ten seconds, a CSMS that wants one a minute.
 *
 * <p>A window begins with its first value. Of each measurand (with phase, location, unit) the last,
 * least or greatest value is kept as it came, with its own timestamp, or the mean or sum is
 * computed. Registers are always the last, energies of intervals always the sum.
 */
public final class MeterWindow extends WindowRule {

    private static final long MOST_SECONDS = 86_400;

    public MeterWindow() {
        super("meter-window");
    }

    @Override
    Setting setting(Parameters parameters) {
        long seconds = parameters.number("seconds", 1).orElse(60L);
        if (seconds > MOST_SECONDS) {
            throw parameters.wrong("seconds", "is more than " + MOST_SECONDS + ", which is a day");
        }
        return new Setting(Duration.ofSeconds(seconds), keep(parameters));
    }

    @Override
    Instant begin(Instant time, Duration length) {
        return time;
    }

    @Override
    boolean covers(Window window, Instant time) {
        return !time.isBefore(window.begin()) && time.isBefore(window.end());
    }

    @Override
    Duration grace() {
        return Duration.ZERO;
    }

    @Override
    List<Payload> meterValues(Window window, boolean whole) {
        return byTime(window);
    }

    /** Each value under the timestamp that it has, the earliest first. */
    static List<Payload> byTime(Window window) {
        Map<String, List<Payload>> samples = new LinkedHashMap<>();
        window.series().stream()
                .sorted(
                        Comparator.comparing(
                                series -> Times.parse(series.timestamp()).orElse(Instant.MIN)))
                .forEach(
                        series ->
                                samples.computeIfAbsent(series.timestamp(), t -> new ArrayList<>())
                                        .add(series.result()));
        return samples.entrySet().stream()
                .map(
                        entry ->
                                Payload.of(
                                        MeterValue.TIMESTAMP,
                                        entry.getKey(),
                                        MeterValue.SAMPLED_VALUE,
                                        entry.getValue()))
                .toList();
    }
}
