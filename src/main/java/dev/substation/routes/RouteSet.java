package dev.substation.routes;

import dev.substation.flow.Memory;
import dev.substation.flow.Rules.Made;
import dev.substation.flow.Rules.Routed;
import dev.substation.flow.Undo;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.routes.RoutePlan.Place;
import dev.substation.routes.rules.HoldingRule;
import dev.substation.routes.rules.RuleBook;
import dev.substation.routes.rules.RuleTime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.NoSuchLanguageException;
import org.apache.camel.Producer;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.component.log.LogComponent;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.KameletDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.spi.ComponentResolver;
import org.apache.camel.spi.Language;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reading of the routes folder, running in a Camel context of its own. It never changes: a
 * reload makes another one, and this one is closed when the last call has left it. Calls leave at
 * once, since nothing waits inside Camel (docs/adr/0004-deliver-records.md).
 */
final class RouteSet implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RouteSet.class);

    /** What conditions and log lines can name. */
    static final Set<String> HEADERS =
            Set.of("action", "dialect", "direction", "origin", "station", "vendor");

    private static final String SCHEMES = "direct, kamelet and log";
    private static final int CLOSED = -1;
    private static final Pattern LINE = Pattern.compile("line (\\d+)");

    private final DefaultCamelContext context;
    private final RuleBook book;
    private final RouteFolder folder;
    private final List<Finding> warnings;

    /** How many calls are inside; {@link #CLOSED} when none may enter any more. */
    private final AtomicInteger inside = new AtomicInteger();

    private final Endpoint entry;
    private final Consumer exit;
    private final Producer start;

    /** Where messages of rules begin, by {@link HoldingRule#entry}. */
    private final Map<String, Producer> entries = new HashMap<>();

    private RouteSet(
            DefaultCamelContext context, RuleBook book, RouteFolder folder, List<Finding> warnings)
            throws Exception {
        this.context = context;
        this.book = book;
        this.folder = folder;
        this.warnings = List.copyOf(warnings);
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
    static RouteSet load(Path folder, RuleBook book, String name) throws BadRoutes {
        return load(RouteFolder.read(folder), book, name);
    }

    /** The same for a folder that has been read already. */
    static RouteSet load(RouteFolder folder, RuleBook book, String name) throws BadRoutes {
        List<RouteFile> files = folder.files();
        List<Finding> findings = new ArrayList<>();
        RoutePlan plan = RouteCheck.read(folder, book, findings);
        if (findings.stream().anyMatch(Finding::isError)) {
            throw new BadRoutes(findings);
        }
        DefaultCamelContext context = context(book, name);
        context.getCamelContextExtension().addInterceptStrategy(new StepCount(plan));
        try {
            for (RouteFile file : files) {
                add(file, context);
            }
            tellUsesApart(context);
            RouteSet routes = new RouteSet(context, book, folder, findings);
            routes.exit.start();
            context.start();
            routes.start.start();
            routes.startEntries();
            return routes;
        } catch (BadRoutes e) {
            context.stop();
            throw e;
        } catch (Exception e) {
            context.stop();
            throw located(e, folder.name(), plan.places());
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

    static DefaultCamelContext context(RuleBook book, String name) {
        DefaultCamelContext context = new ThreadlessContext();
        context.getCamelContextExtension().setName(name);
        context.disableJMX();
        context.setApplicationContextClassLoader(RouteSet.class.getClassLoader());
        context.setLoadTypeConverters(false);
        context.setStreamCaching(false);
        context.setMessageHistory(false);
        context.setSourceLocationEnabled(true);
        context.setStartupSummaryLevel(StartupSummaryLevel.Off);
        context.setPropertiesComponent(placeholders());
        context.getCamelContextExtension()
                .addContextPlugin(
                        ComponentResolver.class, (scheme, camel) -> component(scheme, book));
        // Camel's own handler prints the whole message, cards included, at ERROR.
        context.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
        return context;
    }

    /** Otherwise an environment variable STATION would be the parameter station of a rule. */
    private static PropertiesComponent placeholders() {
        PropertiesComponent placeholders = new PropertiesComponent();
        placeholders.setEnvironmentVariableMode(
                PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_NEVER);
        placeholders.setSystemPropertiesMode(PropertiesComponent.SYSTEM_PROPERTIES_MODE_NEVER);
        return placeholders;
    }

    private static Component component(String scheme, RuleBook book) {
        return switch (scheme) {
            case "direct" -> {
                DirectComponent direct = new DirectComponent();
                // By default a call to a route that is not there waits for it, for 30 s.
                direct.setBlock(false);
                yield direct;
            }
            case "kamelet" -> {
                KameletComponent kamelet = new KameletComponent();
                kamelet.setBlock(false);
                yield kamelet;
            }
            case "log" -> new LogComponent();
            case "rule" -> new RuleComponent(book);
            default ->
                    throw new IllegalArgumentException(
                            "the scheme " + scheme + " is not allowed; there are " + SCHEMES);
        };
    }

    static Language language(String name, CamelContext context) {
        return switch (name) {
            case "simple", "simple-no-file" -> new ConditionLanguage();
            case "bean" -> new FieldLanguage();
            default -> throw new NoSuchLanguageException(name);
        };
    }

    private static void add(RouteFile file, CamelContext context) throws BadRoutes {
        if (file.isEmpty()) {
            return;
        }
        try {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(ResourceHelper.fromString(file.name(), file.text()));
        } catch (Exception e) {
            String message = deepest(e);
            throw new BadRoutes(file.name(), lineIn(message), message, e);
        }
    }

    /**
     * Gives every use of a rule a route of its own. Camel has one for all uses with the same
     * parameters, and goes on behind the last of them whichever it came from.
     */
    private static void tellUsesApart(DefaultCamelContext context) {
        int use = 0;
        for (RouteDefinition route : context.getRouteDefinitions()) {
            for (KameletDefinition step :
                    ProcessorDefinitionHelper.filterTypeInOutputs(
                            route.getOutputs(), KameletDefinition.class)) {
                use++;
                String[] name = step.getName().split("\\?", 2);
                String query = name.length == 2 ? "?" + name[1] : "";
                step.setName(name[0] + "/" + name[0] + ".use-" + use + query);
            }
        }
    }

    /** What Camel says when it starts names a route at best; the file and line are ours to find. */
    private static BadRoutes located(Exception e, String folder, Map<String, Place> places) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof FailedToCreateRouteException failed
                    && places.containsKey(failed.getRouteId())) {
                Place place = places.get(failed.getRouteId());
                return new BadRoutes(place.file(), place.line(), deepest(e), e);
            }
        }
        return new BadRoutes(folder, 0, deepest(e), e);
    }

    private static String deepest(Throwable e) {
        Throwable at = e;
        while (at.getCause() != null) {
            at = at.getCause();
        }
        return Optional.ofNullable(at.getMessage()).orElseGet(at::toString);
    }

    private static int lineIn(String message) {
        Matcher line = LINE.matcher(message);
        return line.find() ? Integer.parseInt(line.group(1)) : 0;
    }

    /** The context's name: {@code routes-2}. */
    String name() {
        return context.getName();
    }

    /** What it was made from. */
    RouteFolder folder() {
        return folder;
    }

    /** What was found in the folder, though it can be used. */
    List<Finding> warnings() {
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
     * Makes the message for what a rule held back, which is forgotten by that. Money may hang on
     * it: when its route fails, it goes on as the rule made it.
     *
     * @return no message when what was held cannot be read; empty when this set has been closed
     *     meanwhile
     */
    Optional<List<Made>> make(Memory held, String vendor, RuleTime now) {
        return unlessClosed(() -> made(held, vendor, now));
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
        Passage passage = new Passage(call, book.memory(), now, false);
        Optional<Throwable> fault = run(start, passage, call, vendor, Optional.empty());
        if (fault.isPresent()) {
            return failed(call, passage, fault.get());
        }
        return behindReleased(outcome(call, passage), passage, vendor, now);
    }

    private Routed behindReleased(Routed routed, Passage passage, String vendor, RuleTime now) {
        return routed.behind(
                passage.released().stream()
                        .flatMap(held -> made(held, vendor, now).stream())
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
                fault.map(RouteSet::deepest),
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

    private List<Made> made(Memory held, String vendor, RuleTime now) {
        Memory forgotten = new Memory(held.owner(), held.station(), held.key(), "");
        List<Memory> remembered = new ArrayList<>(book.memory().keep(forgotten));
        HoldingRule rule = book.holding(held.owner()).orElseThrow();
        HoldingRule.Released released;
        try {
            released = rule.release(held, now.operated());
        } catch (RuntimeException e) {
            LOG.error("station={} rule={} lost what it held", held.station(), rule.id(), e);
            return List.of();
        }
        released.remembered().forEach(memory -> remembered.addAll(book.memory().keep(memory)));
        Call call = released.call();
        Passage passage = new Passage(call, book.memory(), now, true);
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
            return new Routed.Answered(Cause.NOT_DELIVERED.with(call.action()), List.of());
        }
        return new Routed.Delivered(passage.delivered().get(), passage.undo(), passage.keep());
    }

    private Routed failed(Call call, Passage passage, Throwable e) {
        LOG.warn(
                "station={} action={} id={} direction={} a site rule failed at {}: {}",
                call.station(),
                call.action(),
                call.messageId(),
                call.direction().word(),
                passage.at(),
                deepest(e));
        LOG.debug("station={} id={} a site rule failed", call.station(), call.messageId(), e);
        return ruleFailed(call, passage);
    }

    private static Routed ruleFailed(Call call, Passage passage) {
        Answer answer = Cause.RULE_FAILED.with(call.action(), passage.at());
        return new Routed.Answered(answer, List.of());
    }

    /**
     * Stops the context when no call is inside; none enters it any more.
     *
     * @return whether it is closed
     */
    boolean closeWhenLeft() {
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
