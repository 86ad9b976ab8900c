package dev.substation.csms;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import java.time.Duration;

/** Opens the connection to a CSMS, with what reads HTTP and WebSocket frames from it. */
final class Dial {

    private static final Duration CONNECT_WAIT = Duration.ofSeconds(10);
    private static final int MAX_REFUSAL = 64 * 1024;

    private Dial() {}

    /**
     * Begins to connect.
     *
     * @param user gets the answer to the handshake, then whole messages
     * @param maxMessage bytes
     */
    static ChannelFuture connect(
            CsmsTarget target, EventLoop loop, ChannelHandler user, int maxMessage) {
        return new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT_WAIT.toMillis())
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(
                        new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(Channel fresh) {
                                ChannelPipeline pipeline = fresh.pipeline();
                                target.proxyHandler().ifPresent(pipeline::addLast);
                                target.tlsHandler().ifPresent(pipeline::addLast);
                                pipeline.addLast(
                                        new HttpClientCodec(),
                                        new HttpObjectAggregator(MAX_REFUSAL),
                                        new Utf8FrameValidator(),
                                        new WebSocketFrameAggregator(maxMessage),
                                        user);
                            }
                        })
                .connect(target.address());
    }
}
