package dev.substation.routes;

import dev.substation.flow.Memory;
import dev.substation.flow.MemoryFigure;
import dev.substation.flow.Rules;
import dev.substation.flow.Undo;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.StationId;
import dev.substation.routes.rules.RuleBook;
import dev.substation.routes.rules.RuleTime;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules of a site, from its routes folder. What the rules remember, and the way back of
 * answers, live beside the routes and not in them, so the routes can be replaced between any two
 * calls: a call runs through one set of routes from its beginning to its end.
 */
public final class SiteRoutes implements Rules, AutoCloseable {

    /** Where a folder comes from. */
    private interface Reading {

        RouteFolder read() throws BadRoutes;
    }

    private static final Logger LOG = LoggerFactory.getLogger(SiteRoutes.class);

    private final RuleBook book;
    private final Supplier<RuleTime> clock;

    /** Sets that no call enters any more, until the last has left them. */
    private final Queue<RouteSet> replaced = new ConcurrentLinkedQueue<>();

    private final Optional<KeptRoutes> kept;
    private final Optional<BadRoutes> refused;

    private int sets;
    private volatile RouteSet routes;

    /**
     * Loads and starts the routes; takes one to three seconds the first time.
     *
     * @param folder the routes folder, {@code camel-routes}
     * @param memories what the ledger kept, whoever remembers it
     * @param clock from which rules take the time
     * @throws BadRoutes when the folder cannot be used; the message is for the site engineer
     */
    public SiteRoutes(Path folder, List<Memory> memories, Supplier<RuleTime> clock)
            throws BadRoutes {
        this(folder, RuleBook.shipped(memories), clock);
    }

    /**
     * The same, with a copy to go on with when the folder cannot be used: the routes that were live
     * last.
     *
     * @param copy the folder of the copy; it need not be there
     * @throws BadRoutes when neither can be used; the message is about the folder
     */
    public SiteRoutes(Path folder, Path copy, List<Memory> memories, Supplier<RuleTime> clock)
            throws BadRoutes {
        this(
                () -> RouteFolder.read(folder),
                Optional.of(new KeptRoutes(copy)),
                RuleBook.shipped(memories),
                clock);
    }

    /** The same with other rules than those that come with the gateway. */
    SiteRoutes(Path folder, RuleBook book, Supplier<RuleTime> clock) throws BadRoutes {
        this(() -> RouteFolder.read(folder), Optional.empty(), book, clock);
    }

    /** The same with a folder that has been read, or made, already. */
    SiteRoutes(RouteFolder folder, RuleBook book, Supplier<RuleTime> clock) throws BadRoutes {
        this(() -> folder, Optional.empty(), book, clock);
    }

    private SiteRoutes(
            Reading folder, Optional<KeptRoutes> kept, RuleBook book, Supplier<RuleTime> clock)
            throws BadRoutes {
        this.book = book;
        this.kept = kept;
        this.clock = clock;
        Optional<BadRoutes> bad = Optional.empty();
        RouteSet first;
        try {
            first = build(folder.read());
        } catch (BadRoutes e) {
            first = lastLive().orElseThrow(() -> e);
            bad = Optional.of(e);
        }
        refused = bad;
        replace(first);
        LOG.info("routes={} files={} loaded", routes.name(), routes.folder().files().size());
    }

    private Optional<RouteSet> lastLive() {
        Optional<RouteFolder> copy = kept.flatMap(KeptRoutes::read);
        if (copy.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(build(copy.get()));
        } catch (BadRoutes e) {
            LOG.warn("the copy of the routes cannot be used either: {}", e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public List<MemoryFigure> kept() {
        return book.kept();
    }

    /** Why the folder was not used at the start but the copy of what was live last. */
    Optional<BadRoutes> refused() {
        return refused;
    }

    /** Makes a further set, beside the one that calls run through. Blocks. */
    RouteSet build(RouteFolder folder) throws BadRoutes {
        return RouteSet.load(folder, book, "routes-" + (sets + 1));
    }

    /** From the next call on, calls run through this set. */
    void replace(RouteSet next) {
        RouteSet before = routes;
        sets++;
        routes = next;
        kept.ifPresent(copy -> copy.keep(next.folder()));
        next.warnings().forEach(warning -> LOG.warn("routes={} {}", next.name(), warning));
        if (before != null) {
            replaced.add(before);
            closeReplaced();
        }
    }

    /** Closes the sets that were replaced and that no call is in any more. Blocks. */
    void closeReplaced() {
        replaced.removeIf(
                set -> {
                    boolean closed = set.closeWhenLeft();
                    if (closed) {
                        LOG.debug("routes={} closed", set.name());
                    }
                    return closed;
                });
    }

    /** The set that calls run through. */
    RouteSet current() {
        return routes;
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
    Explanation run(Call call, String vendor, Optional<Answer> answer) {
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
        for (RouteSet now = routes; ; now = routes) {
            Optional<T> done = work.apply(now);
            if (done.isPresent()) {
                return done.get();
            }
            if (now == routes) {
                throw new IllegalStateException("the routes have been closed");
            }
        }
    }

    @Override
    public Answer unwind(List<Undo> undo, Answer answer) {
        return book.unwind(undo, answer);
    }

    /** Stops the routes. Calls must have ceased, and nobody replaces them any more. */
    @Override
    public void close() {
        closeReplaced();
        routes.close();
    }
}
