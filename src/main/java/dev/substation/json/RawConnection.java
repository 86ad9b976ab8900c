package dev.substation.json;

import dev.substation.ocppj.TrafficBudget;
import java.util.concurrent.Executor;

/**
 * The connection of a station that is let in. The container makes it while it hands the connection
 * over, after the guest was made.
 */
final class RawConnection {

    private volatile StationSocket connection;

    void is(StationSocket handedOver) {
        connection = handedOver;
    }

    /** See {@link StationSocket#readWithin}. */
    void readWithin(TrafficBudget.Account account, Executor pool, long most, Runnable tooLong) {
        StationSocket open = connection;
        if (open != null) {
            open.readWithin(account, pool, most, tooLong);
        }
    }

    /** Whether the station has sent a Close frame. */
    boolean isClosedByStation() {
        StationSocket open = connection;
        return open != null && open.isClosedByStation();
    }

    /** Ends the connection as a broken line would. */
    void cut() {
        StationSocket open = connection;
        if (open != null) {
            open.cut();
        }
    }
}
