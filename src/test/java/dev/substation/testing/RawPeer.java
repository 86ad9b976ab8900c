package dev.substation.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/** A peer that sends bytes as a test has them, whatever HTTP says. */
public final class RawPeer implements AutoCloseable {

    private static final int PATIENCE_MS = 30_000;
    private static final byte[] MASK = {1, 2, 3, 4};

    private final Socket socket;

    private RawPeer(Socket socket) {
        this.socket = socket;
    }

    /** Connects to a port of this machine. */
    public static RawPeer connect(int port) {
        return connect("127.0.0.1", port);
    }

    /** Connects from another address of this machine, such as 127.0.0.2. */
    public static RawPeer connect(String from, int port) {
        try {
            Socket socket = new Socket();
            socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
            socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
            socket.setSoTimeout(PATIENCE_MS);
            return new RawPeer(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Connects with TLS. */
    public static RawPeer connect(SSLContext tls, int port) {
        try {
            Socket socket = tls.getSocketFactory().createSocket("localhost", port);
            socket.setSoTimeout(PATIENCE_MS);
            return new RawPeer(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Connects to a port of this machine.
     *
     * @param patience how long it may take to connect, and each read
     */
    public static RawPeer connect(int port, Duration patience) throws IOException {
        Socket socket = new Socket();
        int ms = (int) patience.toMillis();
        try {
            socket.connect(new InetSocketAddress("127.0.0.1", port), ms);
            socket.setSoTimeout(ms);
            return new RawPeer(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Opens a WebSocket of a station; it takes {@link #frame frames} from then on. */
    public static RawPeer webSocket(int port, String station, Duration patience)
            throws IOException {
        RawPeer peer = connect(port, patience);
        peer.write(
                "GET /ocpp/"
                        + station
                        + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                        + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                        + "Sec-WebSocket-Protocol: ocpp1.6\r\n\r\n");
        int status = peer.status();
        if (status != 101) {
            peer.close();
            throw new IOException("the WebSocket was refused with " + status);
        }
        return peer;
    }

    /** A text frame as a client sends it (RFC 6455 section 5.2). */
    public static byte[] frame(String text) {
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

    /** Sends characters of Latin-1; whether the other side still took them. */
    public boolean send(String text) {
        try {
            write(text);
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    /** Sends characters of Latin-1; fails when the other side no longer takes them. */
    public void write(String text) throws IOException {
        write(text.getBytes(ISO_8859_1));
    }

    /** Sends bytes; fails when the other side no longer takes them. */
    public void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** The status of the next response; 0 when the connection ends instead. */
    public int status() throws IOException {
        StringBuilder head = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.indexOf("HTTP/1.1 ") == 0 ? Integer.parseInt(head.substring(9, 12)) : 0;
    }

    /** Throws away what has come, so that the other side can go on sending. */
    public void swallow() throws IOException {
        InputStream in = socket.getInputStream();
        while (in.available() > 0) {
            in.skip(in.available());
        }
    }

    /** Whether the other side has ended the connection. */
    public boolean isEnded() {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException nothing) {
            return false;
        } catch (IOException gone) {
            return true;
        }
    }

    /** Says that nothing more will come. */
    public void end() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first line of what comes; empty when the connection ends before. */
    public String line() {
        return until('\n').strip();
    }

    /** All that comes until the connection ends. */
    public String rest() {
        return until(-1);
    }

    private String until(int last) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            int one = socket.getInputStream().read();
            while (one >= 0) {
                bytes.write(one);
                if (one == last) {
                    break;
                }
                one = socket.getInputStream().read();
            }
        } catch (SocketTimeoutException late) {
            throw new AssertionError("nothing more came, after: " + bytes.toString(ISO_8859_1));
        } catch (IOException closed) {
            // As good as an end.
        }
        return bytes.toString(ISO_8859_1);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
