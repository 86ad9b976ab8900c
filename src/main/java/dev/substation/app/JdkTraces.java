package dev.substation.app;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;

/**
 * What the JDK would keep of an application that is undeployed: references to its class loader, and
 * with it all its classes.
 */
final class JdkTraces {

    /** A common pool that somebody has filled may never come to it. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private JdkTraces() {}

    /**
     * Has the JDK start its thread for time-outs of futures now. It lives as long as the process,
     * and keeps the class loader of whoever needs it first. The last step of a future that
     * completes in the common pool runs with nothing but the JDK on the stack.
     */
    static void startTimeOutThread() {
        CompletableFuture<Void> first = new CompletableFuture<>();
        CompletableFuture<Void> later =
                first.thenRunAsync(
                        () -> {}, CompletableFuture.delayedExecutor(1, TimeUnit.NANOSECONDS));
        first.completeAsync(() -> null, ForkJoinPool.commonPool());
        later.completeOnTimeout(null, PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    /**
     * Gives threads of the server another class loader, which it has begun while it deployed this
     * application: they live on, such as those of its log and of its database, and have inherited
     * the loader that the deploying thread had.
     *
     * @param ours the class loader of the application
     */
    static void releaseThreads(ClassLoader ours) {
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread != Thread.currentThread())
                .filter(thread -> thread.getContextClassLoader() == ours)
                .forEach(thread -> thread.setContextClassLoader(ours.getParent()));
    }

    /**
     * Has the JDK forget which record was compared last: up to Java 19 it caches the types (path to
     * the class loader: {@code ObjectMethods.OBJECT_EQ.asTypeCache}).
     */
    static void forgetRecords() {
        try {
            MethodHandle text =
                    MethodHandles.publicLookup()
                            .findVirtual(
                                    String.class, "toString", MethodType.methodType(String.class));
            for (MethodType type :
                    List.of(
                            MethodType.methodType(boolean.class, String.class, Object.class),
                            MethodType.methodType(int.class, String.class))) {
                String method = type.parameterCount() == 2 ? "equals" : "hashCode";
                ObjectMethods.bootstrap(
                        MethodHandles.lookup(), method, type, String.class, "text", text);
            }
        } catch (Throwable e) {
            throw new IllegalStateException("this JDK makes no methods of records", e);
        }
    }
}
