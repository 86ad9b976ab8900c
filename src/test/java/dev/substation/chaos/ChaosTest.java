package dev.substation.chaos;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills of a plain JVM, each day other ones. {@code -Dchaos.seed=N} for the run of another day,
 * such as the one that a failure names.
 */
class ChaosTest {

    private static final int KILLS = 12;

    /** On a machine that has much else to do fewer must be enough. */
    private static final Duration LONGEST = Duration.ofSeconds(90);

    @TempDir Path home;

    @Test
    void losesNothingOverTwelveKills() {
        long today =
                Long.parseLong(
                        LocalDate.now(ZoneOffset.UTC).format(DateTimeFormatter.BASIC_ISO_DATE));
        long seed = Long.getLong("chaos.seed", today);
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
