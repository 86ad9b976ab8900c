package dev.substation.routes.rules;

import dev.substation.model.Answer;
import dev.substation.model.Note;
import dev.substation.model.Payload;

/**
 * Answers an operation in place of the peer, who never hears of it: chatter that a CSMS does not
 * want, or what a station must not be asked.
 *
 * <p>Calls of a station are answered as if the CSMS had taken them; calls of the CSMS are answered
 * that they were not done, unless the site names another status. StartTransaction, StopTransaction
 * and BootNotification cannot be dropped, nor can a meter value with a signature.
 */
public final class DropMessage implements SiteRule {

    @Override
    public String id() {
        return "drop-message";
    }

    @Override
    public Use use(Parameters parameters) {
        OwnAnswer own = OwnAnswer.read(parameters).needingStatus(parameters);
        return context -> {
            if (own.fits(context.call())) {
                Payload answer = own.payload(context.call());
                context.note(Note.impossible("", "", "" + answer, "dropped by the site's rule"));
                context.answer(Answer.result(answer));
            }
            return context.call().payload();
        };
    }

    @Override
    public boolean answers() {
        return true;
    }

    /** An operation goes one way, and is dropped on it. */
    @Override
    public boolean isTwoSided() {
        return false;
    }
}
