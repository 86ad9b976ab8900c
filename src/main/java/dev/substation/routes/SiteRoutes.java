package dev.substation.routes;

import dev.substation.flow.Memory;
import dev.substation.flow.Rules;
import dev.substation.flow.Undo;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.routes.rules.RuleBook;
import dev.substation.routes.rules.RuleMemory;
import java.nio.file.Path;
import java.util.List;

/**
 * The rules of a site, from its routes folder. What the rules remember, and the way back of
 * answers, live beside the routes and not in them, so the routes can be replaced between any two
 * calls.
 */
public final class SiteRoutes implements Rules, AutoCloseable {

    private final RuleBook book;
    private volatile RouteSet routes;

    /**
     * Loads and starts the routes; takes one to three seconds the first time.
     *
     * @param folder the routes folder, {@code camel-routes}
     * @param memories what the ledger kept, whoever remembers it
     * @throws BadRoutes when the folder cannot be used; the message is for the site engineer
     */
    public SiteRoutes(Path folder, List<Memory> memories) throws BadRoutes {
        this(folder, RuleBook.shipped(new RuleMemory(memories)));
    }

    /** The same with other rules than those that come with the gateway. */
    SiteRoutes(Path folder, RuleBook book) throws BadRoutes {
        this.book = book;
        this.routes = RouteSet.load(folder, book, "routes-1");
    }

    @Override
    public Routed apply(Call call, String vendor) {
        return routes.apply(call, vendor);
    }

    @Override
    public Answer unwind(List<Undo> undo, Answer answer) {
        return book.unwind(undo, answer);
    }

    /** Stops the routes. Calls must have ceased. */
    @Override
    public void close() {
        routes.close();
    }
}
