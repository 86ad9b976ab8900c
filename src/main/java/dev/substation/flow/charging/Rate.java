package dev.substation.flow.charging;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * How much may be drawn: the current of a phase, the power of all, and on how many phases. Exact,
 * and rounded down where a division does not come out even.
 *
 * @param amperes per phase
 * @param watts of all phases together
 */
public record Rate(BigDecimal amperes, BigDecimal watts, int phases) {

    /** Unless a profile says another number (OCPP 1.6 section 7.14). */
    static final int USUAL_PHASES = 3;

    private static final int MILLI = 3;

    public Rate {
        amperes = amperes.stripTrailingZeros(); // so that equal rates are equal
        watts = watts.stripTrailingZeros();
    }

    /** The unit of a limit, spelled as on the wire. */
    public enum Unit {
        A,
        W
    }

    /** A limit as a profile writes it. */
    record Limit(BigDecimal value, Unit unit, int phases) {

        /** The same on no more phases than the circuit has. */
        Limit within(int most) {
            return phases <= most ? this : new Limit(value, unit, most);
        }

        /** The current of a phase. A power is spread over the phases that the profile names. */
        private BigDecimal amperes(BigDecimal volts) {
            return unit == Unit.A
                    ? value
                    : value.divide(
                            volts.multiply(BigDecimal.valueOf(phases)), MILLI, RoundingMode.FLOOR);
        }

        /** The power when no more than so many phases are used. */
        private BigDecimal watts(BigDecimal volts, int used) {
            return unit == Unit.W
                    ? value
                    : value.multiply(volts).multiply(BigDecimal.valueOf(used));
        }
    }

    /**
     * The least of several limits, in current, power and phases alike: whatever a station keeps to,
     * it is not above any of them.
     *
     * @param limits at least one
     */
    static Rate least(List<Limit> limits, BigDecimal volts) {
        int phases = limits.stream().mapToInt(Limit::phases).min().orElseThrow();
        return new Rate(
                limits.stream()
                        .map(limit -> limit.amperes(volts))
                        .reduce(BigDecimal::min)
                        .orElseThrow(),
                limits.stream()
                        .map(limit -> limit.watts(volts, phases))
                        .reduce(BigDecimal::min)
                        .orElseThrow(),
                phases);
    }

    /** What two connectors draw together; of a phase at worst. */
    Rate plus(Rate other) {
        return new Rate(
                amperes.add(other.amperes), watts.add(other.watts), Math.max(phases, other.phases));
    }

    /** The least of both. */
    Rate min(Rate other) {
        return new Rate(
                amperes.min(other.amperes), watts.min(other.watts), Math.min(phases, other.phases));
    }

    /** As a limit on the wire, which has at most one digit of a fraction. */
    public BigDecimal in(Unit unit) {
        return (unit == Unit.A ? amperes : watts).setScale(1, RoundingMode.FLOOR);
    }

    /** The current of a phase in mA. */
    public long milliamperes() {
        return amperes.movePointRight(MILLI).setScale(0, RoundingMode.FLOOR).longValueExact();
    }
}
