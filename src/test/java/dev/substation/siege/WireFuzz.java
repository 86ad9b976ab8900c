package dev.substation.siege;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.substation.testing.RawPeer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Broken bytes for the ports of the real gateway: HTTP, TLS and WebSocket as they are, with some
 * bytes changed, left out, doubled or put in, and cut anywhere. What a seed makes is the same each
 * time.
 */
final class WireFuzz {

    private static final int PATIENCE_MS = 300;
    private static final int MOST_CHANGES = 4;

    private static final byte[] HELLO = {
        0x16, 3, 1, 0, 0x2f, 1, 0, 0, 0x2b, 3, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 0, 0, 4, 0x13, 1, 0x13,
        2, 1, 0
    };

    private static final String BODY =
            "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'"
                    + " xmlns:o='urn://Ocpp/Cs/2015/10/'><s:Header><o:chargeBoxIdentity>FUZZ"
                    + "</o:chargeBoxIdentity></s:Header><s:Body><o:heartbeatRequest/></s:Body>"
                    + "</s:Envelope>";

    private static final List<String> REQUESTS =
            List.of(
                    "POST /soap HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/soap+xml\r\n"
                            + "Content-Length: "
                            + BODY.length()
                            + "\r\n\r\n"
                            + BODY,
                    "POST /soap HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/soap+xml\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n"
                            + Integer.toHexString(BODY.length())
                            + "\r\n"
                            + BODY
                            + "\r\n0\r\n\r\n",
                    "GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            + "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n",
                    "GET /ocpp/FUZZ HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                            + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                            + "Sec-WebSocket-Protocol: ocpp1.6\r\n\r\n",
                    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

    private static final List<String> TEXTS =
            List.of(
                    "[2,\"1\",\"Heartbeat\",{}]",
                    "[2,\"2\",\"Authorize\",{\"idTag\":\"04A1B2C3\"}]",
                    "[3,\"3\",{\"status\":\"Accepted\"}]",
                    "[4,\"4\",\"GenericError\",\"\",{}]");

    private final Field field;
    private final long seed;
    private final SSLContext trusting = trusting();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    WireFuzz(Field field, long seed) {
        this.field = field;
        this.seed = seed;
    }

    /** Sends many inputs, some at the same time. */
    void run(int inputs, int peers) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < peers; i++) {
            Thread thread =
                    new Thread(
                            () -> {
                                for (int n = next.getAndIncrement();
                                        n < inputs;
                                        n = next.getAndIncrement()) {
                                    send(n);
                                }
                            },
                            "fuzz-" + i);
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** How many inputs got an answer, and how many a closed connection. */
    String outcome() {
        return "seed=" + seed + " answered=" + answered + " ended=" + ended;
    }

    private void send(int number) {
        Random random = new Random(seed * 1_000_003 + number);
        try {
            switch (random.nextInt(10)) {
                case 0 -> over(new Socket(), field.tlsPort, changed(HELLO, random));
                case 1 -> over(secure(), field.tlsPort, changed(request(random), random));
                case 2, 3, 4 -> overWebSocket(random);
                default -> over(new Socket(), field.port(), changed(request(random), random));
            }
        } catch (IOException closed) {
            ended.incrementAndGet();
        }
    }

    private static byte[] request(Random random) {
        return REQUESTS.get(random.nextInt(REQUESTS.size())).getBytes(ISO_8859_1);
    }

    private Socket secure() throws IOException {
        SSLSocket socket = (SSLSocket) trusting.getSocketFactory().createSocket();
        socket.setSoTimeout(PATIENCE_MS);
        return socket;
    }

    private void over(Socket fresh, int port, byte[] bytes) throws IOException {
        try (Socket socket = fresh) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 5_000);
            socket.setSoTimeout(PATIENCE_MS);
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
            if (!(socket instanceof SSLSocket)) {
                socket.shutdownOutput();
            }
            await(socket.getInputStream());
        }
    }

    private void overWebSocket(Random random) throws IOException {
        try (RawPeer station =
                RawPeer.webSocket(field.port(), "FUZZ-" + random.nextInt(5), Field.PATIENCE)) {
            for (int i = 0; i < 1 + random.nextInt(3); i++) {
                station.write(
                        changed(RawPeer.frame(TEXTS.get(random.nextInt(TEXTS.size()))), random));
            }
            station.swallow();
            answered.incrementAndGet();
        }
    }

    private void await(InputStream in) throws IOException {
        byte[] buffer = new byte[4_096];
        int read = in.read(buffer);
        (read > 0 ? answered : ended).incrementAndGet();
    }

    /** The same bytes with up to four changes. */
    private static byte[] changed(byte[] bytes, Random random) {
        byte[] all = bytes;
        for (int i = random.nextInt(MOST_CHANGES + 1); i > 0 && all.length > 1; i--) {
            int at = random.nextInt(all.length);
            int length = Math.min(all.length - at, 1 + random.nextInt(8));
            all =
                    switch (random.nextInt(6)) {
                        case 0 -> with(all, at, (byte) (all[at] ^ 1 << random.nextInt(8)));
                        case 1 -> with(all, at, (byte) random.nextInt(256));
                        case 2 -> joined(head(all, at), tail(all, at + length));
                        case 3 -> joined(head(all, at + length), tail(all, at));
                        case 4 -> joined(joined(head(all, at), noise(random)), tail(all, at));
                        default -> head(all, at);
                    };
        }
        return all;
    }

    private static byte[] noise(Random random) {
        byte[] noise = new byte[1 + random.nextInt(random.nextInt(20) == 0 ? 20_000 : 16)];
        random.nextBytes(noise);
        return noise;
    }

    private static byte[] with(byte[] bytes, int at, byte value) {
        byte[] copy = bytes.clone();
        copy[at] = value;
        return copy;
    }

    private static byte[] head(byte[] bytes, int end) {
        return Arrays.copyOf(bytes, end);
    }

    private static byte[] tail(byte[] bytes, int from) {
        return Arrays.copyOfRange(bytes, from, bytes.length);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** Takes any certificate: what is tried is the other side. */
    private static SSLContext trusting() {
        X509TrustManager any =
                new X509TrustManager() {
                    @Override
                    public void checkClientTrusted(X509Certificate[] chain, String type) {}

                    @Override
                    public void checkServerTrusted(X509Certificate[] chain, String type) {}

                    @Override
                    public X509Certificate[] getAcceptedIssuers() {
                        return new X509Certificate[0];
                    }
                };
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {any}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
