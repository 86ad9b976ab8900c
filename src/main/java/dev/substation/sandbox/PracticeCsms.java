package dev.substation.sandbox;

import dev.substation.dialect.Dictionary;
import dev.substation.dialect.OperationForms;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.Payload;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.net.ssl.KeyManagerFactory;

/**
 * The practice CSMS, for OCPP-J 1.6 on loopback: stations connect to {@code
 * ws://127.0.0.1:PORT/ocpp/{station}}. It accepts everybody, records every message and sends any
 * operation on request, from Java or by HTTP on the same port ({@code POST
 * /send/{station}/{action}}, {@code GET /stations}, {@code GET /messages?station=}), from a page
 * for people at {@code /}.
 */
public final class PracticeCsms implements CsmsFrontDoor.Csms, AutoCloseable {

    private static final List<Payload> OPERATIONS = new OperationForms(Dictionary.load()).all();

    private static final Duration CALL_WAIT = Duration.ofSeconds(40);

    private final EventLoopGroup loop;
    private final boolean ownLoop;
    private final boolean tls;
    private final Channel listening;
    private final Journal journal;
    private final BackOffice backOffice;
    private final Map<String, CsmsConnection> connections =
            new ConcurrentSkipListMap<>(String.CASE_INSENSITIVE_ORDER);
    private volatile Duration answerDelay = Duration.ZERO;

    /**
     * Opens on a port of loopback (0 for a free one) with an event loop of its own.
     *
     * @throws IllegalStateException when the port cannot be opened; its message says why
     */
    public static PracticeCsms open(int port) {
        return new PracticeCsms(ownLoop(), true, port, Optional.empty());
    }

    /** The same with TLS (wss), by the key in a PKCS12 file. */
    public static PracticeCsms open(int port, Path keyStore, String password)
            throws IOException, GeneralSecurityException {
        return new PracticeCsms(ownLoop(), true, port, Optional.of(tls(keyStore, password)));
    }

    /** Opens on an event loop that somebody else ends. */
    public PracticeCsms(EventLoopGroup loop, int port, Optional<SslContext> tls) {
        this(loop, false, port, tls);
    }

    private PracticeCsms(EventLoopGroup loop, boolean ownLoop, int port, Optional<SslContext> tls) {
        this.loop = loop;
        this.ownLoop = ownLoop;
        this.tls = tls.isPresent();
        Clock clock = Clock.systemUTC();
        this.journal = new Journal(clock);
        this.backOffice = new BackOffice(clock);
        this.listening = bind(port, tls);
    }

    private static EventLoopGroup ownLoop() {
        return new NioEventLoopGroup(1, new DefaultThreadFactory("practice-csms", true));
    }

    private static SslContext tls(Path keyStore, String password)
            throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keyStore)) {
            keys.load(in, password.toCharArray());
        }
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, password.toCharArray());
        return SslContextBuilder.forServer(factory).build();
    }

    private Channel bind(int port, Optional<SslContext> tls) {
        ServerBootstrap server =
                new ServerBootstrap()
                        .group(loop)
                        .channel(NioServerSocketChannel.class)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        tls.ifPresent(
                                                context ->
                                                        channel.pipeline()
                                                                .addLast(
                                                                        context.newHandler(
                                                                                channel.alloc())));
                                        channel.pipeline()
                                                .addLast(
                                                        new HttpServerCodec(),
                                                        new HttpObjectAggregator(
                                                                CsmsFrontDoor.MAX_MESSAGE_BYTES),
                                                        new CsmsFrontDoor(PracticeCsms.this));
                                    }
                                });
        ChannelFuture bound =
                server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            endLoop();
            throw new IllegalStateException(bound.cause().getMessage(), bound.cause());
        }
        return bound.channel();
    }

    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /** What {@code csms.NAME.url} in site.yaml must be, {@code {station}} included. */
    public String url() {
        return (tls ? "wss" : "ws") + "://127.0.0.1:" + port() + "/ocpp/{station}";
    }

    /** Where it is controlled: {@code http://127.0.0.1:9180}. */
    public String controlUrl() {
        return (tls ? "https" : "http") + "://127.0.0.1:" + port();
    }

    /** From now on every answer leaves so much later than its call came. */
    public void answerDelay(Duration delay) {
        answerDelay = delay;
    }

    /** Who is connected, in alphabetical order. */
    @Override
    public List<String> stations() {
        return List.copyOf(connections.keySet());
    }

    @Override
    public List<Payload> operations() {
        return OPERATIONS;
    }

    /** The latest messages with one station, oldest first. */
    @Override
    public List<Message> messages(String station) {
        return journal.of(station);
    }

    /** The number of the latest message: what to look behind with {@link #await}. */
    public long lastNumber() {
        return journal.last();
    }

    /** The first message behind a number that is wanted: one that is here, or the next to come. */
    public CompletableFuture<Message> await(long after, Predicate<Message> wanted) {
        return journal.await(after, wanted);
    }

    /**
     * Sends an operation to a station and waits for its answer, 40 s at most. The future always
     * completes normally: with the station's answer, or with {@code STATION_UNREACHABLE} or {@code
     * STATION_TIMED_OUT}.
     */
    @Override
    public CompletableFuture<Answer> send(String station, Action action, Payload payload) {
        CsmsConnection connection = connections.get(station);
        if (connection == null) {
            return CompletableFuture.completedFuture(
                    Answer.failure(Cause.STATION_UNREACHABLE, station, "it is not connected"));
        }
        return connection.call(action, payload, CALL_WAIT);
    }

    /** Closes the WebSocket of one station (1001), as a CSMS does when it restarts. */
    public void drop(String station) {
        CsmsConnection connection = connections.get(station);
        if (connection != null) {
            connection.close();
        }
    }

    @Override
    public void close() {
        listening.close().syncUninterruptibly();
        connections.values().forEach(CsmsConnection::close);
        endLoop();
    }

    private void endLoop() {
        if (ownLoop) {
            loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    @Override
    public void connected(CsmsConnection connection) {
        CsmsConnection older = connections.put(connection.station(), connection);
        if (older != null) {
            older.close();
        }
    }

    @Override
    public void disconnected(CsmsConnection connection) {
        connections.remove(connection.station(), connection);
    }

    @Override
    public void record(String station, Message.Way way, String text) {
        journal.add(station, way, text);
    }

    @Override
    public Answer answer(Action action, Payload payload) {
        return backOffice.answer(action, payload);
    }

    @Override
    public Duration answerDelay() {
        return answerDelay;
    }
}
