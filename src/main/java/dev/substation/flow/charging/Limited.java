package dev.substation.flow.charging;

import dev.substation.flow.ports.Actuator;
import dev.substation.flow.ports.Actuator.Ability;
import dev.substation.flow.ports.Actuator.Order;
import dev.substation.flow.ports.Actuator.Outcome;
import dev.substation.flow.time.Desk;
import dev.substation.flow.time.Moment;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a station, or one of its connectors, was ordered, and what became of it. */
final class Limited {

    private static final Logger LOG = LoggerFactory.getLogger(Limited.class);

    private static final Duration RETRIED = Duration.ofSeconds(30);
    private static final Duration RETRIED_LASTING = Duration.ofMinutes(10);
    private static final Duration NEVER = Duration.ofDays(1);

    private final StationId station;
    private final long connectorId;
    private final Desk desk;

    /** The last order, when it was sent, and whether it is in force as far as anybody knows. */
    private Optional<Order> last = Optional.empty();

    /** Empty once the order is due once more. */
    private Moment sent;

    /** When anything was ordered last, whatever has happened since; null before the first order. */
    private Moment paced;

    /** What the last order went to. */
    private Actuator way;

    private boolean underWay;
    private boolean applied;
    private boolean orderedBefore;
    private boolean lost;

    /** What is in force; empty if nobody knows, the highest number for no limit. */
    private Optional<Long> inForce = Optional.empty();

    /** Why the last order failed, and since when orders do. */
    private Optional<Outcome.Failed> failed = Optional.empty();

    private Instant failedSince;

    Limited(StationId station, long connectorId, Desk desk) {
        this.station = station;
        this.connectorId = connectorId;
        this.desk = desk;
    }

    /** An earlier run has ordered something. */
    void orderedBefore() {
        orderedBefore = true;
    }

    /** Whether nothing was ever ordered. */
    boolean isFirst() {
        return last.isEmpty() && !orderedBefore;
    }

    /** The station has started anew: nobody knows what it draws by now. */
    void mayBeLost() {
        again();
        lost = true;
        inForce = Optional.empty();
        failed = failed.map(it -> new Outcome.Failed(it.reason(), false));
    }

    /** The order is due once more. */
    void again() {
        applied = false;
        sent = null;
    }

    /** How long an order has to wait: not at all if it is zero. */
    Duration wait(Order order, Duration pace, Ability ability) {
        if (underWay) {
            return NEVER;
        }
        if (last.isEmpty() && !orderedBefore && order.milliamperes().isEmpty()) {
            return NEVER; // nothing counts, and nothing was ordered
        }
        boolean same = applied && last.equals(Optional.of(order));
        if (same && order.milliamperes().isEmpty()) {
            return NEVER;
        }
        if (sent == null) {
            return paced == null || last.equals(Optional.of(order))
                    ? Duration.ZERO
                    : until(paced.plus(pace)); // another limit must not come sooner for it
        }
        Duration due =
                same
                        ? ability.repeatEvery().orElse(NEVER)
                        : last.equals(Optional.of(order))
                                ? failed.filter(Outcome.Failed::lasting)
                                        .map(it -> RETRIED_LASTING)
                                        .orElse(RETRIED)
                                : pace;
        return until(sent.plus(due));
    }

    private Duration until(Moment due) {
        Duration left = desk.moment().until(due);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** The way by which it is limited; another one knows nothing of earlier orders. */
    void by(Actuator actuator) {
        if (way != null && way != actuator) {
            mayBeLost();
        }
        way = actuator;
    }

    void sending(Order order) {
        last = Optional.of(order);
        sent = desk.moment();
        paced = sent;
        lost = false;
        underWay = true;
        applied = false;
    }

    void ended(Order order, Outcome outcome) {
        underWay = false;
        if (outcome instanceof Outcome.Failed why) {
            fails(order, why);
            return;
        }
        boolean same = applied || sent == null;
        applied = sent != null; // it is due once more already
        inForce =
                lost ? Optional.empty() : Optional.of(order.milliamperes().orElse(Long.MAX_VALUE));
        if (failed.isPresent()) {
            LOG.info("station={} connector={} the limit is applied again", station, connectorId);
            failed = Optional.empty();
        } else if (!same) {
            LOG.debug("station={} connector={} limit={}", station, connectorId, shown(order));
        }
    }

    /**
     * The most that it may draw at present. An order of which nobody knows what became counts, too.
     *
     * @param unknown what it may draw if nobody knows
     */
    long inForce(long unknown) {
        long now = inForce.orElse(unknown);
        return applied || last.isEmpty()
                ? now
                : Math.max(now, last.get().milliamperes().orElse(Long.MAX_VALUE));
    }

    private void fails(Order order, Outcome.Failed why) {
        if (failed.isEmpty()) {
            failedSince = desk.now();
        }
        if (failed.filter(before -> before.reason().equals(why.reason())).isEmpty()) {
            LOG.warn(
                    "station={} {}",
                    station,
                    Problem.LIMIT_NOT_APPLIED.line(connectorId, shown(order), why.reason()));
        }
        failed = Optional.of(why);
    }

    private static String shown(Order order) {
        return order.milliamperes()
                .map(
                        milliamperes ->
                                BigDecimal.valueOf(milliamperes, 3)
                                                .stripTrailingZeros()
                                                .toPlainString()
                                        + " A")
                .orElse("no limit");
    }

    /** Whether the station knows that no limit counts any more. */
    boolean isReleased() {
        return applied && last.filter(order -> order.milliamperes().isEmpty()).isPresent();
    }

    /** Why the limit is not applied, as a sentence with what to do. */
    Optional<String> reason() {
        return failed.map(
                why ->
                        "The station %s does not keep its limit of %s since %s: %s. %s"
                                .formatted(
                                        station,
                                        last.map(Limited::shown).orElse("?"),
                                        failedSince.truncatedTo(ChronoUnit.SECONDS),
                                        why.reason(),
                                        Problem.LIMIT_NOT_APPLIED.remedy()));
    }
}
