package dev.substation.flow.desk;

/**
 * A count of what there is, for health and the log.
 *
 * @param queued calls that the CSMS must still get, as far as they are held in memory
 * @param pending station calls that have not been answered yet
 */
public record Census(int stations, int links, int connected, int away, int queued, int pending) {}
