package dev.substation.flow.ports;

import dev.substation.model.StationId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A way to limit the current of one station, whatever language it takes: a maker's own protocol
 * beside OCPP, a DataTransfer, or a charging profile. It knows nothing of profiles, schedules and
 * sites; {@code flow} works out what holds now and tells it one number. Currents are milliamperes
 * per phase.
 */
public interface Actuator {

    /**
     * What a station can be ordered. It may change while the gateway runs, for example when the
     * station has said its model; it is asked before each order.
     *
     * @param lowest the least current above zero that it takes, in mA; an order for less pauses the
     *     station
     * @param highest the greatest current that it takes, in mA; an order for more, or for no limit,
     *     becomes this where the station has no word for "no limit"
     * @param pauses whether it can stop charging without ending the transaction (an order for 0);
     *     if not, an order for less than {@code lowest} is not applied, and the outcome says so
     * @param perConnector whether connectors have limits of their own; if not, only orders for
     *     connector 0 come, which is the whole station
     * @param repeatEvery how often an order must be repeated although nothing has changed, because
     *     the station falls back on its own otherwise; empty when it keeps its order. Well below
     *     the time after which it falls back: one lost repetition must not matter
     * @param falls whether the station falls to {@link Order#fallback()} by its own means when no
     *     order comes
     */
    record Ability(
            long lowest,
            long highest,
            boolean pauses,
            boolean perConnector,
            Optional<Duration> repeatEvery,
            boolean falls) {}

    /**
     * A limit to be set now.
     *
     * @param connectorId the connector; 0 for the whole station
     * @param milliamperes the limit per phase; 0 pauses; empty for no limit
     * @param phases on how many phases it may charge: 1 to 3. A station that cannot switch phases
     *     ignores it
     * @param fallback the current in mA to which the station is to fall by its own means if the
     *     gateway dies; 0 for a pause. It is the same in all orders until the settings change: an
     *     actuator that stores it in the station does so when it differs, not each time
     */
    record Order(long connectorId, Optional<Long> milliamperes, long phases, long fallback) {}

    /** What became of an order. */
    sealed interface Outcome {

        /**
         * The station has the limit, as far as its protocol can show it: one that confirms the mere
         * receipt is asked what it does.
         *
         * @param milliamperes what it does now: the ordered value, or the nearest below it that it
         *     can; empty for no limit
         */
        record Applied(Optional<Long> milliamperes) implements Outcome {}

        /**
         * The station does not have the limit. The gateway reports it, and repeats the order later:
         * after {@code repeatEvery}, or after a pace of its own.
         *
         * @param reason what the station or the way to it said, as the end of a sentence, such as
         *     {@code it rejected SetLimit with ACCESS_DENIED}
         * @param lasting whether repeating the order will not help until somebody changes something
         *     at the station
         */
        record Failed(String reason, boolean lasting) implements Outcome {}
    }

    /** Whom it limits, by the identity that the station has at the gateway. */
    StationId station();

    /**
     * Whether there is no other way to limit the station: it speaks no OCPP of its own, so the
     * gateway keeps its charging profiles.
     */
    default boolean isOnlyWay() {
        return false;
    }

    /** What it can at this moment. Cheap; called on the desk. */
    Ability ability();

    /**
     * Sets a limit. Called on the desk, and not again for the same connector before the future has
     * completed. It returns at once; the future always completes normally, on any thread, within
     * bounded time (some seconds; half a minute at most). An order may come that repeats the one
     * before: the actuator sends it all the same, for the station may have lost it.
     */
    CompletableFuture<Outcome> apply(Order order);
}
