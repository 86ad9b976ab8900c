package dev.substation.routes.rules;

import dev.substation.dialect.Samples;
import dev.substation.dialect.Times;
import dev.substation.model.Payload;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The values of one measurand in a window: same phase, location, unit, context and format.
 *
 * @param count how many values there were
 * @param latest the timestamp of the latest of them
 * @param timestamp the timestamp of {@code sample}
 * @param sample the one that is kept as it is, or the latest, whose value is replaced
 * @param total what was added up, for a mean or a sum
 */
record Series(
        Keep keep,
        int count,
        String latest,
        String timestamp,
        Payload sample,
        Optional<BigDecimal> total) {

    /** More digits than the values have, for a mean. */
    private static final int MORE_DIGITS = 3;

    static Series of(Keep asked, String timestamp, Payload sample) {
        Keep keep = keep(asked, sample);
        boolean adds = keep == Keep.MEAN || keep == Keep.SUM;
        Optional<BigDecimal> total = adds ? Samples.number(sample) : Optional.empty();
        return new Series(keep, 1, timestamp, timestamp, sample, total);
    }

    /** What is no number can but be kept as it is. */
    private static Keep keep(Keep asked, Payload sample) {
        return Samples.number(sample).isEmpty()
                ? Keep.LAST
                : asked.forMeasurand(Samples.measurand(sample));
    }

    /** What makes samples values of one series. */
    static List<String> key(Keep asked, Payload sample) {
        return List.of(
                keep(asked, sample).word(),
                Samples.measurand(sample),
                sample.text("phase").orElse(""),
                sample.text("location").orElse(""),
                sample.text(Samples.UNIT).orElse(""),
                sample.text("context").orElse(""),
                sample.text("format").orElse(""));
    }

    /**
     * With one value more. A station's clock goes forward: a value that is not later than the
     * latest is one that was sent again, and does not count.
     */
    Series with(String time, Payload next) {
        if (isRepeated(time)) {
            return this;
        }
        return switch (keep) {
            case LAST -> new Series(keep, count + 1, time, time, next, total);
            case MIN, MAX ->
                    beats(next)
                            ? new Series(keep, count + 1, time, time, next, total)
                            : new Series(keep, count + 1, time, timestamp, sample, total);
            case MEAN, SUM ->
                    new Series(
                            keep,
                            count + 1,
                            time,
                            time,
                            next,
                            total.map(sum -> sum.add(Samples.number(next).orElseThrow())));
        };
    }

    boolean isRepeated(String time) {
        Optional<Instant> last = Times.parse(latest);
        Optional<Instant> now = Times.parse(time);
        return latest.equals(time)
                || last.isPresent() && now.isPresent() && !now.get().isAfter(last.get());
    }

    private boolean beats(Payload next) {
        int order =
                Samples.number(next).orElseThrow().compareTo(Samples.number(sample).orElseThrow());
        return keep == Keep.MIN ? order < 0 : order > 0;
    }

    /** The sample to send. */
    Payload result() {
        return total.map(
                        sum ->
                                sample.with(
                                        Samples.VALUE,
                                        (keep == Keep.SUM ? sum : mean(sum)).toPlainString()))
                .orElse(sample);
    }

    /** Exact where it can be with three digits more than the values have. */
    private BigDecimal mean(BigDecimal sum) {
        BigDecimal mean =
                sum.divide(
                        BigDecimal.valueOf(count),
                        sum.scale() + MORE_DIGITS,
                        RoundingMode.HALF_EVEN);
        BigDecimal plain = mean.stripTrailingZeros();
        return plain.scale() < sum.scale() ? mean.setScale(sum.scale()) : plain;
    }

    Payload toPayload() {
        Payload payload =
                Payload.of(
                        "keep",
                        keep.word(),
                        "count",
                        count,
                        "latest",
                        latest,
                        "timestamp",
                        timestamp,
                        "sample",
                        sample);
        return total.map(sum -> payload.with("total", sum.toPlainString())).orElse(payload);
    }

    static Series of(Payload payload) {
        return new Series(
                Keep.of(payload.text("keep").orElseThrow()),
                payload.number("count").orElseThrow().intValue(),
                payload.text("latest").orElseThrow(),
                payload.text("timestamp").orElseThrow(),
                payload.object("sample").orElseThrow(),
                payload.text("total").map(BigDecimal::new));
    }
}
