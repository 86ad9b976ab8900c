package dev.substation.flow.desk;

import dev.substation.model.Dialect;
import dev.substation.model.StationId;
import java.time.Duration;

/**
 * How one station stands, for the metrics.
 *
 * @param connected whether its WebSocket is open; of a SOAP station, whether it was heard lately
 * @param silence how long nothing was heard of it
 * @param failures calls that did not reach it since the start
 * @param unreached whether the last call did not reach it
 * @param transactions how many are open
 */
public record StationFigure(
        StationId station,
        boolean connected,
        Duration silence,
        long failures,
        boolean unreached,
        long transactions) {

    /** Three of the longest heartbeat intervals that a SOAP station gets. */
    private static final Duration SOAP_ALIVE = Duration.ofMinutes(15);

    /**
     * @param transactions how many are open
     */
    public static StationFigure of(Station station, long transactions) {
        return new StationFigure(
                station.id(),
                isThere(station),
                station.silence(),
                station.called().failures(),
                station.called().unreached().isPresent(),
                transactions);
    }

    /** {@code connected}, {@code silent} or {@code disconnected}. */
    public static String state(Station station) {
        return state(isThere(station), station.dialect());
    }

    /** The same by what is known of it. */
    public static String state(boolean there, Dialect dialect) {
        if (there) {
            return "connected";
        }
        return dialect.isSoap() ? "silent" : "disconnected";
    }

    /** Whether its WebSocket is open; of a SOAP station, whether it was heard lately. */
    static boolean isThere(Station station) {
        return station.isConnected()
                || station.dialect().isSoap() && station.silence().compareTo(SOAP_ALIVE) <= 0;
    }
}
