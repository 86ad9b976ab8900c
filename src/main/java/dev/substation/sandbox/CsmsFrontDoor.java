package dev.substation.sandbox;

import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Json;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.Payload;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** Tells stations (WebSocket) from people (HTTP) at the practice CSMS's one port. */
final class CsmsFrontDoor extends SimpleChannelInboundHandler<FullHttpRequest> {

    /** The CSMS behind it. */
    interface Csms extends CsmsConnection.Csms {

        /** Who is connected. */
        List<String> stations();

        /** What can be sent, with the fields of each operation. */
        List<Payload> operations();

        /** The latest messages with one station. */
        List<Message> messages(String station);

        /** Sends an operation to a station. */
        CompletableFuture<Answer> send(String station, Action action, Payload payload);

        /** A station has connected. */
        void connected(CsmsConnection connection);
    }

    /** No OCPP message is near this size; more is a mistake. */
    static final int MAX_MESSAGE_BYTES = 1 << 20;

    private final Csms csms;

    CsmsFrontDoor(Csms csms) {
        this.csms = csms;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        QueryStringDecoder url = new QueryStringDecoder(request.uri());
        List<String> path = List.of(url.path().replaceFirst("^/", "").split("/", -1));
        if (request.headers()
                .containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
            upgrade(context, request, path);
        } else if (!PracticePage.mayAsk(request.headers())) {
            answer(
                    context,
                    HttpResponseStatus.FORBIDDEN,
                    error("not from the page of another site"));
        } else if (request.method().equals(HttpMethod.GET) && isPage(path)) {
            page(context, path.get(path.size() - 1));
        } else if (request.method().equals(HttpMethod.GET) && path.equals(List.of("operations"))) {
            answer(context, HttpResponseStatus.OK, Payload.of("operations", csms.operations()));
        } else if (request.method().equals(HttpMethod.GET) && path.equals(List.of("stations"))) {
            answer(context, HttpResponseStatus.OK, Payload.of("stations", csms.stations()));
        } else if (request.method().equals(HttpMethod.GET) && path.equals(List.of("messages"))) {
            List<String> stations = url.parameters().getOrDefault("station", List.of());
            answer(context, HttpResponseStatus.OK, messages(stations));
        } else if (request.method().equals(HttpMethod.POST)
                && path.size() == 3
                && path.get(0).equals("send")) {
            send(context, request, path.get(1), new Action(path.get(2)));
        } else {
            answer(
                    context,
                    HttpResponseStatus.NOT_FOUND,
                    error(
                            "open / in a browser, or try GET /stations, GET /messages?station=ID, POST /send/ID/ACTION with"
                                    + " a JSON body"));
        }
    }

    private static boolean isPage(List<String> path) {
        return path.equals(List.of("")) || path.size() == 2 && path.get(0).equals("practice");
    }

    private static void page(ChannelHandlerContext context, String name) {
        PracticePage.file(name.isEmpty() ? "index.html" : name)
                .ifPresentOrElse(
                        file ->
                                context.writeAndFlush(file)
                                        .addListener(ChannelFutureListener.CLOSE),
                        () ->
                                answer(
                                        context,
                                        HttpResponseStatus.NOT_FOUND,
                                        error("there is no such file")));
    }

    private void upgrade(
            ChannelHandlerContext context, FullHttpRequest request, List<String> path) {
        if (path.size() != 2 || !path.get(0).equals("ocpp") || path.get(1).isBlank()) {
            answer(context, HttpResponseStatus.NOT_FOUND, error("stations connect to /ocpp/ID"));
            return;
        }
        WebSocketServerHandshaker handshaker =
                new WebSocketServerHandshakerFactory(null, "ocpp1.6", false, MAX_MESSAGE_BYTES)
                        .newHandshaker(request);
        if (handshaker == null) {
            WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(context.channel());
            return;
        }
        CsmsConnection connection = new CsmsConnection(csms, path.get(1), context.channel());
        handshaker
                .handshake(context.channel(), request)
                .addListener(
                        done -> {
                            if (!done.isSuccess()) {
                                context.close();
                                return;
                            }
                            context.pipeline()
                                    .addLast(
                                            new WebSocketFrameAggregator(MAX_MESSAGE_BYTES),
                                            connection);
                            csms.connected(connection);
                            context.pipeline().remove(this);
                        });
    }

    private void send(
            ChannelHandlerContext context, FullHttpRequest request, String station, Action action) {
        Payload payload;
        try {
            String body = request.content().toString(StandardCharsets.UTF_8);
            payload = body.isBlank() ? Payload.EMPTY : Json.read(body);
        } catch (BadMessage e) {
            answer(context, HttpResponseStatus.BAD_REQUEST, error(e.getMessage()));
            return;
        }
        csms.send(station, action, payload).thenAccept(answer -> answer(context, answer));
    }

    private static void answer(ChannelHandlerContext context, Answer answer) {
        answer.fold(
                result -> {
                    answer(context, HttpResponseStatus.OK, result.payload());
                    return null;
                },
                failure -> {
                    answer(
                            context,
                            failure.cause() == Cause.STATION_UNREACHABLE
                                    ? HttpResponseStatus.NOT_FOUND
                                    : HttpResponseStatus.BAD_GATEWAY,
                            Payload.of(
                                    "errorCode",
                                    failure.code().name(),
                                    "errorDescription",
                                    failure.description(),
                                    "errorDetails",
                                    failure.details()));
                    return null;
                });
    }

    private Payload messages(List<String> stations) {
        List<Object> messages = new ArrayList<>();
        for (String station : stations.isEmpty() ? csms.stations() : stations) {
            csms.messages(station).forEach(message -> messages.add(asJson(message)));
        }
        return Payload.of("messages", messages);
    }

    private static Payload asJson(Message message) {
        return Payload.of(
                "number",
                message.number(),
                "at",
                message.at().toString(),
                "station",
                message.station(),
                "way",
                message.way().name().toLowerCase(Locale.ROOT),
                "frame",
                frame(message.text()));
    }

    /** The frame as JSON inside JSON, which is easier to read; as text when it is no JSON. */
    private static Object frame(String text) {
        try {
            return Json.read("{\"frame\":" + text + "}").get("frame");
        } catch (BadMessage e) {
            return text;
        }
    }

    private static Payload error(String what) {
        return Payload.of("error", what);
    }

    private static void answer(
            ChannelHandlerContext context, HttpResponseStatus status, Payload body) {
        byte[] text = (Json.write(body) + "\n").getBytes(StandardCharsets.UTF_8);
        DefaultFullHttpResponse response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(text));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .set(HttpHeaderNames.CONTENT_LENGTH, text.length)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
