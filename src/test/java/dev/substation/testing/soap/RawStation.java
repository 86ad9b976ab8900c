package dev.substation.testing.soap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** A station's HTTP server down to the socket, so that it can misbehave in every way. */
public final class RawStation implements AutoCloseable {

    /** What the station does with one request on a connection; closing is up to it. */
    public interface Behaviour {
        void answer(String request, Socket socket) throws IOException, InterruptedException;
    }

    private final ServerSocket server;
    private final Behaviour behaviour;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    public RawStation(Behaviour behaviour) throws IOException {
        this.behaviour = behaviour;
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        spawn(
                () -> {
                    while (true) {
                        Socket socket = server.accept();
                        sockets.add(socket);
                        spawn(() -> serve(socket));
                    }
                });
    }

    /** A station that gives the same HTTP answer to everything and closes. */
    public static RawStation answering(String status, String contentType, String body)
            throws IOException {
        return new RawStation(
                (request, socket) -> {
                    socket.getOutputStream().write(http(status, contentType, body));
                    socket.close();
                });
    }

    public static byte[] http(String status, String contentType, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head =
                "HTTP/1.1 "
                        + status
                        + "\r\n"
                        + (contentType.isEmpty() ? "" : "Content-Type: " + contentType + "\r\n")
                        + "Content-Length: "
                        + bytes.length
                        + "\r\n\r\n";
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        all.writeBytes(bytes);
        return all.toByteArray();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/ocpp";
    }

    /** All requests so far, heads and bodies. */
    public List<String> requests() {
        return requests;
    }

    /** How many connections there were. */
    public int connections() {
        return sockets.size();
    }

    /** Whether the peer has closed a connection. */
    public boolean isClosedByPeer(int connection) {
        try {
            sockets.get(connection).setSoTimeout(50);
            return sockets.get(connection).getInputStream().read() < 0;
        } catch (IOException e) {
            return !(e instanceof java.net.SocketTimeoutException);
        }
    }

    private void serve(Socket socket) throws IOException, InterruptedException {
        InputStream in = socket.getInputStream();
        while (!socket.isClosed()) {
            String request = read(in);
            if (request.isEmpty()) {
                return;
            }
            requests.add(request);
            behaviour.answer(request, socket);
        }
    }

    private static String read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                return "";
            }
            head.write(b);
        }
        String lines = head.toString(StandardCharsets.US_ASCII);
        int length =
                lines.lines()
                        .filter(l -> l.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                        .mapToInt(l -> Integer.parseInt(l.substring(15).strip()))
                        .findFirst()
                        .orElse(0);
        return lines + new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private interface Task {
        void run() throws IOException, InterruptedException;
    }

    private void spawn(Task task) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                task.run();
                            } catch (IOException | InterruptedException e) {
                                // the test is over, or the gateway hung up: both are wanted
                            }
                        });
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        threads.forEach(Thread::interrupt);
    }
}
