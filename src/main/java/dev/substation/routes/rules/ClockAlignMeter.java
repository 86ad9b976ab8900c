package dev.substation.routes.rules;

import dev.substation.dialect.Times;
import dev.substation.model.MeterValue;
import dev.substation.model.Payload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Reports at the multiples of some minutes of the clock (:00, :15, :30, :45), for stations that
 * report at times of their own and a CSMS that wants clock-aligned values.
 *
 * <p>At each multiple goes what the station reported since the one before, under the timestamp of
 * the multiple and with the context {@code Sample.Clock}. Cut short by the end of a transaction, it
 * goes under the station's own timestamps and as periodic as it was. Multiples count from midnight
 * UTC.
 */
public final class ClockAlignMeter extends WindowRule {

    private static final long DAY = 86_400;
    private static final long MINUTE = 60;

    public ClockAlignMeter() {
        super("clock-align-meter");
    }

    @Override
    Setting setting(Parameters parameters) {
        long seconds = parameters.number("minutes", 1).orElse(15L) * MINUTE;
        if (seconds > DAY || DAY % seconds != 0) {
            throw parameters.wrong(
                    "minutes", "does not divide a day; write 1, 5, 10, 15, 30, 60 or the like");
        }
        return new Setting(Duration.ofSeconds(seconds), keep(parameters));
    }

    /** A value at the very multiple is the one that was asked for: it ends a window. */
    @Override
    Instant begin(Instant time, Duration length) {
        long seconds = length.toSeconds();
        long second = time.getEpochSecond() - (time.getNano() == 0 ? 1 : 0);
        return Instant.ofEpochSecond(Math.floorDiv(second, seconds) * seconds);
    }

    @Override
    boolean covers(Window window, Instant time) {
        return time.isAfter(window.begin()) && !time.isAfter(window.end());
    }

    /** So long a value of the very multiple may be under way. */
    @Override
    Duration grace() {
        return Duration.ofSeconds(5);
    }

    @Override
    List<Payload> meterValues(Window window, boolean whole) {
        if (!whole) {
            return MeterWindow.byTime(window);
        }
        List<Payload> samples =
                window.series().stream()
                        .map(series -> series.result().with("context", "Sample.Clock"))
                        .toList();
        return List.of(
                Payload.of(
                        MeterValue.TIMESTAMP,
                        Times.seconds(window.end()),
                        MeterValue.SAMPLED_VALUE,
                        samples));
    }
}
