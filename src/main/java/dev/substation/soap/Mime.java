package dev.substation.soap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An envelope in MIME parts: SOAP with attachments, and MTOM, which some SOAP libraries switch on
 * by themselves (RFC 2387, RFC 2046 section 5.1). OCPP has no attachments, so the root part is the
 * message.
 */
final class Mime {

    private static final int MOST_PARTS = 32;
    private static final Pattern PARAMETER =
            Pattern.compile(";\\s*([\\w-]+)\\s*=\\s*(?:\"([^\"]*)\"|([^;\\s]+))");

    /** RFC 2046 section 5.1.1 allows 70 characters. */
    private static final int LONGEST_BOUNDARY = 200;

    private static final String DASHES = "--";
    private static final String HEADER = "content-";

    /**
     * The root part.
     *
     * @param contentType of the message in it
     * @param others how many further parts there are
     * @param left bytes in them
     */
    record Root(byte[] body, String contentType, int others, int left) {}

    /** One part. Headers are in small letters. */
    private record Part(Map<String, String> headers, String content) {

        static Part of(String text) {
            Map<String, String> headers = new TreeMap<>();
            int at = 0;
            while (at < text.length()) {
                int end = text.indexOf('\n', at);
                String line = text.substring(at, end < 0 ? text.length() : end).strip();
                at = end < 0 ? text.length() : end + 1;
                if (line.isEmpty()) {
                    break;
                }
                int colon = line.indexOf(':');
                if (colon > 0) {
                    headers.put(
                            line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                            line.substring(colon + 1).strip());
                }
            }
            return new Part(headers, text.substring(at));
        }

        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        byte[] decoded() {
            String coding = header("content-transfer-encoding").toLowerCase(Locale.ROOT);
            return switch (coding) {
                case "", "7bit", "8bit", "binary" -> content.getBytes(ISO_8859_1);
                case "base64" -> Mime.base64(content);
                case "quoted-printable" -> Mime.quotedPrintable(content);
                default ->
                        throw Refusal.malformed(
                                "the content transfer encoding "
                                        + Xml.printable(coding, 40)
                                        + " of its root part is not known");
            };
        }
    }

    private Mime() {}

    /**
     * The root part of a body; empty when the body has no parts.
     *
     * @param contentType empty when it is missing
     * @throws Refusal for parts that cannot be read
     */
    static Optional<Root> root(byte[] body, String contentType) {
        boolean said = contentType.strip().regionMatches(true, 0, "multipart/", 0, 10);
        if (!said && !mayBegin(body)) {
            return Optional.empty();
        }
        String text = new String(body, ISO_8859_1);
        Optional<String> seen = firstBoundary(text);
        if (!said && seen.isEmpty()) {
            return Optional.empty();
        }
        // What stands in the body counts: it is what the sender separates its parts with.
        Optional<String> boundary =
                seen.or(() -> parameter(contentType, "boundary"))
                        .filter(line -> line.length() <= LONGEST_BOUNDARY);
        List<Part> parts = boundary.map(line -> parts(text, line)).orElse(List.of());
        if (parts.isEmpty()) {
            throw Refusal.malformed("it is " + Xml.printable(contentType, 60) + " without a part");
        }
        Optional<String> start = parameter(contentType, "start");
        Part root =
                parts.stream()
                        .filter(part -> start.filter(part.header("content-id")::equals).isPresent())
                        .findFirst()
                        .orElse(parts.get(0));
        return Optional.of(
                new Root(
                        root.decoded(),
                        typeOf(root.header("content-type")),
                        parts.size() - 1,
                        parts.stream()
                                .filter(part -> part != root)
                                .mapToInt(part -> part.content().length())
                                .sum()));
    }

    /** What a body begins with whose sender forgot to name the type. */
    private static Optional<String> firstBoundary(String text) {
        int begin = firstOfText(text);
        int end = text.indexOf('\n', begin);
        if (end < 0
                || !text.startsWith(DASHES, begin)
                || !text.regionMatches(true, end + 1, HEADER, 0, HEADER.length())) {
            return Optional.empty();
        }
        return Optional.of(text.substring(begin + DASHES.length(), end).stripTrailing())
                .filter(line -> !line.isEmpty() && line.length() <= LONGEST_BOUNDARY);
    }

    private static int firstOfText(String text) {
        int at = 0;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean mayBegin(byte[] body) {
        int at = 0;
        while (at < body.length && body[at] <= ' ' && body[at] > 0) {
            at++;
        }
        return at + 1 < body.length && body[at] == '-' && body[at + 1] == '-';
    }

    /** In MTOM the type of the message is a parameter, and its charset another. */
    private static String typeOf(String contentType) {
        if (!contentType.strip().regionMatches(true, 0, "application/xop+xml", 0, 19)) {
            return contentType;
        }
        String charset =
                parameter(contentType, "charset").map(name -> "; charset=" + name).orElse("");
        return parameter(contentType, "type").orElse(contentType).replaceFirst(";.*", "") + charset;
    }

    private static Optional<String> parameter(String contentType, String name) {
        Matcher each = PARAMETER.matcher(contentType);
        while (each.find()) {
            if (each.group(1).equalsIgnoreCase(name)) {
                return Optional.of(each.group(2) == null ? each.group(3) : each.group(2))
                        .filter(value -> !value.isEmpty());
            }
        }
        return Optional.empty();
    }

    private static List<Part> parts(String text, String boundary) {
        String delimiter = DASHES + boundary;
        List<Part> parts = new ArrayList<>();
        int begin = -1;
        int first = firstOfText(text);
        for (int at =
                        text.startsWith(delimiter, first)
                                ? first
                                : delimiterBehind(text, delimiter, 0);
                at >= 0;
                at = delimiterBehind(text, delimiter, at + delimiter.length())) {
            if (begin >= 0) {
                parts.add(Part.of(text.substring(begin, withoutLineEnd(text, at))));
            }
            if (parts.size() > MOST_PARTS) {
                throw Refusal.malformed("it has more than " + MOST_PARTS + " parts");
            }
            int behind = at + delimiter.length();
            if (text.startsWith(DASHES, behind)) {
                return parts;
            }
            int line = text.indexOf('\n', behind);
            begin = line < 0 ? text.length() : line + 1;
        }
        if (begin >= 0) { // the last delimiter is missing; whether the part is whole, its XML says
            parts.add(Part.of(text.substring(begin)));
        }
        return parts;
    }

    /**
     * The next delimiter at the start of a later line; negative when there is none. Only the starts
     * of lines are compared, so that no body takes long.
     */
    private static int delimiterBehind(String text, String delimiter, int from) {
        int line = text.indexOf('\n', from);
        while (line >= 0 && !text.startsWith(delimiter, line + 1)) {
            line = text.indexOf('\n', line + 1);
        }
        return line < 0 ? line : line + 1;
    }

    private static int withoutLineEnd(String text, int at) {
        int end = at > 0 && text.charAt(at - 1) == '\n' ? at - 1 : at;
        return end > 0 && text.charAt(end - 1) == '\r' ? end - 1 : end;
    }

    private static byte[] base64(String content) {
        try {
            return Base64.getMimeDecoder().decode(content.getBytes(ISO_8859_1));
        } catch (IllegalArgumentException e) {
            throw Refusal.malformed("its root part is not valid base64");
        }
    }

    /** RFC 2045 section 6.7; what is no escape stays as it is. */
    private static byte[] quotedPrintable(String content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(content.length());
        for (int at = 0; at < content.length(); at++) {
            char c = content.charAt(at);
            if (c != '=') {
                bytes.write(c);
            } else if (content.startsWith("\r\n", at + 1)) {
                at += 2;
            } else if (content.startsWith("\n", at + 1)) {
                at++;
            } else if (at + 2 < content.length()
                    && Character.digit(content.charAt(at + 1), 16) >= 0
                    && Character.digit(content.charAt(at + 2), 16) >= 0) {
                bytes.write(Integer.parseInt(content.substring(at + 1, at + 3), 16));
                at += 2;
            } else {
                bytes.write(c);
            }
        }
        return bytes.toByteArray();
    }
}
