package dev.substation.admin;

import java.util.List;

/**
 * How the gateway is.
 *
 * @param up whether it can take calls from stations
 * @param reasons what keeps it from being well, a sentence each; with {@code up} it is degraded
 */
public record Health(boolean up, List<String> reasons) {

    public static final Health WELL = new Health(true, List.of());

    public Health {
        reasons = List.copyOf(reasons);
    }

    /** In a word. */
    public String status() {
        return up ? "UP" : "DOWN";
    }
}
