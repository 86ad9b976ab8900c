package dev.substation.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/**
 * TLS in front of a plain port, as a proxy in front of a CSMS does it. (The TLS of Java-WebSocket
 * 1.5 loses sight of a request that comes in one packet with the end of the handshake.)
 */
public final class TlsFront implements AutoCloseable {

    private final ServerSocket door;
    private final int behind;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** Listens on a free port and leads to a plain one. */
    public TlsFront(SSLContext tls, int behind) {
        this(tls, behind, false);
    }

    /** The same for clients that show a certificate which the context trusts, and for no others. */
    public static TlsFront mutual(SSLContext tls, int behind) {
        return new TlsFront(tls, behind, true);
    }

    private TlsFront(SSLContext tls, int behind, boolean mutual) {
        this.behind = behind;
        try {
            SSLServerSocket listening =
                    (SSLServerSocket)
                            tls.getServerSocketFactory()
                                    .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
            listening.setNeedClientAuth(mutual);
            door = listening;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread(this::accept);
    }

    /** The port that speaks TLS. */
    public int port() {
        return door.getLocalPort();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket outside = kept(door.accept());
                Socket inside = kept(new Socket(InetAddress.getLoopbackAddress(), behind));
                thread(() -> pump(outside, inside));
                thread(() -> pump(inside, outside));
            } catch (IOException closed) {
                // The door is closed, which ends the loop, or the CSMS behind it is away.
            }
        }
    }

    private Socket kept(Socket socket) {
        open.add(socket);
        return socket;
    }

    /** Both sides end together: a WebSocket knows no half-closed connection. */
    private void pump(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException gone) {
            // The other direction ends by it too.
        } finally {
            open.remove(from);
        }
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "tls-front");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            door.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
