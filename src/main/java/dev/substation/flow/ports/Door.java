package dev.substation.flow.ports;

import java.util.Locale;

/** Where somebody is rejected. */
public enum Door {
    /** Before the container sees the connection or the request. */
    PORT,
    /** The upgrade to a WebSocket. */
    WEBSOCKET,
    /** A message over SOAP. */
    SOAP,
    /** Any other request. */
    HTTP,
    /** A datagram from what is no KEBA box of the site. */
    UDP;

    /** As in {@code /metrics}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
