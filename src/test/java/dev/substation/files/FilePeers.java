package dev.substation.files;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.substation.flow.ports.FileTransfer;
import dev.substation.flow.settings.FileRelayMode;
import dev.substation.flow.settings.FileRelaySettings;
import dev.substation.flow.settings.Networks;
import dev.substation.flow.time.Moment;
import dev.substation.model.StationId;
import dev.substation.testing.WallTimers;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.ftpserver.FtpServer;
import org.apache.ftpserver.FtpServerFactory;
import org.apache.ftpserver.listener.ListenerFactory;
import org.apache.ftpserver.usermanager.impl.BaseUser;
import org.apache.ftpserver.usermanager.impl.WritePermission;

/** A relay with real ports, between real stations and real file servers on this machine. */
final class FilePeers implements AutoCloseable {

    static final StationId STATION = new StationId("KEBA-1");

    final LaterByHand time = new LaterByHand();
    final Path spool;
    final int ftpPort = freePort();
    final int httpPort = freePort();
    final AtomicInteger ended = new AtomicInteger();
    final RelayedFiles relay;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final EventLoopGroup loops = new NioEventLoopGroup(1);
    private final List<AutoCloseable> servers = new ArrayList<>();

    /** Time that passes, and what is due later when a test says so. */
    static final class LaterByHand extends WallTimers {

        private record Due(Moment at, Runnable task) {}

        private final List<Due> due = new ArrayList<>();
        private Duration ahead = Duration.ZERO;

        @Override
        public synchronized Moment moment() {
            return super.moment().plus(ahead);
        }

        @Override
        public synchronized Runnable after(Duration delay, Runnable task) {
            due.add(new Due(moment().plus(delay), task));
            return () -> {};
        }

        void pass(Duration time) {
            List<Due> now = new ArrayList<>();
            synchronized (this) {
                ahead = ahead.plus(time);
                due.stream().filter(one -> !moment().isBefore(one.at())).forEach(now::add);
                due.removeAll(now);
            }
            now.forEach(one -> one.task().run());
        }
    }

    FilePeers(Path folder) throws Exception {
        this(folder, 4L << 20, "any", "loopback");
    }

    FilePeers(Path folder, long maxSize, String... networks) throws Exception {
        spool = folder.resolve("spool");
        FileRelaySettings settings =
                new FileRelaySettings(
                        Optional.of("127.0.0.1"),
                        "127.0.0.1",
                        Optional.of(ftpPort),
                        "1024-65535",
                        Optional.of(httpPort),
                        Networks.of(List.of("loopback")).orElseThrow(),
                        Networks.of(List.of(networks)).orElseThrow(),
                        maxSize,
                        Duration.ofHours(1),
                        20,
                        "PUT");
        relay =
                new RelayedFiles(
                        settings,
                        new FileClients(
                                HttpClient.newBuilder()
                                        .version(HttpClient.Version.HTTP_1_1)
                                        .build(),
                                SSLContext.getDefault(),
                                threads),
                        spool,
                        time,
                        threads,
                        loops);
        relay.start();
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Bytes that compress to nothing, so that nothing can pass for them. */
    static byte[] content(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** An address of the gateway for one file, as a station gets it. */
    URI open(FileRelayMode mode, boolean upload, String target) {
        return relay.open(transfer(mode, upload, target), ended::incrementAndGet);
    }

    static FileTransfer transfer(FileRelayMode mode, boolean upload, String target) {
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        String id = HexFormat.of().formatHex(random);
        return new FileTransfer(id, "secret" + id, STATION, mode, upload, URI.create(target));
    }

    /** Temporary files of the relay. */
    List<Path> left() {
        try (Stream<Path> files = Files.list(spool)) {
            return files.toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- stations

    /** A station's FTP client, logged in as an address says. */
    static FTPClient ftp(URI address) throws IOException {
        FTPClient ftp = new FTPClient();
        ftp.setDefaultTimeout(30_000);
        ftp.setDataTimeout(Duration.ofSeconds(30));
        ftp.connect(address.getHost(), address.getPort());
        String[] login = address.getUserInfo().split(":");
        if (!ftp.login(login[0], login[1])) {
            throw new IOException(ftp.getReplyString());
        }
        ftp.enterLocalPassiveMode();
        ftp.setFileType(FTP.BINARY_FILE_TYPE);
        return ftp;
    }

    // ---- file servers

    /** What an HTTP file server got and what it answers. */
    final class HttpBackEnd implements AutoCloseable {

        final List<byte[]> stored = new CopyOnWriteArrayList<>();
        final List<String> requests = new CopyOnWriteArrayList<>();
        final AtomicInteger bytesSeen = new AtomicInteger();
        volatile byte[] offered = new byte[0];
        volatile int status = 201;
        volatile boolean wantsLength;

        /** Bytes after which the next answer is cut; 0 for never. */
        volatile int cutAfter;

        /** Whether it then says nothing more, rather than closing the connection. */
        volatile boolean silentAfterCut;

        volatile boolean isSilent;

        /** Where the next request is sent on to; empty for nowhere. */
        volatile String redirect;

        private final CountDownLatch closed = new CountDownLatch(1);

        private final HttpServer server;

        private HttpBackEnd() throws IOException {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
            server.setExecutor(threads);
            server.createContext("/", this::serve);
            server.start();
        }

        String url(String path) {
            return "http://127.0.0.1:" + server.getAddress().getPort() + path;
        }

        private void serve(HttpExchange exchange) throws IOException {
            try (exchange) {
                String range = exchange.getRequestHeaders().getFirst("Range");
                requests.add(
                        exchange.getRequestMethod()
                                + " "
                                + exchange.getRequestURI()
                                + (range == null ? "" : " " + range));
                if (exchange.getRequestMethod().equals("GET")) {
                    offer(exchange, range);
                } else {
                    take(exchange);
                }
            }
        }

        private void offer(HttpExchange exchange, String range) throws IOException {
            if (status >= 400) {
                exchange.sendResponseHeaders(status, -1);
                return;
            }
            if (redirect != null) {
                String to = redirect;
                redirect = null;
                exchange.getResponseHeaders().set("Location", to);
                exchange.sendResponseHeaders(302, -1);
                return;
            }
            int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
            byte[] rest = Arrays.copyOfRange(offered, from, offered.length);
            exchange.getResponseHeaders().set("ETag", "\"" + Arrays.hashCode(offered) + "\"");
            exchange.sendResponseHeaders(range == null ? 200 : 206, rest.length);
            int cut = cutAfter;
            if (cut > 0) {
                cutAfter = 0;
                exchange.getResponseBody().write(rest, 0, cut);
                exchange.getResponseBody().flush();
                if (silentAfterCut) {
                    isSilent = true;
                    awaitClosed();
                }
                return;
            }
            exchange.getResponseBody().write(rest);
        }

        private void take(HttpExchange exchange) throws IOException {
            boolean known = exchange.getRequestHeaders().containsKey("Content-Length");
            if (wantsLength && !known) {
                exchange.sendResponseHeaders(411, -1);
                return;
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            byte[] piece = new byte[8192];
            InputStream in = exchange.getRequestBody();
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                bytes.write(piece, 0, read);
                bytesSeen.addAndGet(read);
            }
            if (status < 300) {
                stored.add(bytes.toByteArray());
            }
            exchange.sendResponseHeaders(status, -1);
        }

        private void awaitClosed() throws IOException {
            try {
                closed.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void close() {
            closed.countDown();
            server.stop(0);
        }
    }

    HttpBackEnd http() throws IOException {
        HttpBackEnd server = new HttpBackEnd();
        servers.add(server);
        return server;
    }

    /**
     * A plain FTP server of a back end.
     *
     * @return its address, with the login
     */
    String ftpBackEnd(Path folder) throws Exception {
        Files.createDirectories(folder);
        BaseUser user = new BaseUser();
        user.setName("logs");
        user.setPassword("p@ss");
        user.setHomeDirectory(folder.toString());
        user.setAuthorities(List.of(new WritePermission()));
        int port = freePort();
        ListenerFactory listener = new ListenerFactory();
        listener.setServerAddress("127.0.0.1");
        listener.setPort(port);
        FtpServerFactory factory = new FtpServerFactory();
        factory.addListener("default", listener.createListener());
        factory.getUserManager().save(user);
        FtpServer server = factory.createServer();
        server.start();
        servers.add(server::stop);
        return "ftp://logs:p%40ss@127.0.0.1:" + port;
    }

    @Override
    public void close() throws Exception {
        relay.close();
        for (AutoCloseable server : servers) {
            server.close();
        }
        loops.shutdownGracefully(0, 100, java.util.concurrent.TimeUnit.MILLISECONDS);
        threads.shutdownNow();
        time.close();
    }
}
