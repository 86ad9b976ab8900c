package dev.substation.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Map;

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

    private Signals() {}

    /**
     * Begins to listen; where the JVM has no signals, the container's own hook stops the gateway.
     */
    static void listen() {
        ENDING.forEach(Signals::listen);
    }

    /** By name, for the compiler calls these classes of the JDK internal: there is no other way. */
    private static void listen(String name, int status) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler ending =
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            end(status);
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

    private static void end(int status) {
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
