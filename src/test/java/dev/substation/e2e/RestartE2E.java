package dev.substation.e2e;

import dev.substation.e2e.Scenario.Play;
import dev.substation.testing.Tier;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Scenarios that lead over a kill of the gateway, all at the same gateway at the same time. */
@Tag(Tier.MORE_WHEN_LONG)
class RestartE2E {

    private static List<Scenario> scenarios;
    private static KilledGateway gateway;

    @BeforeAll
    static void start(@TempDir Path folder) {
        scenarios =
                List.of(
                        new MovedAndDoubledStations(),
                        new ReturningStations(),
                        new SilentStations(),
                        new RefusedCards(),
                        new KeysSetByCsms(),
                        new FirmwareUpdates(),
                        new MovedTransactions(),
                        new KebaBoxes(),
                        new TracedCalls(),
                        new EarlierVersion(folder.resolve("home")),
                        new ChargingSessions(folder),
                        new SplitAndJoinedStations());
        gateway = KilledGateway.start(folder.resolve("home"), scenarios);
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
        scenarios.forEach(Scenario::close);
    }

    @TestFactory
    Stream<DynamicTest> whatPeersDoGoesOnAfterAKill() {
        Map<String, Play> all = new TreeMap<>();
        scenarios.forEach(scenario -> all.putAll(scenario.plays()));
        Map<String, CompletableFuture<Void>> played = gateway.play(all);
        return all.keySet().stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> end(played.get(name))));
    }

    private static void end(CompletableFuture<Void> play) throws Throwable {
        try {
            play.join();
        } catch (CompletionException failed) {
            throw failed.getCause();
        }
    }
}
