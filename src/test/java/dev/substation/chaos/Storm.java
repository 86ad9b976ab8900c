package dev.substation.chaos;

import dev.substation.testing.PlainSoapStation.Version;
import dev.substation.testing.Wait;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * One run: stations charge, the csms has its moods, the gateway is killed at random instants; then
 * the csms is well, everything drains, and the two sides are compared. All choices come from the
 * seed; what the processes make of them does not.
 */
final class Storm {

    private static final Duration DRAINED_WITHIN = Duration.ofSeconds(90);
    private static final Duration FINISHED_WITHIN = Duration.ofSeconds(90);

    /**
     * What a run is like.
     *
     * @param stations of each dialect
     * @param pause between two messages of a station
     * @param lives how long a gateway lives at most before it is killed
     */
    record Plan(long seed, int kills, int stations, Duration pause, Duration lives) {}

    private final Plan plan;
    private final Backend csms;
    private final Carrier gateway;
    private final Random random;
    private final List<Customer> customers = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    Storm(Plan plan, Backend csms, Carrier gateway) {
        this.plan = plan;
        this.csms = csms;
        this.gateway = gateway;
        this.random = new Random(plan.seed());
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
        for (int i = 1; i <= plan.stations(); i++) {
            open("STORM-15-" + i, new SoapLine(Version.V15, "STORM-15-" + i, gateway));
            open("STORM-16-" + i, new SoapLine(Version.V16, "STORM-16-" + i, gateway));
            open("STORM-J-" + i, new JsonLine("STORM-J-" + i, gateway));
        }
        try {
            threads.forEach(Thread::start);
            for (int killed = 0; killed < plan.kills(); ) {
                progress.accept(killed);
                gateway.prepare();
                live();
                gateway.kill();
                killed++;
                if (killed < plan.kills() && random.nextInt(5) == 0) {
                    gateway.startAndKill(Duration.ofMillis(random.nextInt(400)));
                    killed++;
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
        return Verdict.of(books(), csms, left());
    }

    private void open(String station, Line line) {
        lines.add(line);
        Customer customer =
                new Customer(new Book(station), line, new Random(random.nextLong()), plan.pause());
        customers.add(customer);
        threads.add(new Thread(customer, station));
    }

    private List<Book> books() {
        return customers.stream().map(Customer::book).toList();
    }

    /** A while of life for the gateway; the csms is away for part of it, sometimes. */
    private void live() {
        long life = 50 + random.nextLong(plan.lives().toMillis());
        boolean outage = random.nextInt(4) == 0;
        csms.away(outage);
        rest(outage ? life / 2 : life);
        if (outage) {
            csms.away(random.nextBoolean());
            rest(life / 2);
            csms.away(false);
        }
    }

    /**
     * A csms that is well, but away for a while.
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
                "all is delivered that was answered while the csms was away",
                DRAINED_WITHIN,
                () ->
                        owed.entrySet().stream()
                                .allMatch(
                                        one ->
                                                Verdict.arrived(one.getKey(), csms)
                                                        .containsAll(one.getValue())));
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
                                            Verdict.arrived(book, csms)
                                                    .containsAll(Verdict.answered(book)));
            if (complete && csms.changes() == before) {
                return;
            }
            before = csms.changes();
            rest(1_500); // longer than any pause of the gateway's between two attempts
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(Duration.ofSeconds(10).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How many rows the gateway left in its outbox. */
    private int left() {
        String url = "jdbc:h2:file:" + gateway.data().toAbsolutePath().resolve("substation");
        try (Connection connection = DriverManager.getConnection(url + ";IFEXISTS=TRUE", "sa", "");
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM outbox")) {
            count.next();
            return count.getInt(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
