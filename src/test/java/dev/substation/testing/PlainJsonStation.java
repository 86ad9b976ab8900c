package dev.substation.testing;

import com.google.gson.JsonArray;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A station of OCPP-J 1.6 that sends any text: the JDK's WebSocket and nothing else. */
public final class PlainJsonStation implements AutoCloseable {

    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final WebSocket socket;
    private final AtomicInteger lastId = new AtomicInteger();
    private final Map<String, String> scripts = new ConcurrentHashMap<>();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final Map<String, CompletableFuture<JsonArray>> asked = new ConcurrentHashMap<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private CompletableFuture<WebSocket> sent = CompletableFuture.completedFuture(null);

    private PlainJsonStation(URI address, String protocol) {
        this(CLIENT, address, protocol, "");
    }

    private PlainJsonStation(
            HttpClient client, URI address, String protocol, String authorization) {
        WebSocket.Builder builder = client.newWebSocketBuilder().connectTimeout(WITHIN);
        if (!authorization.isEmpty()) {
            builder.header("Authorization", authorization);
        }
        if (!protocol.isEmpty()) {
            builder.subprotocols(protocol);
        }
        socket = builder.buildAsync(address, new Ears()).join();
    }

    /** Connects with the sub-protocol {@code ocpp1.6}. */
    public static PlainJsonStation connect(URI address) {
        return new PlainJsonStation(address, "ocpp1.6");
    }

    /**
     * The same over what a client speaks.
     *
     * @param authorization what it shows in the header of that name; empty for nothing
     */
    public static PlainJsonStation connect(HttpClient client, URI address, String authorization) {
        return new PlainJsonStation(client, address, "ocpp1.6", authorization);
    }

    /**
     * Tries to connect and expects to be refused.
     *
     * @param protocol the sub-protocol; empty for none
     * @return the HTTP status
     */
    public static int refused(URI address, String protocol) {
        try (PlainJsonStation station = new PlainJsonStation(address, protocol)) {
            throw new AssertionError(address + " took the station in");
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof WebSocketHandshakeException refusal) {
                return refusal.getResponse().statusCode();
            }
            throw failure;
        }
    }

    /** Sends a call and waits for the answer: the whole frame, CALLRESULT or CALLERROR. */
    public JsonArray call(String action, String payload) {
        String id = "s-" + lastId.incrementAndGet();
        return exchange(id, "[2,\"" + id + "\",\"" + action + "\"," + payload + "]");
    }

    /** Sends any text and waits for the answer with this id. */
    public JsonArray exchange(String id, String text) {
        CompletableFuture<JsonArray> answer = new CompletableFuture<>();
        asked.put(id, answer);
        send(text);
        return answer.orTimeout(WITHIN.toSeconds(), TimeUnit.SECONDS).join();
    }

    /** Sends any text. */
    public void send(String text) {
        sendNext(text).join();
    }

    /** One text after the other: the JDK's WebSocket refuses a text while one is being sent. */
    private synchronized CompletableFuture<WebSocket> sendNext(String text) {
        sent =
                sent.handle((before, fault) -> text)
                        .thenCompose(next -> socket.sendText(next, true));
        return sent;
    }

    /** Sends bytes in a binary frame. */
    public synchronized void sendBinary(byte[] bytes) {
        sent =
                sent.handle((before, fault) -> bytes)
                        .thenCompose(next -> socket.sendBinary(ByteBuffer.wrap(next), true));
        sent.join();
    }

    /** Sends any text, unless the other side has closed the connection meanwhile. */
    public void sendUnlessClosed(String text) {
        try {
            send(text);
        } catch (CompletionException closed) {
            awaitClosed();
        }
    }

    /** What the station answers when this operation is called. */
    public void answering(String action, String payload) {
        scripts.put(action, payload);
    }

    /** The frames that came, in order. */
    public List<String> received() {
        return List.copyOf(received);
    }

    /** Waits for a call of an action and gives its frame. */
    public JsonArray awaitCall(String action) {
        Wait.until(action + " arrives", WITHIN, () -> !calls(action).isEmpty());
        return calls(action).get(calls(action).size() - 1);
    }

    /** The calls of an action that came, in order. */
    public List<JsonArray> calls(String action) {
        return received.stream()
                .map(Json::frame)
                .filter(frame -> frame.get(0).getAsInt() == 2)
                .filter(frame -> frame.get(2).getAsString().equals(action))
                .toList();
    }

    /** The close code, once the other side has closed the connection. */
    public int awaitClosed() {
        return closed.orTimeout(WITHIN.toSeconds(), TimeUnit.SECONDS).join();
    }

    /** Whether the connection is open still. */
    public boolean isOpen() {
        return !closed.isDone() && !socket.isInputClosed();
    }

    @Override
    public void close() {
        if (!socket.isOutputClosed()) {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "")
                    .orTimeout(5, TimeUnit.SECONDS)
                    .exceptionally(gone -> socket)
                    .join();
        }
        socket.abort();
    }

    /** Sends a Close frame and stays to see it answered. */
    public void leave() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    /** Breaks the connection without a word. */
    public void vanish() {
        socket.abort();
    }

    private void heard(String text) {
        received.add(text);
        Optional<JsonArray> read = Json.message(text);
        if (read.isEmpty()) {
            return; // neither a call nor an answer
        }
        JsonArray frame = read.get();
        String id = frame.get(1).getAsString();
        if (frame.get(0).getAsInt() != 2) {
            CompletableFuture<JsonArray> waiting = asked.remove(id);
            if (waiting != null) {
                waiting.completeAsync(() -> frame);
            }
            return;
        }
        String answer = scripts.get(frame.get(2).getAsString());
        sendNext(
                answer == null
                        ? "[4," + frame.get(1) + ",\"NotSupported\",\"not scripted\",{}]"
                        : "[3," + frame.get(1) + "," + answer + "]");
    }

    private final class Ears implements WebSocket.Listener {

        private final StringBuilder parts = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                String text = parts.toString();
                parts.setLength(0);
                heard(text);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed.complete(code);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            closed.complete(1006);
        }
    }
}
