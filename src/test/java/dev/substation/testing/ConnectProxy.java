package dev.substation.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** A small HTTP proxy that knows CONNECT alone, down to the socket. */
public final class ConnectProxy implements AutoCloseable {

    /** The first lines that it was asked with. */
    public final List<String> asked = new CopyOnWriteArrayList<>();

    private final ServerSocket server;
    private final String login;
    private final String answer;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    private ConnectProxy(String login, String answer) throws IOException {
        this.login = login;
        this.answer = answer;
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        spawn(
                () -> {
                    while (true) {
                        Socket client = server.accept();
                        sockets.add(client);
                        spawn(() -> serve(client));
                    }
                });
    }

    /** Connects everybody. */
    public static ConnectProxy open() throws IOException {
        return new ConnectProxy("", "");
    }

    /** Connects who shows this, as {@code user:password}. */
    public static ConnectProxy wanting(String login) throws IOException {
        return new ConnectProxy(login, "");
    }

    /** Answers everybody with this, whatever it is, and connects nobody. */
    public static ConnectProxy answering(String text) throws IOException {
        return new ConnectProxy("", text);
    }

    public int port() {
        return server.getLocalPort();
    }

    private void serve(Socket client) throws IOException {
        InputStream in = client.getInputStream();
        String first = line(in);
        asked.add(first);
        String shown = "";
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("proxy-authorization: basic ")) {
                shown =
                        new String(
                                Base64.getDecoder().decode(line.substring(27)),
                                StandardCharsets.UTF_8);
            }
        }
        OutputStream out = client.getOutputStream();
        if (!answer.isEmpty()) {
            out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
            client.close();
        } else if (!shown.equals(login)) {
            out.write(
                    "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n"
                            .getBytes(StandardCharsets.ISO_8859_1));
            client.close();
        } else {
            String[] place = first.split("[ :]");
            Socket far = new Socket(place[1], Integer.parseInt(place[2]));
            sockets.add(far);
            out.write(
                    "HTTP/1.1 200 Connection established\r\n\r\n"
                            .getBytes(StandardCharsets.ISO_8859_1));
            spawn(() -> far.getInputStream().transferTo(out));
            in.transferTo(far.getOutputStream());
        }
    }

    /** The next line, and no byte more: what comes behind the head is not text. */
    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int one = in.read(); one >= 0 && one != '\n'; one = in.read()) {
            if (one != '\r') {
                line.append((char) one);
            }
        }
        return line.toString();
    }

    private interface Task {
        void run() throws IOException;
    }

    private static void spawn(Task task) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                task.run();
                            } catch (IOException | RuntimeException closed) {
                                // The test looks at what the link says of it.
                            }
                        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
