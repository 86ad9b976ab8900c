package dev.substation.routes.engine;

import dev.substation.dialect.Remarks;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.Undo;
import dev.substation.flow.time.OperatingTime;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Direction;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.routes.rules.HoldingRule;
import dev.substation.routes.rules.RuleContext;
import dev.substation.routes.rules.RuleMemory;
import dev.substation.routes.rules.RuleTime;
import dev.substation.routes.rules.SiteRule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.camel.Exchange;

/**
 * One call on its way through the routes, and what the rules left behind. It travels as a property
 * of the exchange, which Camel's copies share. Nothing reaches the memory before the end, so that a
 * failed call leaves no trace.
 */
final class Passage {

    /** More steps than any site needs; a loop of routes reaches it in a millisecond or so. */
    static final int MOST_STEPS = 1_000;

    private static final String PROPERTY = "substation.passage";

    private record Key(String owner, String key) {}

    /**
     * A rule on the way.
     *
     * @param place where it stands
     * @param step its step in the trace
     */
    private record Met(SiteRule rule, SiteRule.Use use, String place, Optional<Trace.Begun> step) {}

    private final Call call;
    private final RuleMemory memory;
    private final Deque<Met> met = new ArrayDeque<>();
    private final RuleTime now;
    private final boolean made;
    private final List<Memory> released = new ArrayList<>();
    private final List<Undo> undo = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();
    private final Map<Key, Memory> remembered = new LinkedHashMap<>();
    private final Optional<Trace> trace;
    private final boolean trial;

    private Call delivered;
    private Answer answered;
    private int steps;
    private String at = "direct:site";

    /**
     * @param made whether a rule made the call, so that no rule holds it back again
     * @param trial whether the call is none of a station or a CSMS, so that the log has nothing of
     *     it
     */
    Passage(Call call, RuleMemory memory, RuleTime now, boolean made, boolean trial) {
        this(call, memory, now, made, trial, Optional.empty());
    }

    private Passage(
            Call call,
            RuleMemory memory,
            RuleTime now,
            boolean made,
            boolean trial,
            Optional<Trace> trace) {
        this.call = call;
        this.memory = memory;
        this.now = now;
        this.made = made;
        this.trial = trial;
        this.trace = trace;
    }

    /** A passage that keeps every step, to be explained. */
    static Passage traced(Call call, RuleMemory memory, RuleTime now) {
        return new Passage(call, memory, now, false, true, Optional.of(new Trace()));
    }

    void boards(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }

    static Passage of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, Passage.class);
    }

    /** Counts a step of the routes. */
    void step(String place) {
        at = place;
        if (++steps > MOST_STEPS) {
            throw new IllegalStateException(
                    "more than " + MOST_STEPS + " steps: the routes go in a circle");
        }
    }

    boolean isTraced() {
        return trace.isPresent();
    }

    boolean isTrial() {
        return trial;
    }

    Optional<Trace> trace() {
        return trace;
    }

    /** Where it is, for the log. */
    String at() {
        return at;
    }

    /** Whether a rule has answered, so that no further step counts. */
    boolean isAnswered() {
        return answered != null;
    }

    /**
     * Applies a rule to a call of a station. A call of the CSMS goes the other way: it takes the
     * rules that it has met in the opposite order, when it has met them all. Only so is what one
     * rule made of another's work on the way up taken back on the way down.
     */
    void run(SiteRule rule, SiteRule.Use use, Exchange exchange) {
        if (made && rule instanceof HoldingRule) {
            return;
        }
        Met now = new Met(rule, use, at, trace.flatMap(Trace::rule));
        if (call.direction() == Direction.DOWN) {
            met.push(now);
        } else {
            apply(now, exchange);
        }
    }

    /** Applies the rules that a call of the CSMS has met, up to one that answers. */
    void settle(Exchange exchange) {
        while (!met.isEmpty() && !isAnswered()) {
            apply(met.pop(), exchange);
        }
    }

    private void apply(Met now, Exchange exchange) {
        at = now.place();
        Payload before = payload(exchange);
        int noted = notes.size();
        Payload after = now.use().apply(new Context(now.rule().id(), call.withPayload(before)));
        if (after != before) {
            exchange.getMessage().setBody(after);
        }
        now.step()
                .ifPresent(
                        step ->
                                trace.orElseThrow()
                                        .applied(
                                                step,
                                                before,
                                                after,
                                                notes.subList(noted, notes.size())));
        if (notes.size() == noted) {
            remark(now.rule().id(), before, after);
        }
    }

    /** What a rule does is in the message log, also when the rule says nothing of it. */
    private void remark(String rule, Payload before, Payload after) {
        notes.addAll(Remarks.on(before, after, Loss.APPROXIMATED, "by the rule " + rule));
        if (isAnswered()) {
            notes.add(Note.whole(Loss.DEDUCED, "answered by the rule " + rule));
        }
    }

    void deliver(Exchange exchange) {
        if (delivered != null) {
            throw new IllegalStateException(
                    "direct:deliver was reached twice; every way through the routes ends there once");
        }
        settle(exchange);
        delivered = call.withPayload(payload(exchange));
    }

    private static Payload payload(Exchange exchange) {
        if (exchange.getMessage().getBody() instanceof Payload payload) {
            return payload;
        }
        throw new IllegalStateException("the body is no payload any more");
    }

    /** The call as it goes on; empty when the routes did not deliver it. */
    Optional<Call> delivered() {
        return Optional.ofNullable(delivered).map(sent -> sent.noting(notes));
    }

    Optional<Answer> answered() {
        return Optional.ofNullable(answered);
    }

    List<Note> notes() {
        return List.copyOf(notes);
    }

    List<Undo> undo() {
        return List.copyOf(undo);
    }

    /** Held messages that the rules send before the call. */
    List<Memory> released() {
        return List.copyOf(released);
    }

    /**
     * Puts what rules remembered into the memory; says what the ledger must store. What is released
     * is not forgotten by this, but with the message that is made of it.
     */
    List<Memory> keep() {
        List<Memory> kept = new ArrayList<>();
        released.forEach(held -> remembered.remove(new Key(held.owner(), held.key())));
        remembered.values().forEach(memory -> kept.addAll(this.memory.keep(memory)));
        return List.copyOf(kept);
    }

    /** What one rule sees. */
    private final class Context implements RuleContext {

        private final String rule;
        private final Call seen;

        Context(String rule, Call seen) {
            this.rule = rule;
            this.seen = seen;
        }

        @Override
        public Call call() {
            return seen;
        }

        @Override
        public boolean isTrial() {
            return trial;
        }

        @Override
        public boolean acted() {
            return undo.stream().anyMatch(kept -> kept.rule().equals(rule));
        }

        @Override
        public Optional<String> remembered(String key) {
            Memory fresh = remembered.get(new Key(rule, key));
            return fresh == null
                    ? memory.recall(rule, call.station(), key)
                    : Optional.of(fresh.value()).filter(value -> !value.isEmpty());
        }

        @Override
        public void remember(String key, String value) {
            if (key.length() > RuleMemory.KEY_LENGTH) {
                throw new IllegalArgumentException("the key is too long to be remembered");
            }
            remembered.put(new Key(rule, key), new Memory(rule, call.station(), key, value));
        }

        @Override
        public Instant now() {
            return now.wall();
        }

        @Override
        public OperatingTime operated() {
            return now.operated();
        }

        @Override
        public List<Memory> held() {
            Map<String, Memory> all = new TreeMap<>();
            memory.held(rule, call.station()).forEach(held -> all.put(held.key(), held));
            remembered.values().stream()
                    .filter(fresh -> fresh.owner().equals(rule) && RuleMemory.isHeld(fresh.key()))
                    .forEach(fresh -> all.put(fresh.key(), fresh));
            all.values().removeIf(held -> held.value().isEmpty());
            return List.copyOf(all.values());
        }

        @Override
        public Memory hold(Duration wait, String about, String value) {
            String key = RuleMemory.holding(now.operated().plus(wait), about);
            remember(key, value);
            return new Memory(rule, call.station(), key, value);
        }

        @Override
        public void release(Memory held) {
            released.add(held);
            remember(held.key(), "");
        }

        @Override
        public void undo(Payload data) {
            undo.add(new Undo(rule, data));
        }

        @Override
        public void note(Note note) {
            notes.add(note);
        }

        @Override
        public void answer(Answer answer) {
            answered = answer;
        }
    }
}
