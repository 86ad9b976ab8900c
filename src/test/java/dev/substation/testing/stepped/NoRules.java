package dev.substation.testing.stepped;

import dev.substation.flow.ports.Rules;
import dev.substation.flow.ports.Undo;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import java.util.List;

/** Nothing is changed on the way. */
public class NoRules implements Rules {

    @Override
    public Routed apply(Call call, String vendor) {
        return new Routed.Delivered(call, List.of(), List.of());
    }

    @Override
    public Answer unwind(List<Undo> undo, Answer answer) {
        return answer;
    }
}
