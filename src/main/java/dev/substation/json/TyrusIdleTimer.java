package dev.substation.json;

import jakarta.websocket.Session;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Switches off the idle timer of Tyrus. Tyrus 2.1 schedules a task for every message in and out,
 * even if the session has no idle timeout, on the managed scheduler of the container, which looks
 * for context providers in all jars each time: 30 % of the processor time of a message (issue 13).
 * Idle connections are found by pings of our own ({@link JsonStation}).
 */
final class TyrusIdleTimer {

    private static final Logger LOG = LoggerFactory.getLogger(TyrusIdleTimer.class);
    private static final String SESSION = "org.glassfish.tyrus.core.TyrusSession";
    private static final String SCHEDULER = "service";

    /** Schedules nothing. */
    private static final ScheduledExecutorService NONE =
            (ScheduledExecutorService)
                    Proxy.newProxyInstance(
                            TyrusIdleTimer.class.getClassLoader(),
                            new Class<?>[] {ScheduledExecutorService.class},
                            (self, method, arguments) ->
                                    switch (method.getName()) {
                                        case "hashCode" -> System.identityHashCode(self);
                                        case "equals" -> self == arguments[0];
                                        case "toString" -> "no idle timer";
                                        case "schedule" -> null;
                                        default ->
                                                throw new UnsupportedOperationException(
                                                        method.getName());
                                    });

    /** The field of a session's class; empty if the class is not as expected. */
    private static final ClassValue<Optional<Field>> SCHEDULERS =
            new ClassValue<>() {
                @Override
                protected Optional<Field> computeValue(Class<?> type) {
                    return find(type);
                }
            };

    private TyrusIdleTimer() {}

    /**
     * Has no effect on sessions of another implementation, or of a Tyrus that is built otherwise.
     */
    static void switchOff(Session session) {
        SCHEDULERS.get(session.getClass()).ifPresent(field -> set(field, session));
    }

    private static Optional<Field> find(Class<?> type) {
        try {
            if (!type.getName().equals(SESSION)) {
                return Optional.empty();
            }
            Field field = type.getDeclaredField(SCHEDULER);
            field.setAccessible(true);
            return Optional.of(field).filter(found -> found.getType().isInstance(NONE));
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.debug("the idle timer of Tyrus stays on", e);
            return Optional.empty();
        }
    }

    private static void set(Field field, Session session) {
        try {
            field.set(session, NONE);
        } catch (IllegalAccessException | IllegalArgumentException e) {
            LOG.debug("the idle timer of Tyrus stays on", e);
        }
    }
}
