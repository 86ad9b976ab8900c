package dev.substation.model;

/**
 * Which way a call travels: {@code UP} from a station to the CSMS, {@code DOWN} from the CSMS to a
 * station.
 */
public enum Direction {
    UP,
    DOWN;

    /** The word that routes and logs use: {@code up}, {@code down}. */
    public String word() {
        return this == UP ? "up" : "down";
    }

    /** The way of its answer. */
    public Direction opposite() {
        return this == UP ? DOWN : UP;
    }
}
