package dev.substation.testing;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.java_websocket.WebSocket;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.framing.Framedata;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.protocols.IProtocol;
import org.java_websocket.protocols.Protocol;
import org.java_websocket.server.WebSocketServer;

/** A CSMS by another WebSocket library, which keeps what it hears. */
public final class WebSocketCsms extends WebSocketServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    public final List<ClientHandshake> handshakes = new CopyOnWriteArrayList<>();
    public final List<WebSocket> connections = new CopyOnWriteArrayList<>();
    public final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    public final BlockingQueue<String> closes = new LinkedBlockingQueue<>();
    public final AtomicInteger pings = new AtomicInteger();
    public final AtomicInteger pongs = new AtomicInteger();
    public volatile boolean answersPings = true;
    private final Optional<TlsFront> front;
    private volatile boolean started;

    private WebSocketCsms(Optional<SSLContext> tls, List<IProtocol> protocols) {
        this(0, tls, protocols);
    }

    private WebSocketCsms(int port, Optional<SSLContext> tls, List<IProtocol> protocols) {
        super(
                new InetSocketAddress("127.0.0.1", port),
                1,
                List.of(new Draft_6455(List.of(), protocols)));
        setConnectionLostTimeout(0);
        setReuseAddr(true);
        start();
        Wait.until("the CSMS listens", PATIENCE, () -> started);
        front = tls.map(context -> new TlsFront(context, getPort()));
    }

    public static WebSocketCsms plain() {
        return new WebSocketCsms(Optional.empty(), List.of(new Protocol("ocpp1.6")));
    }

    /** At a port that was free. */
    public static WebSocketCsms plainAt(int port) {
        return new WebSocketCsms(port, Optional.empty(), List.of(new Protocol("ocpp1.6")));
    }

    public static WebSocketCsms secure(SSLContext tls) {
        return new WebSocketCsms(Optional.of(tls), List.of(new Protocol("ocpp1.6")));
    }

    /** One that takes any sub-protocol and names none. */
    public static WebSocketCsms withoutSubprotocol() {
        return new WebSocketCsms(Optional.empty(), List.of(new Protocol("")));
    }

    public String url(String scheme, String host) {
        int port = front.map(TlsFront::port).orElseGet(this::getPort);
        return scheme + "://" + host + ":" + port + "/ocpp/{station}";
    }

    public WebSocket connection(int number) {
        Wait.until(
                "connection " + number + " is there", PATIENCE, () -> connections.size() > number);
        return connections.get(number);
    }

    public String hears() throws InterruptedException {
        String text = heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (text == null) {
            throw new AssertionError("the CSMS heard nothing");
        }
        return text;
    }

    public String hearsClose() throws InterruptedException {
        String close = closes.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (close == null) {
            throw new AssertionError("the connection stayed");
        }
        return close;
    }

    @Override
    public void onStart() {
        started = true;
    }

    @Override
    public void onOpen(WebSocket connection, ClientHandshake handshake) {
        handshakes.add(handshake);
        connections.add(connection);
    }

    @Override
    public void onMessage(WebSocket connection, String message) {
        heard.add(message);
    }

    @Override
    public void onWebsocketPing(WebSocket connection, Framedata frame) {
        pings.incrementAndGet();
        if (answersPings) {
            super.onWebsocketPing(connection, frame);
        }
    }

    @Override
    public void onWebsocketPong(WebSocket connection, Framedata frame) {
        pongs.incrementAndGet();
    }

    @Override
    public void onClose(WebSocket connection, int code, String reason, boolean remote) {
        closes.add(code + " " + reason);
    }

    @Override
    public void onError(WebSocket connection, Exception fault) {
        // A refused client shows here too; the tests look at what the link says of it.
    }

    @Override
    public void close() throws InterruptedException {
        front.ifPresent(TlsFront::close);
        stop(200);
    }
}
