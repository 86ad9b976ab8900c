package dev.substation.soap;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** A station's HTTP client down to the socket: what a script says is what goes over the wire. */
final class ScriptHttp implements AutoCloseable {

    private static final int PATIENCE_MS = 15_000;
    private static final String NONE = "(none)";

    /**
     * An HTTP answer, unpacked.
     *
     * @param headers by their names, in whatever case
     */
    record Reply(int status, Map<String, String> headers, String text) {}

    private final URI gateway;
    private Socket socket;

    ScriptHttp(String gateway) {
        this.gateway = URI.create(gateway);
    }

    /**
     * Sends a request.
     *
     * @param line method and path, with a version when it is not HTTP/1.1
     * @param given headers over the usual ones; {@code (none)} leaves one out
     * @param again whether it goes over the connection of the last one
     */
    void send(String line, Map<String, String> given, String text, boolean again)
            throws IOException {
        if (!again) {
            close();
            socket = new Socket(gateway.getHost(), gateway.getPort());
            socket.setSoTimeout(PATIENCE_MS);
        }
        boolean posts = line.startsWith("POST");
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        byte[] body = packed(text.getBytes(StandardCharsets.UTF_8), given);
        headers.put("Host", gateway.getAuthority());
        if (posts) {
            headers.put("Content-Type", "application/soap+xml; charset=utf-8");
            headers.put("Content-Length", String.valueOf(body.length));
        }
        headers.putAll(given);
        headers.values().removeIf(NONE::equals);
        boolean chunked = headers.containsKey("Transfer-Encoding");
        if (chunked) {
            headers.remove("Content-Length");
        }
        StringBuilder head = new StringBuilder(line);
        head.append(line.contains(" HTTP/") ? "\r\n" : " HTTP/1.1\r\n");
        headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        OutputStream out = socket.getOutputStream();
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
        if (headers.containsKey("Expect")) {
            Reply go = head(socket.getInputStream());
            if (go.status() != 100) {
                throw new AssertionError("100 was expected, not " + go.status());
            }
        }
        out.write(chunked ? chunks(body) : body);
        out.flush();
    }

    static byte[] packed(byte[] body, Map<String, String> headers) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        switch (headers.getOrDefault("Content-Encoding", "")) {
            case "gzip" -> {
                try (OutputStream zip = new GZIPOutputStream(packed)) {
                    zip.write(body);
                }
            }
            case "deflate" -> {
                try (OutputStream zip = new DeflaterOutputStream(packed)) {
                    zip.write(body);
                }
            }
            default -> packed.writeBytes(body);
        }
        return packed.toByteArray();
    }

    private static byte[] chunks(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int size = Math.max(1, body.length / 3);
        for (int at = 0; at < body.length; at += size) {
            int length = Math.min(size, body.length - at);
            out.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.write(body, at, length);
            out.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        }
        out.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    /** Waits for the answer to the last request. */
    Reply reply() throws IOException {
        InputStream in = socket.getInputStream();
        Reply head = head(in);
        byte[] body;
        if (head.headers().containsKey("Content-Length")) {
            body = in.readNBytes(Integer.parseInt(head.headers().get("Content-Length")));
        } else if (head.headers().getOrDefault("Transfer-Encoding", "").contains("chunked")) {
            body = dechunked(in);
        } else {
            body = in.readAllBytes();
        }
        if (head.headers().getOrDefault("Content-Encoding", "").equals("gzip")) {
            body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
        }
        return new Reply(head.status(), head.headers(), new String(body, StandardCharsets.UTF_8));
    }

    /** Whether the gateway closes the connection now. */
    boolean isClosed() throws IOException {
        return socket.getInputStream().read() < 0;
    }

    private static Reply head(InputStream in) throws IOException {
        String status = line(in);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return new Reply(Integer.parseInt(status.split(" ")[1]), headers, "");
    }

    private static byte[] dechunked(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = size(in); size > 0; size = size(in)) {
            body.writeBytes(in.readNBytes(size));
            line(in);
        }
        line(in);
        return body.toByteArray();
    }

    private static int size(InputStream in) throws IOException {
        return Integer.parseInt(line(in).strip().toLowerCase(Locale.ROOT), 16);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("the connection ended in the middle of a line: " + line);
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** The headers at the start of a text; what follows the first blank line is left. */
    static Map<String, String> headers(Iterable<String> lines) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line : lines) {
            int colon = line.indexOf(": ");
            headers.put(line.substring(0, colon), line.substring(colon + 2).strip());
        }
        return headers;
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
        }
    }
}
