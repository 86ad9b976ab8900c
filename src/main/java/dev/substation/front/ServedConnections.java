package dev.substation.front;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.glassfish.grizzly.Connection;

/**
 * Which connection each thread of the container is busy with. No thread local: its value would
 * outlive the application in the threads of the container.
 */
final class ServedConnections {

    private static final int MANY = 1_000;

    private final Map<Thread, Connection<?>> served = new ConcurrentHashMap<>();

    /** The current thread begins with what a connection brought. */
    void begin(Connection<?> connection) {
        served.put(Thread.currentThread(), connection);
        if (served.size() > MANY) {
            served.keySet().removeIf(thread -> !thread.isAlive());
        }
    }

    /** Whether what the current thread is busy with is closed. */
    boolean isGone() {
        Connection<?> connection = served.get(Thread.currentThread());
        return connection != null && !connection.isOpen();
    }
}
