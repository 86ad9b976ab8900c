package dev.substation.routes.engine;

import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.Rules.Made;
import dev.substation.flow.ports.Rules.Routed;
import dev.substation.flow.ports.Undo;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Problem;
import dev.substation.routes.language.BadRoutes;
import dev.substation.routes.language.Finding;
import dev.substation.routes.language.RouteFolder;
import dev.substation.routes.language.RoutePlan;
import dev.substation.routes.language.RouteReader;
import dev.substation.routes.language.ShippedForms;
import dev.substation.routes.rules.HoldingRule;
import dev.substation.routes.rules.RuleBook;
import dev.substation.routes.rules.RuleTime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.impl.DefaultCamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reading of the routes folder, running in a Camel context of its own. It never changes: a
 * reload makes another one, and this one is closed when the last call has left it. Calls leave at
 * once, since nothing waits inside Camel (docs/adr/0004-deliver-records.md).
 */
public final class RouteSet implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RouteSet.class);

    private static final int CLOSED = -1;

    private final DefaultCamelContext context;
    private final RuleBook book;
    private final RouteFolder folder;
    private final List<Finding> warnings;
    private final boolean trial;

    /** How many calls are inside; {@link #CLOSED} when none may enter any more. */
    private final AtomicInteger inside = new AtomicInteger();

    private final Endpoint entry;
    private final Consumer exit;
    private final Producer start;

    /** Where messages of rules begin, by {@link HoldingRule#entry}. */
    private final Map<String, Producer> entries = new HashMap<>();

    private RouteSet(
            DefaultCamelContext context,
            RuleBook book,
            RouteFolder folder,
            List<Finding> warnings,
            boolean trial)
            throws Exception {
        this.context = context;
        this.book = book;
        this.folder = folder;
        this.warnings = List.copyOf(warnings);
        this.trial = trial;
        this.entry = context.getEndpoint(RoutePlan.ENTRY);
        this.exit =
                context.getEndpoint(RoutePlan.EXIT)
                        .createConsumer(exchange -> Passage.of(exchange).deliver(exchange));
        this.start = entry.createProducer();
    }

    /**
     * Reads, checks and starts the routes of a folder.
     *
     * @param name the context's name in the log
     */
    public static RouteSet load(Path folder, RuleBook book, String name) throws BadRoutes {
        return load(RouteFolder.read(folder), book, name);
    }

    /** The same for a folder that has been read already; the shipped forms are added to it. */
    public static RouteSet load(RouteFolder folder, RuleBook book, String name) throws BadRoutes {
        return load(folder, book, name, false);
    }

    /** The same for calls of no station and no CSMS: nothing of them is in the log. */
    public static RouteSet trial(RouteFolder folder, RuleBook book, String name) throws BadRoutes {
        return load(folder, book, name, true);
    }

    private static RouteSet load(RouteFolder folder, RuleBook book, String name, boolean trial)
            throws BadRoutes {
        RouteFolder whole = folder.with(ShippedForms.of(book));
        List<Finding> findings = new ArrayList<>();
        RoutePlan plan = RouteReader.read(whole, book, findings);
        if (findings.stream().anyMatch(Finding::isError)) {
            throw new BadRoutes(findings);
        }
        DefaultCamelContext context = RouteLoader.load(whole, plan, book, name);
        try {
            RouteSet routes = new RouteSet(context, book, folder, findings, trial);
            routes.exit.start();
            context.start();
            routes.start.start();
            routes.startEntries();
            return routes;
        } catch (Exception e) {
            context.stop();
            throw RouteLoader.located(e, folder.name(), plan.places());
        }
    }

    /** What a rule makes passes the route that is there for it, else it leaves at once. */
    private void startEntries() throws Exception {
        for (String name : book.entries()) {
            Endpoint endpoint = context.getEndpoint(name);
            boolean there =
                    context.getRoutes().stream()
                            .anyMatch(route -> route.getEndpoint().equals(endpoint));
            Producer producer =
                    (there ? endpoint : context.getEndpoint(RoutePlan.EXIT)).createProducer();
            producer.start();
            entries.put(name, producer);
        }
    }

    /** The context's name: {@code routes-2}. */
    public String name() {
        return context.getName();
    }

    /** What it was made from: the site's own files. */
    public RouteFolder folder() {
        return folder;
    }

    /** What was found in the folder, though it can be used. */
    public List<Finding> warnings() {
        return warnings;
    }

    /**
     * Runs a call through, on the caller's thread.
     *
     * @return empty when this set has been closed meanwhile, so that another must be asked
     */
    Optional<Routed> apply(Call call, String vendor, RuleTime now) {
        return unlessClosed(() -> routed(call, vendor, now));
    }

    /**
     * Makes the message of what a rule held, and removes the held data. It may be relevant for
     * billing: if its route fails, it is passed on as the rule made it.
     *
     * @return no message when what was held cannot be read; empty when this set has been closed
     *     meanwhile
     */
    Optional<List<Made>> make(Memory held, String vendor, RuleTime now) {
        return unlessClosed(() -> made(held, vendor, now, trial));
    }

    /**
     * Runs a call through and keeps every step. What rules remember is kept as usual: the caller
     * rehearses.
     *
     * @param answer what the peer answers, if it is asked
     * @return empty when this set has been closed meanwhile
     */
    Optional<Explanation> explain(Call call, String vendor, RuleTime now, Optional<Answer> answer) {
        return unlessClosed(() -> explained(call, vendor, now, answer));
    }

    private <T> Optional<T> unlessClosed(Supplier<T> work) {
        int before = inside.getAndUpdate(calls -> calls == CLOSED ? CLOSED : calls + 1);
        if (before == CLOSED) {
            return Optional.empty();
        }
        try {
            return Optional.of(work.get());
        } finally {
            inside.decrementAndGet();
        }
    }

    private Routed routed(Call call, String vendor, RuleTime now) {
        Passage passage = new Passage(call, book.memory(), now, false, trial);
        Optional<Throwable> fault = run(start, passage, call, vendor, Optional.empty());
        if (fault.isPresent()) {
            return failed(call, passage, fault.get());
        }
        return behindReleased(outcome(call, passage), passage, vendor, now);
    }

    private Routed behindReleased(Routed routed, Passage passage, String vendor, RuleTime now) {
        return routed.behind(
                passage.released().stream()
                        .flatMap(held -> made(held, vendor, now, passage.isTrial()).stream())
                        .toList());
    }

    private Explanation explained(Call call, String vendor, RuleTime now, Optional<Answer> answer) {
        Passage passage = Passage.traced(call, book.memory(), now);
        Optional<Throwable> fault = run(start, passage, call, vendor, Optional.empty());
        Routed routed =
                fault.isPresent()
                        ? ruleFailed(call, passage)
                        : behindReleased(outcome(call, passage), passage, vendor, now);
        Optional<Answer> raw =
                routed.fold(
                        delivered -> answer,
                        answered -> passage.answered().or(() -> Optional.of(answered.answer())));
        return new Explanation(
                call,
                vendor,
                passage.trace().orElseThrow().steps(),
                routed,
                fault.map(RouteLoader::deepest),
                raw,
                raw.map(last -> back(passage.undo(), last)).orElse(List.of()));
    }

    private List<Explanation.Back> back(List<Undo> undo, Answer answer) {
        List<Explanation.Back> back = new ArrayList<>();
        Answer last = answer;
        for (int i = undo.size() - 1; i >= 0; i--) {
            Answer next = book.unwind(List.of(undo.get(i)), last);
            back.add(new Explanation.Back(undo.get(i).rule(), last, next));
            last = next;
        }
        return back;
    }

    private List<Made> made(Memory held, String vendor, RuleTime now, boolean tried) {
        Memory forgotten = new Memory(held.owner(), held.station(), held.key(), "");
        List<Memory> remembered = new ArrayList<>(book.memory().keep(forgotten));
        HoldingRule rule = book.holding(held.owner()).orElseThrow();
        HoldingRule.Released released;
        try {
            released = rule.release(held, now.operated());
        } catch (RuntimeException e) {
            if (!tried) {
                LOG.error(
                        "station={} rule={} {}",
                        held.station(),
                        rule.id(),
                        Problem.HELD_LOST.line(),
                        e);
            }
            return List.of();
        }
        released.remembered().forEach(memory -> remembered.addAll(book.memory().keep(memory)));
        Call call = released.call();
        Passage passage = new Passage(call, book.memory(), now, true, tried);
        Optional<Throwable> fault =
                run(entries.get(rule.entry()), passage, call, vendor, Optional.of("gateway"));
        Routed routed =
                fault.map(e -> failed(call, passage, e)).orElseGet(() -> outcome(call, passage));
        remembered.addAll(routed.remembered());
        return List.of(
                new Made(
                        held.station(),
                        routed.fold(
                                delivered ->
                                        new Routed.Delivered(
                                                delivered.call(), delivered.undo(), remembered),
                                answered -> unlessFailed(answered, call, remembered)),
                        held));
    }

    private static Routed unlessFailed(
            Routed.Answered answered, Call call, List<Memory> remembered) {
        return answered.answer()
                .fold(
                        result -> new Routed.Answered(result, remembered, answered.notes()),
                        failure -> new Routed.Delivered(call, List.of(), remembered));
    }

    /**
     * @param origin who made the call, when it is not its peer
     * @return why it failed
     */
    private Optional<Throwable> run(
            Producer from, Passage passage, Call call, String vendor, Optional<String> origin) {
        Exchange exchange = entry.createExchange();
        passage.boards(exchange);
        exchange.getMessage().setBody(call.payload());
        exchange.getMessage().setHeader("direction", call.direction().word());
        exchange.getMessage().setHeader("station", call.station().value());
        exchange.getMessage().setHeader("action", call.action().name());
        exchange.getMessage().setHeader("dialect", call.dialect().word());
        exchange.getMessage().setHeader("vendor", vendor);
        origin.ifPresent(who -> exchange.getMessage().setHeader("origin", who));
        try {
            from.process(exchange);
            if (exchange.getException() == null) {
                // A rule may answer a call that no step delivers.
                passage.settle(exchange);
            }
        } catch (Exception | StackOverflowError e) {
            return Optional.of(e);
        }
        return Optional.ofNullable(exchange.getException());
    }

    private Routed outcome(Call call, Passage passage) {
        if (passage.answered().isPresent()) {
            Answer answer = book.unwind(passage.undo(), passage.answered().get());
            return new Routed.Answered(answer, passage.keep(), passage.notes());
        }
        if (passage.delivered().isEmpty()) {
            return new Routed.Answered(
                    Answer.failure(Cause.NOT_DELIVERED, call.action()), List.of());
        }
        return new Routed.Delivered(passage.delivered().get(), passage.undo(), passage.keep());
    }

    private Routed failed(Call call, Passage passage, Throwable e) {
        if (passage.isTrial()) {
            return ruleFailed(call, passage);
        }
        LOG.warn(
                "station={} id={} direction={} {}: {}",
                call.station(),
                call.messageId(),
                call.direction().word(),
                Answer.failure(Cause.RULE_FAILED, call.action(), passage.at()).line(),
                RouteLoader.deepest(e));
        LOG.debug("station={} id={} a site rule failed", call.station(), call.messageId(), e);
        return ruleFailed(call, passage);
    }

    private static Routed ruleFailed(Call call, Passage passage) {
        Answer answer = Answer.failure(Cause.RULE_FAILED, call.action(), passage.at());
        return new Routed.Answered(answer, List.of());
    }

    /**
     * Stops the context when no call is inside; none enters it any more.
     *
     * @return whether it is closed
     */
    public boolean closeWhenLeft() {
        if (!inside.compareAndSet(0, CLOSED)) {
            return inside.get() == CLOSED;
        }
        start.stop();
        entries.values().forEach(Producer::stop);
        exit.stop();
        context.stop();
        return true;
    }

    /** Stops the context; calls must have left it. */
    @Override
    public void close() {
        if (!closeWhenLeft()) {
            throw new IllegalStateException("a call is still in " + name());
        }
    }
}
