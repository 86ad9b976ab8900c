package dev.substation.flow.ports;

/**
 * How much of a kind is kept in memory.
 *
 * @param kind what, as a label of the metrics
 * @param most the bound over all stations; 0 where each station has one and their number does the
 *     rest
 * @param evicted how often something had to go to make room
 */
public record MemoryFigure(String kind, long size, long most, long evicted) {

    /** What is bounded for each station by itself. */
    public static MemoryFigure ofEach(String kind, long size) {
        return new MemoryFigure(kind, size, 0, 0);
    }
}
