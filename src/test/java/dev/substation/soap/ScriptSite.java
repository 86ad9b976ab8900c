package dev.substation.soap;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.substation.dialect.Checks;
import dev.substation.dialect.Dictionary;
import dev.substation.dialect.SoapCodec;
import dev.substation.flow.desk.Parts;
import dev.substation.flow.gate.Gateway;
import dev.substation.flow.ports.CsmsLink;
import dev.substation.flow.ports.CsmsLinks;
import dev.substation.flow.ports.FileRelay;
import dev.substation.flow.ports.KeyVault;
import dev.substation.flow.ports.Ledger;
import dev.substation.flow.ports.Site;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.settings.Networks;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.time.Desk;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.StationId;
import dev.substation.ocppj.Conversation;
import dev.substation.ocppj.TrafficBudget;
import dev.substation.testing.Json;
import dev.substation.testing.PlainSettings;
import dev.substation.testing.Wait;
import dev.substation.testing.WallTimers;
import dev.substation.testing.soap.SmallContainer;
import dev.substation.testing.stepped.MemoryLedger;
import dev.substation.testing.stepped.NoRules;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * The SOAP face, the flow and the callback client in one process, with real HTTP towards stations
 * and a CSMS that is given its frames as text.
 */
final class ScriptSite implements CsmsLinks, AutoCloseable {

    /** A frame that the CSMS was sent, and by whom. */
    record Sent(StationId station, JsonArray frame) {}

    private static final Dictionary DICTIONARY = Dictionary.load();
    private static final StationId STRANGER = new StationId("STRANGER");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Checks checks = new Checks(DICTIONARY);
    private final SoapCodec codec = new SoapCodec(DICTIONARY);
    private final WallTimers timers = new WallTimers();
    private final ExecutorService desk = Executors.newSingleThreadExecutor();
    private final ExecutorService turn = Executors.newSingleThreadExecutor();
    private final ExecutorService workers = Executors.newFixedThreadPool(2);
    private final MemoryLedger ledger = new MemoryLedger();
    private final Map<StationId, Consumer<PlainSettings.Station>> settings = new HashMap<>();
    private final Set<String> held = new HashSet<>();
    private final List<Sent> sent = new CopyOnWriteArrayList<>();
    private final Map<StationId, Link> links = new ConcurrentHashMap<>();
    private volatile boolean away;
    private Duration answerWait = Duration.ofSeconds(10);
    private final SoapFace face;
    private final Gateway gateway;
    private final SmallContainer container;

    ScriptSite() throws Exception {
        Site site =
                station -> Optional.of(station).filter(id -> !id.equals(STRANGER)).map(this::of);
        CallbackClient callbacks =
                new CallbackClient(
                        HttpClient.newBuilder()
                                .connectTimeout(Duration.ofSeconds(3))
                                .executor(workers)
                                .build(),
                        codec,
                        checks,
                        () -> url() + "/soap",
                        Networks.of(List.of("private", "loopback")).orElseThrow(),
                        workers,
                        station -> of(station).soapAction());
        gateway =
                new Gateway(
                        new Parts(
                                new Desk(desk, timers),
                                site,
                                DICTIONARY,
                                checks,
                                new NoRules(),
                                ledger,
                                this,
                                callbacks,
                                new KeyVault(new byte[32]),
                                FileRelay.NONE),
                        ledger.load());
        gateway.start();
        face = new SoapFace(gateway, codec, checks, callbacks);
        container =
                new SmallContainer(
                        new SoapServlet(
                                face,
                                new SoapPaths(List.of(SoapPaths.STEVE, "/ocpp/v16/service")),
                                SoapServlet.MAX_BYTES,
                                SoapServlet.PATIENCE),
                        4);
    }

    private StationSettings of(StationId station) {
        PlainSettings.Station plain =
                PlainSettings.station()
                        .csms(
                                PlainSettings.csms("ws://127.0.0.1/{station}")
                                        .lenient()
                                        .answerWait(answerWait)
                                        .build());
        settings.getOrDefault(station, any -> {}).accept(plain);
        return plain.build(station);
    }

    /** What the site says of a station. */
    void set(String station, Consumer<PlainSettings.Station> what) {
        settings.merge(new StationId(station), what, Consumer::andThen);
    }

    /** How long the CSMS may take to answer. */
    void answerWait(Duration wait) {
        answerWait = wait;
    }

    /** The CSMS no longer answers this action by itself. */
    void hold(String action) {
        held.add(action);
    }

    void away(boolean isAway) {
        away = isAway;
        links.values().forEach(isAway ? Link::cut : Link::connect);
    }

    String url() {
        return container.url("");
    }

    List<Sent> sent() {
        return sent;
    }

    /** The CSMS says something to a station. */
    void say(StationId station, String frame) {
        Wait.until("a link of " + station, PATIENCE, () -> links.containsKey(station));
        links.get(station).conversation.received(frame);
    }

    /** The message log. */
    List<Ledger.LogRow> log() {
        return CompletableFuture.supplyAsync(ledger::log, desk).join();
    }

    @Override
    public CsmsLink open(StationId identity, CsmsSettings csms, CsmsLink.Listener listener) {
        Link link = new Link(identity, listener);
        links.put(identity, link);
        if (!away) {
            turn.execute(link::connect);
        }
        return link;
    }

    private final class Link implements CsmsLink {

        private final StationId identity;
        private final Listener listener;
        private volatile Conversation conversation;
        private volatile boolean connected;

        Link(StationId identity, Listener listener) {
            this.identity = identity;
            this.listener = listener;
            conversation = talk();
        }

        private Conversation talk() {
            return new Conversation(
                    Conversation.Peer.CSMS,
                    Dialect.JSON_16,
                    identity,
                    turn,
                    timers,
                    checks,
                    16,
                    TrafficBudget.ofHeap(1 << 30).account(),
                    this::received,
                    call -> listener.call(call));
        }

        void connect() {
            conversation = talk();
            connected = true;
            listener.connected();
        }

        void cut() {
            connected = false;
            conversation.closed();
            listener.disconnected("cut by the script");
        }

        private void received(String text) {
            JsonArray frame = Json.frame(text);
            sent.add(new Sent(identity, frame));
            if (frame.get(0).getAsInt() == 2 && !held.contains(frame.get(2).getAsString())) {
                String answer = usual(frame.get(2).getAsString()).toString();
                conversation.received("[3," + frame.get(1) + "," + answer + "]");
            }
        }

        @Override
        public CompletableFuture<Answer> call(Call call, Duration deadline) {
            return connected
                    ? conversation.call(call, deadline)
                    : CompletableFuture.completedFuture(Answer.failure(Cause.CSMS_AWAY, "main"));
        }

        @Override
        public CompletableFuture<Void> close(String reason) {
            conversation.closed();
            return CompletableFuture.completedFuture(null);
        }
    }

    private static JsonObject usual(String action) {
        return Json.object(
                switch (action) {
                    case "BootNotification" ->
                            "{\"status\":\"Accepted\",\"currentTime\":\"2026-01-01T08:00:00Z\",\"interval\":300}";
                    case "Heartbeat" -> "{\"currentTime\":\"2026-01-01T08:00:00Z\"}";
                    case "Authorize" -> "{\"idTagInfo\":{\"status\":\"Accepted\"}}";
                    case "StartTransaction" ->
                            "{\"transactionId\":4711,\"idTagInfo\":{\"status\":\"Accepted\"}}";
                    case "DataTransfer" -> "{\"status\":\"Accepted\"}";
                    default -> "{}";
                });
    }

    @Override
    public void close() {
        container.close();
        face.close();
        gateway.stop(Duration.ofSeconds(1)).join();
        List.of(desk, turn, workers).forEach(ExecutorService::shutdownNow);
        timers.close();
    }
}
