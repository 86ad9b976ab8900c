package dev.substation.flow.ports;

import dev.substation.model.Action;
import dev.substation.model.Payload;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Where a message carries a transaction id. */
public enum TransactionPlace {
    NOWHERE(payload -> Optional.empty(), (payload, change) -> payload),
    TOP(Optional::of, (payload, change) -> change.apply(payload)),
    SET_PROFILE(
            payload -> payload.object("csChargingProfiles"),
            (payload, change) -> payload.changing("csChargingProfiles", change)),
    START_PROFILE(
            payload -> payload.object("chargingProfile"),
            (payload, change) -> payload.changing("chargingProfile", change));

    private static final String FIELD = "transactionId";

    private final Function<Payload, Optional<Payload>> holder;
    private final BiFunction<Payload, UnaryOperator<Payload>, Payload> changing;

    TransactionPlace(
            Function<Payload, Optional<Payload>> holder,
            BiFunction<Payload, UnaryOperator<Payload>, Payload> changing) {
        this.holder = holder;
        this.changing = changing;
    }

    /** The id in a station's message. */
    public Optional<Long> read(Payload payload) {
        return holder.apply(payload).flatMap(object -> object.number(FIELD));
    }

    /** The id in a message of the csms. */
    public Optional<CsmsTransactionId> readOfCsms(Payload payload) {
        return holder.apply(payload)
                .map(object -> object.get(FIELD))
                .flatMap(CsmsTransactionId::read);
    }

    /** Whether there is anything in the field. */
    public boolean isFilled(Payload payload) {
        return holder.apply(payload).map(object -> object.get(FIELD)).isPresent();
    }

    /** With the id by which the station knows the transaction. */
    public Payload write(Payload payload, long id) {
        return changing.apply(payload, object -> object.with(FIELD, id));
    }

    /** With the id by which the CSMS knows the transaction, in its own form. */
    public Payload write(Payload payload, CsmsTransactionId id) {
        return changing.apply(payload, object -> object.with(FIELD, id.value()));
    }

    // spotless:off
    private static final Map<Action, TransactionPlace> PLACES = Map.of(
            Action.MeterValues,            TOP,
            Action.StopTransaction,        TOP,
            Action.RemoteStopTransaction,  TOP,
            Action.SetChargingProfile,     SET_PROFILE,
            Action.RemoteStartTransaction, START_PROFILE);
    // spotless:on

    /** Where the requests of an action carry one. */
    public static TransactionPlace of(Action action) {
        return PLACES.getOrDefault(action, NOWHERE);
    }
}
