package dev.substation.front;

import java.net.InetAddress;
import java.util.Optional;

/** Says who sent a request. A port: the faces know the stations, the front does not. */
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
}
