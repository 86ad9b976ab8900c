package dev.substation.flow;

/**
 * How much of a kind is kept in memory.
 *
 * @param kind what, as a label of the metrics
 * @param most the bound over all stations; 0 where each station has one and their number does the
 *     rest
 * @param evicted how often something had to go to make room
 */
public record Kept(String kind, long size, long most, long evicted) {

    /** What is bounded for each station by itself. */
    static Kept ofEach(String kind, long size) {
        return new Kept(kind, size, 0, 0);
    }
}
