package dev.substation.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.admin.Metric;
import dev.substation.flow.ports.MemoryFigure;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeptMetricsTest {

    @Test
    void showsOfEachKindHowFullItIsAndNoBoundWhereStationsHaveOneEach() {
        List<Metric> metrics =
                KeptMetrics.of(
                        List.of(
                                new MemoryFigure("cards", 20_000, 20_000, 3),
                                new MemoryFigure("stations", 12, 0, 0)));

        assertEquals(
                List.of(
                        new Metric.Sample(Map.of("kind", "cards"), 20_000),
                        new Metric.Sample(Map.of("kind", "stations"), 12)),
                metrics.get(0).samples());
        assertEquals(
                List.of(new Metric.Sample(Map.of("kind", "cards"), 20_000)),
                metrics.get(1).samples());
        assertEquals(
                List.of(
                        new Metric.Sample(Map.of("kind", "cards"), 3),
                        new Metric.Sample(Map.of("kind", "stations"), 0)),
                metrics.get(2).samples());
    }
}
