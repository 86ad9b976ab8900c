package dev.substation.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What happens at SIGTERM and Ctrl+C: the gateway stops first, while the container still answers
 * stations, then the container. Left alone, Payara takes the endpoints away under the calls that
 * are being answered.
 */
final class Signals {

    /** Where the gateway leaves its {@link Runnable}; nothing else is seen from both sides. */
    static final String STOP = "substation.stop";

    /** Signals with the exit status that shells expect. */
    private static final Map<String, Integer> ENDING = Map.of("TERM", 143, "INT", 130);

    /** Two signals can come at once: one from the terminal, one passed on by another process. */
    private static final AtomicBoolean ENDS = new AtomicBoolean();

    private Signals() {}

    /**
     * Begins to listen; where the JVM has no signals, the container's own hook stops the gateway.
     */
    static void listen() {
        ENDING.forEach((name, status) -> listen(name, () -> end(status)));
    }

    /**
     * Does something at a signal. By name, for the compiler calls these classes of the JDK
     * internal: there is no other way.
     */
    static void listen(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler ending =
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                        }
                        return null;
                    };
            signal.getMethod("handle", signal, handler)
                    .invoke(
                            null,
                            signal.getConstructor(String.class).newInstance(name),
                            Proxy.newProxyInstance(
                                    Signals.class.getClassLoader(),
                                    new Class<?>[] {handler},
                                    ending));
        } catch (ReflectiveOperationException withoutSignals) {
            return;
        }
    }

    /** Stops the gateway, when one runs here; the container goes on. */
    static void stop() {
        if (System.getProperties().get(STOP) instanceof Runnable stop) {
            stop.run();
        }
    }

    /** Stops the gateway and ends the process; nothing happens if that has begun. */
    static void end(int status) {
        if (!ENDS.compareAndSet(false, true)) {
            return;
        }
        boolean started = System.getProperties().containsKey(STOP);
        try {
            if (started) {
                stop();
            } else {
                LogLines.hideContainer();
            }
        } finally {
            hush();
            System.exit(status);
        }
    }

    /**
     * Says nothing more of the container: it fails in many ways if it ends before it has started,
     * or while its connections close, and nothing of that is of use to anybody.
     */
    static void hushAll() {
        LogLines.hideContainer();
        hush();
    }

    /** What Payara prints on its way out is of no use; what it logs is still shown. */
    private static void hush() {
        PrintStream nowhere =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        System.setOut(nowhere);
        System.setErr(nowhere);
    }
}
