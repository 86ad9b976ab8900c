package dev.substation.front;

import dev.substation.front.ClientConnection.Stage;
import dev.substation.model.Cause;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.ssl.SSLBaseFilter;

/**
 * Stands right behind the socket: lets in whom the site accepts, and sees who speaks the wrong
 * protocol. On the port of TLS it also hears how the handshakes end.
 */
final class GateFilter extends BaseFilter implements SSLBaseFilter.HandshakeListener {

    private static final byte TLS_HANDSHAKE = 0x16;
    private static final byte TLS_MAJOR = 3;

    private final ClientConnections visitors;
    private final boolean secure;
    private final String advice;

    /**
     * @param secure whether TLS is spoken at the port
     * @param advice what a station is to do that speaks TLS to the plain port
     */
    GateFilter(ClientConnections visitors, boolean secure, String advice) {
        this.visitors = visitors;
        this.secure = secure;
        this.advice = advice;
    }

    @Override
    public NextAction handleAccept(FilterChainContext ctx) {
        Connection<?> connection = ctx.getConnection();
        if (visitors.front().isShut()) {
            connection.closeSilently();
            return ctx.getStopAction();
        }
        enter(connection);
        return ctx.getInvokeAction();
    }

    /** Foreigners are refused before a byte of theirs is read. */
    private ClientConnection enter(Connection<?> connection) {
        boolean known = visitors.knows(connection);
        ClientConnection visitor = visitors.of(connection, secure);
        if (!known) {
            visitors.front()
                    .objection(
                            ClientConnections.peer(connection), ClientConnections.local(connection))
                    .ifPresent(secure ? visitor::dismiss : visitor::refuse);
        }
        return visitor;
    }

    @Override
    public NextAction handleRead(FilterChainContext ctx) {
        Connection<?> connection = ctx.getConnection();
        visitors.served().begin(connection);
        Buffer bytes = ctx.getMessage();
        ClientConnection visitor = enter(connection);
        if (visitors.front().isShut()) {
            connection.closeSilently();
        }
        if (visitors.front().isShut() || visitor.isOver()) {
            bytes.tryDispose();
            return ctx.getStopAction();
        }
        if (visitor.stage() == Stage.IDLE && !visitor.hasSpoken() && bytes.hasRemaining()) {
            visitor.speaks();
            Optional<Refusal> wrong = secure ? notTls(bytes, connection) : tls(bytes, connection);
            if (wrong.isPresent()) {
                if (secure) {
                    ctx.write(ConnectionWire.wrap(connection, wrong.get().response()));
                }
                visitor.dismiss(wrong.get());
                bytes.tryDispose();
                return ctx.getStopAction();
            }
            if (secure) {
                visitor.handshake();
            }
        }
        return ctx.getInvokeAction();
    }

    private Optional<Refusal> tls(Buffer bytes, Connection<?> connection) {
        int at = bytes.position();
        return bytes.get(at) == TLS_HANDSHAKE
                        && (bytes.remaining() == 1 || bytes.get(at + 1) == TLS_MAJOR)
                ? Optional.of(Refusal.of(400, Cause.TLS_ON_PLAIN_PORT, port(connection), advice))
                : Optional.empty();
    }

    private static Optional<Refusal> notTls(Buffer bytes, Connection<?> connection) {
        byte first = bytes.get(bytes.position());
        return first >= 'A' && first <= 'z'
                ? Optional.of(Refusal.of(400, Cause.PLAIN_ON_TLS_PORT, port(connection)))
                : Optional.empty();
    }

    private static int port(Connection<?> connection) {
        return connection.getLocalAddress() instanceof InetSocketAddress socket
                ? socket.getPort()
                : 0;
    }

    @Override
    public NextAction handleClose(FilterChainContext ctx) {
        visitors.closed(ctx.getConnection());
        return ctx.getInvokeAction();
    }

    @Override
    public void onStart(Connection<?> connection) {
        // The first bytes show it.
    }

    @Override
    public void onComplete(Connection<?> connection) {
        visitors.of(connection, secure).secured();
    }

    @Override
    public void onFailure(Connection<?> connection, Throwable fault) {
        visitors.of(connection, secure)
                .dismiss(Refusal.of(400, Cause.TLS_FAILED, TlsFault.reason(fault)));
    }
}
