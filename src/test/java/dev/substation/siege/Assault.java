package dev.substation.siege;

import dev.substation.siege.Neighbours.Felt;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** One attack beside the neighbours, and what came of it. */
final class Assault {

    /** Below this the neighbours feel nothing, on a machine that nobody else uses. */
    static final Duration UNNOTICED = Duration.ofMillis(50);

    /** The same where other builds use the machine too. */
    static final Duration UNNOTICED_WHEN_SHARED = Duration.ofMillis(500);

    /**
     * As long as a short attack, so that both percentiles are of as many messages, but no longer.
     */
    private static final Duration CALM_AT_MOST = Duration.ofSeconds(6);

    /** How long a siege in full warms up. */
    static final Duration WARM_UP = Duration.ofSeconds(20);

    private static final int WORSE_AT_MOST = 3;
    private static final int STACK = 128 << 10;

    /**
     * What came of an attack.
     *
     * @param rounds how often it was begun
     * @param heap in megabytes, at the end of the attack
     * @param resident memory of the process in megabytes, likewise
     * @param disk what the data grew by, in kilobytes
     * @param log what the log grew by, in characters
     * @param wrong what should not have been, as sentences; empty when all is well
     */
    record Outcome(
            String attack,
            Felt before,
            Felt during,
            int rounds,
            int refused,
            long heap,
            long resident,
            long disk,
            int log,
            List<String> wrong) {

        static String head() {
            return "%-24s %14s %16s %7s %7s %8s %8s %9s %8s  %s"
                    .formatted(
                            "attack",
                            "before p50/p99",
                            "during p50/p99",
                            "rounds",
                            "refused",
                            "heap MB",
                            "RSS MB",
                            "disk kB",
                            "log B",
                            "");
        }

        @Override
        public String toString() {
            return "%-24s %14s %16s %7d %7d %8d %8d %9d %8d  %s"
                    .formatted(
                            attack,
                            before.p50().toMillis() + "/" + before.p99().toMillis() + " ms",
                            during.p50().toMillis() + "/" + during.p99().toMillis() + " ms",
                            rounds,
                            refused,
                            heap,
                            resident,
                            disk,
                            log,
                            wrong.isEmpty() ? "held" : String.join("; ", wrong));
        }
    }

    private final Field field;
    private final Neighbours neighbours;
    private final Duration warmUp;
    private final Duration unnoticed;
    private boolean warm;

    /**
     * @param warmUp how long the JVM may compile before the first attack, which is not to be
     *     counted as calm or as an attack's effect
     * @param unnoticed the 99th percentile up to which nothing is wrong, whatever it was before
     */
    Assault(Field field, Neighbours neighbours, Duration warmUp, Duration unnoticed) {
        this.field = field;
        this.neighbours = neighbours;
        this.warmUp = warmUp;
        this.unnoticed = unnoticed;
    }

    /** Attacks for a while. */
    Outcome of(Attack attack, Duration time) {
        neighbours.recover(); // from what the attack before has left
        if (!warm) {
            neighbours.warm(warmUp);
            warm = true;
        }
        LockSupport.parkNanos(Math.min(time.toNanos(), CALM_AT_MOST.toNanos()));
        Felt before = neighbours.felt();
        long disk = field.disk();
        int log = field.log();
        AtomicInteger rounds = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        ConcurrentLinkedQueue<String> answered = new ConcurrentLinkedQueue<>();
        long end = System.nanoTime() + time.toNanos();
        BooleanSupplier goesOn = () -> System.nanoTime() < end && field.gateway.handle().isAlive();
        List<Thread> peers = new ArrayList<>();
        for (int i = 0; i < attack.peers(); i++) {
            int peer = i;
            Thread thread =
                    new Thread(
                            null,
                            () -> attack(attack, peer, goesOn, rounds, refused, answered),
                            "attacker-" + peer,
                            STACK);
            thread.setDaemon(true);
            peers.add(thread);
            thread.start();
        }
        while (goesOn.getAsBoolean()) {
            LockSupport.parkNanos(100_000_000);
        }
        Felt during = neighbours.felt();
        long heap = field.heap();
        long resident = field.resident();
        peers.forEach(Assault::join);
        Outcome bare =
                new Outcome(
                        attack.name(),
                        before,
                        during,
                        rounds.get(),
                        refused.get(),
                        heap,
                        resident,
                        field.disk() - disk,
                        field.log() - log,
                        List.of());
        return judged(bare, log, answered);
    }

    private void attack(
            Attack attack,
            int peer,
            BooleanSupplier goesOn,
            AtomicInteger rounds,
            AtomicInteger refused,
            ConcurrentLinkedQueue<String> answered) {
        while (goesOn.getAsBoolean()) {
            rounds.incrementAndGet();
            try {
                attack.doing().round(field, peer, goesOn, refused);
            } catch (IOException ended) {
                refused.incrementAndGet();
                LockSupport.parkNanos(1_000_000);
            } catch (IllegalStateException wrong) {
                answered.add(wrong.getMessage());
                return;
            }
        }
    }

    private Outcome judged(Outcome bare, int logBefore, ConcurrentLinkedQueue<String> answered) {
        List<String> wrong = new ArrayList<>(answered.stream().distinct().toList());
        if (!field.gateway.handle().isAlive()) {
            wrong.add("the gateway has ended");
        }
        if (bare.during().messages() == 0) {
            wrong.add("no neighbour had an answer");
        }
        if (bare.during().failed() > 0) {
            wrong.add(
                    bare.during().failed()
                            + " messages of neighbours failed, "
                            + bare.during().firstFailure());
        }
        Duration bearable = bare.before().p99().multipliedBy(WORSE_AT_MOST);
        if (bare.during().p99().compareTo(bearable) > 0
                && bare.during().p99().compareTo(unnoticed) > 0) {
            wrong.add("the neighbours wait more than " + WORSE_AT_MOST + " times as long");
        }
        field.stackTrace(logBefore).ifPresent(trace -> wrong.add("in the log: " + trace));
        return new Outcome(
                bare.attack(),
                bare.before(),
                bare.during(),
                bare.rounds(),
                bare.refused(),
                bare.heap(),
                bare.resident(),
                bare.disk(),
                bare.log(),
                wrong);
    }

    private static void join(Thread thread) {
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
