package dev.substation.csms;

import dev.substation.dialect.Checks;
import dev.substation.flow.ports.CsmsLink;
import dev.substation.flow.ports.CsmsRefusal;
import dev.substation.flow.ports.PassedText;
import dev.substation.flow.ports.StationLink;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.time.Moment;
import dev.substation.flow.time.Timers;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.StationId;
import dev.substation.ocppj.BinaryText;
import dev.substation.ocppj.Conversation;
import dev.substation.ocppj.TrafficBudget;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a link, from the attempt to its end: handshake, messages, pings, and closing.
 * All of it happens on the event loop.
 */
final class CsmsConnection extends SimpleChannelInboundHandler<Object> {

    private static final Logger LOG = LoggerFactory.getLogger(CsmsConnection.class);

    /** Calls of the CSMS that may wait; the standard allows one (OCPP-J 1.6 section 4.1.1). */
    private static final int MOST_WAITING = 16;

    private static final int MAX_MESSAGE = 1024 * 1024;
    private static final long MOST_UNSENT = 4L * MAX_MESSAGE;
    private static final Duration HANDSHAKE_WAIT = Duration.ofSeconds(10);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);

    /** Before another password is tried. */
    private static final Duration NEXT_PASSWORD = Duration.ofMillis(500);

    /** A link that stood this long is taken for a sound one. */
    private static final Duration SOUND = Duration.ofMinutes(1);

    private static final int MAX_REASON = 40; // a close frame has room for 123 bytes

    private final StationId identity;
    private final CsmsSettings csms;
    private final CsmsLink.Listener listener;
    private final EventLoop loop;
    private final Timers timers;
    private final Login login;
    private final Silence silence;
    private final ConnectionOwner owner;

    private final TrafficBudget.Account account;
    private final Conversation conversation;
    private final Reading reading;

    private Optional<Channel> channel = Optional.empty();
    private Optional<Handshake> handshaker = Optional.empty();
    private Runnable cancelTimer = () -> {};
    private boolean open;
    private boolean leaving;

    /** How this side closed the connection, if it did for a fault of the other. */
    private Optional<String> ourClose = Optional.empty();

    private boolean over;
    private Moment openedAt;
    private boolean heard;
    private boolean pinged;
    private Optional<CsmsRefusal> refusal = Optional.empty();
    private Optional<Duration> askedPause = Optional.empty();

    CsmsConnection(
            StationId identity,
            CsmsSettings csms,
            CsmsLink.Listener listener,
            EventLoop loop,
            Timers timers,
            Checks checks,
            TrafficBudget budget,
            Login login,
            Silence silence,
            ConnectionOwner owner) {
        this.identity = identity;
        this.csms = csms;
        this.listener = listener;
        this.loop = loop;
        this.timers = timers;
        this.login = login;
        this.silence = silence;
        this.owner = owner;
        account = budget.account();
        conversation =
                new Conversation(
                        Conversation.Peer.CSMS,
                        csms.dialect(),
                        identity,
                        loop,
                        timers,
                        checks,
                        MOST_WAITING,
                        account,
                        this::send,
                        new Calls());
        reading =
                new Reading(
                        timers,
                        this::onLoop,
                        account,
                        () -> over("the CSMS does not read its messages", false));
    }

    /** The calls of the CSMS. */
    private final class Calls implements Conversation.Answering {

        @Override
        public CompletableFuture<Answer> call(Call call) {
            return listener.call(call);
        }

        @Override
        public void rejected(Call call, Answer.Failure why) {
            listener.rejected(call, why);
        }
    }

    /** Calls the csms. */
    CompletableFuture<Answer> call(Call call, Duration deadline) {
        return conversation.call(call, deadline);
    }

    /** Whether calls may go. */
    boolean isStanding() {
        return open && !leaving;
    }

    /** Begins, with what was looked up, or with why that failed. */
    void found(CsmsTarget target, Throwable fault) {
        if (fault != null) {
            over(Faults.sentence(fault, csms.name()), false);
            return;
        }
        if (over) {
            return;
        }
        try {
            connect(target);
        } catch (RuntimeException unusable) { // such as a header that HTTP does not allow
            over(Faults.sentence(unusable, csms.name()), false);
        }
    }

    private void connect(CsmsTarget target) {
        Handshake shaking =
                new Handshake(target.uri(), csms.dialect().subprotocol(), headers(), MAX_MESSAGE);
        handshaker = Optional.of(shaking);
        Channel made =
                Dial.connect(target, loop, this, MAX_MESSAGE)
                        .addListener(
                                done -> {
                                    if (!done.isSuccess()) {
                                        over(Faults.ofConnecting(done.cause(), csms), false);
                                    }
                                })
                        .channel();
        channel = Optional.of(made);
        silence.ends(made);
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
        String ended =
                open
                        ? "the CSMS closed the connection"
                        : "the CSMS closed the connection during the handshake";
        over(silence.reason().or(() -> ourClose).orElse(ended), false);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Object message) {
        heard = true;
        if (message instanceof FullHttpResponse response) {
            shakenHands(context.channel(), response);
        } else if (message instanceof TextWebSocketFrame text) {
            heard(text.text(), context.channel());
        } else if (message instanceof PingWebSocketFrame ping) {
            context.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
        } else if (message instanceof CloseWebSocketFrame close) {
            if (!leaving) {
                listener.closing(close.statusCode(), close.reasonText());
                context.writeAndFlush(close.retainedDuplicate());
            }
            over(ended(close), false);
        } else if (message instanceof BinaryWebSocketFrame binary) {
            heard(binary, context.channel());
        }
    }

    private void heard(String text, Channel read) {
        if (listener.passes()) {
            passed(text);
        } else {
            conversation.received(text);
        }
        reading.after(text, read);
    }

    private void heard(BinaryWebSocketFrame frame, Channel read) {
        BinaryText.of(frame.content().nioBuffer())
                .ifPresentOrElse(
                        text -> {
                            owner.binaryText();
                            conversation.note(BinaryText.note(StationLink.ENVELOPE));
                            heard(text, read);
                        },
                        () ->
                                refuse(
                                        WebSocketCloseStatus.INVALID_MESSAGE_TYPE,
                                        BinaryText.NOT_TEXT));
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        reading.writabilityChanged(context.channel());
    }

    private void shakenHands(Channel shaken, FullHttpResponse response) {
        HttpResponseStatus status = response.status();
        if (!status.equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
            refused(response);
            return;
        }
        if (!response.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)) {
            // Netty insists on one; a CSMS that names none is taken at our word.
            response.headers()
                    .set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, csms.dialect().subprotocol());
            owner.missedSubprotocol();
        }
        try {
            handshaker.orElseThrow().finishHandshake(shaken, response);
        } catch (WebSocketHandshakeException unacceptable) {
            over("its handshake is wrong: " + unacceptable.getMessage(), false);
            return;
        }
        cancelTimer.run();
        open = true;
        reading.begin(shaken);
        openedAt = timers.moment();
        owner.opened();
        pingLater();
    }

    private void refused(FullHttpResponse response) {
        int status = response.status().code();
        if ((status == 401 || status == 403) && login.hasAnother()) {
            askedPause = Optional.of(NEXT_PASSWORD);
            over("the CSMS rejects the password; the next one is tried", false);
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
        listener.passed(PassedText.of(text)).whenComplete((done, fault) -> account.giveBack(text));
    }

    /** Sends as long as the CSMS reads; nothing else bounds what is passed. */
    void pass(String text) {
        boolean full =
                channel.map(Channel::unsafe)
                        .map(Channel.Unsafe::outboundBuffer)
                        .filter(buffer -> buffer.totalPendingWriteBytes() > MOST_UNSENT)
                        .isPresent();
        if (full) {
            over("the CSMS does not read its messages", false);
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

    /** Closes because of what the CSMS sent; its Close frame in return is not its word. */
    private void refuse(WebSocketCloseStatus status, String reason) {
        ourClose = Optional.of("the gateway closed with " + status.code() + ": " + reason);
        leave(status, reason);
    }

    private void leave(WebSocketCloseStatus status, String reason) {
        leaving = true;
        cancelTimer.run();
        String brief = reason.substring(0, Math.min(reason.length(), MAX_REASON));
        channel.ifPresent(socket -> socket.writeAndFlush(new CloseWebSocketFrame(status, brief)));
        String said = ourClose.orElse(reason);
        cancelTimer = timers.after(CLOSE_WAIT, () -> onLoop(() -> over(said, false)));
    }

    private String ended(CloseWebSocketFrame close) {
        return ourClose.orElseGet(
                () ->
                        "the CSMS closed with "
                                + close.statusCode()
                                + (close.reasonText().isEmpty() ? "" : ": " + close.reasonText()));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable fault) {
        if (open && fault instanceof TooLongFrameException) {
            refuse(WebSocketCloseStatus.MESSAGE_TOO_BIG, "more than 1 MiB");
            return;
        }
        if (open && fault instanceof CorruptedWebSocketFrameException broken) {
            refuse(broken.closeStatus(), String.valueOf(broken.getMessage()));
            return;
        }
        boolean slow = fault instanceof ProxyConnect.Refused refused && refused.isLasting();
        over(Faults.sentence(fault, csms.name()), slow);
    }

    /** The only way out of a connection or an attempt; only the first time counts. */
    void over(String reason, boolean slow) {
        if (over) {
            return;
        }
        over = true;
        cancelTimer.run();
        reading.end();
        channel.ifPresent(Channel::close);
        conversation.closed();
        boolean sound = open && openedAt.plus(SOUND).isBefore(timers.moment());
        owner.over(new ConnectionOwner.End(reason, slow, open, sound, refusal, askedPause));
    }

    private HttpHeaders headers() {
        HttpHeaders headers = new DefaultHttpHeaders();
        headers.set(HttpHeaderNames.USER_AGENT, "Substation");
        login.header().ifPresent(shown -> headers.set(HttpHeaderNames.AUTHORIZATION, shown));
        return headers;
    }

    private void onLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException stopped) {
            LOG.debug("station={} a timer outlived its event loop", identity);
        }
    }
}
