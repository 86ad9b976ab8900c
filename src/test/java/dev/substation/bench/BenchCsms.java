package dev.substation.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A CSMS of Netty that answers at once, without reading more than the id and the action. It has one
 * thread, on which the stations of a benchmark are too.
 */
public final class BenchCsms implements AutoCloseable {

    private static final ByteBuf VALUE =
            Unpooled.copiedBuffer("\"value\":\"", StandardCharsets.US_ASCII);
    private static final long QUIET = TimeUnit.MILLISECONDS.toNanos(100);
    private static final String ACCEPTED = "{\"idTagInfo\":{\"status\":\"Accepted\"}}";

    private final EventLoopGroup loops = new NioEventLoopGroup(1);
    private final Channel server;
    private volatile long latestCall = System.nanoTime();
    private volatile Set<String> values;
    private volatile int distinct;
    private long transactions;

    /** Listens on any port. */
    public static BenchCsms start() {
        try {
            return new BenchCsms();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private BenchCsms() throws InterruptedException {
        server = WebSockets.listen(loops, 0, Answering::new);
    }

    EventLoopGroup loops() {
        return loops;
    }

    /** Where it listens. */
    public int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    /**
     * Waits until nothing comes any more, or for some seconds.
     *
     * @return when the last call came, by {@link System#nanoTime}
     */
    long awaitQuiet(int seconds) throws InterruptedException {
        long longest = TimeUnit.SECONDS.toNanos(seconds);
        long began = System.nanoTime();
        while (System.nanoTime() - Math.max(latestCall, began) < QUIET
                && System.nanoTime() - began < longest) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        return latestCall;
    }

    /** From now on counts the meter values by their first sample. */
    void countMeterValues() {
        distinct = 0;
        values = new HashSet<>();
    }

    /** How many different ones came. */
    int differentMeterValues() {
        return distinct;
    }

    private final class Answering extends SimpleChannelInboundHandler<WebSocketFrame> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
            ByteBuf text = frame.content();
            if (!(frame instanceof TextWebSocketFrame)
                    || text.getByte(text.readerIndex() + 1) != '2') {
                return;
            }
            latestCall = System.nanoTime();
            int end = text.readerIndex() + text.readableBytes();
            int idFrom = quote(text, text.readerIndex(), end) + 1;
            int idTo = quote(text, idFrom, end);
            int actionFrom = quote(text, idTo + 1, end) + 1;
            int actionTo = quote(text, actionFrom, end);
            String action = ascii(text, actionFrom, actionTo);
            if (values != null && action.equals("MeterValues")) {
                int at = ByteBufUtil.indexOf(VALUE, text) + VALUE.readableBytes();
                values.add(ascii(text, at, quote(text, at, end)));
                distinct = values.size();
            }
            String answer = "[3,\"" + ascii(text, idFrom, idTo) + "\"," + payload(action) + "]";
            context.writeAndFlush(
                    new TextWebSocketFrame(ByteBufUtil.writeUtf8(context.alloc(), answer)));
        }

        private int quote(ByteBuf text, int from, int to) {
            return text.indexOf(from, to, (byte) '"');
        }

        private String ascii(ByteBuf text, int from, int to) {
            return text.toString(from, to - from, StandardCharsets.UTF_8);
        }

        private String payload(String action) {
            return switch (action) {
                case "BootNotification" ->
                        "{\"status\":\"Accepted\",\"interval\":300,\"currentTime\":\""
                                + Instant.now()
                                + "\"}";
                case "Heartbeat" -> "{\"currentTime\":\"" + Instant.now() + "\"}";
                case "DataTransfer" -> "{\"status\":\"Accepted\"}";
                case "Authorize", "StopTransaction" -> ACCEPTED;
                case "StartTransaction" ->
                        "{\"transactionId\":%d,\"idTagInfo\":{\"status\":\"Accepted\"}}"
                                .formatted(++transactions);
                default -> "{}";
            };
        }
    }

    @Override
    public void close() {
        server.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
