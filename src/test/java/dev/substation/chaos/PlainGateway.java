package dev.substation.chaos;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.substation.app.settings.Settings;
import dev.substation.app.settings.SettingsFile;
import dev.substation.app.tls.TlsFiles;
import dev.substation.csms.NettyCsmsLinks;
import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Checks;
import dev.substation.dialect.Dictionary;
import dev.substation.dialect.Part;
import dev.substation.dialect.SoapCodec;
import dev.substation.flow.desk.Parts;
import dev.substation.flow.gate.Gateway;
import dev.substation.flow.ports.FileRelay;
import dev.substation.flow.ports.KeyVault;
import dev.substation.flow.ports.Ledger;
import dev.substation.flow.ports.StationLink;
import dev.substation.flow.time.Desk;
import dev.substation.flow.time.OperatingHours;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.StationId;
import dev.substation.ocppj.Conversation;
import dev.substation.ocppj.TrafficBudget;
import dev.substation.routes.live.SiteRoutes;
import dev.substation.routes.rules.RuleTime;
import dev.substation.soap.CallbackClient;
import dev.substation.store.Database;
import dev.substation.store.DatabaseSettings;
import dev.substation.store.JpaLedger;
import dev.substation.store.LedgerLimits;
import dev.substation.testing.Certificates;
import dev.substation.testing.SteppingTimers;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;
import org.java_websocket.WebSocket;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.protocols.Protocol;
import org.java_websocket.server.WebSocketServer;

/**
 * Flow, ledger with its syncs, and links to the CSMS, in a JVM that starts in a moment. The ways in
 * are small ones of its own: the faces need a container, and have their own tests.
 *
 * <p>It warms up, prints {@code warm}, waits for the line {@code begin} on its input, opens the
 * ledger, prints {@code ready}, and ends in order at the end of its input. A line {@code clock N}
 * puts its wall clock N milliseconds ahead of the true time, at any moment.
 */
final class PlainGateway implements AutoCloseable {

    private static final String SOAP_12 = "http://www.w3.org/2003/05/soap-envelope";
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final TrafficBudget traffic = TrafficBudget.ofHeap(1 << 30);
    private final Checks checks;
    private final SoapCodec codec;
    private final XMLInputFactory in = SoapCodec.secureInputFactory();
    private final XMLOutputFactory out = XMLOutputFactory.newDefaultFactory();
    private final ExecutorService desk = Executors.newSingleThreadExecutor();
    private final ExecutorService writer = Executors.newSingleThreadExecutor();
    private final ExecutorService readers = Executors.newFixedThreadPool(2);
    private final ExecutorService workers = Executors.newFixedThreadPool(2);
    private final ScheduledExecutorService holder = Executors.newScheduledThreadPool(2);
    private final EventLoopGroup loops = new NioEventLoopGroup(1);
    private final SteppingTimers timers;
    private final CallbackClient callbacks;
    private final SiteRoutes rules;
    private final Database database;
    private final JpaLedger ledger;
    private final Gateway gateway;
    private final HttpServer soap;
    private final Sockets json;

    private PlainGateway(
            Dictionary dictionary,
            Path home,
            Optional<DatabaseSettings> memory,
            SteppingTimers timers,
            int soapPort,
            int jsonPort)
            throws Exception {
        this.timers = timers;
        Settings settings =
                SettingsFile.read(home, home.resolve("site.yaml"), Map.of(), Clock.systemUTC());
        checks = new Checks(dictionary);
        codec = new SoapCodec(dictionary);
        DatabaseSettings data =
                memory.orElseGet(() -> settings.store().database(home.resolve("data")));
        database = Database.open(data, Executors.defaultThreadFactory(), timers::moment);
        ledger = new JpaLedger(database, writer, readers, timers, LedgerLimits.DEFAULTS);
        Ledger.Snapshot snapshot = ledger.load();
        rules =
                new SiteRoutes(
                        home.resolve("camel-routes"),
                        snapshot.memories(),
                        RuleTime.by(
                                timers, new OperatingHours(timers::moment, snapshot.operated())));
        callbacks =
                new CallbackClient(
                        HttpClient.newBuilder()
                                .version(HttpClient.Version.HTTP_1_1)
                                .connectTimeout(PATIENCE)
                                .executor(workers)
                                .build(),
                        codec,
                        checks,
                        () -> "http://127.0.0.1:" + soapPort + "/soap",
                        settings.http().callbacks(),
                        workers,
                        station -> false);
        NettyCsmsLinks links =
                new NettyCsmsLinks(
                        loops,
                        workers,
                        timers,
                        checks,
                        traffic,
                        new TlsFiles(Certificates.usual()),
                        database::lost);
        if (database.isShared()) {
            holder.scheduleWithFixedDelay(database::confirmHold, 1, 1, TimeUnit.SECONDS);
            holder.scheduleWithFixedDelay(links::keepSilence, 1, 1, TimeUnit.SECONDS);
            holder.scheduleWithFixedDelay(ledger::watch, 1, 1, TimeUnit.SECONDS);
        }
        gateway =
                new Gateway(
                        new Parts(
                                new Desk(desk, timers),
                                settings,
                                dictionary,
                                checks,
                                rules,
                                ledger,
                                links,
                                callbacks,
                                new KeyVault(new byte[32]),
                                FileRelay.NONE),
                        snapshot);
        gateway.start();
        soap =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), soapPort), 0);
        soap.setExecutor(workers);
        soap.createContext("/soap", this::posted);
        soap.start();
        json = new Sockets(jsonPort);
        json.start();
    }

    private void posted(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        try {
            XMLStreamReader reader = SoapCodec.secureReader(in, new ByteArrayInputStream(body));
            StationId station = null;
            String address = "";
            while (!(reader.isStartElement() && reader.getLocalName().equals("Body"))) {
                reader.next();
                if (reader.isStartElement() && reader.getLocalName().equals("chargeBoxIdentity")) {
                    station = new StationId(reader.getElementText());
                } else if (reader.isStartElement() && reader.getLocalName().equals("From")) {
                    reader.nextTag();
                    address = reader.getElementText();
                }
            }
            reader.nextTag();
            SoapCodec.Decoded decoded = codec.read(reader, Direction.UP);
            Call call =
                    new Call(
                            UUID.randomUUID().toString(),
                            station,
                            Direction.UP,
                            decoded.dialect(),
                            decoded.action(),
                            decoded.payload(),
                            decoded.notes());
            gateway.call(callbacks.callback(station, decoded.dialect(), address), call)
                    .whenCompleteAsync((answer, fault) -> reply(exchange, call, answer), workers);
        } catch (XMLStreamException | BadMessage e) {
            throw new IOException(e);
        }
    }

    private void reply(HttpExchange exchange, Call call, Answer answer) {
        try (exchange) {
            byte[] body =
                    answer == null
                            ? new byte[0]
                            : answer.fold(result -> envelope(call, result), no -> new byte[0]);
            exchange.sendResponseHeaders(body.length == 0 ? 500 : 200, Math.max(body.length, 1));
            exchange.getResponseBody().write(body.length == 0 ? new byte[1] : body);
        } catch (IOException gone) {
            // The station waits no more.
        }
    }

    private byte[] envelope(Call call, Answer.Result result) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            XMLStreamWriter xml = out.createXMLStreamWriter(bytes, "UTF-8");
            xml.writeStartElement("s", "Envelope", SOAP_12);
            xml.writeNamespace("s", SOAP_12);
            xml.writeStartElement("s", "Body", SOAP_12);
            codec.write(
                    xml,
                    call.dialect(),
                    Direction.UP,
                    call.action(),
                    Part.RESPONSE,
                    result.payload());
            xml.writeEndElement();
            xml.writeEndElement();
            xml.close();
            return bytes.toByteArray();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    private final class Sockets extends WebSocketServer {

        Sockets(int port) {
            super(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                    1,
                    List.of(new Draft_6455(List.of(), List.of(new Protocol("ocpp1.6")))));
            setReuseAddr(true);
            setConnectionLostTimeout(0);
        }

        @Override
        public void onOpen(WebSocket socket, ClientHandshake handshake) {
            String path = handshake.getResourceDescriptor();
            JsonLink link =
                    new JsonLink(new StationId(path.substring(path.lastIndexOf('/') + 1)), socket);
            socket.setAttachment(link);
            gateway.opened(link);
        }

        @Override
        public void onMessage(WebSocket socket, String text) {
            socket.<JsonLink>getAttachment().conversation.received(text);
        }

        @Override
        public void onClose(WebSocket socket, int code, String reason, boolean remote) {
            JsonLink link = socket.getAttachment();
            if (link != null) {
                link.conversation.closed();
                gateway.closed(link);
            }
        }

        @Override
        public void onError(WebSocket socket, Exception fault) {
            if (socket == null) {
                fault.printStackTrace();
                Runtime.getRuntime().halt(3);
            }
        }

        @Override
        public void onStart() {}
    }

    private final class JsonLink implements StationLink {

        private final StationId station;
        private final WebSocket socket;
        private final Conversation conversation;

        JsonLink(StationId station, WebSocket socket) {
            this.station = station;
            this.socket = socket;
            Executor turn = desk;
            conversation =
                    new Conversation(
                            Conversation.Peer.STATION,
                            Dialect.JSON_16,
                            station,
                            turn,
                            timers,
                            checks,
                            16,
                            traffic.account(),
                            text -> {
                                if (socket.isOpen()) {
                                    socket.send(text);
                                }
                            },
                            call -> gateway.call(this, call));
        }

        @Override
        public StationId station() {
            return station;
        }

        @Override
        public Dialect dialect() {
            return Dialect.JSON_16;
        }

        @Override
        public Kind kind() {
            return Kind.CONNECTED;
        }

        @Override
        public String address() {
            return "a test";
        }

        @Override
        public CompletableFuture<Answer> call(Call call, Duration deadline) {
            return conversation.call(call, deadline);
        }

        @Override
        public void close(String reason) {
            socket.close();
        }
    }

    @Override
    public void close() {
        gateway.stop(PATIENCE).join();
        soap.stop(0);
        try {
            json.stop(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        rules.close();
        holder.shutdownNow();
        ledger.close();
        database.close();
        loops.shutdownGracefully(0, 100, TimeUnit.MILLISECONDS);
        List.of(desk, writer, readers, workers).forEach(ExecutorService::shutdownNow);
        timers.close();
    }

    /** Prints how it gets on, and does what it is told: see above. */
    private static final class Orders {

        private final BufferedReader lines =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        private final SteppingTimers timers;
        private Duration ahead = Duration.ZERO;

        Orders(SteppingTimers timers) {
            this.timers = timers;
        }

        /** Sets the clock as it is told until it is to begin; false at the end. */
        boolean awaitBegin() throws IOException {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals("begin")) {
                    return true;
                }
                Duration then =
                        Duration.ofMillis(Long.parseLong(line.substring("clock ".length())));
                timers.stepWallClock(then.minus(ahead));
                ahead = then;
            }
            return false;
        }
    }

    /**
     * @param args the home, the SOAP port, the JSON port
     */
    public static void main(String[] args) throws Exception {
        Dictionary dictionary = Dictionary.load();
        Path home = Path.of(args[0]);
        Optional<DatabaseSettings> nowhere =
                Optional.of(new DatabaseSettings("jdbc:h2:mem:warm;DB_CLOSE_DELAY=-1", "sa", ""));
        new PlainGateway(dictionary, home, nowhere, new SteppingTimers(), 0, 0).close();
        System.out.println("warm");
        SteppingTimers timers = new SteppingTimers();
        Orders orders = new Orders(timers);
        if (!orders.awaitBegin()) {
            return;
        }
        PlainGateway gateway = null;
        try {
            gateway =
                    new PlainGateway(
                            dictionary,
                            home,
                            Optional.empty(),
                            timers,
                            Integer.parseInt(args[1]),
                            Integer.parseInt(args[2]));
        } catch (Exception e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(4); // who waits for it sees its end
        }
        System.out.println("ready");
        orders.awaitBegin();
        gateway.close();
        System.out.println("stopped");
    }
}
