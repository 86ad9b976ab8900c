package dev.substation.udp;

import dev.substation.flow.time.Moment;
import dev.substation.flow.time.Timers;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Payload;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The BootNotification of a box: once for each time that the box has started, also if the gateway
 * starts in between, for some CSMSs end all transactions of a station that boots.
 */
final class BoxBoot {

    /** The clock of a box is no better than a quartz. */
    private static final Duration SAME_RUN = Duration.ofSeconds(60);

    private static final Duration DRIFT = Duration.ofSeconds(10);
    private static final long SHORTEST_RETRY_S = 10;
    private static final int MODEL_LENGTH = 20;
    private static final int SERIAL_LENGTH = 25;
    private static final int FIRMWARE_LENGTH = 50;

    private final Caller caller;
    private final Journal journal;
    private final Timers timers;
    private final Executor turn;
    private Optional<Moment> next = Optional.empty();
    private boolean accepted;
    private boolean anew;

    BoxBoot(Caller caller, Journal journal, Timers timers, Executor turn) {
        this.caller = caller;
        this.journal = journal;
        this.timers = timers;
        this.turn = turn;
    }

    /** Whether the CSMS has the box as it runs now. */
    boolean isAccepted() {
        return accepted;
    }

    /** The box has started anew. */
    void restarted() {
        accepted = false;
        next = Optional.empty();
        anew = true;
    }

    /** Boots if that is due; completes with whether the CSMS has the box. */
    CompletableFuture<Boolean> seen(Observation seen, ProductReport product) {
        Optional<Instant> run = seen.state().sec().map(sec -> Observation.startOf(seen.at(), sec));
        if (accepted) {
            run.filter(since -> isApart(since, DRIFT)).ifPresent(journal::ran);
            return CompletableFuture.completedFuture(true);
        }
        boolean sameRun =
                !anew
                        && journal.run().isPresent()
                        && run.filter(since -> isApart(since, SAME_RUN)).isEmpty();
        if (sameRun) {
            accepted = true;
            return CompletableFuture.completedFuture(true);
        }
        if (next.filter(timers.moment()::isBefore).isPresent()) {
            return CompletableFuture.completedFuture(false);
        }
        return now(product)
                .thenComposeAsync(
                        well -> {
                            if (!well) {
                                return CompletableFuture.completedFuture(false);
                            }
                            accepted = true;
                            anew = false;
                            journal.startedAnew(run.orElse(seen.at()));
                            return journal.store().thenApply(stored -> true);
                        },
                        turn);
    }

    private boolean isApart(Instant since, Duration most) {
        return journal.run()
                .filter(known -> Duration.between(known, since).abs().compareTo(most) <= 0)
                .isEmpty();
    }

    /** Boots; completes with whether the CSMS accepts it. */
    CompletableFuture<Boolean> now(ProductReport product) {
        return caller.call(
                        Action.BootNotification,
                        Payload.of(
                                "chargePointVendor", "KEBA",
                                "chargePointModel", cut(product.product(), MODEL_LENGTH),
                                "chargePointSerialNumber", cut(product.serial(), SERIAL_LENGTH),
                                "chargeBoxSerialNumber", cut(product.serial(), SERIAL_LENGTH),
                                "firmwareVersion", cut(product.firmware(), FIRMWARE_LENGTH)))
                .thenApplyAsync(this::answered, turn);
    }

    private boolean answered(Answer answer) {
        long interval =
                answer.fold(
                        result -> result.payload().number("interval").orElse(0L), failure -> 0L);
        Duration pause = Duration.ofSeconds(Math.max(SHORTEST_RETRY_S, interval));
        next = Optional.of(timers.moment().plus(pause));
        return answer.isAccepted();
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }
}
