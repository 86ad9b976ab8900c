package dev.substation.chaos;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.testing.Tier;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills of a plain JVM, each day other ones, more of them in the long tier. {@code -Dchaos.seed=N}
 * for the run of another day, such as the one that a failure names.
 */
@Tag(Tier.MORE_WHEN_LONG)
class ChaosTest {

    private static final int KILLS = Tier.choose(5, 25);

    /** On a machine that has much else to do fewer must be enough. */
    private static final Duration LONGEST = Duration.ofSeconds(Tier.choose(90, 300));

    @TempDir Path home;

    @Test
    void losesNothingOverKills() {
        long seed = Tier.seed("chaos.seed");
        Cast cast = new Cast(1, 1);
        Storm.Plan plan =
                new Storm.Plan(
                        seed, KILLS, LONGEST, Duration.ofMillis(300), Duration.ofMillis(1_500));
        try (Backend csms = new Backend(seed)) {
            Home.write(home, cast, csms.url());
            try (PlainCarrier gateway = new PlainCarrier(home)) {
                Storm storm = new Storm(plan, cast, csms, gateway);

                Verdict verdict = storm.run(killed -> {});

                String line = storm.line(verdict);
                System.out.println(line);
                assertTrue(
                        verdict.isClean(),
                        () ->
                                line
                                        + " (again with -Dchaos.seed="
                                        + seed
                                        + ")\n"
                                        + String.join("\n", verdict.first())
                                        + "\nthe gateway's log ends with:\n"
                                        + gateway.log());
            }
        }
    }
}
