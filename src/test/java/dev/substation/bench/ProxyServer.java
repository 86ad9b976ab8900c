package dev.substation.bench;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A WebSocket proxy in memory that changes nothing and stores nothing, with one thread: what a
 * gateway could be at best. A process of its own.
 */
final class ProxyServer {

    private ProxyServer() {}

    /** Arguments: the port to listen on, and that of the CSMS. */
    public static void main(String[] args) throws InterruptedException {
        int csms = Integer.parseInt(args[1]);
        EventLoopGroup loops = new NioEventLoopGroup(1);
        WebSockets.listen(loops, Integer.parseInt(args[0]), () -> new FromStation(loops, csms))
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
                WebSockets.connect(loops, uri, new FromCsms(this, context.channel()));
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
