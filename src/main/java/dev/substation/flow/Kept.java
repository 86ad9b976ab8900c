package dev.substation.flow;

/**
 * How much of a kind is kept in memory.
 *
 * @param kind what, as a label of the metrics
 * @param most the bound over all stations
 * @param evicted how often something had to go to make room
 */
public record Kept(String kind, long size, long most, long evicted) {}
