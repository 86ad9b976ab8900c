package dev.substation.app.edit;

import dev.substation.api.Operations.BadRequest;
import dev.substation.api.RuleEditing.FieldChange;
import dev.substation.api.RuleEditing.ReplayAction;
import dev.substation.api.RuleEditing.ReplayQuery;
import dev.substation.api.RuleEditing.ReplayRun;
import dev.substation.api.RuleEditing.ReplayedMessage;
import dev.substation.dialect.Masking;
import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.routes.language.BadRoutes;
import dev.substation.routes.language.RouteFolder;
import dev.substation.routes.workbench.Replay;
import dev.substation.routes.workbench.Replay.Compared;
import dev.substation.routes.workbench.RouteCase.Message;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** Runs recorded calls through the rules that run and through edited ones, and sums up. */
final class RuleReplay {

    private static final int BAD = 400;
    private static final int NOT_FOUND = 404;
    private static final int MOST_SHOWN = 100;
    private static final int MOST_CHANGES = 20;
    private static final int LONGEST = 500;
    private static final String FAILED = "failed";

    private final List<ReplayedMessage> shown = new ArrayList<>();
    private final Map<String, int[]> actions = new TreeMap<>();
    private int replayed;
    private int changed;
    private int failing;
    private int cut;
    private int left;

    /**
     * Runs them.
     *
     * @param isLate whether there is no time for another
     */
    static ReplayRun run(
            RouteFolder running,
            RouteFolder edited,
            RecordedCalls recorded,
            ReplayQuery query,
            BooleanSupplier isLate)
            throws BadRequest {
        List<Payload> lines = new ArrayList<>(recorded.lines(query));
        if (query.id().isPresent() && lines.isEmpty()) {
            throw new BadRequest(
                    NOT_FOUND, "The message log has no call with the id " + query.id().get());
        }
        Collections.reverse(lines);
        RuleReplay replay = new RuleReplay();
        RecordedCalls.Vendors known = recorded.known();
        try (Replay both = new Replay(running, edited)) {
            for (Payload line : lines) {
                if (isLate.getAsBoolean()) {
                    replay.left++;
                } else if (line.containsKey("wholeLength")) {
                    replay.cut++;
                } else {
                    replay.run(both, line, known);
                }
            }
        } catch (BadRoutes e) {
            throw new BadRequest(BAD, e.getMessage());
        }
        return replay.summedUp();
    }

    private void run(Replay both, Payload line, RecordedCalls.Vendors known) throws BadRoutes {
        Message call =
                known.completed(
                        Message.of(
                                        direction(line),
                                        new StationId(text(line, "station")),
                                        new Action(text(line, "action")),
                                        line.object("payload").orElse(Payload.EMPTY))
                                .withDialect(
                                        Dialect.named(text(line, "dialect"))
                                                .orElse(Dialect.CANONICAL)));
        Instant at = Instant.parse(text(line, "received"));
        Compared compared = both.run(at, call);
        boolean isOther = !compared.differences().isEmpty();
        boolean fails = compared.after().equals(FAILED) && !compared.before().equals(FAILED);
        replayed++;
        changed += isOther ? 1 : 0;
        failing += fails ? 1 : 0;
        int[] counts =
                actions.computeIfAbsent(
                        text(line, "direction") + " " + text(line, "action"), any -> new int[3]);
        counts[0]++;
        counts[1] += isOther ? 1 : 0;
        counts[2] += fails ? 1 : 0;
        if (isOther && shown.size() < MOST_SHOWN) {
            shown.add(shown(line, at, compared));
        }
    }

    private static Direction direction(Payload line) {
        return Direction.valueOf(text(line, "direction").toUpperCase(Locale.ROOT));
    }

    private static String text(Payload line, String field) {
        return line.text(field).orElse("");
    }

    private static ReplayedMessage shown(Payload line, Instant at, Compared compared) {
        return new ReplayedMessage(
                line.number("id").orElse(0L),
                at,
                text(line, "station"),
                text(line, "direction"),
                text(line, "action"),
                compared.before(),
                compared.after(),
                compared.differences().stream()
                        .limit(MOST_CHANGES)
                        .map(
                                one ->
                                        new FieldChange(
                                                one.path(),
                                                one.before().map(text -> masked(one.path(), text)),
                                                one.after().map(text -> masked(one.path(), text))))
                        .toList());
    }

    private static String masked(String path, String text) {
        String masked = Masking.masked(path, text);
        return masked.length() > LONGEST ? masked.substring(0, LONGEST) + "…" : masked;
    }

    private ReplayRun summedUp() {
        return new ReplayRun(
                replayed,
                changed,
                failing,
                cut,
                left,
                actions.entrySet().stream()
                        .map(
                                one ->
                                        new ReplayAction(
                                                one.getKey().split(" ")[0],
                                                one.getKey().split(" ", 2)[1],
                                                one.getValue()[0],
                                                one.getValue()[1],
                                                one.getValue()[2]))
                        .toList(),
                List.copyOf(shown));
    }
}
