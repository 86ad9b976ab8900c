package dev.substation.flow.charging;

import dev.substation.dialect.Times;
import dev.substation.flow.charging.Rate.Limit;
import dev.substation.flow.charging.Rate.Unit;
import dev.substation.model.Payload;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A charging profile (OCPP 1.6 sections 7.8 to 7.14), read. Times are whole seconds.
 *
 * @param connectorId where it was set; 0 for the whole station
 * @param transaction the gateway's key of the transaction that it is for; empty for one that counts
 *     for none, or for one that is about to start
 * @param received when it came
 * @param start where its schedule begins
 * @param duration how many seconds its schedule lasts
 * @param periods in the order of their starts; at least one
 * @param minimum the rate below which the car had better not charge, in the unit of the limits
 */
public record ChargingProfile(
        long id,
        long connectorId,
        Purpose purpose,
        Kind kind,
        long stackLevel,
        Optional<Long> transaction,
        Instant received,
        Optional<Instant> validFrom,
        Optional<Instant> validTo,
        Optional<Instant> start,
        Optional<Long> duration,
        Unit unit,
        List<Period> periods,
        Optional<BigDecimal> minimum) {

    /** What a profile is for, spelled as on the wire. */
    public enum Purpose {
        ChargePointMaxProfile,
        TxDefaultProfile,
        TxProfile
    }

    /** When its schedule begins. */
    public enum Kind {
        ABSOLUTE(0),
        DAILY(1),
        WEEKLY(7),
        RELATIVE(0);

        private final int days;

        Kind(int days) {
            this.days = days;
        }

        /** After how many days it begins anew; 0 for one that does not. */
        int days() {
            return days;
        }

        private static Optional<Kind> of(String kind, String recurrency) {
            return switch (kind) {
                case "Absolute" -> Optional.of(ABSOLUTE);
                case "Relative" -> Optional.of(RELATIVE);
                case "Recurring" ->
                        switch (recurrency) {
                            case "Daily" -> Optional.of(DAILY);
                            case "Weekly" -> Optional.of(WEEKLY);
                            default -> Optional.empty();
                        };
                default -> Optional.empty();
            };
        }
    }

    /**
     * A part of a schedule.
     *
     * @param start in seconds since the beginning of the schedule
     */
    public record Period(long start, Limit limit) {}

    /** A profile that cannot be read; the message says why, as the end of a sentence. */
    public static final class Unusable extends Exception {

        private static final long serialVersionUID = 1L;

        Unusable(String why) {
            super(why, null, false, false);
        }
    }

    private static final String LIMIT = "limit";

    /** An int, as the contracts of SOAP have it: some 68 years in seconds. */
    private static final long MOST = Integer.MAX_VALUE;

    /** No station has as much, and a power of it fits into a number of mA. */
    private static final BigDecimal HIGHEST = BigDecimal.valueOf(100_000_000);

    /**
     * Reads a profile as a message carries it.
     *
     * @param connectorId of the message
     * @param transaction whose it is, by the gateway's key
     */
    public static ChargingProfile of(
            long connectorId, Payload profile, Optional<Long> transaction, Instant received)
            throws Unusable {
        Payload schedule =
                profile.object("chargingSchedule")
                        .orElseThrow(() -> new Unusable("it has no chargingSchedule"));
        Unit unit = word(Unit.class, schedule, "chargingRateUnit");
        Optional<Instant> from = time(profile, "validFrom");
        Optional<Instant> to = time(profile, "validTo");
        if (from.isPresent() && to.filter(end -> !end.isAfter(from.get())).isPresent()) {
            throw new Unusable("validTo is not after validFrom");
        }
        Optional<Long> duration = schedule.number("duration");
        if (duration.filter(seconds -> seconds < 0 || seconds > MOST).isPresent()) {
            throw new Unusable("duration is negative or too long");
        }
        return new ChargingProfile(
                number(profile, "chargingProfileId"),
                connectorId,
                word(Purpose.class, profile, "chargingProfilePurpose"),
                Kind.of(
                                profile.text("chargingProfileKind").orElse(""),
                                profile.text("recurrencyKind").orElse(""))
                        .orElseThrow(
                                () ->
                                        new Unusable(
                                                "chargingProfileKind is unknown, or it is"
                                                        + " Recurring without a recurrencyKind")),
                number(profile, "stackLevel"),
                transaction,
                received.truncatedTo(ChronoUnit.SECONDS),
                from,
                to,
                time(schedule, "startSchedule"),
                duration,
                unit,
                periods(schedule, unit),
                decimal(schedule, "minChargingRate"));
    }

    private static List<Period> periods(Payload schedule, Unit unit) throws Unusable {
        List<Period> periods = new ArrayList<>();
        for (Payload period : schedule.objects("chargingSchedulePeriod")) {
            BigDecimal limit =
                    decimal(period, LIMIT).orElseThrow(() -> new Unusable("a period has no limit"));
            long phases = period.number("numberPhases").orElse((long) Rate.USUAL_PHASES);
            if (phases < 1 || phases > Rate.USUAL_PHASES) {
                throw new Unusable("numberPhases is not 1, 2 or 3");
            }
            periods.add(
                    new Period(
                            number(period, "startPeriod"), new Limit(limit, unit, (int) phases)));
        }
        if (periods.isEmpty()) {
            throw new Unusable("its schedule has no period");
        }
        periods.sort(Comparator.comparingLong(Period::start));
        for (int i = 1; i < periods.size(); i++) {
            if (periods.get(i).start() == periods.get(i - 1).start()) {
                throw new Unusable("two periods have the same startPeriod");
            }
        }
        return List.copyOf(periods);
    }

    private static long number(Payload payload, String field) throws Unusable {
        return payload.number(field)
                .filter(number -> number <= MOST)
                .filter(number -> number >= 0 || field.equals("chargingProfileId"))
                .orElseThrow(() -> new Unusable(field + " is missing, negative or too large"));
    }

    private static Optional<BigDecimal> decimal(Payload payload, String field) throws Unusable {
        Object value = payload.get(field);
        if (value == null) {
            return Optional.empty();
        }
        BigDecimal decimal =
                value instanceof BigDecimal exact
                        ? exact
                        : value instanceof Long whole ? BigDecimal.valueOf(whole) : null;
        if (decimal == null || decimal.signum() < 0 || decimal.compareTo(HIGHEST) > 0) {
            throw new Unusable(field + " is negative, too large or no number");
        }
        return Optional.of(decimal);
    }

    private static Optional<Instant> time(Payload payload, String field) throws Unusable {
        Optional<String> text = payload.text(field);
        Optional<Instant> time = text.flatMap(Times::parse);
        if (text.isPresent() && time.isEmpty()) {
            throw new Unusable(field + " is no time");
        }
        return time.map(it -> it.truncatedTo(ChronoUnit.SECONDS));
    }

    private static <E extends Enum<E>> E word(Class<E> words, Payload payload, String field)
            throws Unusable {
        String text = payload.text(field).orElse("");
        for (E word : words.getEnumConstants()) {
            if (word.name().equals(text)) {
                return word;
            }
        }
        throw new Unusable(field + " is missing or unknown");
    }
}
