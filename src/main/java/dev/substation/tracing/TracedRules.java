package dev.substation.tracing;

import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.MemoryFigure;
import dev.substation.flow.ports.Rules;
import dev.substation.flow.ports.Undo;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.StationId;
import io.opentelemetry.api.trace.Span;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Shows how long rules take for a call. */
record TracedRules(Rules rules, CallSpans spans) implements Rules {

    @Override
    public Routed apply(Call call, String vendor) {
        String trace = call.trail().trace();
        if (trace.isEmpty()) {
            return rules.apply(call, vendor);
        }
        Span span = spans.within("rules", trace);
        try {
            return rules.apply(call, vendor);
        } finally {
            span.end();
        }
    }

    @Override
    public Answer unwind(List<Undo> undo, Answer answer) {
        return rules.unwind(undo, answer);
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
    public void giveBack(Made made) {
        rules.giveBack(made);
    }

    @Override
    public List<MemoryFigure> kept() {
        return rules.kept();
    }
}
