package dev.substation.sandbox;

import dev.substation.dialect.Frame;
import dev.substation.dialect.FrameReading;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.ErrorCode;
import dev.substation.model.Payload;
import dev.substation.sandbox.SimulatedStation.Reactions;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** A station that speaks OCPP-J 1.6. */
public final class JsonStation extends SimulatedStation {

    private record Waiting(String id, CompletableFuture<Answer> answer) {}

    private final WebSocket socket;
    private volatile Waiting waiting = new Waiting("", new CompletableFuture<>());
    private CompletableFuture<WebSocket> lastSent = new CompletableFuture<>();

    JsonStation(Setup setup, Reactions reactions, Consumer<Message> witness) {
        super(setup, reactions, witness);
        WebSocket.Builder builder =
                HttpClient.newHttpClient().newWebSocketBuilder().subprotocols("ocpp1.6");
        setup.password().ifPresent(password -> builder.header("Authorization", basic(password)));
        socket = builder.buildAsync(address(), new Listener()).join();
        lastSent.complete(socket);
    }

    private URI address() {
        String id =
                URLEncoder.encode(setup().id().value(), StandardCharsets.UTF_8).replace("+", "%20");
        return URI.create(setup().url().toString().replaceFirst("/*$", "/") + id);
    }

    private String basic(String password) {
        return basic(setup().id().value(), password);
    }

    static String basic(String user, String password) {
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    @Override
    public Dialect dialect() {
        return Dialect.JSON_16;
    }

    @Override
    Answer exchange(Action action, Payload payload) {
        Waiting mine = new Waiting(UUID.randomUUID().toString(), new CompletableFuture<>());
        waiting = mine;
        send(Frame.call(Frame.Id.of(mine.id), action, payload));
        try {
            return mine.answer.get(ANSWER_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return Answer.failure(Cause.CSMS_TIMED_OUT, action, ANSWER_WAIT.toSeconds());
        } catch (ExecutionException e) {
            return Answer.failure(Cause.CSMS_LINK_CLOSED, action);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.failure(Cause.CSMS_LINK_CLOSED, action);
        }
    }

    private synchronized void send(String text) {
        sent(text);
        // A WebSocket of the JDK takes one message at a time.
        lastSent = lastSent.thenCompose(s -> s.sendText(text, true));
    }

    private void heard(String text) {
        received(text);
        Frame frame = FrameReading.read(text);
        if (frame instanceof Frame.CallFrame call) {
            send(Frame.answer(call.id(), react(call.action(), call.payload())));
            answerIsOut();
        } else if (frame instanceof Frame.ResultFrame result) {
            answered(result.id(), Answer.result(result.payload()));
        } else if (frame instanceof Frame.ErrorFrame error) {
            answered(
                    error.id(),
                    new Answer.Failure(
                            Cause.CSMS_REFUSED,
                            ErrorCode.of(error.code()).orElse(ErrorCode.GenericError),
                            error.description(),
                            error.details()));
        } else if (frame instanceof Frame.Garbled garbled) {
            answered(garbled.id(), Answer.failure(Cause.CSMS_GARBLED, "a call", garbled.why()));
        } else if (frame instanceof Frame.Unreadable bad) {
            bad.id().ifPresent(id -> send(Frame.answer(id, bad.failure())));
        }
    }

    private void answered(Frame.Id id, Answer answer) {
        if (waiting.id.equals(id.text())) {
            waiting.answer.complete(answer);
        }
    }

    @Override
    public void close() {
        super.close();
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "switched off");
    }

    private final class Listener implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                String whole = text.toString();
                text.setLength(0);
                heard(whole);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            waiting.answer.completeExceptionally(new IllegalStateException(code + " " + reason));
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            waiting.answer.completeExceptionally(error);
        }
    }
}
