package dev.substation.bench;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * OCPP-J stations of Netty. Each sends its next message when it has the answer to the last one, or
 * at a fixed rate.
 */
final class Stations implements Load {

    private static final int HEAD = 80;
    private static final long PATIENCE = 60;
    private static final String BOOT =
            "[2,\"boot\",\"BootNotification\","
                    + "{\"chargePointVendor\":\"Bench\",\"chargePointModel\":\"B\"}]";

    private enum Order {
        GO
    }

    private final EventLoopGroup loops;
    private final long period;
    private final Supplier<Script> scripts;
    private final List<Channel> channels = new ArrayList<>();
    private final Latencies latencies = new Latencies();
    private volatile boolean sending;
    private volatile int run; // written by one thread
    private volatile int most = Integer.MAX_VALUE;
    private volatile CountDownLatch done = new CountDownLatch(0);

    /**
     * Connects them, one after the other, and lets them boot.
     *
     * @param url with {@code %d} for the number of the station
     */
    Stations(EventLoopGroup loops, String url, int count, Supplier<Script> scripts)
            throws InterruptedException {
        this(loops, url, count, scripts, 0);
    }

    private Stations(
            EventLoopGroup loops, String url, int count, Supplier<Script> scripts, long period)
            throws InterruptedException {
        this.loops = loops;
        this.scripts = scripts;
        this.period = period;
        CountDownLatch booted = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            channels.add(connect(URI.create(url.formatted(i)), booted));
        }
        if (!booted.await(PATIENCE, TimeUnit.SECONDS)) {
            throw new IllegalStateException(booted.getCount() + " stations had no answer");
        }
    }

    /** One station that sends at a fixed rate, whatever it is answered. */
    static Stations paced(EventLoopGroup loops, String url, Supplier<Script> scripts, int perSecond)
            throws InterruptedException {
        return paced(loops, url, scripts, 1, TimeUnit.SECONDS.toNanos(1) / perSecond);
    }

    /** Several stations that send once in each period, each at a time of its own. */
    static Stations paced(
            EventLoopGroup loops, String url, Supplier<Script> scripts, int count, long period)
            throws InterruptedException {
        return new Stations(loops, url, count, scripts, period);
    }

    private Channel connect(URI uri, CountDownLatch booted) throws InterruptedException {
        return WebSockets.connect(loops, uri, new Sender(booted)).sync().channel();
    }

    /** One station: used on its event loop alone. */
    private final class Sender extends SimpleChannelInboundHandler<WebSocketFrame> {

        private final CountDownLatch booted;
        private final Script script = scripts.get();
        private final Deque<Long> sent = new ArrayDeque<>();
        private boolean hasBooted;
        private int left;

        Sender(CountDownLatch booted) {
            this.booted = booted;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
                write(context, BOOT);
            } else if (event == Order.GO) {
                left = most;
                if (period > 0) {
                    long later = ThreadLocalRandom.current().nextLong(period);
                    int own = run;
                    context.executor()
                            .schedule(() -> tick(context, own), later, TimeUnit.NANOSECONDS);
                } else if (sent.isEmpty()) {
                    next(context, () -> "");
                }
            }
        }

        private void tick(ChannelHandlerContext context, int own) {
            if (sending && own == run) {
                context.executor().schedule(() -> tick(context, own), period, TimeUnit.NANOSECONDS);
                next(context, () -> "");
            }
        }

        private void next(ChannelHandlerContext context, Supplier<String> answer) {
            left--;
            CharSequence message = script.next(answer);
            sent.add(System.nanoTime());
            write(context, message);
        }

        private void write(ChannelHandlerContext context, CharSequence text) {
            context.writeAndFlush(
                    new TextWebSocketFrame(ByteBufUtil.writeAscii(context.alloc(), text)));
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
            if (!(frame instanceof TextWebSocketFrame answer)) {
                return;
            }
            if (!hasBooted) {
                hasBooted = true;
                booted.countDown();
                return;
            }
            if (sent.isEmpty() || answer.content().getByte(1) == '2' && isCall(answer)) {
                return;
            }
            long took = System.nanoTime() - sent.remove();
            if (answer.content().getByte(1) == '4') {
                latencies.fail();
            } else {
                latencies.add(took);
            }
            if (sending && period == 0) {
                if (left > 0) {
                    next(context, answer::text);
                } else {
                    done.countDown();
                }
            }
        }

        /** Whether it is a call of the CSMS; an echo is no call. */
        private boolean isCall(TextWebSocketFrame frame) {
            int most = Math.min(frame.content().readableBytes(), HEAD);
            return frame.content()
                    .toString(frame.content().readerIndex(), most, StandardCharsets.US_ASCII)
                    .contains("TriggerMessage");
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            sent.forEach(unanswered -> latencies.fail());
            sent.clear();
        }
    }

    @Override
    public Latencies.Figures run(long nanos) throws InterruptedException {
        begin(Integer.MAX_VALUE);
        TimeUnit.NANOSECONDS.sleep(nanos);
        sending = false;
        return latencies.figures();
    }

    /** Each station sends so many; returns when all are answered. */
    Latencies.Figures burst(int each) throws InterruptedException {
        done = new CountDownLatch(channels.size());
        begin(each);
        if (!done.await(PATIENCE, TimeUnit.SECONDS)) {
            throw new IllegalStateException(done.getCount() + " stations had no answer");
        }
        sending = false;
        return latencies.figures();
    }

    private void begin(int each) {
        latencies.begin();
        most = each;
        run++;
        sending = true;
        channels.forEach(channel -> channel.pipeline().fireUserEventTriggered(Order.GO));
    }

    @Override
    public void close() {
        channels.forEach(channel -> channel.close().awaitUninterruptibly());
    }
}
