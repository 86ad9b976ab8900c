package dev.substation.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.URI;
import java.util.function.Supplier;

/** OCPP-J connections of Netty, for stations, CSMS and proxy of the benchmark. */
final class WebSockets {

    private static final int MAX_FRAME = 1 << 20;
    private static final String SUBPROTOCOL = "ocpp1.6";

    private WebSockets() {}

    /**
     * Connects.
     *
     * @param end gets the frames
     */
    static ChannelFuture connect(EventLoopGroup loops, URI uri, ChannelHandler end) {
        WebSocketClientProtocolHandler webSocket =
                new WebSocketClientProtocolHandler(
                        uri,
                        WebSocketVersion.V13,
                        SUBPROTOCOL,
                        false,
                        new DefaultHttpHeaders(),
                        MAX_FRAME);
        return new Bootstrap()
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
                                                end);
                            }
                        })
                .connect(uri.getHost(), uri.getPort());
    }

    /**
     * Listens, on any path.
     *
     * @param port 0 for any
     * @param ends gets the frames of a connection; one for each
     */
    static Channel listen(EventLoopGroup loops, int port, Supplier<ChannelHandler> ends)
            throws InterruptedException {
        return new ServerBootstrap()
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
                                                        "/",
                                                        SUBPROTOCOL,
                                                        false,
                                                        MAX_FRAME,
                                                        false,
                                                        true),
                                                ends.get());
                            }
                        })
                .bind("127.0.0.1", port)
                .sync()
                .channel();
    }
}
