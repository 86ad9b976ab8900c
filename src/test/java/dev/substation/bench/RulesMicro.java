package dev.substation.bench;

import dev.substation.dialect.Frame.CallFrame;
import dev.substation.dialect.FrameReading;
import dev.substation.flow.ports.Rules;
import dev.substation.model.Action;
import dev.substation.model.Call;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.StationId;
import dev.substation.routes.language.BadRoutes;
import dev.substation.routes.live.SiteRoutes;
import dev.substation.testing.RuleClocks;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** MeterValues of 12 samples through the shipped rules. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RulesMicro {

    @Param({"generic", "keba"})
    public String vendor;

    private SiteRoutes rules;
    private Call call;

    @Setup(Level.Trial)
    public void load() throws BadRoutes {
        rules = new SiteRoutes(Path.of("camel-routes"), List.of(), RuleClocks.real());
        CallFrame frame =
                (CallFrame) FrameReading.read(Messages.meterValues().next(() -> "").toString());
        call =
                new Call(
                        "m-1",
                        new StationId("BENCH-1"),
                        Direction.UP,
                        Dialect.JSON_16,
                        Action.MeterValues,
                        frame.payload(),
                        List.of());
    }

    @Benchmark
    public Rules.Routed apply() {
        return rules.apply(call, vendor);
    }

    @TearDown(Level.Trial)
    public void close() {
        rules.close();
    }
}
