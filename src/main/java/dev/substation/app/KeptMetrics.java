package dev.substation.app;

import dev.substation.admin.Metric;
import dev.substation.flow.ports.MemoryFigure;
import java.util.List;

/** The metrics of what is kept in memory. */
final class KeptMetrics {

    private KeptMetrics() {}

    static List<Metric> of(List<MemoryFigure> all) {
        Metric sizes = Metric.gauges("substation_memory_size", "Entries of a kind in memory");
        Metric bounds = Metric.gauges("substation_memory_bound", "Limit of such entries");
        Metric evicted =
                Metric.counters(
                        "substation_memory_evicted_total",
                        "Entries of a kind that were evicted for newer ones");
        for (MemoryFigure kept : all) {
            sizes = sizes.with(kept.size(), "kind", kept.kind());
            bounds = kept.most() > 0 ? bounds.with(kept.most(), "kind", kept.kind()) : bounds;
            evicted = evicted.with(kept.evicted(), "kind", kept.kind());
        }
        return List.of(sizes, bounds, evicted);
    }
}
