package dev.substation.routes.engine;

import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.MemoryFigure;
import dev.substation.flow.ports.Rules;
import dev.substation.flow.ports.Undo;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.StationId;
import dev.substation.routes.rules.RuleBook;
import dev.substation.routes.rules.RuleTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Runs calls through the set of routes that is current. What the rules remember, and the way back
 * of answers, live beside the routes and not in them, so the routes can be replaced between any two
 * calls: a call runs through one set of routes from its beginning to its end.
 */
public abstract class Routing implements Rules {

    private final RuleBook book;
    private final Supplier<RuleTime> clock;

    /**
     * @param clock from which rules take the time
     */
    protected Routing(RuleBook book, Supplier<RuleTime> clock) {
        this.book = book;
        this.clock = clock;
    }

    /** The set that calls run through. */
    public abstract RouteSet current();

    @Override
    public List<MemoryFigure> kept() {
        return book.kept();
    }

    @Override
    public Routed apply(Call call, String vendor) {
        RuleTime now = clock.get();
        List<Made> first = preceding(call, vendor, now);
        return throughOne(set -> set.apply(call, vendor, now)).behind(first);
    }

    private List<Made> preceding(Call call, String vendor, RuleTime now) {
        return book.preceding(call).stream()
                .flatMap(held -> make(held, vendor, now).stream())
                .toList();
    }

    /**
     * Shows what would become of a call now: the steps that it takes, and the way back of an
     * answer. Nothing is delivered and nothing remembered. Called on the desk, like {@link #apply},
     * and costs about as much (docs/adr/0011-explain-on-the-desk.md); what is made of it for a
     * reader can be made elsewhere.
     *
     * @param answer what the peer answers, if it is asked
     */
    public Explanation explain(Call call, String vendor, Optional<Answer> answer) {
        return book.rehearse(() -> run(call, vendor, answer));
    }

    /** The same, but what rules remember is kept: the caller rehearses. */
    public Explanation run(Call call, String vendor, Optional<Answer> answer) {
        RuleTime now = clock.get();
        List<Made> first = preceding(call, vendor, now);
        return throughOne(set -> set.explain(call, vendor, now, answer)).behind(first);
    }

    @Override
    public List<Made> due(Function<StationId, Optional<String>> vendors, int most) {
        RuleTime now = clock.get();
        return book.memory().due(now.operated()).stream()
                .filter(held -> book.holding(held.owner()).isPresent())
                .flatMap(
                        held ->
                                vendors.apply(held.station()).stream()
                                        .flatMap(vendor -> make(held, vendor, now).stream()))
                .limit(most)
                .toList();
    }

    private List<Made> make(Memory held, String vendor, RuleTime now) {
        return throughOne(set -> set.make(held, vendor, now));
    }

    @Override
    public List<Memory> untold(StationId station, Action action) {
        return book.untold(station, action);
    }

    @Override
    public void giveBack(Made made) {
        book.memory().keep(made.held());
    }

    private <T> T throughOne(Function<RouteSet, Optional<T>> work) {
        for (RouteSet now = current(); ; now = current()) {
            Optional<T> done = work.apply(now);
            if (done.isPresent()) {
                return done.get();
            }
            if (now == current()) {
                throw new IllegalStateException("the routes have been closed");
            }
        }
    }

    @Override
    public Answer unwind(List<Undo> undo, Answer answer) {
        return book.unwind(undo, answer);
    }
}
