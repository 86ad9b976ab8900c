package dev.substation.chaos;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.substation.csms.NettyCsmsLinks;
import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Checks;
import dev.substation.dialect.Dictionary;
import dev.substation.dialect.Part;
import dev.substation.dialect.SoapCodec;
import dev.substation.flow.Conversation;
import dev.substation.flow.CsmsSettings;
import dev.substation.flow.Desk;
import dev.substation.flow.Gateway;
import dev.substation.flow.Ledger;
import dev.substation.flow.Site;
import dev.substation.flow.StationLink;
import dev.substation.flow.TrafficBudget;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.StationId;
import dev.substation.store.Database;
import dev.substation.store.DatabaseSettings;
import dev.substation.store.JpaLedger;
import dev.substation.store.LedgerLimits;
import dev.substation.testing.Certificates;
import dev.substation.testing.NoRules;
import dev.substation.testing.PlainSettings;
import dev.substation.testing.WallTimers;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
 * Flow, ledger on H2 with its syncs, and links to the csms, in a JVM that starts in a moment. The
 * ways in are small ones of its own: the faces need a container, and have their own tests.
 *
 * <p>It warms up, prints {@code warm}, waits for a line on its input, opens the ledger, prints
 * {@code ready}, and ends in order at the end of its input.
 */
final class PlainGateway implements AutoCloseable {

    private static final StationLink.Kind HEARD = StationLink.Kind.LISTEN_ONLY;
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
    private final EventLoopGroup loops = new NioEventLoopGroup(1);
    private final WallTimers timers = new WallTimers();
    private final Database database;
    private final JpaLedger ledger;
    private final Gateway gateway;
    private final HttpServer soap;
    private final Sockets json;

    private PlainGateway(
            Dictionary dictionary,
            DatabaseSettings data,
            String csmsUrl,
            Carrier.Waits waits,
            int soapPort,
            int jsonPort)
            throws IOException {
        checks = new Checks(dictionary);
        codec = new SoapCodec(dictionary);
        database = Database.open(data, Executors.defaultThreadFactory());
        ledger = new JpaLedger(database, writer, readers, timers, LedgerLimits.DEFAULTS);
        Ledger.Snapshot snapshot = ledger.load();
        gateway =
                new Gateway(
                        new Gateway.Parts(
                                new Desk(desk, timers),
                                site(csmsUrl, waits),
                                dictionary,
                                checks,
                                new NoRules(),
                                ledger,
                                new NettyCsmsLinks(
                                        loops,
                                        workers,
                                        timers,
                                        checks,
                                        traffic,
                                        Certificates.usual()),
                                SoapLink::new),
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

    private static Site site(String csmsUrl, Carrier.Waits waits) {
        PlainSettings.Station plain =
                PlainSettings.station()
                        .callWait(PATIENCE)
                        .csms(
                                PlainSettings.csms(csmsUrl)
                                        .ping(Duration.ofSeconds(60))
                                        .answerWait(waits.answer())
                                        .reconnect(Duration.ofMillis(50), Duration.ofMillis(300))
                                        .delivery(
                                                new CsmsSettings.Delivery(
                                                        waits.delivery(),
                                                        Carrier.ATTEMPTS,
                                                        waits.retry(),
                                                        500))
                                        .build());
        return station -> Optional.of(plain.build(station));
    }

    /** A SOAP station; the csms of these runs calls nobody. */
    private record SoapLink(StationId station, Dialect dialect, String address)
            implements StationLink {

        @Override
        public Kind kind() {
            return HEARD;
        }

        @Override
        public CompletableFuture<Answer> call(Call call, Duration deadline) {
            return CompletableFuture.completedFuture(Cause.NO_CALLBACK.with(station));
        }

        @Override
        public void close(String reason) {}
    }

    private void posted(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        try {
            XMLStreamReader reader = SoapCodec.secureReader(in, new ByteArrayInputStream(body));
            StationId station = null;
            while (!(reader.isStartElement() && reader.getLocalName().equals("Body"))) {
                reader.next();
                if (reader.isStartElement() && reader.getLocalName().equals("chargeBoxIdentity")) {
                    station = new StationId(reader.getElementText());
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
            gateway.call(new SoapLink(station, decoded.dialect(), "a test"), call)
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
        ledger.close();
        database.close();
        loops.shutdownGracefully(0, 100, java.util.concurrent.TimeUnit.MILLISECONDS);
        List.of(desk, writer, readers, workers).forEach(ExecutorService::shutdownNow);
        timers.close();
    }

    /**
     * @param args folder, address of the csms, SOAP port, JSON port, and the three waits in ms
     */
    public static void main(String[] args) throws Exception {
        Dictionary dictionary = Dictionary.load();
        Carrier.Waits waits =
                new Carrier.Waits(
                        Duration.ofMillis(Long.parseLong(args[4])),
                        Duration.ofMillis(Long.parseLong(args[5])),
                        Duration.ofMillis(Long.parseLong(args[6])));
        DatabaseSettings nowhere =
                new DatabaseSettings("jdbc:h2:mem:warm;DB_CLOSE_DELAY=-1", "sa", "");
        new PlainGateway(dictionary, nowhere, args[1], waits, 0, 0).close();
        System.out.println("warm");
        if (System.in.read() != '\n') {
            return;
        }
        PlainGateway gateway =
                new PlainGateway(
                        dictionary,
                        DatabaseSettings.inFolder(Path.of(args[0])),
                        args[1],
                        waits,
                        Integer.parseInt(args[2]),
                        Integer.parseInt(args[3]));
        System.out.println("ready");
        while (System.in.read() >= 0) {}
        gateway.close();
        System.out.println("stopped");
    }
}
