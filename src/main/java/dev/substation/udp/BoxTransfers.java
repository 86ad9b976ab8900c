package dev.substation.udp;

import dev.substation.model.Answer;
import dev.substation.model.Payload;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * DataTransfer for what a box can and OCPP has no operation for: {@code vendorId} KEBA, and as
 * {@code messageId} the command.
 */
final class BoxTransfers {

    private static final String VENDOR = "KEBA";
    private static final int ATTEMPTS = 2;
    private static final int LONGEST_TEXT = 23;
    private static final BigDecimal TENTHS = BigDecimal.TEN;
    private static final long MOST_ENERGY = 999_999_999;
    private static final long LEAST_PULSES = 10;
    private static final long MOST_PULSES = 150;

    private final BoxLine line;
    private final BoxView view;
    private final Executor turn;

    BoxTransfers(BoxLine line, BoxView view, Executor turn) {
        this.line = line;
        this.view = view;
        this.turn = turn;
    }

    CompletableFuture<Answer> answer(Payload transfer) {
        if (!transfer.text("vendorId").orElse("").equalsIgnoreCase(VENDOR)) {
            return status("UnknownVendorId");
        }
        String data = transfer.text("data").orElse("").strip();
        return switch (transfer.text("messageId").orElse("")) {
            case "display" -> shown(display(data));
            case "output" ->
                    ordered(
                            KebaModel.Feature.OUTPUT,
                            output(data),
                            KebaCommand::output,
                            StateReport::output);
            case "setenergy" ->
                    ordered(
                            KebaModel.Feature.ENERGY_LIMIT,
                            energy(data),
                            KebaCommand::energy,
                            StateReport::energyLimit);
            default -> status("UnknownMessageId");
        };
    }

    /** The box shows ASCII, and takes a dollar sign for a blank. */
    private static Optional<KebaCommand> display(String text) {
        return Optional.of(text)
                .filter(some -> !some.isEmpty() && some.length() <= LONGEST_TEXT)
                .filter(some -> some.matches("[\\x20-\\x7e&&[^$]]+"))
                .map(KebaCommand::display);
    }

    /** Letters would open the relay, and 2 to 9 are not answered. */
    private static Optional<Long> output(String text) {
        return Optional.of(text)
                .filter(some -> some.matches("[0-9]{1,3}"))
                .map(Long::valueOf)
                .filter(value -> value <= 1 || value >= LEAST_PULSES && value <= MOST_PULSES);
    }

    /** In Wh; the box takes tenths of it. */
    private static Optional<Long> energy(String text) {
        return Optional.of(text)
                .filter(some -> some.matches("[0-9]{1,9}(\\.[0-9]{1,3})?"))
                .map(
                        some ->
                                new BigDecimal(some)
                                        .multiply(TENTHS)
                                        .setScale(0, RoundingMode.HALF_UP)
                                        .longValueExact())
                .filter(tenths -> tenths <= MOST_ENERGY);
    }

    /** An order whose effect a report shows, once more if it was lost. */
    private CompletableFuture<Answer> ordered(
            KebaModel.Feature feature,
            Optional<Long> value,
            LongFunction<KebaCommand> command,
            Function<StateReport, Optional<Long>> effect) {
        if (!view.can(feature) || value.isEmpty()) {
            return status("Rejected");
        }
        return readBack(value.get(), command.apply(value.get()), effect, ATTEMPTS);
    }

    private CompletableFuture<Answer> readBack(
            long value,
            KebaCommand command,
            Function<StateReport, Optional<Long>> effect,
            int attempts) {
        return line.ask(command)
                .thenComposeAsync(said -> line.ask(KebaCommand.STATE), turn)
                .thenComposeAsync(
                        said -> {
                            boolean done =
                                    said.flatMap(StateReport::of)
                                            .flatMap(effect)
                                            .filter(shown -> shown == value)
                                            .isPresent();
                            return done || attempts == 1
                                    ? status(done ? "Accepted" : "Rejected")
                                    : readBack(value, command, effect, attempts - 1);
                        },
                        turn);
    }

    private CompletableFuture<Answer> shown(Optional<KebaCommand> command) {
        if (!view.can(KebaModel.Feature.DISPLAY) || command.isEmpty()) {
            return status("Rejected");
        }
        return line.ask(command.get())
                .thenApply(
                        said ->
                                Answer.ofStatus(
                                        said.filter(BoxText::confirms).isPresent()
                                                ? "Accepted"
                                                : "Rejected"));
    }

    private static CompletableFuture<Answer> status(String status) {
        return CompletableFuture.completedFuture(Answer.ofStatus(status));
    }
}
