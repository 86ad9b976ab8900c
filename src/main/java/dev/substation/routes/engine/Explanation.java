package dev.substation.routes.engine;

import dev.substation.flow.ports.Rules.Made;
import dev.substation.flow.ports.Rules.Routed;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import java.util.List;
import java.util.Optional;

/**
 * What the routes do to one call, step by step. Card numbers stand in it in clear.
 *
 * @param fault why a rule failed, when one did
 * @param answer what the peer answered, or the rule in its place; empty when nobody was asked
 * @param unwound what each rule made of that answer, the last rule first
 */
public record Explanation(
        Call given,
        String vendor,
        List<Step> steps,
        Routed routed,
        Optional<String> fault,
        Optional<Answer> answer,
        List<Back> unwound) {

    public Explanation {
        steps = List.copyOf(steps);
        unwound = List.copyOf(unwound);
    }

    /**
     * A step that the call took, or a way of a choice that it did not take.
     *
     * @param file within the folder
     * @param line from 1
     * @param route the route's id
     * @param depth how many steps it stands in
     * @param text what the step says, such as {@code to direct:deliver}
     * @param condition of a filter or a way
     * @param taken whether the condition was true
     * @param isRule whether a rule is met
     * @param change what the rule did; empty when it does so later: a call of the CSMS meets all
     *     rules first, and they do their work in the opposite order
     * @param notes what the rule remarked
     */
    public record Step(
            String file,
            int line,
            String route,
            int depth,
            String text,
            Optional<String> condition,
            Optional<Boolean> taken,
            boolean isRule,
            Optional<Change> change,
            List<Note> notes) {

        public Step {
            notes = List.copyOf(notes);
        }
    }

    /** The body in front of a rule and behind it. */
    public record Change(Payload before, Payload after) {

        /** Whether the rule left the body as it was. */
        public boolean isNothing() {
            return before.equals(after);
        }
    }

    /** One rule on the way back. */
    public record Back(String rule, Answer before, Answer after) {}

    /** The same with messages ahead of it. */
    Explanation behind(List<Made> first) {
        return new Explanation(given, vendor, steps, routed.behind(first), fault, answer, unwound);
    }

    /** The answer that the caller gets; empty if nobody answered. */
    public Optional<Answer> answerToCaller() {
        return unwound.isEmpty() ? answer : Optional.of(unwound.get(unwound.size() - 1).after());
    }
}
