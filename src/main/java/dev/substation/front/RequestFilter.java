package dev.substation.front;

import dev.substation.front.ClientConnection.Outcome;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.attributes.Attribute;
import org.glassfish.grizzly.attributes.AttributeBuilder;
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

    /** What waited, with what came after it. */
    private record Delayed(Buffer rest) {}

    private static final Attribute<Delayed> DELAYED =
            AttributeBuilder.DEFAULT_ATTRIBUTE_BUILDER.createAttribute(
                    RequestFilter.class.getName() + ".delayed");

    private final ClientConnections visitors;
    private final boolean secure;

    RequestFilter(ClientConnections visitors, boolean secure) {
        this.visitors = visitors;
        this.secure = secure;
    }

    @Override
    public NextAction handleRead(FilterChainContext ctx) {
        Connection<?> connection = ctx.getConnection();
        if (visitors.front().isShut() || !connection.isOpen()) {
            connection.closeSilently();
            return ctx.getStopAction();
        }
        visitors.served().begin(connection);
        ClientConnection visitor = visitors.of(connection, secure);
        Delayed delayed = DELAYED.remove(ctx);
        if (delayed != null) {
            return invoke(ctx, delayed.rest());
        }
        Buffer in = ctx.getMessage();
        ByteBuffer bytes = in.toByteBuffer().duplicate(); // some buffers hand out their own
        Outcome outcome = visitor.take(bytes);
        switch (outcome) {
            case PASSED -> {
                int before = bytes.remaining();
                Duration delay = visitors.front().delay(visitor, bytes);
                int passed = before - bytes.remaining();
                Buffer rest = bytes.hasRemaining() ? in.split(in.position() + passed) : null;
                return passOn(ctx, rest, delay);
            }
            case WHOLE -> {
                Buffer rest = rest(connection, bytes);
                in.tryDispose();
                return passOn(ctx, visitor, rest);
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

    /** Gives the container a request, now or when it is its sender's turn. */
    private NextAction passOn(FilterChainContext ctx, ClientConnection visitor, Buffer rest) {
        ClientConnection.Request request = visitor.request();
        Connection<?> connection = ctx.getConnection();
        ctx.setMessage(ConnectionWire.wrap(connection, request.bytes()));
        Optional<Duration> delay = visitors.front().delay(visitor, request.bytes());
        if (delay.isEmpty()) {
            return ctx.getStopAction();
        }
        ctx.addCompletionListener(done -> visitor.served(request.number()));
        return passOn(ctx, rest, delay.get());
    }

    /**
     * Gives the container what the context has, now or later. Until then nothing more is read from
     * the connection.
     */
    private NextAction passOn(FilterChainContext ctx, Buffer rest, Duration delay) {
        if (delay.isZero()) {
            return invoke(ctx, rest);
        }
        DELAYED.set(ctx, new Delayed(rest));
        ctx.suspend();
        NextAction suspended = ctx.getSuspendAction();
        Connection<?> connection = ctx.getConnection();
        visitors.front()
                .after(
                        delay,
                        () -> connection.getTransport().getWorkerThreadPool().execute(ctx::resume));
        return suspended;
    }

    private static NextAction invoke(FilterChainContext ctx, Buffer rest) {
        return rest == null ? ctx.getInvokeAction() : ctx.getInvokeAction(rest);
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
