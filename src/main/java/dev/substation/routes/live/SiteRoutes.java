package dev.substation.routes.live;

import dev.substation.flow.ports.Memory;
import dev.substation.model.Problem;
import dev.substation.routes.engine.RouteSet;
import dev.substation.routes.engine.Routing;
import dev.substation.routes.language.BadRoutes;
import dev.substation.routes.language.RouteFolder;
import dev.substation.routes.language.ShippedForms;
import dev.substation.routes.rules.RuleBook;
import dev.substation.routes.rules.RuleTime;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules of a site, from its routes folder: the set of routes that is live, those that it
 * replaced until the last call has left them, and a copy for the next start.
 */
public final class SiteRoutes extends Routing implements AutoCloseable {

    /** Where a folder comes from. */
    private interface Reading {

        RouteFolder read() throws BadRoutes;
    }

    private static final Logger LOG = LoggerFactory.getLogger(SiteRoutes.class);

    private final RuleBook book;

    /** Sets that no call enters any more, until the last has left them. */
    private final Queue<RouteSet> replaced = new ConcurrentLinkedQueue<>();

    private final Optional<KeptRoutes> kept;
    private final Optional<BadRoutes> refused;

    /** Files that count in place of shipped forms, as the log has named them last. */
    private List<String> replacedForms = List.of();

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
    public SiteRoutes(Path folder, RuleBook book, Supplier<RuleTime> clock) throws BadRoutes {
        this(() -> RouteFolder.read(folder), Optional.empty(), book, clock);
    }

    /** The same with a folder that has been read, or made, already. */
    SiteRoutes(RouteFolder folder, RuleBook book, Supplier<RuleTime> clock) throws BadRoutes {
        this(() -> folder, Optional.empty(), book, clock);
    }

    private SiteRoutes(
            Reading folder, Optional<KeptRoutes> kept, RuleBook book, Supplier<RuleTime> clock)
            throws BadRoutes {
        super(book, clock);
        this.book = book;
        this.kept = kept;
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
            LOG.warn(Problem.ROUTES_COPY_UNREADABLE.line(e.getMessage()));
            return Optional.empty();
        }
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
        nameReplacedForms(next);
        next.warnings()
                .forEach(
                        warning ->
                                LOG.warn(
                                        "routes={} {}",
                                        next.name(),
                                        Problem.ROUTES_WARNING.line(warning)));
        if (before != null) {
            replaced.add(before);
            closeReplaced();
        }
    }

    /** Once for each set of such files, not at each change of a route. */
    private void nameReplacedForms(RouteSet next) {
        List<String> files = ShippedForms.replaced(next.folder());
        if (!files.equals(replacedForms) && !files.isEmpty()) {
            LOG.info(
                    "routes={} the site's own forms count in place of the shipped ones: {}",
                    next.name(),
                    String.join(", ", files));
        }
        replacedForms = files;
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

    @Override
    public RouteSet current() {
        return routes;
    }

    /** Stops the routes. Calls must have ceased, and nobody replaces them any more. */
    @Override
    public void close() {
        closeReplaced();
        routes.close();
    }
}
