package dev.substation.testing;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import javax.net.ssl.SSLContext;
import org.java_websocket.WebSocket;
import org.java_websocket.WebSocketAdapter;
import org.java_websocket.WebSocketImpl;
import org.java_websocket.WebSocketServerFactory;
import org.java_websocket.drafts.Draft;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.exceptions.InvalidDataException;
import org.java_websocket.framing.CloseFrame;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.handshake.ServerHandshakeBuilder;
import org.java_websocket.protocols.Protocol;
import org.java_websocket.server.WebSocketServer;

/**
 * A back end that writes down every frame as it came and answers all operations of OCPP 1.6
 * sensibly, unless a test says otherwise.
 */
public final class RecordingCsms implements AutoCloseable {

    /** A frame. */
    public static final class Frame {

        private final String station;
        private final boolean received;
        private final String text;
        private final Instant at;

        /** The action of a call, empty for an answer; kept because tests ask again and again. */
        private volatile Optional<String> action;

        private Frame(String station, boolean received, String text, Instant at) {
            this.station = station;
            this.received = received;
            this.text = text;
            this.at = at;
        }

        public String station() {
            return station;
        }

        /** Whether the CSMS got it; else the CSMS sent it. */
        public boolean received() {
            return received;
        }

        public String text() {
            return text;
        }

        public Instant at() {
            return at;
        }

        /** The frame read. */
        public JsonArray json() {
            return Json.frame(text);
        }

        /** Whether it is a call of this action. */
        public boolean isCall(String wanted) {
            Optional<String> known = action;
            if (known == null) {
                JsonArray frame = json();
                known =
                        Optional.of(frame)
                                .filter(read -> read.get(0).getAsInt() == 2)
                                .map(read -> read.get(2).getAsString());
                action = known;
            }
            return known.equals(Optional.of(wanted));
        }

        @Override
        public String toString() {
            return station + (received ? " > " : " < ") + text + " at " + at;
        }
    }

    /**
     * How a connection ended.
     *
     * @param remote whether the gateway closed it
     */
    public record Close(String station, int code, String reason, boolean remote) {}

    /** What happens with a station's call. */
    public sealed interface Reaction {

        /** A CALLRESULT. */
        record Result(String payload) implements Reaction {}

        /** A CALLERROR. */
        record Refusal(String code, String description) implements Reaction {}

        /** Never a word. */
        record Silence() implements Reaction {}

        /** The connection is cut without a close frame. */
        record Drop() implements Reaction {}

        /** The connection is cut, and the call was never seen. */
        record Unseen() implements Reaction {}

        /** Something else, this much later. */
        record Late(Duration by, Reaction then) implements Reaction {}

        /** Something else, when the test lets go. */
        record Held(CompletableFuture<Void> until, Reaction then) implements Reaction {}
    }

    /** Chooses what happens with a station's call. */
    @FunctionalInterface
    public interface Script {
        Reaction react(String station, JsonObject payload);
    }

    /** Chooses what happens with any call of any station, as it comes in. */
    @FunctionalInterface
    public interface Mood {

        /**
         * @param id the call's message id
         */
        Reaction react(String station, String id, String action, JsonObject payload);
    }

    private static final Duration WITHIN = Duration.ofSeconds(60);

    private final Server server;
    private final Optional<TlsFront> tls;
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
    private final List<Frame> frames = Collections.synchronizedList(new ArrayList<>());
    private final List<Close> closes = new CopyOnWriteArrayList<>();
    private final Map<String, Map<String, String>> handshakes = new ConcurrentHashMap<>();
    private final Map<String, Integer> opens = new ConcurrentHashMap<>();
    private final Map<String, WebSocket> links = new ConcurrentHashMap<>();
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<JsonArray>> asked = new ConcurrentHashMap<>();
    private final AtomicInteger transactions = new AtomicInteger();
    private volatile Duration delay = Duration.ZERO;
    private volatile Mood mood =
            (station, id, action, payload) ->
                    scripts()
                            .getOrDefault(action, (who, what) -> usual(action))
                            .react(station, payload);
    private volatile boolean away;
    private volatile int refusing;
    private final Map<String, String> wanted = new ConcurrentHashMap<>();

    private RecordingCsms(Optional<IntFunction<TlsFront>> secured) {
        server = new Server();
        server.begin();
        tls = secured.map(front -> front.apply(server.getPort()));
    }

    /** Starts a CSMS at a free port, {@code ws}. */
    public static RecordingCsms start() {
        return new RecordingCsms(Optional.empty());
    }

    /** Starts a CSMS at a free port, {@code wss} with this context's certificate. */
    public static RecordingCsms startSecure(SSLContext tls) {
        return new RecordingCsms(Optional.of(port -> new TlsFront(tls, port)));
    }

    /** The same for clients that show a certificate which the context trusts, and for no others. */
    public static RecordingCsms startMutual(SSLContext tls) {
        return new RecordingCsms(Optional.of(port -> TlsFront.mutual(tls, port)));
    }

    /** For {@code csms.NAME.url}. */
    public String url() {
        return tls.map(front -> "wss://localhost:" + front.port())
                        .orElseGet(() -> "ws://localhost:" + server.getPort())
                + "/ocpp/{station}";
    }

    /** All answers come this much later. */
    public void answerAfter(Duration newDelay) {
        delay = newDelay;
    }

    /** The calls of this action are answered so, of all stations. */
    public void when(String action, Script script) {
        scripts.put(action, script);
    }

    /** Everything goes by this from now on, and no script counts. */
    public void inTheMood(Mood newMood) {
        mood = newMood;
    }

    /** While it is away connections are cut as soon as they are made, those that stand at once. */
    public void away(boolean isAway) {
        away = isAway;
        if (isAway) {
            links.values().forEach(link -> link.closeConnection(CloseFrame.ABNORMAL_CLOSE, ""));
        }
    }

    /**
     * From now on WebSockets are refused at the upgrade with this HTTP status; 0 lets them in.
     * Those that stand stay.
     */
    public void refuseUpgrades(int status) {
        refusing = status;
    }

    /** A station is let in with this header Authorization alone, else it gets 401. */
    public void want(String station, String authorization) {
        wanted.put(station, authorization);
    }

    private Map<String, Script> scripts() {
        return scripts;
    }

    /** The calls of this action are answered as in the beginning again. */
    public void asUsual(String action) {
        scripts.remove(action);
    }

    /** What a CSMS that means well answers, with transaction ids counting up. */
    public Reaction usual(String action) {
        String now = "\"" + Instant.now().truncatedTo(ChronoUnit.SECONDS) + "\"";
        String accepted = "\"idTagInfo\":{\"status\":\"Accepted\"}";
        return new Reaction.Result(
                switch (action) {
                    case "Authorize", "StopTransaction" -> "{" + accepted + "}";
                    case "BootNotification" ->
                            "{\"status\":\"Accepted\",\"currentTime\":"
                                    + now
                                    + ",\"interval\":300}";
                    case "DataTransfer" -> "{\"status\":\"Accepted\"}";
                    case "Heartbeat" -> "{\"currentTime\":" + now + "}";
                    case "StartTransaction" ->
                            "{\"transactionId\":"
                                    + transactions.incrementAndGet()
                                    + ","
                                    + accepted
                                    + "}";
                    default -> "{}";
                });
    }

    /** All frames, in order. */
    public List<Frame> frames() {
        synchronized (frames) {
            return List.copyOf(frames);
        }
    }

    /** All frames of one station, in order. */
    public List<Frame> frames(String station) {
        return frames().stream().filter(frame -> frame.station.equals(station)).toList();
    }

    /** The payloads of a station's calls of one action, in order. */
    public List<JsonObject> calls(String station, String action) {
        return frames(station).stream()
                .filter(frame -> frame.received && frame.isCall(action))
                .map(frame -> frame.json().get(3).getAsJsonObject())
                .toList();
    }

    /** How many calls of an action have come from all stations whose names begin so. */
    public int numberOf(String action, String beginning) {
        return (int)
                frames().stream()
                        .filter(frame -> frame.received && frame.station.startsWith(beginning))
                        .filter(frame -> frame.isCall(action))
                        .count();
    }

    /** Waits until a station has made this many calls of an action, and gives them. */
    public List<JsonObject> awaitCalls(String station, String action, int number) {
        Wait.until(
                number + " " + action + " of " + station + " arrive",
                WITHIN,
                () -> calls(station, action).size() >= number);
        return calls(station, action);
    }

    /** Waits for the first call of an action. */
    public JsonObject awaitCall(String station, String action) {
        return awaitCalls(station, action, 1).get(0);
    }

    /** Whether a station has a connection now. */
    public boolean isConnected(String station) {
        WebSocket link = links.get(station);
        return link != null && link.isOpen();
    }

    /** Waits until a station is connected. */
    public void awaitConnected(String station) {
        Wait.until(station + " is connected", WITHIN, () -> isConnected(station));
    }

    /** How often a station has connected. */
    public int opens(String station) {
        return opens.getOrDefault(station, 0);
    }

    /** The request headers of a station's last handshake, names in any case. */
    public Map<String, String> handshake(String station) {
        return handshakes.get(station);
    }

    /** How a station's connections ended, in order. */
    public List<Close> closes(String station) {
        return closes.stream().filter(close -> close.station.equals(station)).toList();
    }

    /** How all connections ended. */
    public List<Close> closes() {
        return List.copyOf(closes);
    }

    /** Closes a station's connection in order. */
    public void close(String station, int code, String reason) {
        links.get(station).close(code, reason);
    }

    /** Cuts a station's connection without a word. */
    public void drop(String station) {
        links.get(station).closeConnection(CloseFrame.ABNORMAL_CLOSE, "");
    }

    /** Calls a station and waits for its answer: the whole frame, CALLRESULT or CALLERROR. */
    public JsonArray ask(String station, String action, String payload) {
        awaitConnected(station);
        String id = UUID.randomUUID().toString();
        CompletableFuture<JsonArray> answer = new CompletableFuture<>();
        asked.put(id, answer);
        send(station, "[2,\"" + id + "\",\"" + action + "\"," + payload + "]");
        return answer.orTimeout(WITHIN.toSeconds(), TimeUnit.SECONDS).join();
    }

    /** Sends any text to a station. */
    public void send(String station, String text) {
        record(station, false, text);
        links.get(station).send(text);
    }

    private void record(String station, boolean received, String text) {
        frames.add(new Frame(station, received, text, Instant.now()));
    }

    private void received(String station, WebSocket link, String text) {
        Optional<JsonArray> read = Json.message(text);
        if (read.isEmpty()) {
            record(station, true, text); // neither a call nor an answer
            return;
        }
        JsonArray frame = read.get();
        String id = frame.get(1).getAsString();
        if (frame.get(0).getAsInt() != 2) {
            record(station, true, text);
            CompletableFuture<JsonArray> waiting = asked.remove(id);
            if (waiting != null) {
                waiting.complete(frame);
            }
            return;
        }
        Reaction reaction =
                mood.react(station, id, frame.get(2).getAsString(), frame.get(3).getAsJsonObject());
        if (reaction instanceof Reaction.Unseen) {
            link.closeConnection(CloseFrame.ABNORMAL_CLOSE, "");
            return;
        }
        record(station, true, text);
        reactAfter(delay, station, link, frame.get(1), reaction);
    }

    private void reactAfter(
            Duration time, String station, WebSocket link, JsonElement id, Reaction reaction) {
        try {
            later.schedule(
                    () -> react(station, link, id, reaction),
                    time.toMillis(),
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            // Nobody waits for this answer any more.
        }
    }

    private void react(String station, WebSocket link, JsonElement id, Reaction reaction) {
        if (!link.isOpen()) {
            return;
        }
        if (reaction instanceof Reaction.Result result) {
            answer(station, link, "[3," + id + "," + result.payload + "]");
        } else if (reaction instanceof Reaction.Refusal refusal) {
            String words = "\"" + refusal.code + "\",\"" + refusal.description + "\"";
            answer(station, link, "[4," + id + "," + words + ",{}]");
        } else if (reaction instanceof Reaction.Drop) {
            link.closeConnection(CloseFrame.ABNORMAL_CLOSE, "");
        } else if (reaction instanceof Reaction.Held held) {
            held.until().thenRun(() -> react(station, link, id, held.then()));
        } else if (reaction instanceof Reaction.Late late) {
            reactAfter(late.by, station, link, id, late.then);
        }
    }

    private void answer(String station, WebSocket link, String text) {
        record(station, false, text);
        link.send(text);
    }

    /** Closes all connections with 1001 and stops listening. */
    @Override
    public void close() {
        later.shutdownNow();
        tls.ifPresent(TlsFront::close);
        try {
            server.stop(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ClosedSelectorException alreadyStopping) {
            // A connection was to be told of the end when the end had come.
        }
    }

    private final class Server extends WebSocketServer {

        private final CountDownLatch listening = new CountDownLatch(1);

        Server() {
            super(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    2,
                    List.of(new Draft_6455(List.of(), List.of(new Protocol("ocpp1.6")))));
            setConnectionLostTimeout(0);
            setReuseAddr(true);
            setWebSocketFactory(new Channels());
        }

        void begin() {
            start();
            try {
                if (!listening.await(60, TimeUnit.SECONDS)) {
                    throw new AssertionError("the CSMS does not listen");
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void onStart() {
            listening.countDown();
        }

        @Override
        public ServerHandshakeBuilder onWebsocketHandshakeReceivedAsServer(
                WebSocket link, Draft draft, ClientHandshake request) throws InvalidDataException {
            String path = request.getResourceDescriptor();
            String expected = wanted.get(path.substring(path.lastIndexOf('/') + 1));
            boolean stranger =
                    expected != null && !expected.equals(request.getFieldValue("Authorization"));
            if (refusing != 0 || stranger) {
                throw new InvalidDataException(CloseFrame.REFUSE, "refused");
            }
            return super.onWebsocketHandshakeReceivedAsServer(link, draft, request);
        }

        @Override
        public void onOpen(WebSocket link, ClientHandshake handshake) {
            String path = handshake.getResourceDescriptor();
            String station =
                    URLDecoder.decode(
                            path.substring(path.lastIndexOf('/') + 1).replace("+", "%2B"),
                            StandardCharsets.UTF_8);
            link.setAttachment(station);
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (Iterator<String> names = handshake.iterateHttpFields(); names.hasNext(); ) {
                String name = names.next();
                headers.put(name, handshake.getFieldValue(name));
            }
            handshakes.put(station, headers);
            links.put(station, link);
            opens.merge(station, 1, Integer::sum);
            if (away) {
                link.closeConnection(CloseFrame.ABNORMAL_CLOSE, "");
            }
        }

        @Override
        public void onMessage(WebSocket link, String text) {
            received(link.getAttachment(), link, text);
        }

        @Override
        public void onClose(WebSocket link, int code, String reason, boolean remote) {
            String station = link.getAttachment();
            if (station != null) {
                closes.add(new Close(station, code, reason, remote));
            }
        }

        @Override
        public void onError(WebSocket link, Exception failure) {
            // The connection ends by it, which onClose records.
        }
    }

    /** Channels whose refusals have the status that the test wants. */
    private final class Channels implements WebSocketServerFactory {

        @Override
        public WebSocketImpl createWebSocket(WebSocketAdapter adapter, Draft draft) {
            return new WebSocketImpl(adapter, draft);
        }

        @Override
        public WebSocketImpl createWebSocket(WebSocketAdapter adapter, List<Draft> drafts) {
            return new WebSocketImpl(adapter, drafts);
        }

        @Override
        public ByteChannel wrapChannel(SocketChannel channel, SelectionKey key) {
            return new Refusing(channel);
        }

        @Override
        public void close() {}
    }

    /** Java-WebSocket refuses with the status 404 alone; another one takes its place here. */
    private final class Refusing implements ByteChannel {

        private static final String USUAL = "HTTP/1.1 404 ";

        private final SocketChannel channel;

        Refusing(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read(ByteBuffer to) throws IOException {
            return channel.read(to);
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            int status = refusing != 0 ? refusing : wanted.isEmpty() ? 0 : 401;
            if (status != 0 && from.remaining() > USUAL.length()) {
                ByteBuffer begin = from.slice().limit(USUAL.length());
                if (StandardCharsets.ISO_8859_1.decode(begin).toString().equals(USUAL)) {
                    byte[] digits = Integer.toString(status).getBytes(StandardCharsets.ISO_8859_1);
                    from.put(from.position() + USUAL.indexOf("404"), digits);
                }
            }
            return channel.write(from);
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** Frames of all stations, for messages of failed tests. */
    @Override
    public String toString() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        frames().forEach(frame -> counts.merge(frame.station, 1, Integer::sum));
        return "RecordingCsms" + counts;
    }
}
