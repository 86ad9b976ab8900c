package dev.substation.routes.rules;

import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.MemoryFigure;
import dev.substation.flow.ports.Undo;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Direction;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All rules by id. Answers unwind here and not in the routes, because the routes may have been
 * replaced since the call passed them.
 */
public final class RuleBook {

    private static final Logger LOG = LoggerFactory.getLogger(RuleBook.class);

    private final RuleMemory memory;
    private final Map<String, SiteRule> rules = new TreeMap<>();
    private final List<HoldingRule> holding;

    public RuleBook(RuleMemory memory, List<SiteRule> rules) {
        this.memory = memory;
        rules.forEach(rule -> this.rules.put(rule.id(), rule));
        holding = this.rules.keySet().stream().flatMap(id -> holding(id).stream()).toList();
    }

    /** The rules that come with the gateway. */
    public static RuleBook shipped(RuleMemory memory) {
        return new RuleBook(
                memory,
                List.of(
                        new StripIdTagSuffix(memory),
                        new AddIdTagSuffix(memory),
                        new ChangeIdTagCase(memory),
                        new ReverseIdTagBytes(memory),
                        new RewriteIdTag(memory),
                        new FitIdTag(memory),
                        new AliasIdTag(memory),
                        new DefaultIdTag(),
                        new RenameConnector(),
                        new NameConnector(memory),
                        new DropConnector(),
                        new ConnectorZeroMeter(),
                        new MeterWindow(),
                        new ClockAlignMeter(),
                        new ConvertMeterUnit(),
                        new FilterMeasurands(),
                        new CollapseStatus(),
                        new MapErrorCode(),
                        new DropMessage(),
                        new AnswerFromCache(),
                        new RateLimitMessage(),
                        new DropChargingProfile(),
                        new RenameConfigurationKey(),
                        new RenameDataTransfer(),
                        new UnifyMeterPublicKey(),
                        new RestoreMeterReading(),
                        new AllowCsmsOperations()));
    }

    /**
     * The same with what they remembered before.
     *
     * @param memories what the ledger kept; others than rules remember too, and much
     */
    public static RuleBook shipped(List<Memory> memories) {
        RuleBook book = shipped(new RuleMemory(List.of()));
        memories.stream()
                .filter(memory -> book.rules.containsKey(memory.owner()))
                .forEach(book.memory::keep);
        return book;
    }

    public RuleMemory memory() {
        return memory;
    }

    /** How much the rules keep in memory, for the metrics. */
    public List<MemoryFigure> kept() {
        return Stream.concat(
                        memory.kept().stream(),
                        rules.values().stream().flatMap(rule -> rule.kept().stream()))
                .toList();
    }

    public Optional<SiteRule> rule(String id) {
        return Optional.ofNullable(rules.get(id));
    }

    /** The rule by this id, if it is one that holds messages back. */
    public Optional<HoldingRule> holding(String id) {
        return rule(id).filter(HoldingRule.class::isInstance).map(HoldingRule.class::cast);
    }

    /** What is held of a call's station and must go up before the call, oldest first. */
    public List<Memory> preceding(Call call) {
        if (call.direction() != Direction.UP) {
            return List.of();
        }
        return holding.stream()
                .flatMap(
                        rule ->
                                memory.held(rule.id(), call.station()).stream()
                                        .filter(held -> precedes(rule, held, call)))
                .toList();
    }

    private static boolean precedes(HoldingRule rule, Memory held, Call call) {
        try {
            return rule.precedes(held, call);
        } catch (RuntimeException e) {
            LOG.warn("rule={} {}", rule.id(), Problem.HELD_UNREADABLE.line(e.getMessage()));
            return false;
        }
    }

    /**
     * Lets rules forget what they remember about a station as known to the CSMS.
     *
     * @return what is forgotten, to be stored
     */
    public List<Memory> untold(StationId station, Action action) {
        return rules.values().stream()
                .flatMap(
                        rule ->
                                memory.keys(rule.id(), station).stream()
                                        .filter(key -> rule.isKnownFrom(action, key))
                                        .map(key -> new Memory(rule.id(), station, key, "")))
                .flatMap(forgotten -> memory.keep(forgotten).stream())
                .toList();
    }

    /** The routes that messages of rules pass, if there are such. */
    public Set<String> entries() {
        return holding.stream().map(HoldingRule::entry).collect(Collectors.toSet());
    }

    /**
     * Does something that is not to be remembered: within it all rules keep what they keep as
     * usual, and afterwards it is as if nothing had been.
     */
    public <T> T rehearse(Supplier<T> work) {
        Runnable back = bookmark();
        try {
            return memory.rehearse(work);
        } finally {
            back.run();
        }
    }

    /** What puts back, as it is now, all that rules keep outside the memory. */
    public Runnable bookmark() {
        List<Runnable> bookmarks = rules.values().stream().map(SiteRule::bookmark).toList();
        return () -> bookmarks.forEach(Runnable::run);
    }

    public Set<String> ids() {
        return rules.keySet();
    }

    /**
     * Takes an answer back, last rule first. A failure is not touched: it carries nothing that a
     * rule changed. An undo of a rule that no longer exists is passed over with a warning, since
     * the answer (a transaction id) is worth more than the name in it.
     */
    public Answer unwind(List<Undo> undo, Answer answer) {
        Answer unwound = answer;
        for (int i = undo.size() - 1; i >= 0; i--) {
            unwound = unwind(undo.get(i), unwound);
        }
        return unwound;
    }

    private Answer unwind(Undo undo, Answer answer) {
        return answer.fold(
                result -> {
                    SiteRule rule = rules.get(undo.rule());
                    if (rule == null) {
                        LOG.warn("rule={} {}", undo.rule(), Problem.RULE_UNKNOWN.line());
                        return result;
                    }
                    try {
                        return rule.unwind(undo.data(), result);
                    } catch (RuntimeException e) {
                        LOG.warn(
                                "rule={} {}",
                                undo.rule(),
                                Problem.RULE_FAILED.line(e.getMessage()));
                        LOG.debug("rule={} failed on an answer", undo.rule(), e);
                        return Answer.failure(Cause.RULE_FAILED, "the answer", undo.rule());
                    }
                },
                failure -> failure);
    }
}
