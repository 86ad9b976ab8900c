package dev.substation.app;

import dev.substation.flow.time.Moment;
import io.netty.channel.EventLoopGroup;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * All threads of the gateway, few and named after their job. The container makes them, so that code
 * on them sees the gateway's class loader.
 */
final class Threads implements AutoCloseable {

    private static final String OURS = "substation-";
    private static final int WORKERS = 4;
    private static final int MOST_WAITING = 10_000;

    /** One is left to the gateway itself while operators ask two questions. */
    private static final int READERS = 3;

    private static final int WIRES = 2;

    /** Answers of the API; a reader that does not read holds one until the container ends it. */
    private static final int OPERATORS = 8;

    private static final int MOST_QUESTIONS = 200;
    private static final int MOST_LOGINS = 20;
    private static final int SIGN_ONS = 2;
    private static final int WORKBENCH = 2;
    private static final int MOST_TRIALS = 20;
    private static final int LOOKUPS = 2;
    private static final int MOST_NAMES_WAITING = 200;
    private static final int IDLE_S = 30;
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final ThreadFactory maker;
    private final ThreadPoolExecutor desk;
    private final ThreadPoolExecutor workers;
    private final ThreadPoolExecutor writer;
    private final ThreadPoolExecutor readers;
    private final ThreadPoolExecutor holder;
    private final ThreadPoolExecutor lookups;
    private final ThreadPoolExecutor stationLookups;
    private final ThreadPoolExecutor routes;
    private final ThreadPoolExecutor backups;
    private final ThreadPoolExecutor wires;
    private final ThreadPoolExecutor operators;
    private final ThreadPoolExecutor events;
    private final ThreadPoolExecutor logins;
    private final ThreadPoolExecutor signOns;
    private final ThreadPoolExecutor workbench;
    private final ScheduledThreadPoolExecutor timers;
    private ThreadPoolExecutor files;
    private ThreadPoolExecutor udp;
    private ThreadPoolExecutor traces;

    /**
     * @param maker makes plain threads; names and daemon state are set here
     */
    Threads(ThreadFactory maker) {
        this.maker = maker;
        desk = pool("desk", 1);
        workers = bounded("worker", WORKERS, MOST_WAITING);
        writer = pool("ledger-writer", 1);
        readers = pool("ledger-reader", READERS);
        holder = pool("ledger-holder", 1);
        lookups = pool("lookup", LOOKUPS);
        stationLookups = bounded("station-lookup", LOOKUPS, MOST_NAMES_WAITING);
        routes = pool("routes", 1);
        backups = pool("backup", 1);
        wires = pool("wire", WIRES);
        operators = ending(bounded("operator", OPERATORS, MOST_QUESTIONS));
        events = ending(bounded("event", 1, MOST_QUESTIONS));
        logins = bounded("login", 1, MOST_LOGINS);
        signOns = ending(bounded("sign-on", SIGN_ONS, MOST_LOGINS));
        workbench = ending(bounded("workbench", WORKBENCH, MOST_TRIALS));
        timers = new ScheduledThreadPoolExecutor(1, named("timer"));
        timers.setRemoveOnCancelPolicy(true);
        timers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    private ThreadPoolExecutor pool(String job, int threads) {
        return new ThreadPoolExecutor(
                threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named(job));
    }

    private ThreadPoolExecutor bounded(String job, int threads, int mostWaiting) {
        return new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(mostWaiting),
                named(job));
    }

    /** A pool whose threads end when there is nothing to do. */
    private static ThreadPoolExecutor ending(ThreadPoolExecutor pool) {
        pool.setKeepAliveTime(IDLE_S, TimeUnit.SECONDS);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Makes threads for a library that wants to keep its own: {@code substation-JOB-N}. */
    ThreadFactory named(String job) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = maker.newThread(task);
            thread.setName(OURS + job + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** The one thread of the flow. What waits for it is bounded by those who ask: see the faces. */
    ExecutorService desk() {
        return desk;
    }

    /** For work that computes, such as codecs; nothing on it may wait. */
    ExecutorService workers() {
        return workers;
    }

    /** Writes the ledger; waits for the disk. */
    ExecutorService writer() {
        return writer;
    }

    /** Reads the ledger. */
    ExecutorService readers() {
        return readers;
    }

    /** Looks after the hold on the ledger, where a server has it. */
    ExecutorService holder() {
        return holder;
    }

    /** Waits for names to be resolved and files to be read, when links are opened. */
    ExecutorService lookups() {
        return lookups;
    }

    /**
     * Waits for names that stations gave of themselves: apart from the others, for who chooses the
     * name may choose how long it takes. Rejects what is too much.
     */
    ExecutorService stationLookups() {
        return stationLookups;
    }

    /**
     * Reads and writes the messages of WebSockets; nothing on it may wait. Each connection has one
     * task in it at most.
     */
    ExecutorService wires() {
        return wires;
    }

    /**
     * Moves files of stations, and waits for file servers; its threads end when there is nothing to
     * do. Called once.
     *
     * @param most at once
     */
    ExecutorService files(int most) {
        files = ending(pool("file", most));
        return files;
    }

    /**
     * Talks to KEBA boxes over UDP; nothing on it may wait. Made for a site that has such boxes.
     */
    ExecutorService udp() {
        udp = pool("udp", 1);
        return udp;
    }

    /** Sends traces; nothing on it may wait. Made for a site that traces. */
    ExecutorService traces() {
        traces = pool("trace", 1);
        return traces;
    }

    /**
     * Makes and sends the answers of the API; waits for those who read them. Rejects what is too
     * much.
     */
    ExecutorService operators() {
        return operators;
    }

    /** Writes events to those who look on, and waits for none of them. */
    ExecutorService events() {
        return events;
    }

    /** Hashes passwords, which takes a core for a while. Rejects what is too much. */
    ExecutorService logins() {
        return logins;
    }

    /** Asks an identity provider, and waits for it. Rejects what is too much. */
    ExecutorService signOns() {
        return signOns;
    }

    /**
     * Tries what operators edit: checks, cases, replays. Its threads end when there is nothing to
     * do. Rejects what is too much.
     */
    ExecutorService workbench() {
        return workbench;
    }

    /** Looks at the routes folder and loads it anew. */
    ExecutorService routes() {
        return routes;
    }

    /** Copies the ledger for a backup, which takes minutes. */
    ExecutorService backups() {
        return backups;
    }

    /** Deadlines and the like; what it runs must be short. */
    ScheduledExecutorService timers() {
        return timers;
    }

    /** The gateway's time. */
    dev.substation.flow.time.Timers time() {
        return new Time(timers, WallClock.utc());
    }

    /** Ends all threads, the desk's last but for the timers; work that waits is given a second. */
    @Override
    public void close() {
        for (ExecutorService one :
                Stream.of(
                                files,
                                udp,
                                traces,
                                operators,
                                events,
                                logins,
                                signOns,
                                workbench,
                                routes,
                                backups,
                                lookups,
                                stationLookups,
                                wires,
                                workers,
                                readers,
                                holder,
                                writer,
                                desk,
                                timers)
                        .filter(Objects::nonNull)
                        .toList()) {
            one.shutdown();
            try {
                if (!one.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                    one.shutdownNow();
                }
            } catch (InterruptedException e) {
                one.shutdownNow();
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Ends the loops of a library, with what they do now. */
    static void end(EventLoopGroup loops) {
        loops.shutdownGracefully(0, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(PATIENCE.toMillis());
    }

    /** What the threads of this process do, the gateway's first. */
    static String dump() {
        StringBuilder dump = new StringBuilder();
        Thread.getAllStackTraces().entrySet().stream()
                .sorted(
                        Comparator.comparing(
                                        (Map.Entry<Thread, StackTraceElement[]> one) ->
                                                !one.getKey().getName().startsWith(OURS))
                                .thenComparing(one -> one.getKey().getName()))
                .forEach(
                        one -> {
                            dump.append('"')
                                    .append(one.getKey().getName())
                                    .append("\" ")
                                    .append(one.getKey().getState())
                                    .append('\n');
                            for (StackTraceElement frame : one.getValue()) {
                                dump.append("    at ").append(frame).append('\n');
                            }
                        });
        return dump.toString();
    }

    private record Time(ScheduledExecutorService timers, Clock clock)
            implements dev.substation.flow.time.Timers {

        @Override
        public Moment moment() {
            return new Moment(System.nanoTime());
        }

        @Override
        public Runnable after(Duration delay, Runnable task) {
            try {
                ScheduledFuture<?> later =
                        timers.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
                return () -> later.cancel(false);
            } catch (RejectedExecutionException stopping) {
                // The gateway has stopped: nothing waits for this any more.
                return () -> {};
            }
        }
    }
}
