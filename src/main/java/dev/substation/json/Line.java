package dev.substation.json;

/**
 * The connection of a station that is to be cut rather than closed. The container makes it while it
 * hands the connection over, when the guest is let in already.
 */
final class Line {

    private volatile Severable connection;

    void is(Severable handedOver) {
        connection = handedOver;
    }

    /** Ends the connection as a broken line would. */
    void cut() {
        Severable open = connection;
        if (open != null) {
            open.cut();
        }
    }
}
