package dev.substation.soap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.dialect.Checks;
import dev.substation.dialect.Dictionary;
import dev.substation.dialect.SoapCodec;
import dev.substation.flow.ports.Door;
import dev.substation.flow.ports.DoorRefusals;
import dev.substation.flow.ports.RefusalReason;
import dev.substation.flow.ports.RefusedPeer;
import dev.substation.flow.ports.StationGate;
import dev.substation.flow.ports.StationLink;
import dev.substation.flow.settings.CallbackFrom;
import dev.substation.flow.settings.Networks;
import dev.substation.flow.settings.StationSettings;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.testing.PlainSettings;
import dev.substation.testing.Wait;
import dev.substation.testing.soap.SmallContainer;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SoapFaceTest {

    private static final Dictionary DICTIONARY = Dictionary.load();
    private static final int MAX_BYTES = 20_000;
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int THREADS = 4;
    private static final String HEARTBEAT = "<o:heartbeatRequest/>";
    private static final Answer NOW =
            Answer.result(Payload.of("currentTime", "2026-01-01T00:00:00Z"));

    private final HttpClient http = HttpClient.newHttpClient();
    private final RecordingGate gate = new RecordingGate();
    private SoapFace face;
    private SmallContainer container;

    /** A gate that remembers what came and answers as a test says. */
    private static final class RecordingGate implements StationGate {
        private final List<Call> calls = new CopyOnWriteArrayList<>();
        private final List<StationLink> links = new CopyOnWriteArrayList<>();
        private final List<String> rejected = new CopyOnWriteArrayList<>();
        private volatile Function<Call, CompletableFuture<Answer>> answers =
                call -> CompletableFuture.completedFuture(NOW);

        private final DoorRefusals refusals = new DoorRefusals(() -> Instant.EPOCH);

        @Override
        public DoorRefusals refusals() {
            return refusals;
        }

        @Override
        public Optional<StationSettings> settings(StationId station) {
            if (station.equals(new StationId("STRANGER"))) {
                return Optional.empty();
            }
            PlainSettings.Station plain = PlainSettings.station();
            switch (station.value()) {
                case "SET-TO-16" -> plain.dialect(Dialect.SOAP_16);
                case "PINNED" -> plain.callback("http://192.168.40.10:12801/");
                case "LEARNS" -> plain.callbackFrom(CallbackFrom.LEARN);
                case "NEVER" -> plain.callbackFrom(CallbackFrom.NEVER);
                case "LOCKED" -> plain.key("Z\u00fcrich:1");
                default -> {}
            }
            return Optional.of(plain.build(station));
        }

        @Override
        public void opened(StationLink link) {}

        @Override
        public void closed(StationLink link) {}

        @Override
        public void rejected(Call call, Answer.Failure why) {
            rejected.add(
                    "%s %s %s %s %s"
                            .formatted(
                                    call.station(),
                                    call.dialect(),
                                    call.action(),
                                    call.messageId(),
                                    why.cause().number()));
        }

        @Override
        public CompletableFuture<Answer> call(StationLink from, Call call) {
            links.add(from);
            calls.add(call);
            return answers.apply(call);
        }
    }

    @BeforeEach
    void start() throws Exception {
        SoapCodec codec = new SoapCodec(DICTIONARY);
        Checks checks = new Checks(DICTIONARY);
        CallbackClient callbacks =
                new CallbackClient(
                        http,
                        codec,
                        checks,
                        () -> "http://gw/soap",
                        Networks.of(List.of("private", "loopback")).orElseThrow(),
                        Runnable::run,
                        station -> false);
        face = new SoapFace(gate, codec, checks, callbacks);
        container =
                new SmallContainer(
                        new SoapServlet(
                                face, new SoapPaths(List.of(SoapPaths.STEVE)), MAX_BYTES, PATIENCE),
                        THREADS);
    }

    @AfterEach
    void stop() {
        container.close();
        face.close();
    }

    private static String message(String soap, String year, String headers, String body) {
        return """
        <?xml version="1.0" encoding="UTF-8"?>
        <s:Envelope xmlns:s="%s" xmlns:a="http://www.w3.org/2005/08/addressing" xmlns:o="urn://Ocpp/Cs/%s/">
        <s:Header>%s</s:Header><s:Body>%s</s:Body></s:Envelope>\
        """
                .formatted(soap, year, headers, body);
    }

    private static String message(String year, String station, String body) {
        return message(Soap.V12.namespace(), year, headers(station), body);
    }

    private static String headers(String station) {
        return "<o:chargeBoxIdentity s:mustUnderstand='true'>"
                + station
                + "</o:chargeBoxIdentity><a:Action s:mustUnderstand='1'>/any</a:Action>"
                + "<a:MessageID> 7230 </a:MessageID>"
                + "<a:From><a:Address>http://10.0.0.7:8080/ocpp</a:Address></a:From>";
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(container.url(path)))
                .timeout(Duration.ofSeconds(20));
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return http.send(
                to(path).header("Content-Type", "application/soap+xml; charset=utf-8")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static void fault(
            HttpResponse<String> response, int status, String code, String subCode, Cause cause) {
        String body = response.body();
        assertEquals(status, response.statusCode(), body);
        assertTrue(body.contains("<soap:Value>soap:" + code + "</soap:Value>"), body);
        assertTrue(body.contains(">ocpp:" + subCode + "</soap:Value>"), body);
        assertTrue(body.contains("<soap:Text xml:lang=\"en\">"), body);
        assertTrue(body.contains(">" + cause.number() + "<"), body);
        assertFalse(body.contains("Exception"), body);
        assertFalse(body.contains("org.apache"), body);
    }

    private HttpResponse<String> post(String path, String contentType, byte[] body)
            throws Exception {
        HttpRequest.Builder request = to(path);
        if (!contentType.isEmpty()) {
            request.header("Content-Type", contentType);
        }
        return http.send(
                request.POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private List<String> noted() {
        return gate.calls.get(0).notes().stream()
                .filter(note -> !note.path().equals("Envelope/Header/Action")) // as all here
                .map(Note::reason)
                .toList();
    }

    private static String boot(String declaration) {
        return declaration
                + message(
                                "2015/10",
                                "KEBA-1",
                                "<o:bootNotificationRequest><o:chargePointVendor>S\u00fcd</o:chargePointVendor>"
                                        + "<o:chargePointModel>M</o:chargePointModel></o:bootNotificationRequest>")
                        .replaceFirst("(?s)^<\\?xml.*?\\?>\\s*", "");
    }

    /** How a text is declared, and in what it is written. */
    private static Stream<Arguments> texts() {
        String type = "application/soap+xml";
        return Stream.of(
                Arguments.of("", type, "ISO-8859-1"),
                Arguments.of("", type + "; charset=utf-8", "ISO-8859-1"),
                Arguments.of("<?xml version='1.0'?>", type, "ISO-8859-1"),
                Arguments.of("<?xml version='1.0' encoding='UTF-8'?>", type, "windows-1252"),
                Arguments.of("<?xml version='1.0' encoding='us-ascii'?>", type, "ISO-8859-1"),
                Arguments.of("", type + "; charset=us-ascii", "UTF-8"),
                Arguments.of("<?xml version='1.0' encoding='utf-16'?>", type, "UTF-8"),
                Arguments.of("<?xml version='1.0' encoding='utf-16'?>", type, "ISO-8859-1"),
                Arguments.of("<?xml version='1.0' encoding='UTF-16LE'?>", type, "UTF-8"),
                Arguments.of("<?xml version='1.0' encoding='UTF-32'?>", type, "UTF-8"),
                Arguments.of("<?xml version='1.0' encoding='unicode'?>", type, "UTF-8"),
                Arguments.of("", type + "; charset=utf-16", "UTF-8"),
                Arguments.of("\n <?xml version=\"1.0\" encoding=\"utf-16\"?>", type, "UTF-8"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void readsATextByItsBytesWhereItNamesOtherCharacters(
            String declaration, String contentType, String charset) throws Exception {
        byte[] body = boot(declaration).getBytes(Charset.forName(charset));

        assertEquals(200, post("/soap", contentType, body).statusCode());

        assertEquals("S\u00fcd", gate.calls.get(0).payload().get("chargePointVendor"));
        assertEquals(
                List.of("a text in another encoding than it declares; read by its bytes"), noted());
    }

    @ParameterizedTest
    @CsvSource({
        "UTF-16LE, UTF-16",
        "UTF-16BE, UTF-16",
        "UTF-16LE, utf-8",
        "UTF-16, utf-16",
        "UTF-8, utf-8",
        "ISO-8859-1, iso-8859-1",
        "ISO-8859-2, iso-8859-2"
    })
    void readsWhatIsDeclaredAsItIs(String charset, String declared) throws Exception {
        byte[] body =
                boot("<?xml version='1.0' encoding='" + declared + "'?>")
                        .getBytes(Charset.forName(charset));

        assertEquals(200, post("/soap", "application/soap+xml", body).statusCode());

        assertEquals("S\u00fcd", gate.calls.get(0).payload().get("chargePointVendor"));
        assertEquals(List.of(), noted());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\0",
                "\0\0\0\r\n",
                "\r\n\0",
                "\0<rest of=\"an older message",
                "\0\0</s:Envelope>"
            })
    void leavesOutWhatStandsBehindAZeroByteBehindTheEnvelope(String behind) throws Exception {
        byte[] body =
                (message("2015/10", "KEBA-1", HEARTBEAT) + behind)
                        .getBytes(StandardCharsets.ISO_8859_1);

        assertEquals(200, post("/soap", "application/soap+xml", body).statusCode());

        assertEquals(
                List.of("zero bytes after the envelope; the message ends before them"), noted());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rest", "<a/>", ">"})
    void refusesWhatIsMoreThanAnEnvelope(String behind) throws Exception {
        byte[] body =
                (message("2015/10", "KEBA-1", HEARTBEAT) + behind)
                        .getBytes(StandardCharsets.ISO_8859_1);

        fault(
                post("/soap", "application/soap+xml", body),
                400,
                "Sender",
                "ProtocolError",
                Cause.MALFORMED);
        assertEquals(List.of(), gate.calls);
    }

    /** A zero byte within the envelope is not its end. */
    @Test
    void refusesAnEnvelopeThatIsCutByAZeroByte() throws Exception {
        String cut = message("2015/10", "KEBA-1", HEARTBEAT).replace("</s:Body>", "\0</s:Body>");

        fault(
                post("/soap", "application/soap+xml", cut.getBytes(StandardCharsets.UTF_8)),
                400,
                "Sender",
                "ProtocolError",
                Cause.MALFORMED);
    }

    private static Stream<Arguments> parts() {
        String root =
                "Content-Type: application/xop+xml; charset=UTF-8; type=\"application/soap+xml\"~";
        String related = "multipart/related; type=\"application/xop+xml\"; boundary=\"b=1\"";
        String other = "~--b=1~Content-Type: image/png~Content-ID: <x>~~\u0089PNG--b=1~";
        return Stream.of(
                Arguments.of(related, "--b=1~" + root + "~{}~--b=1--~", 0),
                Arguments.of(related, "preamble~--b=1~" + root + "~{}" + other + "--b=1--", 1),
                Arguments.of(
                        related + "; start=\"<r>\"",
                        other.substring(1) + "--b=1~Content-ID: <r>~" + root + "~{}~--b=1--",
                        1),
                Arguments.of(
                        "Multipart/Related;boundary=b=1;type=text/xml", "--b=1~~{}~--b=1--", 0),
                Arguments.of("multipart/mixed; boundary=wrong", "--b=1~" + root + "~{}~--b=1--", 0),
                Arguments.of("multipart/related", "--b=1~" + root + "~{}~--b=1--", 0),
                Arguments.of("", "--b=1~" + root + "~{}~--b=1--", 0),
                Arguments.of("application/soap+xml", "--b=1~" + root + "~{}~--b=1--", 0),
                Arguments.of(related, "--b=1~" + root + "~{}", 0));
    }

    @ParameterizedTest
    @MethodSource("parts")
    void readsTheRootPartOfAMessageInMimeParts(String contentType, String form, int others)
            throws Exception {
        for (String end : List.of("\r\n", "\n")) {
            gate.calls.clear();
            String body =
                    form.replace("~", end)
                            .replace("{}", boot("<?xml version='1.0' encoding='UTF-8'?>"));

            assertEquals(
                    200,
                    post("/soap", contentType, body.getBytes(StandardCharsets.UTF_8)).statusCode());

            assertEquals("S\u00fcd", gate.calls.get(0).payload().get("chargePointVendor"));
            assertEquals(
                    others,
                    noted().stream().filter(reason -> reason.startsWith("attachments")).count());
            assertTrue(noted().get(0).startsWith("an envelope in MIME parts"), noted().toString());
        }
    }

    @ParameterizedTest
    @CsvSource({"base64", "quoted-printable"})
    void undoesTheTransferEncodingOfTheRootPart(String coding) throws Exception {
        byte[] boot = boot("").getBytes(StandardCharsets.UTF_8);
        String text =
                coding.equals("base64")
                        ? Base64.getMimeEncoder().encodeToString(boot)
                        : new String(boot, StandardCharsets.ISO_8859_1)
                                .replace("=", "=3D")
                                .replace("\u00c3\u00bc", "=C3=\r\n=BC");
        String body =
                "--b\r\nContent-Transfer-Encoding: " + coding + "\r\n\r\n" + text + "\r\n--b--";

        post("/soap", "multipart/related; boundary=b", body.getBytes(StandardCharsets.UTF_8));

        assertEquals("S\u00fcd", gate.calls.get(0).payload().get("chargePointVendor"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no part",
                "--b\r\n\r\nno XML\r\n--b--",
                "--b\r\nContent-Transfer-Encoding: x-zip\r\n\r\n<a/>\r\n--b--"
            })
    void refusesPartsWithoutAMessageWithASentence(String body) throws Exception {
        fault(
                post(
                        "/soap",
                        "multipart/related; boundary=b",
                        body.getBytes(StandardCharsets.UTF_8)),
                400,
                "Sender",
                "ProtocolError",
                Cause.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/soap/KEBA-1",
                "/soap/keba-1/",
                "/soap/1.6/KEBA-1",
                "/soap/KEBA-1/1.6",
                "/steve/services/CentralSystemService/KEBA-1"
            })
    void servesAStationThatPutsItsIdentityBehindTheAddress(String path) throws Exception {
        assertEquals(200, post(path, message("2015/10", "KEBA-1", HEARTBEAT)).statusCode());
        assertEquals("KEBA-1", gate.calls.get(0).station().value());
        assertEquals(List.of("an address that ends in the identity; the header counts"), noted());
    }

    @Test
    void takesTheIdentityFromTheAddressWhereTheHeaderIsMissing() throws Exception {
        String bare =
                message(Soap.V12.namespace(), "2015/10", "<a:MessageID>1</a:MessageID>", HEARTBEAT);

        assertEquals(200, post("/soap/KEBA-1", bare).statusCode());
        assertEquals("KEBA-1", gate.calls.get(0).station().value());
        assertTrue(noted().contains("chargeBoxIdentity only in the address; taken from there"));
        fault(post("/soap/2.0", bare), 400, "Sender", "ProtocolError", Cause.MISSING_IDENTITY);
    }

    @Test
    void refusesAnAddressThatNamesAnotherStation() throws Exception {
        fault(
                post("/soap/KEBA-2", message("2015/10", "KEBA-1", HEARTBEAT)),
                400,
                "Sender",
                "ProtocolError",
                Cause.WRONG_PATH);
        assertEquals(List.of(), gate.calls);
    }

    /** The peer here is 127.0.0.1, which made the address of a listener look like its own. */
    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "[::]", "null", "255.255.255.255", ""})
    void callsAStationThatNamesNoHostAtItsPeer(String host) throws Exception {
        post(
                "/soap",
                message("2015/10", "KEBA-1", HEARTBEAT)
                        .replace("10.0.0.7:8080/ocpp", host + ":8080/ocpp"));

        assertEquals("http://127.0.0.1:8080/ocpp", gate.links.get(0).address());
        assertEquals(Optional.empty(), gate.links.get(0).objection());
    }

    @Test
    void asksAStationToComeBackWhileTheGatewayStops() throws Exception {
        gate.answers = call -> CompletableFuture.completedFuture(Answer.failure(Cause.STOPPING));

        HttpResponse<String> response = post("/soap", message("2015/10", "KEBA-1", HEARTBEAT));

        fault(response, 503, "Receiver", "InternalError", Cause.STOPPING);
        assertEquals("60", response.headers().firstValue("Retry-After").orElse(""));
    }

    @Test
    void asksAStationToComeBackWhenTheFaceHasEnded() throws Exception {
        face.close();

        HttpResponse<String> response = post("/soap", message("2015/10", "KEBA-1", HEARTBEAT));

        assertEquals(503, response.statusCode());
        assertEquals("60", response.headers().firstValue("Retry-After").orElse(""));
    }

    @Test
    void givesAFaultForABrokenTail() throws Exception {
        String whole = message("2015/10", "KEBA-1", HEARTBEAT);

        HttpResponse<String> response = post("/soap", whole.substring(0, whole.length() - 8));

        fault(response, 400, "Sender", "ProtocolError", Cause.MALFORMED);
        assertEquals(List.of(), gate.calls);
    }

    @Test
    void givesAFaultForAMessageThatIsTooLarge() throws Exception {
        HttpResponse<String> response = post("/soap", " ".repeat(MAX_BYTES + 1));

        fault(response, 400, "Sender", "ProtocolError", Cause.TOO_LARGE);
    }

    @Test
    void givesAFaultForAnotherDialectThanTheSettingsSay() throws Exception {
        fault(
                post("/soap", message("2012/06", "SET-TO-16", HEARTBEAT)),
                400,
                "Sender",
                "ProtocolError",
                Cause.WRONG_DIALECT);
    }

    @Test
    void tellsTheGateWhichCallsItRejects() throws Exception {
        post("/soap", message("2012/06", "SET-TO-16", HEARTBEAT));
        post("/soap", message("2012/06", "STRANGER", HEARTBEAT));
        post("/soap", message("2015/10", "LOCKED", HEARTBEAT));
        post(
                "/soap",
                message(
                        "2015/10",
                        "KEBA-1",
                        "<o:statusNotificationRequest><o:connectorId>x</o:connectorId></o:statusNotificationRequest>"));
        post("/soap", message("2015/10", "KEBA-1", "<o:authoriseRequest/>"));
        post("/soap", message("2015/10", "KEBA-1", HEARTBEAT));

        assertEquals(
                List.of(
                        "SET-TO-16 SOAP_15 Heartbeat 7230 SUB-1013",
                        "STRANGER SOAP_15 Heartbeat 7230 SUB-1009",
                        "LOCKED SOAP_16 Heartbeat 7230 SUB-1014",
                        "KEBA-1 SOAP_16 StatusNotification 7230 SUB-1005",
                        "KEBA-1 SOAP_16 Authorise 7230 SUB-1002"),
                gate.rejected);
    }

    @Test
    void countsWhyStationsAreRejected() throws Exception {
        post("/soap", message("2012/06", "SET-TO-16", HEARTBEAT));
        post("/soap", message("2012/06", "STRANGER", HEARTBEAT));
        post("/soap", message("2015/10", "LOCKED", HEARTBEAT));
        post("/soap/1.5", message("2015/10", "KEBA-1", HEARTBEAT));
        post("/soap", "no envelope");
        post("/soap", " ".repeat(MAX_BYTES + 1));
        post("/soap", message("2015/10", "KEBA-1", HEARTBEAT));

        assertEquals(
                Map.of(
                        RefusalReason.WRONG_DIALECT, 1L,
                        RefusalReason.UNKNOWN_IDENTITY, 1L,
                        RefusalReason.WRONG_PASSWORD, 1L,
                        RefusalReason.WRONG_PATH, 1L,
                        RefusalReason.UNREADABLE, 1L,
                        RefusalReason.TOO_LARGE, 1L),
                gate.refusals().at(Door.SOAP));
        assertEquals(
                Set.of(
                        "WRONG_DIALECT /soap SET-TO-16 SOAP_15",
                        "UNKNOWN_IDENTITY /soap STRANGER SOAP_15",
                        "WRONG_PASSWORD /soap LOCKED SOAP_16",
                        "WRONG_PATH /soap/1.5 KEBA-1 SOAP_16",
                        "UNREADABLE /soap ? ?",
                        "TOO_LARGE /soap ? ?"),
                gate.refusals().peers().all().stream()
                        .map(SoapFaceTest::words)
                        .collect(Collectors.toSet()));
    }

    private static String words(RefusedPeer peer) {
        return "%s %s %s %s"
                .formatted(
                        peer.reason(),
                        peer.path(),
                        peer.identity().orElse("?"),
                        peer.dialect().map(Enum::name).orElse("?"));
    }

    @Test
    void tellsNothingOfABugOfOurs() throws Exception {
        gate.answers =
                call -> {
                    throw new IllegalStateException("secret");
                };

        HttpResponse<String> response = post("/soap", message("2015/10", "KEBA-1", HEARTBEAT));

        fault(response, 500, "Receiver", "InternalError", Cause.INTERNAL);
        assertFalse(response.body().contains("secret"), response.body());
    }

    @Test
    void holdsNoThreadWhileItWaits() throws Exception {
        int many = 10 * THREADS;
        CompletableFuture<Answer> later = new CompletableFuture<>();
        gate.answers = call -> later;
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            answers.add(
                    http.sendAsync(
                            to("/soap")
                                    .POST(
                                            HttpRequest.BodyPublishers.ofString(
                                                    message("2015/10", "KEBA-" + i, HEARTBEAT)))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString()));
        }

        Wait.until("all calls are in", Duration.ofSeconds(20), () -> gate.calls.size() == many);
        later.complete(NOW);

        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertEquals(200, answer.get(60, TimeUnit.SECONDS).statusCode());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "KEBA-1, CALLED_BACK, http://10.0.0.7:8080/ocpp",
        "PINNED, CALLED_BACK, http://192.168.40.10:12801/",
    })
    void tellsTheGateWhereTheStationCanBeCalled(
            String station, StationLink.Kind kind, String address) throws Exception {
        post("/soap", message("2015/10", station, HEARTBEAT));

        assertEquals(kind, gate.links.get(0).kind());
        assertEquals(address, gate.links.get(0).address());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://203.0.113.7/",
                "http://169.254.169.254/latest/meta-data/",
                "http://[fe80::1]:8080/",
                "http://[::ffff:203.0.113.7]/"
            })
    void callsNobodyOutsideTheNetworksThatTheSiteAllows(String from) throws Exception {
        post(
                "/soap",
                message("2015/10", "KEBA-1", HEARTBEAT).replace("http://10.0.0.7:8080/ocpp", from));

        StationLink link = gate.links.get(0);
        Answer answer =
                link.call(
                                new Call(
                                        "1",
                                        link.station(),
                                        Direction.DOWN,
                                        Dialect.SOAP_16,
                                        Action.ClearCache,
                                        Payload.EMPTY,
                                        List.of()),
                                Duration.ofSeconds(5))
                        .join();

        assertEquals(StationLink.Kind.LISTEN_ONLY, link.kind());
        assertEquals(Cause.CALLBACK_REFUSED, ((Answer.Failure) answer).cause());
        assertTrue(link.objection().isPresent());
    }

    @ParameterizedTest
    @CsvSource({
        "KEBA-1,  http://10.0.0.7:8080/ocpp, false",
        "LEARNS,  http://10.0.0.7:8080/ocpp, true",
        "KEBA-1,  http://127.0.0.1:8080/,    true",
        "PINNED,  http://10.0.0.7:8080/ocpp, true",
    })
    void anAddressOfAnotherHostMovesAStationOnlyWhereTheSiteSaysSo(
            String station, String from, boolean moves) throws Exception {
        post(
                "/soap",
                message("2015/10", station, HEARTBEAT).replace("http://10.0.0.7:8080/ocpp", from));

        assertEquals(moves, gate.links.get(0).objection().isEmpty());
        assertEquals(StationLink.Kind.CALLED_BACK, gate.links.get(0).kind());
    }

    @Test
    void givesUpABodyThatTakesTooLong() throws Exception {
        byte[] body = message("2015/10", "KEBA-1", HEARTBEAT).getBytes(StandardCharsets.UTF_8);
        URI uri = URI.create(container.url("/soap"));
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(300);
            String head =
                    "POST /soap HTTP/1.1\r\nHost: gw\r\nConnection: close\r\nContent-Length: "
                            + body.length
                            + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            int sent = 0;
            int first = -1;
            while (first < 0 && sent < 30) {
                socket.getOutputStream().write(body[sent++]);
                try {
                    first = socket.getInputStream().read();
                } catch (SocketTimeoutException noAnswerYet) {
                    first = -1;
                }
            }

            socket.shutdownOutput(); // the JDK's server waits for the rest before it closes
            socket.setSoTimeout(10_000);
            String answer =
                    (char) first
                            + new String(
                                    socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.contains("its body was not complete after 1 s"), answer);
            assertTrue(sent < 15, sent + " bytes were waited for");
        }
        assertEquals(List.of(), gate.calls);
    }

    private HttpResponse<String> showing(String authorization, String body) throws Exception {
        return http.send(
                to("/soap")
                        .header("Content-Type", "application/soap+xml; charset=utf-8")
                        .header("Authorization", authorization)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String basic(String credentials) {
        return "Basic "
                + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void letsInAStationThatShowsItsPassword() throws Exception {
        HttpResponse<String> response =
                showing(basic("locked:Zürich:1"), message("2015/10", "LOCKED", HEARTBEAT));

        assertEquals(200, response.statusCode(), response.body());
        assertEquals(1, gate.calls.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"LOCKED:wrong", "OTHER:Zürich:1", "LOCKED", ""})
    void refusesAStationThatDoesNotShowItsPassword(String credentials) throws Exception {
        HttpResponse<String> response =
                showing(basic(credentials), message("2015/10", "LOCKED", HEARTBEAT));

        fault(response, 401, "Sender", "SecurityError", Cause.WRONG_PASSWORD);
        assertEquals(
                "Basic realm=\"Substation\"",
                response.headers().firstValue("WWW-Authenticate").orElse("none"));
        assertFalse(response.body().contains("Zürich"), response.body());
        assertEquals(List.of(), gate.calls);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic", "Basic %%%", "Digest username=LOCKED", "x"})
    void answersHeadersThatAreNotBasicLikeAWrongPassword(String header) throws Exception {
        HttpResponse<String> response = showing(header, message("2012/06", "LOCKED", HEARTBEAT));

        fault(response, 401, "Sender", "SecurityError", Cause.WRONG_PASSWORD);
        assertEquals(200, showing(header, message("2012/06", "OPEN", HEARTBEAT)).statusCode());
    }

    @Test
    void asksAStationThatShowsNothingForItsPasswordBeforeItReadsTheBody() throws Exception {
        HttpResponse<String> response =
                post("/soap", message("2015/10", "LOCKED", "<o:noSuchRequest/>"));

        fault(response, 401, "Sender", "SecurityError", Cause.WRONG_PASSWORD);
    }
}
