package dev.substation.soap;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.LongSupplier;

/**
 * Lets a limited number of requests be taken up again at the same time, now that their answers are
 * there; nobody blocks. The container takes a thread for each at once, of a pool without bound: a
 * CSMS that answers a thousand calls together would cost a thousand threads.
 */
final class Resumptions {

    private static final int MOST = 16;

    /** A request that the container has lost must not keep its place for ever. */
    private static final Duration LOST_AFTER = Duration.ofSeconds(10);

    private record Waiting(Post post, Runnable resuming) {}

    private final LongSupplier nanoTime;
    private final Map<Post, Long> underWay = new IdentityHashMap<>();
    private final Queue<Waiting> waiting = new ArrayDeque<>();

    /**
     * @param nanoTime tells time in nanoseconds from anywhere
     */
    Resumptions(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Resumes a request now, or when its turn comes; {@link #done} is to follow once. */
    void resume(Post post, Runnable resuming) {
        synchronized (waiting) {
            waiting.add(new Waiting(post, resuming));
        }
        goOn();
    }

    /** A request has been answered, or cannot be resumed. */
    void done(Post post) {
        synchronized (waiting) {
            underWay.remove(post);
        }
        goOn();
    }

    private void goOn() {
        for (Optional<Waiting> next = next(); next.isPresent(); next = next()) {
            next.get().resuming().run();
        }
    }

    private Optional<Waiting> next() {
        synchronized (waiting) {
            if (waiting.isEmpty()) {
                return Optional.empty();
            }
            long now = nanoTime.getAsLong();
            if (underWay.size() >= MOST) {
                underWay.values().removeIf(since -> now - since > LOST_AFTER.toNanos());
            }
            if (underWay.size() >= MOST) {
                return Optional.empty();
            }
            Waiting next = waiting.remove();
            underWay.put(next.post(), now);
            return Optional.of(next);
        }
    }
}
