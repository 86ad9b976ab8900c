package dev.substation.sandbox;

import dev.substation.dialect.Frame;
import dev.substation.dialect.FrameReading;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.ErrorCode;
import dev.substation.model.Payload;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One station's WebSocket at the practice csms. Its state belongs to the channel's event loop. */
final class CsmsConnection extends SimpleChannelInboundHandler<WebSocketFrame> {

    /** The CSMS that it belongs to. */
    interface Csms {

        /** Puts a message into the journal. */
        void record(String station, Message.Way way, String text);

        /** What it answers to a call. */
        Answer answer(Action action, Payload payload);

        /** How much later the answer leaves. */
        Duration answerDelay();

        /** The connection is closed. */
        void disconnected(CsmsConnection connection);
    }

    private record Outgoing(
            String id,
            Action action,
            Payload payload,
            Duration deadline,
            CompletableFuture<Answer> answer) {}

    private final Csms csms;
    private final String station;
    private final Channel channel;
    private final Deque<Outgoing> queue = new ArrayDeque<>();
    private Outgoing current;
    private long lastId;

    CsmsConnection(Csms csms, String station, Channel channel) {
        this.csms = csms;
        this.station = station;
        this.channel = channel;
    }

    String station() {
        return station;
    }

    CompletableFuture<Answer> call(Action action, Payload payload, Duration deadline) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        channel.eventLoop()
                .execute(
                        () -> {
                            String id = "csms-" + ++lastId;
                            queue.add(new Outgoing(id, action, payload, deadline, answer));
                            next();
                        });
        return answer;
    }

    void close() {
        channel.writeAndFlush(new CloseWebSocketFrame(1001, "the practice CSMS closes"))
                .addListener(done -> channel.close());
    }

    /** One call at a time in each direction (OCPP-J 1.6 section 4.1.1). */
    private void next() {
        if (current != null || queue.isEmpty()) {
            return;
        }
        if (!channel.isActive()) {
            fail("its WebSocket is closed");
            return;
        }
        Outgoing out = queue.poll();
        current = out;
        send(Frame.call(Frame.Id.of(out.id), out.action, out.payload));
        channel.eventLoop()
                .schedule(
                        () ->
                                end(
                                        out,
                                        Answer.failure(
                                                Cause.STATION_TIMED_OUT,
                                                station,
                                                out.action,
                                                out.deadline.toSeconds())),
                        out.deadline.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private void end(Outgoing out, Answer answer) {
        if (current == out) {
            current = null;
            out.answer.complete(answer);
            next();
        }
    }

    private void fail(String why) {
        if (current != null) {
            queue.addFirst(current);
            current = null;
        }
        queue.forEach(
                out ->
                        out.answer.complete(
                                Answer.failure(Cause.STATION_UNREACHABLE, station, why)));
        queue.clear();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        if (frame instanceof TextWebSocketFrame text) {
            heard(text.text());
        } else if (frame instanceof PingWebSocketFrame ping) {
            channel.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
        } else if (frame instanceof CloseWebSocketFrame close) {
            channel.writeAndFlush(close.retain()).addListener(done -> channel.close());
        }
    }

    private void heard(String text) {
        csms.record(station, Message.Way.RECEIVED, text);
        Frame frame = FrameReading.read(text);
        if (frame instanceof Frame.CallFrame call) {
            answer(call.id(), csms.answer(call.action(), call.payload()));
        } else if (frame instanceof Frame.ResultFrame result) {
            answered(result.id(), Answer.result(result.payload()));
        } else if (frame instanceof Frame.ErrorFrame error) {
            answered(
                    error.id(),
                    new Answer.Failure(
                            Cause.STATION_REFUSED,
                            ErrorCode.of(error.code()).orElse(ErrorCode.GenericError),
                            error.description(),
                            error.details()));
        } else if (frame instanceof Frame.Garbled garbled) {
            answered(
                    garbled.id(),
                    Answer.failure(Cause.STATION_GARBLED, station, "a call", garbled.why()));
        } else if (frame instanceof Frame.Unreadable bad) {
            bad.id().ifPresent(id -> answer(id, bad.failure()));
        }
    }

    private void answer(Frame.Id id, Answer answer) {
        String text = Frame.answer(id, answer);
        Duration delay = csms.answerDelay();
        if (delay.isZero()) {
            send(text);
            return;
        }
        channel.eventLoop().schedule(() -> send(text), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void answered(Frame.Id id, Answer answer) {
        if (current != null && current.id.equals(id.text())) {
            end(current, answer);
        }
    }

    private void send(String text) {
        if (channel.isActive()) {
            csms.record(station, Message.Way.SENT, text);
            channel.writeAndFlush(new TextWebSocketFrame(text));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        csms.disconnected(this);
        fail("its WebSocket was closed");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
