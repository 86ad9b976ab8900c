package dev.substation.flow.time;

import dev.substation.model.StationId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Shares the desk among the stations: of each only so many tasks stand in the desk's line at a
 * time, the others wait in a line of the station's own. Whoever floods the gateway waits behind his
 * own flood, and the tasks of the others pass by (issue 11). The tasks of one station keep their
 * order. May be used by many threads at once.
 */
final class StationTurns {

    /** More than a station that waits for its answers ever has. */
    static final int QUOTA = 8;

    private static final class Line {
        private final Deque<Runnable> waiting = new ArrayDeque<>(0);
        private int atTheDesk;
    }

    private final Executor desk;
    private final Map<StationId, Line> lines = new HashMap<>();

    /**
     * @param desk runs one task at a time, in order
     */
    StationTurns(Executor desk) {
        this.desk = desk;
    }

    /** Runs a task of a station on the desk, after its earlier ones. */
    void execute(StationId station, Runnable task) {
        synchronized (lines) {
            Line line = lines.computeIfAbsent(station, id -> new Line());
            if (line.atTheDesk == QUOTA) {
                line.waiting.add(task);
                return;
            }
            line.atTheDesk++;
        }
        desk.execute(() -> run(station, task));
    }

    private void run(StationId station, Runnable task) {
        try {
            task.run();
        } finally {
            next(station);
        }
    }

    private void next(StationId station) {
        Runnable next;
        synchronized (lines) {
            Line line = lines.get(station);
            next = line.waiting.poll();
            if (next == null && --line.atTheDesk == 0) {
                lines.remove(station);
            }
        }
        if (next != null) {
            desk.execute(() -> run(station, next));
        }
    }
}
