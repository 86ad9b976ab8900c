package dev.substation.front;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes to the container, and what does not; each case whole and cut at every byte. */
class RequestReaderTest {

    private static final RequestReader.Limits LIMITS = new RequestReader.Limits(200, 400, 10, 50);

    /** What comes, and what the container gets: {@code ~} stands for the end of a line. */
    private record Case(String sent, String... passed) {

        @Override
        public String toString() {
            return sent;
        }
    }

    private static Stream<Case> requests() {
        String get = "GET / HTTP/1.1~Host: a~~";
        return Stream.of(
                new Case(get, get),
                new Case(get + get + get, get, get, get),
                new Case("~~" + get, get),
                new Case("GET / HTTP/1.0~~", "GET / HTTP/1.0~~"),
                new Case("GET / HTTP/1.1\nHost: a\n\n", get),
                new Case("GET / HTTP/1.1~Host:a  ~~", get),
                new Case("GET / HTTP/1.1~Host: a:~~", get),
                new Case("GET / HTTP/1.1~Host: [::1]:8080~~", "GET / HTTP/1.1~Host: [::1]:8080~~"),
                new Case("GET http://a/b?c HTTP/1.1~Host: a~~", "GET /b?c HTTP/1.1~Host: a~~"),
                new Case("GET HTTP://A:80 HTTP/1.1~Host: a~~", get),
                new Case(
                        "GET / HTTP/1.1~Host: a~X: b;~\tc~  d~~",
                        "GET / HTTP/1.1~Host: a~X: b; c d~~"),
                new Case(
                        "GET /%C3%A4;p/%20%2F HTTP/1.1~Host: a~~",
                        "GET /%C3%A4;p/%20%2F HTTP/1.1~Host: a~~"),
                new Case("GET /.a/..b/c. HTTP/1.1~Host: a~~", "GET /.a/..b/c. HTTP/1.1~Host: a~~"),
                new Case(
                        "POST / HTTP/1.1~Host: a~Content-Length: 3~~abc" + get,
                        "POST / HTTP/1.1~Host: a~Content-Length: 3~~abc",
                        get),
                new Case(
                        "POST / HTTP/1.1~content-length: 0~Host: a~~",
                        "POST / HTTP/1.1~Host: a~Content-Length: 0~~"),
                new Case(
                        "POST / HTTP/1.1~Host: a~Transfer-Encoding: Chunked~~"
                                + "3;x=\"y\"~abc~00A~0123456789~0~Trailer: x~~"
                                + get,
                        "POST / HTTP/1.1~Host: a~Content-Length: 13~~abc0123456789",
                        get),
                new Case(
                        "POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~0~~",
                        "POST / HTTP/1.1~Host: a~Content-Length: 0~~"),
                new Case(
                        "POST / HTTP/1.1~Host: a~Expect: 100-continue~Content-Length: 1~~x",
                        "POST / HTTP/1.1~Host: a~Content-Length: 1~~x"),
                new Case(
                        "POST / HTTP/1.1~Content-Length: 1~~x" + get,
                        "POST / HTTP/1.1~Host: unnamed.invalid~Content-Length: 1~~x",
                        get),
                new Case(
                        "POST / HTTP/1.1~Host: ~Content-Length: 1~~x",
                        "POST / HTTP/1.1~Host: unnamed.invalid~Content-Length: 1~~x"),
                new Case(
                        "POST / HTTP/1.1~Transfer-Encoding: chunked~~1;a~x~0;b=c~~",
                        "POST / HTTP/1.1~Host: unnamed.invalid~Content-Length: 1~~x"),
                new Case(
                        "GET / HTTP/1.1~Upgrade: WebSocket~~",
                        "GET / HTTP/1.1~Upgrade: WebSocket~Host: unnamed.invalid~~"),
                new Case(
                        "GET / HTTP/1.1~Host: a~Upgrade: h2c~HTTP2-Settings: x~~",
                        "GET / HTTP/1.1~Host: a~~"),
                new Case(
                        "GET / HTTP/1.1~Host: a~Upgrade: WebSocket~~",
                        "GET / HTTP/1.1~Host: a~Upgrade: WebSocket~~"));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void passesOnWholeRequestsInTheFormThatItWrites(Case one) throws Refused {
        byte[] sent = bytes(one.sent());
        List<String> passed =
                Stream.of(one.passed()).map(text -> text.replace("~", "\r\n")).toList();

        assertEquals(passed, read(List.of(sent)));
        assertEquals(passed, read(singly(sent)), "byte by byte");
        for (int cut = 1; cut < sent.length; cut++) {
            assertEquals(passed, read(List.of(part(sent, 0, cut), part(sent, cut, sent.length))));
        }
    }

    @ParameterizedTest
    @MethodSource("requests")
    void passesOnNothingOfARequestThatIsNotWhole(Case one) throws Refused {
        byte[] sent = bytes(one.sent());

        List<String> passed = read(List.of(part(sent, 0, sent.length - 1)));

        assertEquals(one.passed().length - 1, passed.size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            quoteCharacter = '^',
            value = {
                "GET /%ZZ HTTP/1.1~Host: a~~ > 400",
                "GET /a% HTTP/1.1~Host: a~~ > 400",
                "GET /a%4 HTTP/1.1~Host: a~~ > 400",
                "GET /a?b=%G0 HTTP/1.1~Host: a~~ > 400",
                "GET /%00 HTTP/1.1~Host: a~~ > 400",
                "GET /%0d%0a HTTP/1.1~Host: a~~ > 400",
                "GET /%FF HTTP/1.1~Host: a~~ > 400",
                "GET /%C0%AF HTTP/1.1~Host: a~~ > 400",
                "GET /a/. HTTP/1.1~Host: a~~ > 400",
                "GET /./a HTTP/1.1~Host: a~~ > 400",
                "GET /a/../b HTTP/1.1~Host: a~~ > 400",
                "GET /a/%2e%2E/b HTTP/1.1~Host: a~~ > 400",
                "GET /a/..;x/b HTTP/1.1~Host: a~~ > 400",
                "GET /a\\b HTTP/1.1~Host: a~~ > 400",
                "GET /a%5Cb HTTP/1.1~Host: a~~ > 400",
                "GET /a#b HTTP/1.1~Host: a~~ > 400",
                "GET /\u00e4 HTTP/1.1~Host: a~~ > 400",
                "GET a HTTP/1.1~Host: a~~ > 400",
                "GET * HTTP/1.1~Host: a~~ > 400",
                "OPTIONS * HTTP/1.1~Host: a~~ > 400",
                "CONNECT a:80 HTTP/1.1~Host: a~~ > 400",
                "GET http://b/ HTTP/1.1~Host: a~~ > 400",
                "GET http://b/ HTTP/1.0~~ > 400",
                "GET ftp://a/ HTTP/1.1~Host: a~~ > 400",
                "GET http:///x HTTP/1.1~Host: a~~ > 400",
                "GET / HTTP/1.1~~ > 400",
                "GET / HTTP/1.1~Host:~~ > 400",
                "POST / HTTP/1.1~Host:~Host: a~Content-Length: 0~~ > 400",
                "POST / HTTP/1.1~Host:~Host:~Content-Length: 0~~ > 400",
                "POST / HTTP/1.1~Host: a~Host:~Content-Length: 0~~ > 400",
                "POST http://a/ HTTP/1.1~Content-Length: 0~~ > 400",
                "POST / HTTP/1.0~Host:~Content-Length: 0~~ > 400",
                "PUT / HTTP/1.1~Content-Length: 0~~ > 400",
                "GET / HTTP/1.1~Host: ~~ > 400",
                "GET / HTTP/1.0~Host: ~~ > 400",
                "GET / HTTP/1.1~Host: a~Host: a~~ > 400",
                "GET / HTTP/1.1~Host: a~host: b~~ > 400",
                "GET / HTTP/1.1~Host: a b~~ > 400",
                "GET / HTTP/1.1~Host: a/b~~ > 400",
                "GET / HTTP/1.1~Host: a@b~~ > 400",
                "GET / HTTP/1.1~Host: a:99999~~ > 400",
                "GET / HTTP/1.1~Host: a:x~~ > 400",
                "GET /  HTTP/1.1~Host: a~~ > 400",
                "GET / b HTTP/1.1~Host: a~~ > 400",
                "GET /~~ > 400",
                "G(T / HTTP/1.1~Host: a~~ > 400",
                "GET / http/1.1~Host: a~~ > 400",
                "GET / HTTP/1.2~Host: a~~ > 505",
                "GET / HTTP/3.0~Host: a~~ > 505",
                "PRI * HTTP/2.0~~SM~~ > 505",
                "GET / HTTP/1.1~Host: a~no colon~~ > 400",
                "GET / HTTP/1.1~Host: a~: x~~ > 400",
                "GET / HTTP/1.1~Host : a~~ > 400",
                "GET / HTTP/1.1~ Host: a~~ > 400",
                "GET / HTTP/1.1~Host: a~X: a\u0001b~~ > 400",
                "GET / HTTP/1.1~Host: a~X: a\u0000b~~ > 400",
                "GET / HTTP/1.1~Host: a~X: a\rb~~ > 400",
                "G\u0005\u0000T / HTTP/1.1~~ > 400",
                "POST / HTTP/1.1~Host: a~Content-Length: x~~ > 400",
                "POST / HTTP/1.1~Host: a~Content-Length: -1~~ > 400",
                "POST / HTTP/1.1~Host: a~Content-Length: +1~~ > 400",
                "POST / HTTP/1.1~Host: a~Content-Length: 1,1~~ > 400",
                "POST / HTTP/1.1~Host: a~Content-Length:~~ > 400",
                "POST / HTTP/1.1~Host: a~Content-Length: 1~Content-Length: 1~~x > 400",
                "POST / HTTP/1.1~Host: a~Content-Length: 1~Content-Length: 2~~x > 400",
                "POST / HTTP/1.1~Host: a~Content-Length: 1~Transfer-Encoding: chunked~~ > 400",
                "POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~Transfer-Encoding: chunked~~ > 400",
                "POST / HTTP/1.0~Host: a~Transfer-Encoding: chunked~~ > 400",
                "POST / HTTP/1.1~Host: a~Transfer-Encoding: gzip, chunked~~ > 501",
                "POST / HTTP/1.1~Host: a~Transfer-Encoding: identity~~ > 501",
                "POST / HTTP/1.1~Host: a~Expect: gold~~ > 417",
                "POST / HTTP/1.1~Host: a~Content-Length: 51~~ > 413",
                "POST / HTTP/1.1~Host: a~Content-Length: 999999999999~~ > 413",
                "POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~33~ > 413",
                "POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~ffffffffffffffff~ > 413",
                "POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~x~ > 400",
                "POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~-1~ > 400",
                "POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~~ > 400",
                "POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~1~ab~0~~ > 400",
                "GET / HTTP/1.1~Host: a~Upgrade: websocket~Content-Length: 1~~x > 400",
                "GET / HTTP/1.1~Host: a~A: 1~B: 1~C: 1~D: 1~E: 1~F: 1~G: 1~H: 1~I: 1~J: 1~~ > 431"
            })
    void refusesWhatIsNoRequest(String sent, int status) {
        byte[] bytes = bytes(sent);

        assertEquals(status, refusal(List.of(bytes)).status());
        assertEquals(status, refusal(singly(bytes)).status(), "byte by byte");
    }

    @Test
    void refusesWhatIsTooLongBeforeItHasCome() {
        String endless = "a".repeat(500);

        assertEquals(414, refusal(List.of(bytes("GET /" + endless))).status());
        assertEquals(431, refusal(List.of(bytes("GET / HTTP/1.1~X: " + endless))).status());
        assertEquals(400, refusal(List.of(bytes("~".repeat(100)))).status());
    }

    @Test
    void saysOnceThatThePeerWaitsForAWord() throws Refused {
        RequestReader reader = new RequestReader(LIMITS);

        reader.take(
                ByteBuffer.wrap(
                        bytes("POST / HTTP/1.1~Host: a~Expect: 100-continue~Content-Length: 2~~")));
        assertTrue(reader.isAwaited());

        reader.take(ByteBuffer.wrap(bytes("x")));
        assertFalse(reader.isAwaited());
    }

    @Test
    void promisedBytesCostNothing() throws Refused {
        RequestReader reader = new RequestReader(RequestReader.Limits.USUAL);

        reader.take(ByteBuffer.wrap(bytes("POST / HTTP/1.1~Host: a~Content-Length: 2000000~~x")));

        assertTrue(reader.held() < 2_000, () -> "" + reader.held());
    }

    private static Refusal refusal(List<byte[]> parts) {
        return assertThrows(Refused.class, () -> read(parts)).refusal();
    }

    private static List<String> read(List<byte[]> parts) throws Refused {
        RequestReader reader = new RequestReader(LIMITS);
        List<String> requests = new ArrayList<>();
        for (byte[] one : parts) {
            ByteBuffer bytes = ByteBuffer.wrap(one);
            while (reader.take(bytes)) {
                requests.add(new String(reader.request(), ISO_8859_1));
            }
        }
        return requests;
    }

    private static byte[] bytes(String text) {
        return text.replace("~", "\r\n").getBytes(ISO_8859_1);
    }

    private static byte[] part(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    private static List<byte[]> singly(byte[] bytes) {
        return IntStream.range(0, bytes.length)
                .mapToObj(at -> new byte[] {bytes[at]})
                .collect(Collectors.toList());
    }
}
