package dev.substation.siege;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** All attacks by command: {@code payara/gw siege} starts it. */
public final class Siege {

    private static final int FAILED = 1;
    private static final int WRONG_USE = 2;
    private static final int LONG_SCALE = 7;
    private static final String USAGE =
            """
            usage: payara/gw siege [--long | --seconds N] [--attack NAME]
              Attacks a gateway of its own, one kind of hostile peer after the other, beside ten
              stations that behave, and prints a line for each attack: how long these wait for
              their answers before and during it, what was refused, heap, memory, disk and log.
              --seconds N    how long each attack lasts, 10 when left out
              --long         ten minutes for each, with 2,000 slow senders and 3,500 idle ones
              --attack NAME  only attacks whose names begin so
            """;

    private Siege() {}

    /** Exits with 0 when the neighbours were served well, 1 when not, 2 when wrongly used. */
    public static void main(String[] args) throws Exception {
        Duration time = Duration.ofSeconds(10);
        int scale = 1;
        String beginning = "";
        try {
            for (Iterator<String> words = List.of(args).iterator(); words.hasNext(); ) {
                switch (words.next()) {
                    case "--long" -> {
                        time = Duration.ofMinutes(10);
                        scale = LONG_SCALE;
                    }
                    case "--seconds" -> time = Duration.ofSeconds(Integer.parseInt(words.next()));
                    case "--attack" -> beginning = words.next();
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
        System.exit(run(time, scale, beginning) ? 0 : FAILED);
    }

    private static boolean run(Duration time, int scale, String beginning) throws Exception {
        Path folder = Files.createTempDirectory("substation-siege");
        System.out.println("data and log in " + folder + ", " + time.toSeconds() + " s an attack");
        List<String> wrong = new ArrayList<>();
        try (Field field = Field.asInService(folder);
                Neighbours neighbours = new Neighbours(field)) {
            System.out.println(Assault.Outcome.head());
            Assault assault = new Assault(field, neighbours, Assault.WARM_UP, Assault.UNNOTICED);
            for (Attack attack : Attacks.all(scale)) {
                if (attack.name().startsWith(beginning)) {
                    Assault.Outcome outcome = assault.of(attack, time);
                    System.out.println(outcome);
                    wrong.addAll(outcome.wrong());
                }
            }
        } catch (IOException | AssertionError fault) {
            System.err.println("the siege could not begin: " + fault.getMessage());
            return false;
        }
        return wrong.isEmpty();
    }
}
