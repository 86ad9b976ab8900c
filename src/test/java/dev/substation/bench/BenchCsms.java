package dev.substation.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A CSMS of Netty that answers at once, without reading more than the id and the action. */
final class BenchCsms implements AutoCloseable {

    private static final int MAX_FRAME = 1 << 20;

    private final Channel server;

    BenchCsms(EventLoopGroup loops) throws InterruptedException {
        server =
                new ServerBootstrap()
                        .group(loops)
                        .channel(NioServerSocketChannel.class)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline()
                                                .addLast(
                                                        new HttpServerCodec(),
                                                        new HttpObjectAggregator(MAX_FRAME),
                                                        new WebSocketServerProtocolHandler(
                                                                "/", "ocpp1.6", false, MAX_FRAME,
                                                                false, true),
                                                        new Answering());
                                    }
                                })
                        .bind("127.0.0.1", 0)
                        .sync()
                        .channel();
    }

    int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    private static final class Answering extends SimpleChannelInboundHandler<WebSocketFrame> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
            if (frame instanceof TextWebSocketFrame text && text.text().startsWith("[2,\"")) {
                String answer = answer(text.text());
                context.writeAndFlush(
                        new TextWebSocketFrame(
                                Unpooled.wrappedBuffer(answer.getBytes(StandardCharsets.UTF_8))));
            }
        }

        private static String answer(String call) {
            String[] parts = call.split("\"", 5);
            String payload =
                    switch (parts[3]) {
                        case "BootNotification" ->
                                "{\"status\":\"Accepted\",\"interval\":300,"
                                        + "\"currentTime\":\"2026-11-28T10:00:00Z\"}";
                        case "Heartbeat" -> "{\"currentTime\":\"2026-11-28T10:00:00Z\"}";
                        case "DataTransfer" -> "{\"status\":\"Accepted\"}";
                        default -> "{}";
                    };
            return "[3,\"" + parts[1] + "\"," + payload + "]";
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
