package dev.substation.model;

/**
 * Which way a call travels: {@code UP} from a station to the csms, {@code DOWN} from the csms to a
 * station.
 */
public enum Direction {
    UP,
    DOWN;

    /** The word that routes and logs use: {@code up}, {@code down}. */
    public String word() {
        return this == UP ? "up" : "down";
    }
}
