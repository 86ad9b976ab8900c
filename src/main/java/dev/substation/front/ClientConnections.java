package dev.substation.front;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import org.glassfish.grizzly.Connection;

/** Finds the visitor of a connection of the container. */
final class ClientConnections {

    private final Front front;
    private final ServedConnections served = new ServedConnections();

    /** Weakly, for the container forgets a connection when it is over, but not at once. */
    private final Set<Connection<?>> all =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    /** Another deployment of the gateway in the same process has visitors of its own. */
    private final String key;

    ClientConnections(Front front) {
        this.front = front;
        key = ClientConnection.class.getName() + "@" + System.identityHashCode(this);
    }

    Front front() {
        return front;
    }

    /** Which connection each thread of the container is busy with. */
    ServedConnections served() {
        return served;
    }

    boolean knows(Connection<?> connection) {
        return connection.getAttributes().getAttribute(key) != null;
    }

    /** The visitor, who enters now if the connection is older than the front. */
    ClientConnection of(Connection<?> connection, boolean secure) {
        Object known = connection.getAttributes().getAttribute(key);
        if (known instanceof ClientConnection visitor) {
            return visitor;
        }
        ClientConnection visitor =
                front.enter(peer(connection), new ConnectionWire(connection, secure));
        connection.getAttributes().setAttribute(key, visitor);
        all.add(connection);
        return visitor;
    }

    /** The connection is over. */
    void closed(Connection<?> connection) {
        if (connection.getAttributes().getAttribute(key) instanceof ClientConnection visitor) {
            visitor.closed();
        }
    }

    /**
     * Removes what refers to the front from connections that are over. The container keeps some of
     * them for the next request of a thread, and with them the classes of an application that is
     * gone.
     */
    void forgetAll() {
        synchronized (all) {
            for (Connection<?> connection : all) {
                connection.getAttributes().removeAttribute(key);
                connection.setProcessor(null);
            }
            all.clear();
        }
    }

    static InetAddress peer(Connection<?> connection) {
        return address(connection.getPeerAddress());
    }

    static InetAddress local(Connection<?> connection) {
        return address(connection.getLocalAddress());
    }

    private static InetAddress address(Object end) {
        return end instanceof InetSocketAddress socket && socket.getAddress() != null
                ? socket.getAddress()
                : InetAddress.getLoopbackAddress();
    }
}
