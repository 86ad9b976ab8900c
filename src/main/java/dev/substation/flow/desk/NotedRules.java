package dev.substation.flow.desk;

import dev.substation.dialect.Remarks;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.MemoryFigure;
import dev.substation.flow.ports.Rules;
import dev.substation.flow.ports.Undo;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Loss;
import dev.substation.model.StationId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The site's rules, with notes on what they make of answers: they make none themselves there. */
record NotedRules(Rules rules) implements Rules {

    @Override
    public Routed apply(Call call, String vendor) {
        return rules.apply(call, vendor);
    }

    @Override
    public Answer unwind(List<Undo> undo, Answer answer) {
        Answer unwound = rules.unwind(undo, answer);
        if (!(answer instanceof Answer.Result before)
                || !(unwound instanceof Answer.Result after)) {
            return unwound;
        }
        String names = undo.stream().map(Undo::rule).distinct().collect(Collectors.joining(", "));
        return after.noting(
                Remarks.on(
                        before.payload(),
                        after.payload(),
                        Loss.RENAMED,
                        "on its way back through " + names));
    }

    @Override
    public List<Made> due(Function<StationId, Optional<String>> vendors, int most) {
        return rules.due(vendors, most);
    }

    @Override
    public List<Memory> untold(StationId station, Action action) {
        return rules.untold(station, action);
    }

    @Override
    public List<MemoryFigure> kept() {
        return rules.kept();
    }

    @Override
    public void giveBack(Made made) {
        rules.giveBack(made);
    }
}
