package dev.substation.csms;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Lets a limited number of links connect at the same time, first come, first served; nobody blocks.
 */
final class Attempts {

    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int free;

    Attempts(int most) {
        this.free = most;
    }

    /** Runs the task now or when its turn comes; whoever runs calls {@link #done} once. */
    void whenFree(Runnable task) {
        synchronized (waiting) {
            if (free == 0) {
                waiting.add(task);
                return;
            }
            free--;
        }
        task.run();
    }

    /** An attempt has ended, whatever came of it. */
    void done() {
        Runnable next;
        synchronized (waiting) {
            next = waiting.poll();
            if (next == null) {
                free++;
                return;
            }
        }
        next.run();
    }
}
