package dev.substation.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;

/** The gateway's ports as seen from outside, to be sure that they are open and ours. */
final class Door {

    private static final int WAIT_MS = (int) Duration.ofSeconds(10).toMillis();
    private static final int LONGEST = 100_000;
    private static final String WELL = "{\"status\":\"UP\"";

    private Door() {}

    /**
     * Asks the gateway whether it lives.
     *
     * @throws IOException with a sentence for the operator when something else answers, or nobody
     */
    static void requireOurs(String address, int port) throws IOException {
        try {
            URL health = new URL(url(address, port) + "/health/live");
            HttpURLConnection asked = (HttpURLConnection) health.openConnection(Proxy.NO_PROXY);
            asked.setConnectTimeout(WAIT_MS);
            asked.setReadTimeout(WAIT_MS);
            byte[] begin = asked.getInputStream().readNBytes(WELL.length());
            asked.disconnect();
            if (!new String(begin, StandardCharsets.UTF_8).equals(WELL)) {
                throw new IOException("something else answers");
            }
        } catch (IOException e) {
            throw notOpen(address, port, e);
        }
    }

    /**
     * @throws IOException with a sentence for the operator when nobody listens
     */
    static void requireOpen(String address, int port) throws IOException {
        try (Socket socket = new Socket(Proxy.NO_PROXY)) {
            socket.connect(new InetSocketAddress(near(address), port), WAIT_MS);
        } catch (IOException e) {
            throw notOpen(address, port, e);
        }
    }

    /**
     * Asks the gateway on this machine whether it is ready; returns its answer.
     *
     * @throws IOException with a sentence, when it is not ready or nobody answers
     */
    static String health(int port) throws IOException {
        return answer("http://127.0.0.1:" + port + "/health/ready");
    }

    /**
     * Asks the gateway that has a home, wherever it listens. Where another server has the page
     * {@code /health}, this one is the gateway's.
     *
     * @param url as the gateway has noted it
     * @throws IOException with a sentence, when it is not ready or nobody answers
     */
    static String health(String url) throws IOException {
        return answer(url + "/substation/health/ready");
    }

    private static String answer(String page) throws IOException {
        HttpURLConnection asked;
        int status;
        try {
            asked = (HttpURLConnection) new URL(page).openConnection(Proxy.NO_PROXY);
            asked.setConnectTimeout(WAIT_MS);
            asked.setReadTimeout(WAIT_MS);
            status = asked.getResponseCode();
        } catch (IOException e) {
            throw new IOException("%s does not answer (%s).".formatted(page, e.getMessage()), e);
        }
        try (InputStream in =
                status == HttpURLConnection.HTTP_OK
                        ? asked.getInputStream()
                        : Objects.requireNonNullElseGet(
                                asked.getErrorStream(), InputStream::nullInputStream)) {
            String answer = new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8).strip();
            if (status != HttpURLConnection.HTTP_OK) {
                throw new IOException("%s answers %d: %s".formatted(page, status, answer));
            }
            return answer;
        }
    }

    private static IOException notOpen(String address, int port, IOException why) {
        return new IOException(
                "The port %d of %s was free at the start and could not be opened in the end (%s); what else runs there?"
                        .formatted(port, address, why.getMessage()),
                why);
    }

    /** Where the gateway is reached from this machine. */
    static String url(String address, int port) throws IOException {
        InetAddress near = near(address);
        String host = near.getHostAddress();
        return "http://" + (near instanceof Inet6Address ? "[" + host + "]" : host) + ":" + port;
    }

    private static InetAddress near(String address) throws IOException {
        InetAddress own = InetAddress.getByName(address);
        if (!own.isAnyLocalAddress()) {
            return own;
        }
        return InetAddress.getByName(own instanceof Inet6Address ? "::1" : "127.0.0.1");
    }
}
