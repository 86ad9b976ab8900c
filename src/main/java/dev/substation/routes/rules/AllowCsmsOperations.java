package dev.substation.routes.rules;

import dev.substation.dialect.LocalAnswers;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.Direction;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Lets a CSMS do only what the site allows. Everything else is answered without being sent: with
 * the status that its operation has for that, else with the error NotSupported.
 */
public final class AllowCsmsOperations implements SiteRule {

    private static final String OPERATIONS = "operations";

    @Override
    public String id() {
        return "allow-csms-operations";
    }

    @Override
    public Use use(Parameters parameters) {
        Set<Action> allowed = allowed(parameters);
        return context -> {
            Action action = context.call().action();
            if (context.call().direction() == Direction.DOWN && !allowed.contains(action)) {
                Answer answer =
                        LocalAnswers.refused(action)
                                .<Answer>map(Answer::result)
                                .orElseGet(
                                        () ->
                                                Answer.failure(
                                                        Cause.RULE_REFUSED,
                                                        action,
                                                        "it is not allowed at this site"));
                context.note(Note.whole(Loss.IMPOSSIBLE, "not allowed at this site"));
                context.answer(answer);
            }
            return context.call().payload();
        };
    }

    private static Set<Action> allowed(Parameters parameters) {
        Set<String> known = new TreeSet<>();
        LocalAnswers.rows().stream()
                .filter(row -> row.direction() == Direction.DOWN)
                .forEach(row -> known.add(row.action().name()));
        Set<Action> allowed = new LinkedHashSet<>();
        for (String name : parameters.items(OPERATIONS)) {
            if (!known.contains(name)) {
                throw parameters.wrong(
                        OPERATIONS,
                        "has "
                                + (name.isEmpty() ? "nothing between two commas" : name)
                                + "; the operations of a CSMS are "
                                + String.join(", ", known));
            }
            allowed.add(new Action(name));
        }
        return allowed;
    }

    @Override
    public boolean answers() {
        return true;
    }

    /** It looks at calls of the CSMS alone. */
    @Override
    public boolean isTwoSided() {
        return false;
    }
}
