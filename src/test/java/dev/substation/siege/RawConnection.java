package dev.substation.siege;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;

/** A TCP connection that sends what it likes; no client library would. */
final class RawConnection implements AutoCloseable {

    private static final int PATIENCE_MS = 5_000;
    private static final byte[] MASK = {1, 2, 3, 4};

    private final Socket socket = new Socket();
    private final OutputStream out;
    private final InputStream in;

    RawConnection(int port) throws IOException {
        socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MS);
        socket.setSoTimeout(PATIENCE_MS);
        out = socket.getOutputStream();
        in = socket.getInputStream();
    }

    /** Opens a WebSocket of a station. */
    static RawConnection webSocket(int port, String station) throws IOException {
        RawConnection connection = new RawConnection(port);
        connection.send(
                "GET /ocpp/"
                        + station
                        + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                        + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                        + "Sec-WebSocket-Protocol: ocpp1.6\r\n\r\n");
        int status = connection.status();
        if (status != 101) {
            connection.close();
            throw new IOException("the WebSocket was refused with " + status);
        }
        return connection;
    }

    void send(String text) throws IOException {
        send(text.getBytes(ISO_8859_1));
    }

    void send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** A text frame as a client sends it (RFC 6455 section 5.2). */
    static byte[] frame(String text) {
        byte[] payload = text.getBytes(UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14).put((byte) 0x81);
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length < 1 << 16) {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        frame.put(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ MASK[i % MASK.length]));
        }
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
    }

    /** The status of the next response; 0 when the connection ends instead. */
    int status() throws IOException {
        String head = head();
        return head.startsWith("HTTP/1.1 ") ? Integer.parseInt(head.substring(9, 12)) : 0;
    }

    private String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /** Throws away what has come, so that the other side can go on sending. */
    void swallow() throws IOException {
        while (in.available() > 0) {
            in.skip(in.available());
        }
    }

    /** Whether the other side has ended the connection. */
    boolean isEnded() {
        try {
            socket.setSoTimeout(1);
            return in.read() < 0;
        } catch (SocketTimeoutException nothing) {
            return false;
        } catch (IOException gone) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException gone) {
            // it is gone all the same
        }
    }
}
