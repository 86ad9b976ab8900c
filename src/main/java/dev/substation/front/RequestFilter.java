package dev.substation.front;

import dev.substation.front.ClientConnection.Outcome;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;

/**
 * Stands in front of the container's reader of HTTP, behind TLS: gives it requests that are whole,
 * one after the other, and nothing else. No thread ever waits for a body.
 */
final class RequestFilter extends BaseFilter {

    private static final byte[] CONTINUE =
            "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] SWITCHING = "HTTP/1.1 101".getBytes(StandardCharsets.US_ASCII);

    private final ClientConnections visitors;
    private final boolean secure;

    RequestFilter(ClientConnections visitors, boolean secure) {
        this.visitors = visitors;
        this.secure = secure;
    }

    @Override
    public NextAction handleRead(FilterChainContext ctx) {
        Connection<?> connection = ctx.getConnection();
        if (visitors.front().isShut()) {
            connection.closeSilently();
            return ctx.getStopAction();
        }
        ClientConnection visitor = visitors.of(connection, secure);
        Buffer in = ctx.getMessage();
        ByteBuffer bytes = in.toByteBuffer();
        Outcome outcome = visitor.take(bytes);
        switch (outcome) {
            case PASSED -> {
                return ctx.getInvokeAction();
            }
            case WHOLE -> {
                Buffer rest = rest(connection, bytes);
                in.tryDispose();
                ClientConnection.Request request = visitor.request();
                ctx.setMessage(ConnectionWire.wrap(connection, request.bytes()));
                ctx.addCompletionListener(done -> visitor.served(request.number()));
                return rest == null ? ctx.getInvokeAction() : ctx.getInvokeAction(rest);
            }
            default -> {
                in.tryDispose();
                if (outcome == Outcome.CONTINUE) {
                    ctx.write(ConnectionWire.wrap(connection, CONTINUE));
                }
                return ctx.getStopAction();
            }
        }
    }

    /** What has come of the next request already. */
    private static Buffer rest(Connection<?> connection, ByteBuffer bytes) {
        if (!bytes.hasRemaining()) {
            return null;
        }
        byte[] rest = new byte[bytes.remaining()];
        bytes.get(rest);
        return ConnectionWire.wrap(connection, rest);
    }

    @Override
    public NextAction handleWrite(FilterChainContext ctx) {
        ClientConnection visitor = visitors.of(ctx.getConnection(), secure);
        if (visitor.mayBecomeWebSocket()
                && ctx.getMessage() instanceof Buffer response
                && response.remaining() >= SWITCHING.length) {
            visitor.answered(begins(response));
        }
        return ctx.getInvokeAction();
    }

    private static boolean begins(Buffer response) {
        for (int at = 0; at < SWITCHING.length; at++) {
            if (response.get(response.position() + at) != SWITCHING[at]) {
                return false;
            }
        }
        return true;
    }
}
