package dev.substation.routes.rules;

import dev.substation.dialect.LocalAnswers;
import dev.substation.dialect.Samples;
import dev.substation.model.Action;
import dev.substation.model.Call;
import dev.substation.model.Direction;
import dev.substation.model.MeterValues;
import dev.substation.model.Payload;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a rule answers in the peer's place, from its parameters {@code action} and {@code status}:
 * both are looked at when the routes are loaded, so that no call is answered with what its contract
 * forbids.
 *
 * @param status what the site wants; empty for what is usual
 */
record OwnAnswer(Action action, Optional<String> status) {

    private static final String ACTION = "action";
    private static final String STATUS = "status";

    /** Operations that must reach the CSMS, with the reason. */
    private static String whyNot(Action action) {
        return switch (action.name()) {
            case "StartTransaction", "StopTransaction" ->
                    "it is needed for billing and must reach the CSMS";
            case "BootNotification" -> "the CSMS accepts nothing from a station before its boot";
            case "Heartbeat" -> "the gateway answers it itself and passes none on";
            default -> "";
        };
    }

    /**
     * Reads the parameters.
     *
     * @throws IllegalArgumentException when the operation must reach its peer, or the status is
     *     none of its answer's
     */
    static OwnAnswer read(Parameters parameters) {
        Action action = new Action(parameters.text(ACTION).orElse(""));
        List<LocalAnswers.Row> rows = rows(action);
        if (rows.isEmpty()) {
            String why = whyNot(action);
            Set<String> names = new TreeSet<>();
            LocalAnswers.rows().forEach(row -> names.add(row.action().name()));
            throw parameters.wrong(
                    ACTION,
                    "is "
                            + action
                            + (why.isEmpty() ? "" : ", but " + why)
                            + "; write one of "
                            + String.join(", ", names));
        }
        Optional<String> status = parameters.text(STATUS);
        if (status.isPresent()) {
            check(parameters, rows.get(0), status.get());
        }
        return new OwnAnswer(action, status);
    }

    private static void check(Parameters parameters, LocalAnswers.Row row, String status) {
        if (!row.hasStatus()) {
            throw parameters.wrong(
                    STATUS, "is " + status + ", but " + row.action() + " has none; leave it out");
        }
        if (!row.words().contains(status)) {
            throw parameters.wrong(
                    STATUS,
                    "is "
                            + status
                            + ", but "
                            + row.action()
                            + " is answered one of "
                            + String.join(", ", row.words()));
        }
    }

    private static List<LocalAnswers.Row> rows(Action action) {
        return Arrays.stream(Direction.values())
                .flatMap(direction -> LocalAnswers.row(direction, action).stream())
                .collect(Collectors.toList());
    }

    /** The same; refused when a status must be named, because none goes without saying. */
    OwnAnswer needingStatus(Parameters parameters) {
        LocalAnswers.Row row = rows(action).get(0);
        if (row.hasStatus() && row.usual().isEmpty() && status.isEmpty()) {
            throw parameters.wrong(
                    STATUS,
                    "is missing, and for "
                            + action
                            + " none goes without saying; write one of "
                            + String.join(", ", row.words()));
        }
        return this;
    }

    /** Whether a call is one of those that it is about. */
    boolean fits(Call call) {
        return call.action().equals(action)
                && LocalAnswers.row(call.direction(), action).isPresent()
                && !isSigned(call.payload());
    }

    /** The answer, with the status that is usual when the site names none. */
    Payload payload(Call call) {
        LocalAnswers.Row row = LocalAnswers.row(call.direction(), action).orElseThrow();
        return row.with(status.orElse(row.usual()), call.payload());
    }

    /**
     * The answer that nothing is done; empty if the operation has none, and the CSMS must get an
     * error.
     */
    Optional<Payload> refusal(Call call) {
        LocalAnswers.Row row = LocalAnswers.row(call.direction(), action).orElseThrow();
        if (status.isPresent() || row.direction() == Direction.UP && !row.hasStatus()) {
            return Optional.of(row.with(status.orElse(""), call.payload()));
        }
        return Optional.of(row.refused())
                .filter(refused -> !refused.isEmpty())
                .map(refused -> row.with(refused, call.payload()));
    }

    /** A meter value with a signature is evidence: it goes to the CSMS whatever a rule says. */
    private static boolean isSigned(Payload payload) {
        return new MeterValues(payload).values().stream().anyMatch(Samples::isSigned);
    }
}
