package dev.substation.flow.charging;

import dev.substation.flow.ports.Actuator;
import dev.substation.flow.settings.ChargingSettings;
import dev.substation.model.Answer;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Limits a station by calls of OCPP. */
abstract class CallingActuator implements Actuator {

    /** The least current that a car charges with (IEC 61851-1). */
    static final long LOWEST = 6_000;

    /** More than any AC station has. */
    static final long HIGHEST = 125_000;

    /** Of the time that the station keeps a limit, so that two repetitions may be lost. */
    private static final int PART = 3;

    private final StationId station;
    private final ChargingSettings settings;
    private final StationCaller caller;

    CallingActuator(StationId station, ChargingSettings settings, StationCaller caller) {
        this.station = station;
        this.settings = settings;
        this.caller = caller;
    }

    @Override
    public StationId station() {
        return station;
    }

    ChargingSettings settings() {
        return settings;
    }

    StationCaller caller() {
        return caller;
    }

    /** How often a limit is repeated that the station keeps for a while. */
    static Duration repeated(Duration keeps) {
        return keeps.dividedBy(PART);
    }

    static CompletableFuture<Outcome> now(Outcome outcome) {
        return CompletableFuture.completedFuture(outcome);
    }

    /** An answer that is no acceptance, as the end of a sentence. */
    static String why(String what, Answer answer) {
        return answer.fold(
                result -> "it answered %s with %s".formatted(what, result.status().orElse("?")),
                failure -> "%s failed: %s".formatted(what, failure.line()));
    }
}
