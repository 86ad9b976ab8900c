package dev.substation.conformance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.substation.dialect.Checks;
import dev.substation.dialect.Dictionary;
import dev.substation.dialect.SoapCodec;
import dev.substation.flow.desk.Parts;
import dev.substation.flow.gate.Gateway;
import dev.substation.flow.ports.FileRelay;
import dev.substation.flow.ports.KeyVault;
import dev.substation.flow.settings.Networks;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.time.Desk;
import dev.substation.json.JsonPeer;
import dev.substation.model.Dialect;
import dev.substation.model.StationId;
import dev.substation.soap.CallbackClient;
import dev.substation.soap.SoapFace;
import dev.substation.soap.SoapPaths;
import dev.substation.soap.SoapServlet;
import dev.substation.testing.PlainSettings;
import dev.substation.testing.WallTimers;
import dev.substation.testing.soap.SmallContainer;
import dev.substation.testing.stepped.MemoryLedger;
import dev.substation.testing.stepped.NoRules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A whole gateway in process: the real faces, codec, flow and conversations, HTTP for SOAP, texts
 * for WebSockets, a ledger in memory, no rules. Any station may come.
 */
final class House implements AutoCloseable {

    /** The beginning of identities whose CSMS is not strict. */
    static final String LENIENT = "LENIENT-";

    private static final Duration CALL_WAIT = Duration.ofSeconds(10);

    final Dictionary dictionary = Dictionary.load();
    final Queue<Sent> sent = new ConcurrentLinkedQueue<>();
    final FrameCsms csms;
    private final Checks checks = new Checks(dictionary);
    private final ExecutorService desk = Executors.newSingleThreadExecutor();
    private final ExecutorService turn = Executors.newSingleThreadExecutor();
    private final ExecutorService workers = Executors.newFixedThreadPool(4);
    private final WallTimers timers = new WallTimers();
    private final HttpClient http = HttpClient.newBuilder().executor(workers).build();
    private final Gateway gateway;
    private final SoapFace face;
    private final SmallContainer container;
    private final HttpServer stations;
    private final Logger log = Logger.getLogger("dev.substation");
    private final Map<String, SoapSide> soapSides = new ConcurrentHashMap<>();

    House() throws Exception {
        log.setLevel(Level.OFF); // each of thousands of stations would have its lines
        SoapCodec codec = new SoapCodec(dictionary);
        CallbackClient callbacks =
                new CallbackClient(
                        http,
                        codec,
                        checks,
                        () -> "http://gateway.example:8080/soap",
                        Networks.of(List.of("loopback")).orElseThrow(),
                        workers,
                        station -> false);
        csms = new FrameCsms(turn, timers, checks, sent::add);
        MemoryLedger ledger = new MemoryLedger();
        gateway =
                new Gateway(
                        new Parts(
                                new Desk(desk, timers),
                                House::settings,
                                dictionary,
                                checks,
                                new NoRules(),
                                ledger,
                                csms,
                                callbacks,
                                new KeyVault(new byte[32]),
                                FileRelay.NONE),
                        ledger.load());
        gateway.start();
        face = new SoapFace(gateway, codec, checks, callbacks);
        container =
                new SmallContainer(
                        new SoapServlet(
                                face, new SoapPaths(List.of()), SoapServlet.MAX_BYTES, CALL_WAIT),
                        4);
        stations = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        stations.setExecutor(workers);
        stations.createContext("/", this::posted);
        stations.start();
    }

    private static Optional<StationSettings> settings(StationId station) {
        PlainSettings.Csms csms = PlainSettings.csms("ws://127.0.0.1/{station}");
        boolean lenient = station.value().startsWith(LENIENT);
        return Optional.of(
                PlainSettings.station()
                        .callWait(CALL_WAIT)
                        .csms(lenient ? csms.lenient().build() : csms.build())
                        .build(station));
    }

    private void posted(HttpExchange exchange) throws IOException {
        try (exchange) {
            String request =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String path = exchange.getRequestURI().getPath().substring(1);
            byte[] answer = soapSides.get(path).posted(request).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders()
                    .set("Content-Type", "application/soap+xml; charset=utf-8");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        } catch (Exception | AssertionError e) {
            // The gateway sees a broken answer, and the row that asked fails on it.
            throw new IOException(e);
        }
    }

    /** A station that nobody has heard of yet. */
    Side station(String identity, Dialect dialect) {
        StationId id = new StationId(identity);
        if (!dialect.isSoap()) {
            return new JsonSide(
                    sent::add, out -> new JsonPeer(id, gateway, timers, checks, turn, out));
        }
        String own = "http://127.0.0.1:" + stations.getAddress().getPort() + "/" + identity;
        SoapSide side = new SoapSide(id, dialect, http, container.url("/soap"), own, sent::add);
        soapSides.put(identity, side);
        return side;
    }

    @Override
    public void close() {
        gateway.stop(Duration.ofSeconds(1)).join();

        container.close();
        face.close();
        stations.stop(0);
        timers.close();
        List.of(desk, turn, workers).forEach(ExecutorService::shutdownNow);
        log.setLevel(null);
    }
}
