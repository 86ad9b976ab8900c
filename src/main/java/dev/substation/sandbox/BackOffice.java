package dev.substation.sandbox;

import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.Payload;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the practice CSMS answers. It knows plain cards only, as most CSMS do: a tag with a suffix
 * ({@code 12345678_dummy1}) is Invalid, so that a missing KEBA rule is seen at once.
 */
final class BackOffice {

    static final long INTERVAL_SECONDS = 300;

    private final Clock clock;
    private final AtomicLong transactions = new AtomicLong(1000);

    BackOffice(Clock clock) {
        this.clock = clock;
    }

    Answer answer(Action action, Payload call) {
        return switch (action.name()) {
            case "BootNotification" ->
                    result(
                            "status",
                            "Accepted",
                            "currentTime",
                            now(),
                            "interval",
                            INTERVAL_SECONDS);
            case "Heartbeat" -> result("currentTime", now());
            case "Authorize" -> result("idTagInfo", idTagInfo(call));
            case "StartTransaction" ->
                    result(
                            "transactionId",
                            transactions.incrementAndGet(),
                            "idTagInfo",
                            idTagInfo(call));
            case "StopTransaction" ->
                    call.containsKey("idTag") ? result("idTagInfo", idTagInfo(call)) : result();
            case "DataTransfer" -> result("status", "Accepted");
            case "MeterValues",
                    "StatusNotification",
                    "DiagnosticsStatusNotification",
                    "FirmwareStatusNotification",
                    "SecurityEventNotification" ->
                    result();
            default -> Answer.failure(Cause.UNKNOWN_ACTION, action.name());
        };
    }

    private static Payload idTagInfo(Payload call) {
        String tag = call.text("idTag").orElse("");
        return Payload.of("status", tag.isEmpty() || tag.contains("_") ? "Invalid" : "Accepted");
    }

    private String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static Answer result(Object... namesAndValues) {
        return Answer.result(Payload.of(namesAndValues));
    }
}
