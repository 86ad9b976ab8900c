package dev.substation.conformance;

import dev.substation.model.Action;
import dev.substation.model.Payload;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The calls that a peer got, in order, by action. */
final class Visits {

    private static final int PATIENCE_SECONDS = 10;

    private final Map<Action, BlockingQueue<Payload>> visits = new ConcurrentHashMap<>();

    private BlockingQueue<Payload> of(Action action) {
        return visits.computeIfAbsent(action, any -> new LinkedBlockingQueue<>());
    }

    void add(Action action, Payload payload) {
        of(action).add(payload);
    }

    boolean isEmpty(Action action) {
        return of(action).isEmpty();
    }

    /** The next one, which is waited for. */
    Payload next(Action action) {
        try {
            Payload visit = of(action).poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (visit == null) {
                throw new AssertionError(action + " did not arrive");
            }
            return visit;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    void forget() {
        visits.clear();
    }
}
