package dev.substation.chaos;

import dev.substation.chaos.Cast.Role;
import dev.substation.store.DatabaseSettings;
import dev.substation.testing.PlainSoapStation.Version;
import dev.substation.testing.PostgresqlServer;
import dev.substation.testing.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * One run: stations charge, the CSMS has its moods, the gateway's wall clock steps, the gateway is
 * killed at random instants; then the CSMS is well, everything drains, and the two sides are
 * compared. All choices come from the seed; what the processes make of them does not.
 */
final class Storm {

    private static final Duration DRAINED_WITHIN = Duration.ofSeconds(120);
    private static final Duration FINISHED_WITHIN = Duration.ofSeconds(180);

    /** Longer than the gateway rests between two attempts, and than what rules hold back. */
    private static final Duration QUIET = Duration.ofSeconds(6);

    /** What the wall clock is ahead of the true time: a machine without one, or a wrong one. */
    private static final List<Duration> CLOCKS =
            List.of(
                    Duration.ZERO,
                    Duration.ofHours(-2),
                    Duration.ofHours(3),
                    Duration.ofDays(3_652));

    private static final List<Integer> REFUSALS = List.of(401, 403, 404, 503);

    /**
     * What a run is like.
     *
     * @param kills how many, unless they take longer than this
     * @param longest how long the gateway is killed at most
     * @param pause between two messages of a station
     * @param lives how long a gateway lives at most before it is killed
     */
    record Plan(long seed, int kills, Duration longest, Duration pause, Duration lives) {}

    private final Plan plan;
    private final Cast cast;
    private final Backend csms;
    private final Carrier gateway;
    private final Random random;
    private final List<Customer> customers = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final long begun = System.nanoTime();
    private Optional<Server> server = Optional.empty();
    private int kills;
    private int steps;
    private int serverKills;

    /** A database server, and the ledger on it. */
    record Server(PostgresqlServer process, DatabaseSettings ledger) {}

    Storm(Plan plan, Cast cast, Backend csms, Carrier gateway) {
        this.plan = plan;
        this.cast = cast;
        this.csms = csms;
        this.gateway = gateway;
        this.random = new Random(plan.seed());
    }

    /** Lets the gateway have its ledger on a server that is killed and started anew too. */
    Storm on(Server database) {
        server = Optional.of(database);
        return this;
    }

    /**
     * Runs, stops the gateway in order, and compares.
     *
     * @param progress is told the number of kills so far
     */
    Verdict run(IntConsumer progress) {
        return run(progress, () -> {});
    }

    /**
     * The same with something more between the last kill and the end.
     *
     * @param more finds the stations at work
     */
    Verdict run(IntConsumer progress, Runnable more) {
        gateway.start();
        cast.roles().forEach(this::open);
        try {
            threads.forEach(Thread::start);
            while (goesOn()) {
                progress.accept(kills);
                gateway.prepare();
                live();
                gateway.kill();
                kills++;
                if (goesOn() && random.nextInt(5) == 0) {
                    gateway.startAndKill(Duration.ofMillis(random.nextInt(400)));
                    kills++;
                }
                gateway.start();
            }
            live();
            more.run();
            calmDown();
        } finally {
            customers.forEach(Customer::giveUp);
            threads.forEach(Storm::join);
            lines.forEach(Line::close);
        }
        gateway.stop();
        return Verdict.of(
                books(),
                csms,
                Remains.in(
                        server.map(Server::ledger)
                                .orElseGet(() -> DatabaseSettings.inFolder(gateway.data()))));
    }

    private boolean goesOn() {
        return kills < plan.kills() && System.nanoTime() - begun < plan.longest().toNanos();
    }

    private void open(Role role) {
        Line line =
                switch (role.speech()) {
                    case SOAP_15 -> new SoapLine(Version.V15, role.station(), gateway);
                    case SOAP_16 -> new SoapLine(Version.V16, role.station(), gateway);
                    case JSON -> new JsonLine(role.station(), gateway);
                };
        lines.add(line);
        Customer customer =
                new Customer(
                        new Book(role, customers.size()),
                        line,
                        csms,
                        new Random(random.nextLong()),
                        plan.pause().multipliedBy(role.crowd()));
        customers.add(customer);
        threads.add(new Thread(customer, role.station()));
    }

    private List<Book> books() {
        return customers.stream().map(Customer::book).toList();
    }

    /**
     * A while of life for the gateway. For part of it, sometimes, the CSMS is away, takes
     * everything in and says nothing, or lets nobody in; and the wall clock steps.
     */
    private void live() {
        long life = 50 + random.nextLong(plan.lives().toMillis());
        boolean clock = random.nextInt(2) == 0;
        int trouble = random.nextInt(8);
        switch (trouble) {
            case 0, 1 -> csms.away(true);
            case 2 -> {
                csms.refuse(REFUSALS.get(random.nextInt(REFUSALS.size())));
                csms.away(true);
                csms.away(false);
            }
            case 3 -> csms.hang(true);
            default -> {}
        }
        rest(life / 2);
        if (clock && gateway.setClock(CLOCKS.get(random.nextInt(CLOCKS.size())))) {
            steps++;
        }
        server.filter(database -> random.nextInt(3) == 0).ifPresent(this::restart);
        csms.hang(false);
        csms.refuse(0);
        if (trouble < 2) {
            csms.away(random.nextBoolean());
        }
        rest(life / 2);
        csms.away(false);
    }

    /** The gateway goes on without its database for a while. */
    private void restart(Server database) {
        if (random.nextBoolean()) {
            database.process().kill();
        } else {
            database.process().stop();
        }
        serverKills++;
        rest(random.nextInt(500));
        database.process().restart();
    }

    /**
     * A CSMS that is well, but away for a while.
     *
     * @return how long it takes from its return until all is delivered that was answered before
     */
    Duration outage(Duration gone) {
        csms.heal();
        csms.away(true);
        rest(gone.toMillis());
        Map<Book, Set<Long>> owed = new HashMap<>();
        books().forEach(book -> owed.put(book, Verdict.answered(book)));
        csms.away(false);
        long back = System.nanoTime();
        Wait.until(
                "all is delivered that was answered while the CSMS was away",
                DRAINED_WITHIN,
                () ->
                        owed.entrySet().stream()
                                .allMatch(
                                        one ->
                                                Verdict.haveArrived(
                                                        one.getValue(), one.getKey(), csms)));
        return Duration.ofNanos(System.nanoTime() - back);
    }

    private static void rest(long ms) {
        LockSupport.parkNanos(Duration.ofMillis(ms).toNanos());
    }

    private void calmDown() {
        csms.heal();
        customers.forEach(Customer::finish);
        Wait.until(
                "the stations have finished their sessions",
                FINISHED_WITHIN,
                () -> threads.stream().noneMatch(Thread::isAlive));
        long end = System.nanoTime() + DRAINED_WITHIN.toNanos();
        long before = -1;
        while (System.nanoTime() < end) {
            boolean complete =
                    books().stream()
                            .allMatch(
                                    book ->
                                            Verdict.haveArrived(
                                                    Verdict.answered(book), book, csms));
            if (complete && csms.changes() == before) {
                return;
            }
            before = csms.changes();
            rest(QUIET.toMillis());
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(Duration.ofSeconds(10).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The line of this run. */
    String line(Verdict verdict) {
        long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
        String line = verdict.line(plan.seed(), kills, steps, seconds);
        return server.isEmpty() ? line : line + " server-restarts=" + serverKills;
    }
}
