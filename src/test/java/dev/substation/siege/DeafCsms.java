package dev.substation.siege;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A CSMS on a bare socket that makes calls as fast as it can and reads nothing after the upgrade.
 */
final class DeafCsms implements AutoCloseable {

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455
    private static final long STALLED_NANOS = 5_000_000_000L;

    private final ServerSocket server;
    private final AtomicLong sent = new AtomicLong();
    private volatile long lastSent;

    private DeafCsms(ServerSocket server) {
        this.server = server;
        Thread thread = new Thread(this::serve, "deaf-csms");
        thread.setDaemon(true);
        thread.start();
    }

    static DeafCsms start() throws IOException {
        return new DeafCsms(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()));
    }

    String url() {
        return "ws://127.0.0.1:" + server.getLocalPort() + "/{station}";
    }

    /** Bytes that were taken from it. */
    long sent() {
        return sent.get();
    }

    /** Whether nothing more has been taken for a while. */
    boolean isStalled() {
        return sent.get() > 0 && System.nanoTime() - lastSent > STALLED_NANOS;
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                upgrade(socket);
                flood(socket.getOutputStream());
            } catch (IOException closed) {
                lastSent = System.nanoTime(); // the gateway comes again
            }
        }
    }

    private static void upgrade(Socket socket) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
        String key = "";
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            if (line.toLowerCase().startsWith("sec-websocket-key:")) {
                key = line.substring(line.indexOf(':') + 1).strip();
            }
        }
        socket.getOutputStream()
                .write(
                        ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                                        + "Connection: Upgrade\r\nSec-WebSocket-Protocol: ocpp1.6\r\n"
                                        + "Sec-WebSocket-Accept: "
                                        + accept(key)
                                        + "\r\n\r\n")
                                .getBytes(US_ASCII));
    }

    private static String accept(String key) {
        try {
            return Base64.getEncoder()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-1")
                                    .digest((key + GUID).getBytes(US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void flood(OutputStream out) throws IOException {
        for (long id = 0; ; id++) {
            byte[] frame = frame(id);
            out.write(frame);
            sent.addAndGet(frame.length);
            lastSent = System.nanoTime();
        }
    }

    private static byte[] frame(long id) {
        byte[] text =
                "[2,\"%d\",\"DataTransfer\",{\"vendorId\":\"x\",\"data\":\"%s\"}]"
                        .formatted(id, "y".repeat(550))
                        .getBytes(UTF_8);
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0x81);
        frame.write(126);
        frame.write(text.length >> 8);
        frame.write(text.length);
        frame.writeBytes(text);
        return frame.toByteArray();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
