package dev.substation.csms;

import dev.substation.dialect.Checks;
import dev.substation.flow.ports.CsmsLink;
import dev.substation.flow.ports.CsmsRefusal;
import dev.substation.flow.ports.PassedText;
import dev.substation.flow.ports.TlsContexts;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.time.Moment;
import dev.substation.flow.time.Timers;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import dev.substation.ocppj.Conversation;
import dev.substation.ocppj.TrafficBudget;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One upstream station's WebSocket, over all its connections. All state lives on its event loop.
 */
final class NettyCsmsLink implements CsmsLink {

    private static final Logger LOG = LoggerFactory.getLogger(NettyCsmsLink.class);

    /** Calls of the csms that may wait; the standard allows one (OCPP-J 1.6 section 4.1.1). */
    private static final int MOST_WAITING = 16;

    private static final int MAX_MESSAGE = 1024 * 1024;
    private static final long MOST_UNSENT = 4L * MAX_MESSAGE;
    private static final int MAX_REFUSAL = 64 * 1024;
    private static final Duration CONNECT_WAIT = Duration.ofSeconds(10);
    private static final Duration HANDSHAKE_WAIT = Duration.ofSeconds(10);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);

    /** Before another password is tried. */
    private static final Duration NEXT_PASSWORD = Duration.ofMillis(500);

    /** A link that stood this long is taken for a sound one. */
    private static final Duration SOUND = Duration.ofMinutes(1);

    /** How long a csms may leave unread what it is sent. */
    private static final Duration READ_WAIT = Duration.ofSeconds(60);

    private static final int MAX_REASON = 40; // a close frame has room for 123 bytes

    private final StationId identity;
    private final CsmsSettings csms;
    private final Listener listener;
    private final EventLoop loop;
    private final Executor lookups;
    private final Timers timers;
    private final Checks checks;
    private final Attempts attempts;
    private final TlsContexts contexts;
    private final Backoff backoff;
    private final TrafficBudget budget;
    private final Login login;
    private final Silence silence;

    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private Optional<Connection> connection = Optional.empty();
    private Runnable cancelRetry = () -> {};
    private boolean closing;
    private boolean missedSubprotocol;
    private int tries;
    private String lastReason = "";

    NettyCsmsLink(
            StationId identity,
            CsmsSettings csms,
            Listener listener,
            EventLoop loop,
            Executor lookups,
            Timers timers,
            Checks checks,
            Attempts attempts,
            TlsContexts contexts,
            Backoff backoff,
            TrafficBudget budget,
            Login login,
            Silence silence) {
        this.login = login;
        this.identity = identity;
        this.csms = csms;
        this.listener = listener;
        this.loop = loop;
        this.lookups = lookups;
        this.timers = timers;
        this.checks = checks;
        this.attempts = attempts;
        this.contexts = contexts;
        this.backoff = backoff;
        this.budget = budget;
        this.silence = silence;
    }

    void start() {
        attempts.whenFree(() -> onLoop(this::connect));
    }

    @Override
    public CompletableFuture<Answer> call(Call call, Duration deadline) {
        CompletableFuture<Answer> outcome = new CompletableFuture<>();
        try {
            loop.execute(
                    () ->
                            standing()
                                    .map(open -> open.conversation.call(call, deadline))
                                    .orElseGet(() -> CompletableFuture.completedFuture(away()))
                                    .thenAccept(outcome::complete));
        } catch (RejectedExecutionException stopped) {
            outcome.complete(away());
        }
        return outcome;
    }

    @Override
    public void pass(String text) {
        onLoop(() -> standing().ifPresent(open -> open.pass(text)));
    }

    private Answer away() {
        return Cause.CSMS_AWAY.with(csms.name());
    }

    private Optional<Connection> standing() {
        return connection.filter(current -> current.open && !current.leaving);
    }

    @Override
    public CompletableFuture<Void> close(String reason) {
        try {
            loop.execute(
                    () -> {
                        if (closing) {
                            return;
                        }
                        closing = true;
                        cancelRetry.run();
                        connection.ifPresentOrElse(
                                current -> current.leave(reason), () -> gone.complete(null));
                    });
        } catch (RejectedExecutionException stopped) {
            gone.complete(null);
        }
        return gone.copy();
    }

    /** Begins one attempt; it has its place among the {@link Attempts}. */
    private void connect() {
        if (closing) {
            attempts.done();
            return;
        }
        Connection fresh = new Connection();
        connection = Optional.of(fresh);
        if (silence.reason().isPresent()) {
            fresh.over(silence.reason().get(), false);
            return;
        }
        int attempt = ++tries;
        try {
            CompletableFuture.supplyAsync(() -> target(attempt), lookups)
                    .whenCompleteAsync(fresh::found, loop);
        } catch (RejectedExecutionException stopping) {
            fresh.over("the gateway is stopping", false);
        }
    }

    /** Where a connection goes, looked up beforehand because looking up blocks. */
    private record Target(URI uri, InetSocketAddress address, Optional<SSLContext> tls) {}

    private Target target(int attempt) {
        URI uri = csms.urlFor(identity);
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (uri.getHost() == null || !(scheme.equals("ws") || scheme.equals("wss"))) {
            throw new CompletionException(
                    new IOException("csms." + csms.name() + ".url is no ws:// or wss:// address"));
        }
        boolean secure = scheme.equals("wss");
        int port = uri.getPort() > 0 ? uri.getPort() : secure ? 443 : 80;
        try {
            InetAddress[] addresses = InetAddress.getAllByName(uri.getHost());
            InetAddress address = addresses[Math.floorMod(attempt - 1, addresses.length)];
            return new Target(
                    uri,
                    new InetSocketAddress(address, port),
                    secure ? Optional.of(contexts.of(identity, csms.tls())) : Optional.empty());
        } catch (UnknownHostException unknown) {
            throw new CompletionException(
                    new IOException("the host " + uri.getHost() + " is not known"));
        } catch (IOException unreadable) {
            throw new CompletionException(unreadable);
        }
    }

    private HttpHeaders headers() {
        HttpHeaders headers = new DefaultHttpHeaders();
        headers.set(HttpHeaderNames.USER_AGENT, "Substation");
        login.header().ifPresent(shown -> headers.set(HttpHeaderNames.AUTHORIZATION, shown));
        return headers;
    }

    private void retry(String reason, boolean slow, Optional<Duration> asked) {
        Duration wait = asked.orElseGet(() -> slow ? backoff.slow() : backoff.next());
        // The flow logs once that the CSMS is offline; this logs only a new reason.
        boolean known = lastReason.isEmpty() || reason.equals(lastReason);
        LOG.atLevel(known ? Level.DEBUG : Level.WARN)
                .log(
                        "station={} csms={} {}; next attempt in {} ms",
                        identity,
                        csms.name(),
                        Problem.CSMS_NOT_CONNECTED.line(reason),
                        wait.toMillis());
        lastReason = reason;
        cancelRetry = timers.after(wait, this::start);
    }

    /** One connection, from the attempt to its end. */
    private final class Connection extends SimpleChannelInboundHandler<Object> {

        private final TrafficBudget.Account account = budget.account();

        private final Conversation conversation =
                new Conversation(
                        Conversation.Peer.CSMS,
                        identity,
                        loop,
                        timers,
                        checks,
                        MOST_WAITING,
                        account,
                        this::send,
                        listener::call);

        private Optional<Channel> channel = Optional.empty();
        private Optional<Handshake> handshaker = Optional.empty();
        private Runnable cancelTimer = () -> {};
        private Runnable cancelReadWait = () -> {};
        private boolean open;
        private boolean leaving;
        private boolean over;
        private Moment openedAt;
        private boolean heard;
        private boolean pinged;
        private Optional<CsmsRefusal> refusal = Optional.empty();
        private Optional<Duration> askedPause = Optional.empty();

        void found(Target target, Throwable fault) {
            if (fault != null) {
                over(sentence(fault), false);
                return;
            }
            if (over) {
                return;
            }
            try {
                connect(target);
            } catch (RuntimeException unusable) { // such as a header that HTTP does not allow
                over(sentence(unusable), false);
            }
        }

        private void connect(Target target) {
            Handshake shaking =
                    new Handshake(target.uri(), csms.protocol(), headers(), MAX_MESSAGE);
            handshaker = Optional.of(shaking);
            Channel made =
                    new Bootstrap()
                            .group(loop)
                            .channel(NioSocketChannel.class)
                            .option(
                                    ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                    (int) CONNECT_WAIT.toMillis())
                            .option(ChannelOption.TCP_NODELAY, true)
                            .handler(pipeline(target))
                            .connect(target.address())
                            .addListener(
                                    done -> {
                                        if (!done.isSuccess()) {
                                            over(sentence(done.cause()), false);
                                        }
                                    })
                            .channel();
            channel = Optional.of(made);
            silence.ends(made);
        }

        private ChannelInitializer<Channel> pipeline(Target target) {
            return new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel fresh) {
                    ChannelPipeline pipeline = fresh.pipeline();
                    target.tls().ifPresent(tls -> pipeline.addLast(tlsHandler(tls, target)));
                    pipeline.addLast(
                            new HttpClientCodec(),
                            new HttpObjectAggregator(MAX_REFUSAL),
                            new Utf8FrameValidator(),
                            new WebSocketFrameAggregator(MAX_MESSAGE),
                            Connection.this);
                }
            };
        }

        private SslHandler tlsHandler(SSLContext tls, Target target) {
            // With the host's name the JDK sends SNI; with HTTPS it compares it with the
            // certificate.
            SSLEngine engine =
                    tls.createSSLEngine(target.uri().getHost(), target.address().getPort());
            engine.setUseClientMode(true);
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            engine.setSSLParameters(parameters);
            SslHandler handler = new SslHandler(engine);
            handler.setHandshakeTimeoutMillis(HANDSHAKE_WAIT.toMillis());
            return handler;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            cancelTimer =
                    timers.after(
                            HANDSHAKE_WAIT,
                            () -> onLoop(() -> over("no answer to the handshake", false)));
            handshaker.ifPresent(shaking -> shaking.handshake(context.channel()));
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            String ended = open ? "the csms closed the connection" : "the csms hung up";
            over(silence.reason().orElse(ended), false);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, Object message) {
            heard = true;
            if (message instanceof FullHttpResponse response) {
                shakenHands(context.channel(), response);
            } else if (message instanceof TextWebSocketFrame text) {
                if (listener.passes()) {
                    passed(text.text());
                } else {
                    conversation.received(text.text());
                }
                readWhileThereIsRoom(context.channel());
            } else if (message instanceof PingWebSocketFrame ping) {
                context.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
            } else if (message instanceof CloseWebSocketFrame close) {
                String reason =
                        "the csms closed with "
                                + close.statusCode()
                                + (close.reasonText().isEmpty() ? "" : ": " + close.reasonText());
                listener.closing(close.statusCode(), close.reasonText());
                if (!leaving) {
                    context.writeAndFlush(close.retainedDuplicate());
                }
                over(reason, false);
            } else if (message instanceof BinaryWebSocketFrame) {
                leave(WebSocketCloseStatus.INVALID_MESSAGE_TYPE, "OCPP-J is text");
            }
        }

        /**
         * A csms that sends more than the gateway can deal with, or does not read its answers, is
         * not read until there is room: both would fill the heap.
         */
        private void readWhileThereIsRoom(Channel read) {
            read.config().setAutoRead(read.isWritable() && account.mayRead());
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            cancelReadWait.run();
            if (!context.channel().isWritable()) {
                cancelReadWait =
                        timers.after(
                                READ_WAIT,
                                () ->
                                        onLoop(
                                                () ->
                                                        over(
                                                                "the csms does not read what it is"
                                                                        + " sent",
                                                                false)));
            }
            readWhileThereIsRoom(context.channel());
        }

        private void shakenHands(Channel shaken, FullHttpResponse response) {
            HttpResponseStatus status = response.status();
            if (!status.equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
                refused(response);
                return;
            }
            if (!response.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)) {
                // Netty insists on one; a csms that names none is taken at our word.
                response.headers().set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, csms.protocol());
                if (!missedSubprotocol) {
                    LOG.warn(
                            "station={} csms={} {}",
                            identity,
                            csms.name(),
                            Problem.NO_SUBPROTOCOL.line(csms.protocol()));
                }
                missedSubprotocol = true;
            }
            try {
                handshaker.orElseThrow().finishHandshake(shaken, response);
            } catch (WebSocketHandshakeException unacceptable) {
                over("its handshake is wrong: " + unacceptable.getMessage(), false);
                return;
            }
            cancelTimer.run();
            open = true;
            account.onRoom(() -> onLoop(() -> readWhileThereIsRoom(shaken)));
            attempts.done();
            login.accepted();
            openedAt = timers.moment();
            lastReason = "";
            LOG.debug("station={} csms={} connected", identity, csms.name());
            listener.connected();
            pingLater();
        }

        private void refused(FullHttpResponse response) {
            int status = response.status().code();
            if ((status == 401 || status == 403) && login.hasAnother()) {
                askedPause = Optional.of(NEXT_PASSWORD);
                over("the csms refuses the password; the next one is tried", false);
                return;
            }
            String sentence = Refusals.remedy(status, response.headers(), "csms." + csms.name());
            CsmsRefusal said = new CsmsRefusal(status, sentence);
            if (Refusals.isRefusal(status)) {
                refusal = Optional.of(said);
            } else {
                askedPause = Refusals.pause(response.headers());
            }
            over(said.sentence(), refusal.isPresent());
        }

        private void send(String text) {
            if (silence.reason().isPresent()) {
                over(silence.reason().get(), false);
                return;
            }
            channel.ifPresent(
                    socket ->
                            socket.writeAndFlush(new TextWebSocketFrame(text))
                                    .addListener(
                                            done -> {
                                                if (!done.isSuccess()) {
                                                    over("a message could not be sent", false);
                                                }
                                            }));
        }

        private void passed(String text) {
            account.take(text);
            listener.passed(PassedText.of(text))
                    .whenComplete((done, fault) -> account.giveBack(text));
        }

        /** Sends as long as the csms reads; nothing else bounds what is passed. */
        private void pass(String text) {
            boolean full =
                    channel.map(Channel::unsafe)
                            .map(Channel.Unsafe::outboundBuffer)
                            .filter(buffer -> buffer.totalPendingWriteBytes() > MOST_UNSENT)
                            .isPresent();
            if (full) {
                over("the csms does not read what is sent", false);
                return;
            }
            send(text);
        }

        private void pingLater() {
            if (csms.pingInterval().isZero()) {
                return;
            }
            heard = false;
            cancelTimer = timers.after(csms.pingInterval(), () -> onLoop(this::ping));
        }

        private void ping() {
            if (over) {
                return;
            }
            if (pinged
                    && !heard
                    && channel.filter(socket -> socket.config().isAutoRead()).isPresent()) {
                over("no pong within " + csms.pingInterval().toSeconds() + " s", false);
                return;
            }
            pinged = !heard;
            if (pinged) {
                channel.ifPresent(socket -> socket.writeAndFlush(new PingWebSocketFrame()));
            }
            pingLater();
        }

        /** Closes in order and waits a little for the other side to do the same. */
        void leave(String reason) {
            if (open) {
                leave(WebSocketCloseStatus.NORMAL_CLOSURE, reason);
            } else {
                over(reason, false);
            }
        }

        private void leave(WebSocketCloseStatus status, String reason) {
            leaving = true;
            cancelTimer.run();
            String brief = reason.substring(0, Math.min(reason.length(), MAX_REASON));
            channel.ifPresent(
                    socket -> socket.writeAndFlush(new CloseWebSocketFrame(status, brief)));
            cancelTimer = timers.after(CLOSE_WAIT, () -> onLoop(() -> over(reason, false)));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable fault) {
            if (open && fault instanceof TooLongFrameException) {
                leave(WebSocketCloseStatus.MESSAGE_TOO_BIG, "more than 1 MiB");
                return;
            }
            if (open && fault instanceof CorruptedWebSocketFrameException broken) {
                leave(broken.closeStatus(), String.valueOf(broken.getMessage()));
                return;
            }
            over(sentence(fault), false);
        }

        /** The only way out of a connection or an attempt; only the first time counts. */
        private void over(String reason, boolean slow) {
            if (over) {
                return;
            }
            over = true;
            cancelTimer.run();
            cancelReadWait.run();
            if (!open) {
                attempts.done();
            }
            channel.ifPresent(Channel::close);
            conversation.closed();
            connection = Optional.empty();
            if (open && openedAt.plus(SOUND).isBefore(timers.moment())) {
                backoff.reset();
            }
            refusal.ifPresentOrElse(listener::refused, () -> listener.disconnected(reason));
            if (closing) {
                LOG.debug("station={} csms={} closed: {}", identity, csms.name(), reason);
                gone.complete(null);
            } else {
                retry(reason, slow, askedPause);
            }
        }
    }

    private void onLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException stopped) {
            LOG.debug("station={} a timer outlived its event loop", identity);
        }
    }

    private String sentence(Throwable fault) {
        Throwable root = fault;
        while (root.getCause() != null
                && (root instanceof CompletionException || root instanceof DecoderException)) {
            root = root.getCause();
        }
        String text = root.getMessage() == null ? root.toString() : root.getMessage();
        if (!(root instanceof SSLException)) {
            return text;
        }
        // An alert says that the other side is not content, most likely with what it was shown.
        String setting =
                text.contains("Received fatal alert") ? "client-certificate" : "trust-store";
        return "TLS failed: %s; see csms.%s.%s in site.yaml".formatted(text, csms.name(), setting);
    }
}
