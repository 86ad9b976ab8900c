package dev.substation.sandbox;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * What was said, in order and bounded per station: a practice part that runs for days must not
 * grow.
 */
final class Journal {

    private static final int KEPT_PER_STATION = 1000;
    private static final int STATIONS = 1000;

    private record Waiting(
            long after, Predicate<Message> wanted, CompletableFuture<Message> done) {}

    private final Clock clock;
    private final Map<String, Deque<Message>> byStation =
            new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final List<Waiting> waiting = new ArrayList<>();
    private long number;

    Journal(Clock clock) {
        this.clock = clock;
    }

    Message add(String station, Message.Way way, String text) {
        Message message;
        List<Waiting> met = new ArrayList<>();
        synchronized (this) {
            message = new Message(++number, clock.instant(), station, way, text);
            Deque<Message> messages = byStation.get(station);
            if (messages == null && byStation.size() < STATIONS) {
                messages = new ArrayDeque<>();
                byStation.put(station, messages);
            }
            if (messages != null) {
                messages.addLast(message);
                if (messages.size() > KEPT_PER_STATION) {
                    messages.removeFirst();
                }
            }
            waiting.removeIf(w -> w.done.isDone());
            for (Waiting w : waiting) {
                if (w.wanted.test(message)) {
                    met.add(w);
                }
            }
            waiting.removeAll(met);
        }
        met.forEach(w -> w.done.complete(message));
        return message;
    }

    synchronized long last() {
        return number;
    }

    synchronized List<Message> of(String station) {
        return List.copyOf(byStation.getOrDefault(station, new ArrayDeque<>()));
    }

    /**
     * The first message behind a number that is wanted: one that is here, or the next that comes.
     */
    synchronized CompletableFuture<Message> await(long after, Predicate<Message> wanted) {
        return byStation.values().stream()
                .flatMap(Deque::stream)
                .filter(message -> message.number() > after && wanted.test(message))
                .min((a, b) -> Long.compare(a.number(), b.number()))
                .map(CompletableFuture::completedFuture)
                .orElseGet(
                        () -> {
                            Waiting w = new Waiting(after, wanted, new CompletableFuture<>());
                            waiting.add(w);
                            return w.done;
                        });
    }
}
