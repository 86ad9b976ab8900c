package dev.substation.chaos;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.testing.Tier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The appliance itself: kills, then a time without CSMS; three and a minute in the long tier.
 * {@code -Dchaos.seed=N}.
 */
@Tag(Tier.MORE_WHEN_LONG)
class ChaosE2E {

    private static final int KILLS = Tier.choose(1, 3);
    private static final Duration OUTAGE = Duration.ofSeconds(Tier.choose(10, 60));
    private static final Duration DELIVERED_WITHIN = Duration.ofSeconds(60);

    @TempDir Path folder;

    @Test
    void losesNothingOverKillsAndATimeWithoutCsms() {
        long seed = Tier.seed("chaos.seed");
        Cast cast = new Cast(3, 1);
        Storm.Plan plan =
                new Storm.Plan(
                        seed,
                        KILLS,
                        Duration.ofHours(1),
                        Duration.ofMillis(300),
                        Duration.ofMillis(4_000));
        AtomicReference<Duration> drained = new AtomicReference<>();
        Path home = folder.resolve("home");
        try (Backend csms = new Backend(seed)) {
            Home.write(home, cast, csms.url());
            try (PayaraCarrier gateway = new PayaraCarrier(home)) {
                Storm storm = new Storm(plan, cast, csms, gateway);

                Verdict verdict = storm.run(killed -> {}, () -> drained.set(storm.outage(OUTAGE)));

                String line = storm.line(verdict) + " drained=" + drained.get();
                System.out.println(line);
                assertTrue(
                        verdict.isClean(),
                        () ->
                                line
                                        + "\n"
                                        + String.join("\n", verdict.first())
                                        + "\nthe gateway's log ends with:\n"
                                        + gateway.log());
                assertTrue(drained.get().compareTo(DELIVERED_WITHIN) < 0, line);
            }
        }
    }
}
