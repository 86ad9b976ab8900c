package dev.substation.front;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.EmptyCompletionHandler;
import org.glassfish.grizzly.WriteResult;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.nio.NIOConnection;

/** A connection of the container. */
final class ConnectionWire implements Wire {

    private final Connection<?> connection;
    private final boolean secure;

    ConnectionWire(Connection<?> connection, boolean secure) {
        this.connection = connection;
        this.secure = secure;
    }

    @Override
    public void last(byte[] response) {
        write(connection, wrap(connection, response), this::saidAll);
    }

    /** The bytes as the container has them. */
    static Buffer wrap(Connection<?> connection, byte[] bytes) {
        return Buffers.wrap(connection.getMemoryManager(), bytes);
    }

    @SuppressWarnings({
        "unchecked",
        "rawtypes"
    }) // a connection that is not of datagrams has no address type
    private static void write(Connection connection, Buffer bytes, Runnable then) {
        connection.write(
                bytes,
                new EmptyCompletionHandler<WriteResult>() {
                    @Override
                    public void completed(WriteResult result) {
                        then.run();
                    }
                });
    }

    /**
     * Lets the peer see the end, and what it still sends be read away: a connection that is closed
     * with unread bytes takes the response away from the peer again.
     */
    void saidAll() {
        if (secure
                || !(connection instanceof NIOConnection nio)
                || !(nio.getChannel() instanceof SocketChannel channel)) {
            return;
        }
        try {
            channel.shutdownOutput();
        } catch (IOException gone) {
            close();
        }
    }

    @Override
    public void close() {
        connection.closeSilently();
    }
}
