package dev.substation.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Connections over which envelopes are posted, each when the answer to the last one is in. A
 * connection that the server closes is opened again.
 */
final class SoapStations implements Load {

    private static final int MAX_ANSWER = 1 << 20;

    private final URI url;
    private final EventLoop loop;
    private final List<Connection> connections = new ArrayList<>();
    private final Latencies latencies = new Latencies();
    private volatile boolean sending;

    SoapStations(EventLoopGroup loops, URI url, int count, IntFunction<Script> scripts) {
        this.url = url;
        loop = loops.next();
        for (int i = 0; i < count; i++) {
            connections.add(new Connection(scripts.apply(i)));
        }
    }

    /** Used on the event loop alone. */
    private final class Connection {

        private final Script script;
        private Channel channel;
        private long sent;

        Connection(Script script) {
            this.script = script;
        }

        void go() {
            if (sent == 0) {
                next(() -> "");
            }
        }

        private void next(Supplier<String> answer) {
            CharSequence envelope = script.next(answer);
            sent = System.nanoTime();
            if (channel != null && channel.isActive()) {
                post(envelope);
                return;
            }
            new Bootstrap()
                    .group(loop)
                    .channel(NioSocketChannel.class)
                    .handler(
                            new ChannelInitializer<Channel>() {
                                @Override
                                protected void initChannel(Channel opened) {
                                    opened.pipeline()
                                            .addLast(
                                                    new HttpClientCodec(),
                                                    new HttpObjectAggregator(MAX_ANSWER),
                                                    new Answers(Connection.this));
                                }
                            })
                    .connect(url.getHost(), url.getPort())
                    .addListener(
                            (ChannelFuture opening) -> {
                                channel = opening.channel();
                                if (opening.isSuccess()) {
                                    post(envelope);
                                } else {
                                    latencies.fail();
                                    sent = 0;
                                }
                            });
        }

        private void post(CharSequence envelope) {
            ByteBuf body = ByteBufUtil.writeAscii(channel.alloc(), envelope);
            FullHttpRequest request =
                    new DefaultFullHttpRequest(
                            HttpVersion.HTTP_1_1, HttpMethod.POST, url.getRawPath(), body);
            request.headers()
                    .set(HttpHeaderNames.HOST, url.getHost() + ":" + url.getPort())
                    .set(HttpHeaderNames.CONTENT_TYPE, "application/soap+xml;charset=UTF-8")
                    .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
            channel.writeAndFlush(request);
        }

        void answered(FullHttpResponse answer) {
            if (answer.status().equals(HttpResponseStatus.OK)) {
                latencies.add(System.nanoTime() - sent);
            } else {
                latencies.fail();
            }
            sent = 0;
            if (!HttpUtil.isKeepAlive(answer)) {
                channel.close();
                channel = null;
            }
            if (sending) {
                next(() -> answer.content().toString(StandardCharsets.UTF_8));
            }
        }

        void closed(Channel which) {
            if (which == channel && sent != 0) {
                latencies.fail();
                sent = 0;
                channel = null;
                if (sending) {
                    next(() -> "");
                }
            }
        }
    }

    private static final class Answers extends SimpleChannelInboundHandler<FullHttpResponse> {

        private final Connection connection;

        Answers(Connection connection) {
            this.connection = connection;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpResponse answer) {
            connection.answered(answer);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            connection.closed(context.channel());
        }
    }

    @Override
    public Latencies.Figures run(long nanos) throws InterruptedException {
        latencies.begin();
        sending = true;
        loop.execute(() -> connections.forEach(Connection::go));
        TimeUnit.NANOSECONDS.sleep(nanos);
        sending = false;
        return latencies.figures();
    }

    @Override
    public void close() {
        sending = false;
        loop.submit(
                        () -> {
                            for (Connection one : connections) {
                                if (one.channel != null) {
                                    one.sent = 0;
                                    one.channel.close();
                                }
                            }
                        })
                .awaitUninterruptibly();
    }
}
