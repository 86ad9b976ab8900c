package dev.substation.front;

import dev.substation.flow.ports.StationGate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The request line and the header fields of a request, read by RFC 9112 and written anew: one line
 * a field, without what says how the body is framed. So the container can understand nothing in
 * another way than this class did.
 *
 * @param text the lines, each with its end, without the empty line
 * @param length of the body in bytes; -1 when the request says nothing of one
 * @param chunked whether the body comes in chunks, so that its length is not known yet
 * @param awaited whether the peer waits for {@code 100 Continue} before it sends the body
 * @param webSocket whether the peer asks to go on with a WebSocket
 */
record RequestHead(String text, int length, boolean chunked, boolean awaited, boolean webSocket) {

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

    private static final Pattern REQUEST_LINE =
            Pattern.compile("(" + TOKEN + ") ([^ ]+) (HTTP/\\d\\.\\d)");

    private static final Pattern FIELD = Pattern.compile("(" + TOKEN + "):(.*)");
    private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x08\\x0a-\\x1f\\x7f]");

    private static final Pattern HOST =
            Pattern.compile(
                    "(?:\\[[0-9A-Fa-f:.]+(?:%25[\\w.-]+)?\\]|[\\w.~!$&'()*+,;=%-]+)(?::(\\d{0,5}))?");

    private static final Pattern ABSOLUTE =
            Pattern.compile("(https?)://([^/?#]*)(.*)", Pattern.CASE_INSENSITIVE);

    private static final Pattern LENGTH = Pattern.compile("\\d{1,15}");
    private static final int HIGHEST_PORT = 65_535;

    /**
     * Reads a head.
     *
     * @param lines without their ends and without the empty one
     * @param mostHeaders how many fields may come
     * @param longestBody in bytes
     * @throws Refused when it is none
     */
    static RequestHead read(List<String> lines, int mostHeaders, int longestBody) throws Refused {
        return new Reading(mostHeaders, longestBody).head(lines);
    }

    /** What has been seen so far. */
    private static final class Reading {

        private final int mostHeaders;
        private final int longestBody;
        private final StringBuilder text = new StringBuilder();
        private Optional<String> host = Optional.empty();
        private Optional<String> length = Optional.empty();
        private Optional<String> encoding = Optional.empty();
        private Optional<String> authority = Optional.empty();
        private boolean awaited;
        private boolean webSocket;

        Reading(int mostHeaders, int longestBody) {
            this.mostHeaders = mostHeaders;
            this.longestBody = longestBody;
        }

        RequestHead head(List<String> lines) throws Refused {
            String version = requestLine(lines.get(0));
            List<String> fields = unfolded(lines.subList(1, lines.size()));
            if (fields.size() > mostHeaders) {
                throw Refused.with(431, "it has more than " + mostHeaders + " header fields");
            }
            for (String field : fields) {
                field(field);
            }
            boolean modern = version.equals("HTTP/1.1");
            if (!modern && host.filter(String::isEmpty).isPresent()) {
                throw Refused.with(400, "its header Host is empty");
            }
            if (modern && host.filter(name -> !name.isEmpty()).isEmpty()) {
                unnamed();
            }
            if (authority.isPresent()
                    && !withoutPort(authority.get())
                            .equalsIgnoreCase(withoutPort(host.orElse("")))) {
                throw Refused.with(400, "the address and the header Host name different hosts");
            }
            boolean chunked = chunked(modern);
            int bytes = bodyLength();
            if (webSocket && (chunked || bytes > 0)) {
                throw Refused.with(400, "a request for a WebSocket has no body");
            }
            return new RequestHead(text.toString(), bytes, chunked, awaited && modern, webSocket);
        }

        /**
         * HTTP/1.1 requires Host (RFC 9112 section 3.2), but the clients of some stations leave it
         * out. There is one gateway here, so what they mean is plain. All else is refused, and no
         * page of this machine is served under the name that stands in.
         */
        private void unnamed() throws Refused {
            boolean ofStation = text.toString().startsWith("POST ") || webSocket;
            if (!ofStation || authority.isPresent()) {
                throw Refused.with(400, "the header Host is missing");
            }
            host = Optional.of(StationGate.NO_HOST);
            text.append("Host: ").append(StationGate.NO_HOST).append("\r\n");
        }

        private String requestLine(String line) throws Refused {
            Matcher parts = REQUEST_LINE.matcher(line);
            if (!parts.matches()) {
                throw Refused.with(400, "its first line is not HTTP");
            }
            String version = parts.group(3);
            if (!version.equals("HTTP/1.1") && !version.equals("HTTP/1.0")) {
                throw Refused.with(505, version + " is not supported; use HTTP/1.1");
            }
            text.append(parts.group(1))
                    .append(' ')
                    .append(target(parts.group(2)))
                    .append(' ')
                    .append(version)
                    .append("\r\n");
            return version;
        }

        /** What is asked for, without the host. */
        private String target(String written) throws Refused {
            Matcher absolute = ABSOLUTE.matcher(written);
            String path = written;
            if (absolute.matches()) {
                authority = Optional.of(host(absolute.group(2)));
                path =
                        absolute.group(3).startsWith("/")
                                ? absolute.group(3)
                                : "/" + absolute.group(3);
            }
            if (!path.startsWith("/")) {
                throw Refused.with(400, "its path does not begin with a slash");
            }
            RequestPath.check(path);
            return path;
        }

        /** Header fields that go on in a further line, as RFC 7230 still let them, in one. */
        private static List<String> unfolded(List<String> lines) throws Refused {
            List<String> fields = new ArrayList<>();
            for (String line : lines) {
                if (line.startsWith(" ") || line.startsWith("\t")) {
                    if (fields.isEmpty()) {
                        throw Refused.with(400, "its first header field begins with a space");
                    }
                    fields.set(
                            fields.size() - 1, fields.get(fields.size() - 1) + " " + line.strip());
                } else {
                    fields.add(line);
                }
            }
            return fields;
        }

        private void field(String line) throws Refused {
            Matcher parts = FIELD.matcher(line);
            if (CONTROL.matcher(line).find() || !parts.matches()) {
                throw Refused.with(400, "a header field is not of the form Name: value");
            }
            String name = parts.group(1);
            String value = parts.group(2).strip();
            switch (name.toLowerCase(Locale.ROOT)) {
                case "host" -> {
                    host = once(name, host, value.isEmpty() ? value : host(value));
                    if (value.isEmpty()) {
                        return;
                    }
                    value = host.get();
                }
                case "content-length" -> {
                    length = once(name, length, value);
                    return;
                }
                case "transfer-encoding" -> {
                    encoding = once(name, encoding, value);
                    return;
                }
                case "expect" -> {
                    if (!value.equalsIgnoreCase("100-continue")) {
                        throw Refused.with(417, "its header Expect is not supported");
                    }
                    awaited = true;
                    return;
                }
                case "upgrade" -> {
                    // The container would go on with HTTP/2, past this class.
                    if (!value.toLowerCase(Locale.ROOT).contains("websocket")) {
                        return;
                    }
                    webSocket = true;
                }
                case "http2-settings" -> {
                    return;
                }
                default -> {}
            }
            text.append(name).append(": ").append(value).append("\r\n");
        }

        private static Optional<String> once(String name, Optional<String> before, String value)
                throws Refused {
            if (before.isPresent()) {
                throw Refused.with(400, "the header " + name + " comes twice");
            }
            return Optional.of(value);
        }

        private static String host(String value) throws Refused {
            Matcher parts = HOST.matcher(value);
            String port = parts.matches() ? parts.group(1) : "none";
            if (port == null) {
                return value;
            }
            if (port.isEmpty()) {
                return value.substring(0, value.length() - 1);
            }
            if (port.equals("none") || Integer.parseInt(port) > HIGHEST_PORT) {
                throw Refused.with(400, "it does not name its host as host or host:port");
            }
            return value;
        }

        private static String withoutPort(String host) {
            return host.replaceFirst(":(?:80|443)$", "");
        }

        private boolean chunked(boolean modern) throws Refused {
            if (encoding.isEmpty()) {
                return false;
            }
            if (length.isPresent()) {
                throw Refused.with(400, "it has both Content-Length and Transfer-Encoding");
            }
            if (!encoding.get().equalsIgnoreCase("chunked")) {
                throw Refused.with(501, "only the transfer encoding chunked is supported");
            }
            if (!modern) {
                throw Refused.with(400, "HTTP/1.0 has no chunks");
            }
            return true;
        }

        private int bodyLength() throws Refused {
            if (length.isEmpty()) {
                return -1;
            }
            if (!LENGTH.matcher(length.get()).matches()) {
                throw Refused.with(400, "its Content-Length is not a number");
            }
            long bytes = Long.parseLong(length.get());
            if (bytes > longestBody) {
                throw Refused.with(413, "its body has more than " + longestBody + " bytes");
            }
            return (int) bytes;
        }
    }

    /** What the container is given in front of a body of so many bytes. */
    String before(int bytes) {
        return text + (length >= 0 || chunked ? "Content-Length: " + bytes + "\r\n" : "") + "\r\n";
    }
}
