package dev.substation.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/**
 * OCPP-J stations of Netty, each of which sends its next message when it has the answer to the last
 * one. No message is like another.
 */
final class Stations implements Load {

    private static final int MAX_FRAME = 1 << 20;
    private static final String BOOT =
            "[2,\"boot\",\"BootNotification\","
                    + "{\"chargePointVendor\":\"Bench\",\"chargePointModel\":\"B\"}]";

    private final EventLoopGroup loops;
    private final List<Channel> channels = new ArrayList<>();
    private final LongFunction<String> message;
    private final Latencies latencies = new Latencies();
    private volatile boolean sending;

    /**
     * @param url with {@code %d} for the number of the station
     * @param count how many
     * @param message the message of a number
     */
    Stations(EventLoopGroup loops, String url, int count, LongFunction<String> message)
            throws InterruptedException {
        this.loops = loops;
        this.message = message;
        CountDownLatch booted = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            channels.add(connect(URI.create(url.formatted(i)), booted));
        }
        if (!booted.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException(booted.getCount() + " stations had no answer");
        }
    }

    private Channel connect(URI uri, CountDownLatch booted) throws InterruptedException {
        WebSocketClientProtocolHandler webSocket =
                new WebSocketClientProtocolHandler(
                        uri,
                        WebSocketVersion.V13,
                        "ocpp1.6",
                        false,
                        new DefaultHttpHeaders(),
                        MAX_FRAME);
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(loops)
                        .channel(NioSocketChannel.class)
                        .handler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline()
                                                .addLast(
                                                        new HttpClientCodec(),
                                                        new HttpObjectAggregator(MAX_FRAME),
                                                        webSocket,
                                                        new Sender(booted));
                                    }
                                });
        return bootstrap.connect(uri.getHost(), uri.getPort()).sync().channel();
    }

    /** One station: used on its event loop alone. */
    private final class Sender extends SimpleChannelInboundHandler<WebSocketFrame> {

        private final CountDownLatch booted;
        private long sent;

        Sender(CountDownLatch booted) {
            this.booted = booted;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event
                    == WebSocketClientProtocolHandler.ClientHandshakeStateEvent
                            .HANDSHAKE_COMPLETE) {
                write(context, BOOT);
            } else if (event == Order.GO && sent == 0) {
                next(context);
            }
        }

        private void next(ChannelHandlerContext context) {
            sent = System.nanoTime();
            write(context, message.apply(latencies.nextNumber()));
        }

        private static void write(ChannelHandlerContext context, String text) {
            context.writeAndFlush(
                    new TextWebSocketFrame(
                            Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8))));
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
            if (!(frame instanceof TextWebSocketFrame)) {
                return;
            }
            if (booted.getCount() > 0 && sent == 0) {
                booted.countDown();
                return;
            }
            if (sent == 0) {
                return;
            }
            latencies.add(System.nanoTime() - sent);
            sent = 0;
            if (sending) {
                next(context);
            }
        }
    }

    private enum Order {
        GO
    }

    @Override
    public Latencies.Figures run(long nanos) throws InterruptedException {
        latencies.begin();
        sending = true;
        channels.forEach(channel -> channel.pipeline().fireUserEventTriggered(Order.GO));
        TimeUnit.NANOSECONDS.sleep(nanos);
        sending = false;
        return latencies.figures();
    }

    @Override
    public void close() {
        channels.forEach(Channel::close);
    }
}
