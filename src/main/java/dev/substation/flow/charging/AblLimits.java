package dev.substation.flow.charging;

import dev.substation.dialect.ErrorHelp;
import dev.substation.dialect.Vendors;
import dev.substation.flow.settings.ChargingSettings;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Limits an ABL station by DataTransfer: {@code SetLimit}, which the station forgets after its time
 * limit, or {@code SetOutletLimit}, which it forgets at a reset.
 */
final class AblLimits extends CallingActuator {

    private static final String VENDOR_ID = "ABL";
    private static final String OUTLET = "OutletController";
    private static final String DATA = "data";

    /** The time limit of a limit of type OCPP, as the web administration has it at first. */
    private static final Duration USUALLY_KEPT = Duration.ofSeconds(100);

    AblLimits(StationId station, ChargingSettings settings, StationCaller caller) {
        super(station, settings, caller);
    }

    private String path() {
        return settings().ablLimit().orElseThrow();
    }

    private boolean isOfOutlet() {
        return path().endsWith(OUTLET);
    }

    private String command() {
        return isOfOutlet() ? "SetOutletLimit" : "SetLimit";
    }

    @Override
    public Ability ability() {
        return new Ability(
                LOWEST,
                HIGHEST,
                true,
                false,
                isOfOutlet()
                        ? Optional.empty()
                        : Optional.of(repeated(settings().keeps().orElse(USUALLY_KEPT))),
                !isOfOutlet());
    }

    @Override
    public CompletableFuture<Outcome> apply(Order order) {
        if (order.milliamperes().isEmpty() && !isOfOutlet()) {
            return now(new Outcome.Applied(Optional.empty())); // it falls back by itself
        }
        String value =
                order.milliamperes()
                        .map(
                                milliamperes ->
                                        BigDecimal.valueOf(milliamperes, 3)
                                                .setScale(1, RoundingMode.FLOOR)
                                                .stripTrailingZeros()
                                                .toPlainString())
                        .orElse("-1");
        Payload payload =
                Payload.of(
                        "vendorId",
                        VENDOR_ID,
                        "messageId",
                        command(),
                        DATA,
                        "logicalid=%s;value=%s".formatted(path(), value));
        return caller().call(
                        station(),
                        Action.DataTransfer,
                        payload,
                        order.milliamperes()
                                .map(it -> "a limit counts")
                                .orElse("no limit counts any more"))
                .thenApply(
                        answer ->
                                answer.isAccepted()
                                        ? new Outcome.Applied(order.milliamperes())
                                        : failed(answer));
    }

    private Outcome failed(Answer answer) {
        String word =
                answer.fold(
                        result -> result.payload().text(DATA).orElse("").strip(), failure -> "");
        if (word.isEmpty()) {
            return new Outcome.Failed(why(command(), answer), false);
        }
        String help =
                ErrorHelp.of(Vendors.ABL, Action.DataTransfer, word)
                        .map(row -> ". " + row.english())
                        .orElse("");
        return new Outcome.Failed(
                "it rejected %s of %s with %s%s"
                        .formatted(command(), path(), ErrorHelp.shown(word), help),
                true);
    }
}
