package dev.substation.app;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Answers to questions that are asked again and again and are always answered alike: at most twice
 * a number of them. Who makes up questions displaces what nobody asks any more, and never slows
 * down those that are asked all the time. May be used by many threads at once.
 */
final class RecentlyAsked<K, V> {

    private final int most;
    private volatile Map<K, V> young = new ConcurrentHashMap<>();

    /** Those before; what is asked for of them becomes young again. */
    private volatile Map<K, V> old = Map.of();

    RecentlyAsked(int most) {
        this.most = most;
    }

    /** The answer, looked for unless it is known. */
    V answer(K question, Function<K, V> look) {
        Map<K, V> now = young;
        V known = now.get(question);
        if (known != null) {
            return known;
        }
        V before = old.get(question);
        V found = before != null ? before : look.apply(question);
        now.put(question, found);
        if (now.size() >= most) {
            turn(now);
        }
        return found;
    }

    private synchronized void turn(Map<K, V> full) {
        if (young == full) {
            old = full;
            young = new ConcurrentHashMap<>();
        }
    }

    /** How many answers are kept. */
    int size() {
        return young.size() + old.size();
    }
}
