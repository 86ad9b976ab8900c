package dev.substation.routes.workbench;

import dev.substation.model.Call;
import dev.substation.model.Payload;
import dev.substation.routes.engine.Explanation;
import dev.substation.routes.language.BadRoutes;
import dev.substation.routes.language.RouteFolder;
import dev.substation.routes.workbench.RouteCase.Message;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs the same calls through two folders of routes, and compares what becomes of them. Both begin
 * with rules that remember nothing, at the time of the first call; what they remember of one call
 * counts for the next. For one thread at a time.
 */
public final class Replay implements AutoCloseable {

    private static final String MADE = "made";

    private final RouteDryRun before;
    private final RouteDryRun after;

    /**
     * @param before such as the folder that runs
     * @param after such as the folder as it is edited
     */
    public Replay(RouteFolder before, RouteFolder after) {
        this.before = new RouteDryRun(before);
        this.after = new RouteDryRun(after);
    }

    /**
     * What became of a call in both.
     *
     * @param before {@code delivered}, {@code answered} or {@code failed}
     * @param after the same
     * @param differences empty if the same becomes of it
     */
    public record Compared(String before, String after, List<Difference> differences) {

        public Compared {
            differences = List.copyOf(differences);
        }
    }

    /**
     * Something that differs.
     *
     * @param path of a field, such as {@code idTag}; {@code made} for what rules send by themselves
     * @param before as JSON; empty if there is none
     * @param after as JSON; empty if there is none
     */
    public record Difference(String path, Optional<String> before, Optional<String> after) {}

    /** What becomes of one call, as far as it is compared. */
    private record Outcome(String kind, String station, Payload body, List<Payload> made) {

        static Outcome of(RouteDryRun.Passed passed) {
            List<Payload> made = passed.made().stream().map(Outcome::call).toList();
            Explanation outcome = passed.outcome();
            return outcome.routed()
                    .fold(
                            delivered ->
                                    new Outcome(
                                            "delivered",
                                            delivered.call().station().value(),
                                            delivered.call().payload(),
                                            made),
                            answered ->
                                    answered.answer()
                                            .fold(
                                                    result ->
                                                            new Outcome(
                                                                    "answered",
                                                                    "",
                                                                    result.payload(),
                                                                    made),
                                                    failure ->
                                                            new Outcome(
                                                                    "failed",
                                                                    "",
                                                                    Payload.of(
                                                                            "error",
                                                                            failure.description()
                                                                                    + outcome.fault()
                                                                                            .map(
                                                                                                    why ->
                                                                                                            ": "
                                                                                                                    + why)
                                                                                            .orElse(
                                                                                                    "")),
                                                                    made)));
        }

        private static Payload call(Call call) {
            return Payload.of(
                    "station", call.station().value(),
                    "action", call.action().name(),
                    "body", call.payload());
        }
    }

    /**
     * Runs a call through both; calls come in the order of their times.
     *
     * @throws BadRoutes when one of the folders cannot be used
     */
    public Compared run(Instant at, Message call) throws BadRoutes {
        Outcome old = Outcome.of(before.at(at, call));
        Outcome now = Outcome.of(after.at(at, call));
        List<Difference> differences = new ArrayList<>();
        if (!old.kind().equals(now.kind())) {
            differences.add(difference("outcome", old.kind(), now.kind()));
        }
        if (!old.station().equals(now.station())) {
            differences.add(difference("station", old.station(), now.station()));
        }
        Changes.between(old.body(), now.body())
                .forEach(
                        one ->
                                differences.add(
                                        new Difference(one.path(), one.before(), one.after())));
        if (!old.made().equals(now.made())) {
            differences.add(difference(MADE, old.made(), now.made()));
        }
        return new Compared(old.kind(), now.kind(), differences);
    }

    private static Difference difference(String path, Object before, Object after) {
        return new Difference(
                path, Optional.of(Changes.json(before)), Optional.of(Changes.json(after)));
    }

    @Override
    public void close() {
        before.close();
        after.close();
    }
}
