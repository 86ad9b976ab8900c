package dev.substation.routes.rules;

import dev.substation.flow.ports.MemoryFigure;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Payload;
import java.util.Optional;

/**
 * A named transformation that a site engineer uses in a route. One object serves all uses of the
 * rule and all route sets that follow each other, so it keeps no state of calls.
 */
public interface SiteRule {

    /**
     * Its name in {@code rule:} steps, in {@link dev.substation.flow.ports.Undo} and as memory
     * owner.
     */
    String id();

    /**
     * Reads the parameters of one use in a route; called when the routes are loaded.
     *
     * @throws IllegalArgumentException with a sentence for the site engineer when a parameter is
     *     wrong
     */
    Use use(Parameters parameters);

    /**
     * Takes a result back. Called minutes, days or a restart after the call, by what {@link
     * RuleContext#undo} kept and nothing else. A rule that changes nothing which comes back in an
     * answer has nothing to take back.
     */
    default Answer unwind(Payload data, Answer.Result answer) {
        return answer;
    }

    /**
     * Whether the memory under a key says that the CSMS knows something from messages of this
     * action. If the CSMS rejects such a message, that memory is wrong and is removed.
     */
    default boolean isKnownFrom(Action action, String key) {
        return false;
    }

    /**
     * What puts its state back as it is now, after calls that only rehearse. A rule that keeps
     * nothing outside the {@link RuleMemory} has nothing to put back.
     */
    default Runnable bookmark() {
        return () -> {};
    }

    /** How much it keeps outside the {@link RuleMemory}, for the metrics. */
    default Optional<MemoryFigure> kept() {
        return Optional.empty();
    }

    /**
     * Whether it may answer a call in place of the peer: a way through the routes may end with it
     * then. A rule that calls {@link RuleContext#answer} says true.
     */
    default boolean answers() {
        return false;
    }

    /**
     * Whether it changes what goes up and what goes down so that the two fit. Where routes lead
     * calls of one direction past such a rule, the check warns. A rule that looks at one direction
     * alone says false.
     */
    default boolean isTwoSided() {
        return true;
    }

    /** One use of the rule in a route, with its parameters. */
    interface Use {

        /**
         * Looks at one call.
         *
         * @return the payload that goes on; the call's own when there is nothing to change
         */
        Payload apply(RuleContext context);
    }
}
