package dev.substation.chaos;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.substation.testing.Json;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** OCPP-J 1.6; connects again when it must. */
final class JsonLine implements Line {

    private static final Duration CONNECTED_WITHIN = Duration.ofSeconds(3);
    private static final String INTERVAL =
            ",{\"value\":\"%d\",\"measurand\":\"Energy.Active.Import.Interval\",\"unit\":\"Wh\"}";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** A message that waits, over all connections: the same one can be sent again. */
    private record Waiting(CompletableFuture<Told> first, Consumer<Told> every) {}

    private final String identity;
    private final Carrier gateway;
    private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();
    private final Set<Long> toStop = ConcurrentHashMap.newKeySet();
    private volatile CompletableFuture<WebSocket> socket =
            CompletableFuture.failedFuture(new IOException("not connected"));

    JsonLine(String identity, Carrier gateway) {
        this.identity = identity;
        this.gateway = gateway;
    }

    @Override
    public CompletableFuture<Told> send(String id, Words words, Consumer<Told> answer) {
        CompletableFuture<Told> told = new CompletableFuture<>();
        waiting.put(id, new Waiting(told, answer));
        String text = "[2,\"" + id + "\",\"" + words.action() + "\"," + payload(words) + "]";
        connected()
                .thenCompose(open -> open.sendText(text, true))
                .whenComplete(
                        (sent, fault) -> {
                            if (fault != null) {
                                told.completeExceptionally(fault);
                            }
                        });
        return told;
    }

    private synchronized CompletableFuture<WebSocket> connected() {
        CompletableFuture<WebSocket> now = socket;
        boolean broken =
                now.isDone()
                        && (now.isCompletedExceptionally()
                                || now.join().isInputClosed()
                                || now.join().isOutputClosed());
        if (broken) {
            socket =
                    CLIENT.newWebSocketBuilder()
                            .subprotocols("ocpp1.6")
                            .connectTimeout(CONNECTED_WITHIN)
                            .buildAsync(gateway.json(identity), new Ears());
        }
        return socket;
    }

    private static String payload(Words words) {
        String connector = "\"connectorId\":" + words.connector();
        String transaction = "\"transactionId\":" + words.transaction();
        String time = "\"timestamp\":\"" + words.time() + "\"";
        return "{"
                + switch (words.action()) {
                    case "StartTransaction" ->
                            connector
                                    + ",\"idTag\":\""
                                    + words.card()
                                    + "\",\"meterStart\":"
                                    + words.number()
                                    + ","
                                    + time;
                    case "MeterValues" ->
                            "%s,%s,\"meterValue\":[{%s,\"sampledValue\":[{\"value\":\"%d\"}%s]}]"
                                    .formatted(
                                            connector,
                                            transaction,
                                            time,
                                            words.number(),
                                            words.interval() == 0
                                                    ? ""
                                                    : INTERVAL.formatted(words.interval()));
                    case "StopTransaction" ->
                            transaction + ",\"meterStop\":" + words.number() + "," + time;
                    case "Authorize" -> "\"idTag\":\"" + words.card() + "\"";
                    case "BootNotification" ->
                            "\"chargePointVendor\":\"v\",\"chargePointModel\":\"m\"";
                    case "StatusNotification" ->
                            "%s,\"status\":\"%s\",\"errorCode\":\"NoError\",%s"
                                    .formatted(connector, words.status(), time);
                    default -> "";
                }
                + "}";
    }

    private void heard(WebSocket from, String text) {
        JsonArray frame = Json.frame(text);
        if (frame.get(0).getAsInt() == 2) {
            called(from, frame);
            return;
        }
        Waiting message = waiting.get(frame.get(1).getAsString());
        if (message == null) {
            return;
        }
        if (frame.get(0).getAsInt() != 3) {
            message.first.completeExceptionally(new Refused(text));
            return;
        }
        JsonObject payload = frame.get(2).getAsJsonObject();
        JsonObject info = payload.has("idTagInfo") ? payload.getAsJsonObject("idTagInfo") : payload;
        Told told =
                new Told(
                        payload.has("transactionId") ? payload.get("transactionId").getAsLong() : 0,
                        info.has("status") ? info.get("status").getAsString() : "");
        message.every.accept(told);
        message.first.complete(told);
    }

    /** The CSMS of these runs calls nobody; the gateway itself ends what a CSMS has refused. */
    private void called(WebSocket from, JsonArray call) {
        boolean stop = call.get(2).getAsString().equals("RemoteStopTransaction");
        if (stop) {
            toStop.add(call.get(3).getAsJsonObject().get("transactionId").getAsLong());
        }
        from.sendText(
                stop
                        ? "[3,%s,{\"status\":\"Accepted\"}]".formatted(call.get(1))
                        : "[4,%s,\"NotImplemented\",\"\",{}]".formatted(call.get(1)),
                true);
    }

    @Override
    public boolean isToStop(long transaction) {
        return toStop.contains(transaction);
    }

    @Override
    public void close() {
        CompletableFuture<WebSocket> now = socket;
        if (now.isDone() && !now.isCompletedExceptionally()) {
            now.join().abort();
        }
    }

    private final class Ears implements WebSocket.Listener {

        private final StringBuilder parts = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                String text = parts.toString();
                parts.setLength(0);
                heard(from, text);
            }
            from.request(1);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            from.abort();
        }
    }
}
