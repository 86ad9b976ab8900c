package dev.substation.testing.stepped;

import dev.substation.app.settings.Settings;
import dev.substation.app.settings.SettingsFile;
import dev.substation.flow.gate.Gateway;
import dev.substation.flow.ports.Rules;
import dev.substation.flow.ports.Tracing;
import dev.substation.flow.time.Desk;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway with the settings of a {@code site.yaml}, scripted stations and a scripted CSMS; the
 * clock is stepped. The base of tests with several stations.
 */
public abstract class SteppedSite {

    @TempDir protected Path home;

    protected final SteppedTimers time = new SteppedTimers(Instant.parse("2026-01-01T08:00:00Z"));
    protected final MemoryLedger ledger = new MemoryLedger();
    protected final ScriptedCsms csms = new ScriptedCsms(time);
    protected final Map<String, ScriptedStation> stations = new HashMap<>();
    protected Rules rules = new NoRules();
    protected Tracing tracing = Tracing.OFF;
    protected Dialect dialect;
    protected Gateway gateway;
    private int runs;

    /**
     * @param dialect what the stations speak until the test says otherwise
     */
    protected SteppedSite(Dialect dialect) {
        this.dialect = dialect;
    }

    /** The settings of this {@code site.yaml}. */
    protected Settings settings(String siteYaml) throws Exception {
        Path file = Files.writeString(home.resolve("site.yaml"), siteYaml);
        return SettingsFile.read(home, file, Map.of(), Clock.systemUTC());
    }

    /** A gateway with these settings on the same ledger. */
    protected void start(Settings settings) {
        start(new Desk(time, time), settings);
    }

    /** The same, and the gateway before does nothing more, as after a kill. */
    protected void restart(Settings settings) {
        int run = ++runs;
        Executor untilTheNextRun =
                task ->
                        time.execute(
                                () -> {
                                    if (run == runs) {
                                        task.run();
                                    }
                                });
        start(new Desk(untilTheNextRun, time), settings);
    }

    private void start(Desk desk, Settings settings) {
        gateway =
                SteppedGateway.started(
                        desk,
                        time,
                        settings,
                        rules,
                        ledger,
                        csms,
                        (id, spoken, address) -> station(id.value()),
                        tracing);
    }

    /** The station's end of its link. */
    protected ScriptedStation station(String id) {
        return stations.computeIfAbsent(id, name -> new ScriptedStation(name, dialect));
    }

    /** A station calls. */
    protected CompletableFuture<Answer> send(String station, Action action, Object... payload) {
        CompletableFuture<Answer> answer =
                gateway.call(
                        station(station),
                        new Call(
                                "id-1",
                                new StationId(station),
                                Direction.UP,
                                dialect,
                                action,
                                Payload.of(payload),
                                List.of()));
        time.settle();
        return answer;
    }
}
