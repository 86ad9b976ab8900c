package dev.substation.front;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Says who sent a request, and which paths are for stations. A port: the faces know the stations,
 * the front does not.
 */
@FunctionalInterface
public interface Senders {

    /**
     * Who sent a request; empty when it never has to wait.
     *
     * @param request the whole request, head and body, in the form that the container gets
     * @param asksForWebSocket whether it asks to go on as a WebSocket
     * @param address where it comes from
     */
    Optional<Sender> of(byte[] request, boolean asksForWebSocket, InetAddress address);

    /**
     * Whether only stations use a path, so that no other application of the server can be meant.
     *
     * @param path as it was sent, with the context path and without the query
     */
    default boolean isForStations(String path) {
        return false;
    }
}
