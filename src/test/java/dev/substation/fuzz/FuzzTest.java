package dev.substation.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.testing.Tier;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Mutated envelopes and frames against both faces, from stations and from the csms: everybody gets
 * the one answer that he is owed, nobody is told of our inside, nothing hangs and nothing stays.
 *
 * <p>Each day has another seed. {@code -Dfuzz.seed=N} repeats a run, {@code -Dfuzz.count=N} says
 * how many inputs, {@code -Dfuzz.only=N} (or {@code FROM-TO}) plays some of a seed's alone.
 */
@Tag(Tier.MORE_WHEN_LONG)
class FuzzTest {

    private static final long SEED = Tier.seed("fuzz.seed");
    private static final int COUNT = Integer.getInteger("fuzz.count", Tier.choose(20_000, 200_000));
    private static final String ONLY = System.getProperty("fuzz.only", "");
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final int MOST_DEFECTS = 20;

    /** What is an error of the CSMS, and is told in a line without a trace. */
    private static final Pattern FOR_THE_OPERATOR =
            Pattern.compile("Message dropped: |Message parked: ");

    /** Told at ERROR when a sample in a format that OCPP does not know is left out. */
    private static final Pattern SIGNED = Pattern.compile("Signed meter values have changed");

    private static final Pattern ODD_FORMAT =
            Pattern.compile("format(?:\"?+\\s*+[:=]|>)\\s*+[\"']?+(?!(?:Raw|SignedData)\\b)");

    private static final double GROWTH = 1.10;

    /** With fewer inputs classes are still being loaded. */
    private static final int ENOUGH_FOR_HEAP = 50_000;

    private final Map<Thread, Player> players = new ConcurrentHashMap<>();
    private final Logger root = Logger.getLogger("");
    private final List<Handler> usual = List.of(root.getHandlers());
    private final Handler listening =
            new Handler() {
                @Override
                public void publish(LogRecord event) {
                    logged(event);
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    @BeforeEach
    void listen() {
        usual.forEach(root::removeHandler);
        root.addHandler(listening);
    }

    @AfterEach
    void stopListening() {
        root.removeHandler(listening);
        usual.forEach(root::addHandler);
    }

    /** What is logged as our fault, or with a trace, while an input is played. */
    private void logged(LogRecord event) {
        Player player = players.get(Thread.currentThread());
        if (player == null || event.getLevel().intValue() < Level.INFO.intValue()) {
            return;
        }
        boolean ours =
                event.getThrown() != null
                        || event.getLevel().intValue() >= Level.SEVERE.intValue()
                                && !FOR_THE_OPERATOR.matcher(event.getMessage()).find()
                                && !(SIGNED.matcher(event.getMessage()).find()
                                        && ODD_FORMAT.matcher(player.world.sent()).find());
        if (ours) {
            player.world.logged(
                    "logged at "
                            + event.getLevel()
                            + ": "
                            + event.getMessage()
                            + " "
                            + Arrays.toString(event.getParameters())
                            + " "
                            + trace(event.getThrown()));
        }
    }

    private static String trace(Throwable thrown) {
        return thrown == null
                ? ""
                : thrown
                        + Arrays.stream(thrown.getStackTrace())
                                .limit(12)
                                .map(frame -> "\n        at " + frame)
                                .collect(Collectors.joining());
    }

    /** Plays one world's inputs on a thread of its own. */
    private static final class Player {

        private final String name;
        private final World world;
        private final List<String> defects = new ArrayList<>();
        private volatile int number = -1;
        private volatile long since;
        private int played;
        private int slowest = -1;
        private long slowestNanos;
        private long busyNanos;

        /** One of a kind is enough to begin with. */
        private final Set<String> kinds = new TreeSet<>();

        Player(String name, World world) {
            this.name = name;
            this.world = world;
        }

        void play(int from, int to) {
            for (int n = from; n < to && defects.size() < MOST_DEFECTS; n++) {
                long start = System.nanoTime();
                since = start;
                number = n;
                try {
                    world.play(new Dice(SEED, n));
                } catch (RuntimeException | Error defect) {
                    if (ONLY.isEmpty() && !kinds.add(kind(defect))) {
                        continue;
                    }
                    defects.add(
                            "%s input %d: %s%n%s%n  repeat it with -Dtest=FuzzTest -Dfuzz.seed=%d -Dfuzz.only=%d (or -Dfuzz.only=%d-%d)"
                                    .formatted(
                                            name,
                                            n,
                                            defect instanceof Defect
                                                    ? defect.getMessage()
                                                    : trace(defect),
                                            world.script(),
                                            SEED,
                                            n,
                                            from,
                                            n));
                }
                played++;
                long took = System.nanoTime() - start;
                if (took > slowestNanos) {
                    slowestNanos = took;
                    slowest = n;
                }
            }
            number = -1;
            busyNanos += ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        }
    }

    private static String kind(Throwable defect) {
        String text = String.valueOf(defect.getMessage()).replaceAll("[^A-Za-z]+", " ");
        return defect.getClass() + text.substring(0, Math.min(text.length(), 45));
    }

    @Test
    void everybodyGetsTheAnswerThatHeIsOwedAndNothingElse() throws Exception {
        Set<String> threadsBefore = threads();
        Seeds seeds = Seeds.read();
        Path routes = Path.of("camel-routes");
        long begun = System.nanoTime();
        try (World soap = new SoapWorld(seeds, routes);
                World json = new JsonWorld(seeds, routes)) {
            Player soaps = new Player("soap", soap);
            Player jsons = new Player("json", json);
            if (!ONLY.isEmpty()) {
                some(soaps, jsons);
                return;
            }
            int half = COUNT / 2;
            int warm = half / 10;
            both(soaps, 0, warm, jsons, half, half + warm);
            long before = heap(soap, json);
            both(soaps, warm, half, jsons, half + warm, COUNT);
            long after = heap(soap, json);
            List<String> defects = defects(soaps, jsons);
            System.out.printf(
                    "fuzz seed=%d inputs=%d seconds=%d (of the processor: soap=%d json=%d) soap=%s json=%s slowest=%d (%d ms) heap before=%d KiB after=%d KiB (%+.1f %%) stations=%s %s defects=%d%n",
                    SEED,
                    soaps.played + jsons.played,
                    (System.nanoTime() - begun) / 1_000_000_000,
                    soaps.busyNanos / 1_000_000_000,
                    jsons.busyNanos / 1_000_000_000,
                    soap.outcomes(),
                    json.outcomes(),
                    soaps.slowestNanos > jsons.slowestNanos ? soaps.slowest : jsons.slowest,
                    Math.max(soaps.slowestNanos, jsons.slowestNanos) / 1_000_000,
                    before >> 10,
                    after >> 10,
                    100.0 * after / before - 100,
                    soap.census(),
                    json.census(),
                    defects.size());
            assertTrue(defects.isEmpty(), () -> String.join("\n\n", defects));
            assertTrue(
                    COUNT < ENOUGH_FOR_HEAP || after < before * GROWTH,
                    "the heap has grown from " + before + " to " + after + " bytes");
        }
        Set<String> left = threads();
        left.removeAll(threadsBefore); // those of other tests may have ended meanwhile
        assertEquals(Set.of(), left, "threads that are left");
    }

    private void some(Player soaps, Player jsons) throws Exception {
        String[] ends = ONLY.split("-");
        int from = Integer.parseInt(ends[0]);
        int to = Integer.parseInt(ends[ends.length - 1]);
        Player player = from < COUNT / 2 ? soaps : jsons;
        players.put(Thread.currentThread(), player);
        player.play(from, to + 1);
        System.out.println(player.world.script());
        assertTrue(player.defects.isEmpty(), () -> String.join("\n\n", player.defects));
    }

    private List<String> defects(Player... both) {
        List<String> defects = new ArrayList<>();
        for (Player player : both) {
            players.put(Thread.currentThread(), player);
            if (player.defects.isEmpty()) {
                try {
                    player.world.drain();
                } catch (Defect defect) {
                    player.defects.add(player.name + " in the end: " + defect.getMessage());
                }
            }
            defects.addAll(player.defects);
        }
        players.clear();
        return defects;
    }

    /** Lets both play, and looks that neither hangs. */
    private void both(Player one, int from, int to, Player other, int otherFrom, int otherTo)
            throws Exception {
        Thread first = new Thread(() -> one.play(from, to), "fuzz-" + one.name);
        Thread second = new Thread(() -> other.play(otherFrom, otherTo), "fuzz-" + other.name);
        Map<Thread, Player> playing = new TreeMap<>((a, b) -> a.getName().compareTo(b.getName()));
        playing.put(first, one);
        playing.put(second, other);
        players.putAll(playing);
        playing.keySet().forEach(Thread::start);
        while (first.isAlive() || second.isAlive()) {
            first.join(200);
            second.join(200);
            playing.forEach(FuzzTest::lookAt);
        }
    }

    private static void lookAt(Thread thread, Player player) {
        int number = player.number;
        long nanos = System.nanoTime() - player.since;
        if (number >= 0 && nanos > LONGEST.toNanos() && player.number == number) {
            String where =
                    Arrays.stream(thread.getStackTrace())
                            .limit(30)
                            .map(frame -> "\n    at " + frame)
                            .collect(Collectors.joining());
            throw new AssertionError(
                    "%s input %d hangs since %d ms; seed %d%s"
                            .formatted(player.name, number, nanos / 1_000_000, SEED, where));
        }
    }

    /** What lives, in bytes. */
    private static long heap(World... worlds) {
        for (World world : worlds) {
            world.forgetScript();
        }
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least =
                    Math.min(
                            least,
                            ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    /** The threads that are not the JVM's and not the test's. */
    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.isDaemon())
                .map(Thread::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
