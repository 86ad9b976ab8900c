package dev.substation.routes.live;

import dev.substation.flow.ports.Event;
import dev.substation.flow.ports.EventKind;
import dev.substation.flow.ports.Events;
import dev.substation.flow.time.Moment;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import dev.substation.routes.engine.RouteSet;
import dev.substation.routes.language.BadRoutes;
import dev.substation.routes.language.Finding;
import dev.substation.routes.language.RouteFolder;
import dev.substation.routes.workbench.FolderCases;
import dev.substation.routes.workbench.RouteCases;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the routes folder again and again, and replaces the running routes when it has changed:
 * all files at once, after nobody has touched any for a while, and only when nothing is wrong in
 * them. Otherwise the routes that run go on (docs/adr/0010-reload.md).
 *
 * <p>{@link #look} is called by one thread, never the desk's; the rest may be asked by any.
 */
public final class RouteWatch {

    private static final Logger LOG = LoggerFactory.getLogger(RouteWatch.class);

    /** How often the files are read although they look unchanged; times can be coarse. */
    private static final Duration READ_ANYWAY = Duration.ofSeconds(30);

    private final Path folder;
    private final SiteRoutes routes;
    private final Duration quiet;
    private final RouteCases cases;
    private final Supplier<Moment> clock;
    private Events events = Events.OFF;

    private String seen = "";
    private Moment seenSince;
    private Moment readAgain;

    /** The content that was judged last, good or bad, so that it is judged once. */
    private String judged;

    private volatile Optional<String> trouble;
    private volatile long loaded;
    private volatile long refused;

    /**
     * @param routes loaded from the folder
     * @param quiet how long no file may change before the folder is read
     * @param requireTests whether the cases in the folder must pass before it is taken
     */
    public RouteWatch(
            Path folder,
            SiteRoutes routes,
            Duration quiet,
            boolean requireTests,
            Supplier<Moment> clock) {
        this(folder, routes, quiet, requireTests ? new FolderCases() : RouteCases.NONE, clock);
    }

    /** The same with cases that a folder must pass. */
    RouteWatch(
            Path folder,
            SiteRoutes routes,
            Duration quiet,
            RouteCases cases,
            Supplier<Moment> clock) {
        this.folder = folder;
        this.routes = routes;
        this.quiet = quiet;
        this.cases = cases;
        this.clock = clock;
        this.seenSince = clock.get();
        this.readAgain = seenSince;
        // Routes rejected at the start are checked at the first look, and reported like any bad
        // edit.
        this.judged = routes.refused().isPresent() ? "" : routes.current().folder().fingerprint();
        this.trouble = routes.refused().map(RouteWatch::sentence);
    }

    private static String sentence(BadRoutes e) {
        return "The changed routes have errors, so the previous ones stay active: " + e.inOneLine();
    }

    /** Before the first look: who learns of changes. */
    public RouteWatch telling(Events listener) {
        events = listener;
        return this;
    }

    private void tell(String state, String why) {
        if (events.areWanted()) {
            events.add(
                    new Event(
                            EventKind.RULES,
                            Optional.empty(),
                            Payload.of(
                                    "state", state,
                                    "routes", routes.current().name(),
                                    "why", why)));
        }
    }

    /** Why the routes in the folder are not those that run; empty when they are. */
    public Optional<String> trouble() {
        return trouble;
    }

    /** The name of the routes that run. */
    public String name() {
        return routes.current().name();
    }

    /** The files of the routes that run. */
    public RouteFolder running() {
        return routes.current().folder();
    }

    /** What was found in them. */
    public List<Finding> warnings() {
        return routes.current().warnings();
    }

    /** How often changed routes were taken. */
    public long loaded() {
        return loaded;
    }

    /** How often changed routes were refused. */
    public long refused() {
        return refused;
    }

    /** Looks once. Blocks for the disk, and for the time that loading takes when it must be. */
    public void look() {
        routes.closeReplaced();
        Moment now = clock.get();
        String look = RouteFolder.look(folder);
        if (!look.equals(seen)) {
            seen = look;
            seenSince = now;
            readAgain = now.plus(quiet);
        }
        if (now.isBefore(seenSince.plus(quiet)) || now.isBefore(readAgain)) {
            return;
        }
        readAgain = now.plus(READ_ANYWAY);
        read();
    }

    private void read() {
        RouteFolder read;
        try {
            read = RouteFolder.read(folder);
        } catch (BadRoutes e) {
            if (isUntouched() && isNew(e.getMessage())) {
                refuse(e);
            }
            return;
        }
        // Whoever writes while we read is not done: the next look sees the difference and waits.
        if (!isUntouched() || !isNew(read.fingerprint())) {
            return;
        }
        if (judged.equals(routes.current().folder().fingerprint())) {
            trouble = Optional.empty();
            LOG.info("routes={} the folder is again as it was loaded", routes.current().name());
            tell("loaded", "the folder is again as it was loaded");
            return;
        }
        load(read);
    }

    private boolean isUntouched() {
        return RouteFolder.look(folder).equals(seen);
    }

    private boolean isNew(String content) {
        boolean isNew = !content.equals(judged);
        judged = content;
        return isNew;
    }

    private void load(RouteFolder read) {
        try {
            RouteSet next = routes.build(read);
            List<Finding> failed = failing(read, next);
            if (!failed.isEmpty()) {
                next.close();
                throw new BadRoutes(failed);
            }
            String changes = read.since(routes.current().folder());
            routes.replace(next);
            loaded++;
            trouble = Optional.empty();
            LOG.info("routes={} files={} loaded: {}", next.name(), read.files().size(), changes);
            tell("loaded", changes);
        } catch (BadRoutes e) {
            refuse(e);
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error("routes={} {}", routes.current().name(), Problem.ROUTES_REJECTED.line(e), e);
            refuse(new BadRoutes(read.name(), 0, "cannot be loaded: " + e));
        }
    }

    private List<Finding> failing(RouteFolder read, RouteSet next) {
        try {
            return cases.failing(read).stream().filter(Finding::isError).toList();
        } catch (RuntimeException e) {
            next.close();
            throw e;
        }
    }

    private void refuse(BadRoutes e) {
        refused++;
        trouble = Optional.of(sentence(e));
        LOG.error(
                "routes={} {}",
                routes.current().name(),
                Problem.ROUTES_REJECTED.line(e.getMessage()));
        tell("rejected", e.inOneLine());
    }
}
