package dev.substation.chaos;

import dev.substation.testing.PostgresqlServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** A long run by command: {@code payara/gw chaos} starts it. */
public final class Chaos {

    private static final int FAILED = 1;
    private static final int WRONG_USE = 2;
    private static final int KILLS = 100;
    private static final int STATIONS = 1;
    private static final String USAGE =
            """
            usage: payara/gw chaos [--kills N] [--minutes N] [--seed N] [--payara] [--postgres]
              Kills a gateway at random instants while stations charge, the CSMS has its moods and
              the wall clock steps, then compares what the stations were told with what the CSMS
              was sent. Some stations are split, some joined, and of some a rule gathers the meter
              values. Of what the CSMS answers wrongly docs/operations.md has the list.
              --kills N    how often, 100 when left out
              --minutes N  ends the killing after that long, however often it was
              --seed N     what happens when; another one for each run when left out
              --payara     kills the appliance itself rather than its parts in a plain JVM: slower,
                           and by the machine's own clock
              --postgres   puts the ledger on a PostgreSQL server, which is killed and started anew
                           as well
            """;

    private Chaos() {}

    /** Exits with 0 when nothing was lost, 1 when something was, 2 when it was wrongly used. */
    public static void main(String[] args) throws IOException {
        int kills = KILLS;
        long seed = new Random().nextInt(Integer.MAX_VALUE);
        Duration longest = Duration.ofDays(1);
        boolean payara = false;
        boolean postgres = false;
        try {
            for (Iterator<String> words = List.of(args).iterator(); words.hasNext(); ) {
                switch (words.next()) {
                    case "--kills" -> kills = Integer.parseInt(words.next());
                    case "--minutes" ->
                            longest = Duration.ofMinutes(Integer.parseInt(words.next()));
                    case "--seed" -> seed = Long.parseLong(words.next());
                    case "--payara" -> payara = true;
                    case "--postgres" -> postgres = true;
                    case "--help" -> {
                        System.out.print(USAGE);
                        return;
                    }
                    default -> throw new IllegalArgumentException();
                }
            }
        } catch (RuntimeException e) {
            System.err.print(USAGE);
            System.exit(WRONG_USE);
        }
        System.exit(run(kills, longest, seed, payara, postgres));
    }

    private static int run(int kills, Duration longest, long seed, boolean payara, boolean postgres)
            throws IOException {
        Path folder = Files.createTempDirectory("substation-chaos");
        Path home = folder.resolve("home");
        Cast cast = new Cast(STATIONS, STATIONS);
        Storm.Plan plan =
                new Storm.Plan(
                        seed, kills, longest, Duration.ofMillis(400), Duration.ofMillis(2_000));
        boolean clean = false;
        try (PostgresqlServer server = postgres ? PostgresqlServer.start() : null;
                Backend csms = new Backend(seed)) {
            Optional<Storm.Server> database =
                    Optional.ofNullable(server)
                            .map(one -> new Storm.Server(one, one.database("chaos")));
            database.ifPresentOrElse(
                    one -> Home.write(home, cast, csms.url(), one.ledger()),
                    () -> Home.write(home, cast, csms.url()));
            try (Carrier gateway = payara ? new PayaraCarrier(home) : new PlainCarrier(home)) {
                System.out.println(
                        "seed=" + seed + " kills=" + kills + " data and log in " + folder);
                Runtime.getRuntime().addShutdownHook(new Thread(gateway::close));
                Instant begun = Instant.now();
                Storm storm = new Storm(plan, cast, csms, gateway);
                database.ifPresent(storm::on);
                Verdict verdict = storm.run(killed -> progress(killed, plan.kills(), begun));
                clean = verdict.isClean();
                System.out.println("\r" + storm.line(verdict));
                verdict.first().forEach(System.out::println);
                Files.write(folder.resolve("differences"), verdict.differences());
            }
        } finally {
            if (clean) {
                delete(folder);
            }
        }
        return clean ? 0 : FAILED;
    }

    private static void progress(int killed, int kills, Instant begun) {
        String line = "killed %d of %d in %d s".formatted(killed, kills, secondsSince(begun));
        if (System.console() != null) {
            System.out.print("\r" + line);
        } else if (killed % 20 == 0) {
            System.out.println(line);
        }
    }

    private static long secondsSince(Instant begun) {
        return Duration.between(begun, Instant.now()).toSeconds();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
