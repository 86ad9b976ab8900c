package dev.substation.routes.engine;

import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.routes.engine.Explanation.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;

/**
 * The steps that one call takes, while it takes them. Kept for calls that are explained, not for
 * those that are real: it holds every payload on the way.
 */
final class Trace {

    /** A step that was begun. */
    static final class Begun {

        private final TracedStep step;
        private final String text;
        private final int depth;
        private final Optional<Boolean> taken;
        private Optional<Change> change = Optional.empty();
        private List<Note> notes = List.of();
        private boolean ended;

        private Begun(TracedStep step, String text, int depth, Optional<Boolean> taken) {
            this.step = step;
            this.text = text;
            this.depth = depth;
            this.taken = taken;
        }

        private Explanation.Step explained() {
            return new Explanation.Step(
                    step.file(),
                    step.line(),
                    step.route(),
                    depth,
                    text,
                    step.condition(),
                    taken,
                    step.isRule(),
                    change,
                    notes);
        }
    }

    private final List<Begun> begun = new ArrayList<>();
    private int depth;

    /** A step begins, with everything in it one deeper. */
    Begun begins(TracedStep step, Exchange exchange) {
        rule().filter(rule -> step.isBehind(rule.step)).ifPresent(this::ends);
        Begun now = new Begun(step, step.text(exchange), depth, step.taken(exchange));
        begun.add(now);
        depth++;
        for (TracedStep way : step.ways()) {
            Optional<Boolean> taken = way.taken(exchange);
            begun.add(new Begun(way, way.text(exchange), depth, taken));
            if (taken.orElse(true)) {
                break;
            }
        }
        depth += step.ways().isEmpty() ? 0 : 1;
        return now;
    }

    void ends(Begun step) {
        step.ended = true;
        depth = step.depth;
    }

    /** The rule that the call is in. */
    Optional<Begun> rule() {
        return begun.isEmpty()
                ? Optional.empty()
                : Optional.of(begun.get(begun.size() - 1))
                        .filter(last -> last.step.isRule() && !last.ended);
    }

    /**
     * A rule has done its work: at once, or, for a call of the CSMS, when all rules were met. Then
     * it is a step of its own, so that all steps stand in the order in which they are taken.
     */
    void applied(Begun rule, Payload before, Payload after, List<Note> notes) {
        Begun done = rule;
        if (rule.ended) {
            done = new Begun(rule.step, rule.text, depth, Optional.empty());
            done.ended = true;
            begun.add(done);
        }
        done.change = Optional.of(new Change(before, after));
        done.notes = List.copyOf(notes);
    }

    List<Explanation.Step> steps() {
        return begun.stream().map(Begun::explained).toList();
    }
}
