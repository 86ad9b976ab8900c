package dev.substation.routes.rules;

import dev.substation.dialect.Json;
import dev.substation.dialect.MeterKey;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Direction;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import java.util.List;

/**
 * Gives the answer to GetMeterPublicKey one form: stations send the key alone or in an object,
 * depending on their version (ABL 1.8 and 1.8p1). The digits of the key do not change.
 */
public final class UnifyMeterPublicKey implements SiteRule {

    private static final String DATA = "data";
    private static final String FORM = "form";
    private static final String PLAIN = "plain";
    private static final String JSON = "json";

    @Override
    public String id() {
        return "unify-meter-public-key";
    }

    /** The answers find back by themselves. */
    @Override
    public boolean isTwoSided() {
        return false;
    }

    @Override
    public Use use(Parameters parameters) {
        String form = parameters.word(FORM, PLAIN, List.of(PLAIN, JSON));
        return context -> {
            Call call = context.call();
            boolean asked =
                    call.direction() == Direction.DOWN
                            && call.action().equals(Action.DataTransfer)
                            && call.payload()
                                    .text("messageId")
                                    .filter("GetMeterPublicKey"::equalsIgnoreCase)
                                    .isPresent();
            if (asked) {
                context.undo(Payload.of(FORM, form));
            }
            return call.payload();
        };
    }

    @Override
    public Answer unwind(Payload undo, Answer.Result answer) {
        String data = answer.payload().text(DATA).orElse("");
        boolean plain = undo.text(FORM).orElse(PLAIN).equals(PLAIN);
        if (!plain && data.strip().startsWith("{")) {
            return answer;
        }
        return MeterKey.inAnswer(data)
                .map(key -> plain ? key : Json.write(Payload.of("publicKey", key)))
                .filter(form -> !form.equals(data))
                .<Answer>map(
                        form ->
                                answer.withPayload(answer.payload().with(DATA, form))
                                        .noting(
                                                Note.renamed(
                                                        DATA,
                                                        data,
                                                        form,
                                                        "the form that the CSMS expects for the"
                                                                + " public key of a meter")))
                .orElse(answer);
    }
}
