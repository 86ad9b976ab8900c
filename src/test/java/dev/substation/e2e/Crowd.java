package dev.substation.e2e;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import dev.substation.testing.GatewayProcess;
import dev.substation.testing.Json;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.PlainSoapStation.Version;
import dev.substation.testing.SoapMessage;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Many stations, half over SOAP and half over OCPP-J, that all do the same at once on few threads.
 */
final class Crowd implements AutoCloseable {

    private static final String SOAP = "STORM-S-";
    private static final String JSON = "STORM-J-";
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(60);

    private final GatewayProcess gateway;
    private final int ofEachKind;

    /** Speaks for all, by changing the identity in its envelopes. */
    private final PlainSoapStation speaker;

    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final HttpClient client = HttpClient.newBuilder().executor(threads).build();
    private final Map<String, Socket> sockets = new ConcurrentHashMap<>();

    Crowd(GatewayProcess gateway, int ofEachKind) {
        this.gateway = gateway;
        this.ofEachKind = ofEachKind;
        speaker = new PlainSoapStation(Version.V16, SOAP, gateway.uri("http", "/soap"));
    }

    /** Fields in their order, which SOAP insists on. */
    static Map<String, Object> fields(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }

    List<String> stations() {
        return Stream.concat(names(SOAP), names(JSON)).toList();
    }

    private Stream<String> names(String beginning) {
        return IntStream.range(0, ofEachKind).mapToObj(i -> beginning + i);
    }

    /** Opens the WebSockets, all at once. */
    void connect() {
        List<CompletableFuture<Socket>> opening = names(JSON).map(this::open).toList();
        opening.forEach(
                one -> {
                    Socket socket = one.join();
                    sockets.put(socket.station, socket);
                });
    }

    private CompletableFuture<Socket> open(String station) {
        Socket socket = new Socket(station);
        return client.newWebSocketBuilder()
                .subprotocols("ocpp1.6")
                .connectTimeout(ANSWERED_WITHIN)
                .buildAsync(gateway.uri("ws", "/ocpp/" + station), socket)
                .thenApply(
                        opened -> {
                            socket.wire = opened;
                            return socket;
                        });
    }

    /** Cuts the WebSockets without a word. */
    void breakConnections() {
        sockets.values().forEach(socket -> socket.wire.abort());
        sockets.clear();
    }

    /**
     * All call at once; a field of each answer, by station.
     *
     * @param field the path of the field, {@code idTagInfo/status}
     */
    Map<String, String> all(
            String action, String field, Function<String, Map<String, Object>> request) {
        Map<String, CompletableFuture<String>> asked = new LinkedHashMap<>();
        List<String> soap = names(SOAP).toList();
        List<String> json = names(JSON).toList();
        for (int i = 0; i < ofEachKind; i++) {
            String one = soap.get(i);
            asked.put(
                    one,
                    soap(one, action, elements(request.apply(one)))
                            .thenApply(
                                    answer ->
                                            answer.isFault()
                                                    ? answer.text()
                                                    : answer.field(field)));
            String other = json.get(i);
            asked.put(
                    other,
                    sockets.get(other)
                            .call(action, new Gson().toJson(request.apply(other)))
                            .thenApply(answer -> read(answer, field)));
        }
        Map<String, String> answers = new TreeMap<>();
        asked.forEach((station, answer) -> answers.put(station, answer.join()));
        return answers;
    }

    /** One call of every SOAP station, without waiting. */
    Stream<CompletableFuture<SoapMessage>> soapCalls(String action, String elements) {
        return names(SOAP).map(station -> soap(station, action, elements));
    }

    private CompletableFuture<SoapMessage> soap(String station, String action, String elements) {
        return speaker.post(
                speaker.request(action, elements).replace(">" + SOAP + "<", ">" + station + "<"));
    }

    private static String elements(Map<String, Object> fields) {
        StringBuilder text = new StringBuilder();
        fields.forEach(
                (name, value) ->
                        text.append('<' + name + '>').append(value).append("</" + name + '>'));
        return text.toString();
    }

    private static String read(JsonArray answer, String field) {
        if (answer.get(0).getAsInt() != 3) {
            return answer.toString();
        }
        JsonElement value = answer.get(2);
        for (String name : field.split("/")) {
            value = value.getAsJsonObject().get(name);
        }
        return value.getAsString();
    }

    @Override
    public void close() {
        breakConnections();
        speaker.close();
        threads.shutdownNow();
    }

    private static final class Socket implements WebSocket.Listener {

        private final String station;
        private final StringBuilder parts = new StringBuilder();
        private final Map<String, CompletableFuture<JsonArray>> asked = new ConcurrentHashMap<>();
        private int calls;
        private volatile WebSocket wire;

        Socket(String station) {
            this.station = station;
        }

        CompletableFuture<JsonArray> call(String action, String payload) {
            String id = station + "-" + ++calls;
            CompletableFuture<JsonArray> answer = new CompletableFuture<>();
            asked.put(id, answer);
            wire.sendText("[2,\"" + id + "\",\"" + action + "\"," + payload + "]", true);
            return answer.orTimeout(ANSWERED_WITHIN.toSeconds(), TimeUnit.SECONDS);
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                JsonArray frame = Json.frame(parts.toString());
                parts.setLength(0);
                CompletableFuture<JsonArray> waiting = asked.remove(frame.get(1).getAsString());
                if (waiting != null) {
                    waiting.complete(frame);
                }
            }
            from.request(1);
            return null;
        }
    }
}
