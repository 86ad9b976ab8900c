package dev.substation.flow.charging;

import dev.substation.flow.settings.ChargingSettings;
import dev.substation.model.Action;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Limits a station of OCPP 1.6 by a ChargePointMaxProfile of the gateway's own. Its second period
 * is the fallback, so that the station falls to it by itself when the profile is not renewed.
 */
final class ProfileLimits extends CallingActuator {

    /** The id of the profile; a CSMS that counts up from 1 never comes here. */
    static final long ID = 2_140_000_001L;

    private static final Duration USUALLY_KEPT = Duration.ofMinutes(10);

    ProfileLimits(StationId station, ChargingSettings settings, StationCaller caller) {
        super(station, settings, caller);
    }

    private Duration kept() {
        return settings().keeps().orElse(USUALLY_KEPT);
    }

    @Override
    public Ability ability() {
        return new Ability(LOWEST, HIGHEST, true, false, Optional.of(repeated(kept())), true);
    }

    @Override
    public CompletableFuture<Outcome> apply(Order order) {
        return order.milliamperes().map(limit -> set(order, limit)).orElseGet(this::clear);
    }

    private CompletableFuture<Outcome> set(Order order, long limit) {
        Payload profile =
                Payload.of(
                        "chargingProfileId",
                        ID,
                        "stackLevel",
                        0L,
                        "chargingProfilePurpose",
                        "ChargePointMaxProfile",
                        "chargingProfileKind",
                        "Absolute",
                        "chargingSchedule",
                        Payload.of(
                                "startSchedule", caller().clockText(),
                                "chargingRateUnit", "A",
                                "chargingSchedulePeriod",
                                        List.of(
                                                period(0, limit),
                                                period(
                                                        kept().toSeconds(),
                                                        Math.min(limit, order.fallback())))));
        return caller().call(
                        station(),
                        Action.SetChargingProfile,
                        Payload.of("connectorId", 0L, "csChargingProfiles", profile),
                        "a limit counts")
                .thenApply(
                        answer ->
                                answer.isAccepted()
                                        ? new Outcome.Applied(Optional.of(limit))
                                        : new Outcome.Failed(
                                                why("SetChargingProfile", answer), false));
    }

    private static Payload period(long start, long milliamperes) {
        return Payload.of(
                "startPeriod",
                start,
                "limit",
                BigDecimal.valueOf(milliamperes, 3).setScale(1, RoundingMode.FLOOR));
    }

    /** A station that does not have the profile any more answers Unknown. */
    private CompletableFuture<Outcome> clear() {
        return caller().call(
                        station(),
                        Action.ClearChargingProfile,
                        Payload.of("id", ID),
                        "no limit counts any more")
                .thenApply(
                        answer ->
                                answer.fold(
                                        result -> new Outcome.Applied(Optional.empty()),
                                        failure ->
                                                new Outcome.Failed(
                                                        why("ClearChargingProfile", answer),
                                                        false)));
    }
}
