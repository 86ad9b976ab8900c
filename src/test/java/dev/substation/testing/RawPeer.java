package dev.substation.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLContext;

/** A peer that sends bytes as a test has them, whatever HTTP says. */
public final class RawPeer implements AutoCloseable {

    private static final int PATIENCE_MS = 30_000;

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

    /** Sends characters of Latin-1; whether the other side still took them. */
    public boolean send(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            return true;
        } catch (IOException closed) {
            return false;
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
