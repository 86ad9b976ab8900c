package dev.substation.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A WebSocket proxy in memory that changes nothing and stores nothing, with one thread: what a
 * gateway could be at best. A process of its own.
 */
final class ProxyServer {

    private static final int MAX_FRAME = 1 << 20;

    private ProxyServer() {}

    /** Arguments: the port to listen on, and that of the CSMS. */
    public static void main(String[] args) throws InterruptedException {
        int csms = Integer.parseInt(args[1]);
        EventLoopGroup loops = new NioEventLoopGroup(1);
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
                                                        "/", "ocpp1.6", false, MAX_FRAME, false,
                                                        true),
                                                new FromStation(loops, csms));
                            }
                        })
                .bind("127.0.0.1", Integer.parseInt(args[0]))
                .sync()
                .channel()
                .closeFuture()
                .sync();
    }

    private static final class FromStation extends ChannelInboundHandlerAdapter {

        private final EventLoopGroup loops;
        private final int csms;
        private final Queue<Object> early = new ArrayDeque<>();
        private Channel upstream;

        FromStation(EventLoopGroup loops, int csms) {
            this.loops = loops;
            this.csms = csms;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof HandshakeComplete handshake) {
                URI uri = URI.create("ws://127.0.0.1:" + csms + handshake.requestUri());
                WebSocketClientProtocolHandler webSocket =
                        new WebSocketClientProtocolHandler(
                                uri,
                                WebSocketVersion.V13,
                                "ocpp1.6",
                                false,
                                new DefaultHttpHeaders(),
                                MAX_FRAME);
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
                                                        new FromCsms(
                                                                FromStation.this,
                                                                context.channel()));
                                    }
                                })
                        .connect(uri.getHost(), uri.getPort());
            }
        }

        void connected(Channel channel) {
            upstream = channel;
            early.forEach(channel::write);
            early.clear();
            channel.flush();
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            if (upstream == null) {
                early.add(frame);
            } else {
                upstream.writeAndFlush(frame);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (upstream != null) {
                upstream.close();
            }
        }
    }

    private static final class FromCsms extends ChannelInboundHandlerAdapter {

        private final FromStation station;
        private final Channel downstream;

        FromCsms(FromStation station, Channel downstream) {
            this.station = station;
            this.downstream = downstream;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event
                    == WebSocketClientProtocolHandler.ClientHandshakeStateEvent
                            .HANDSHAKE_COMPLETE) {
                station.connected(context.channel());
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            if (frame instanceof WebSocketFrame) {
                downstream.writeAndFlush(frame);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            downstream.close();
        }
    }
}
