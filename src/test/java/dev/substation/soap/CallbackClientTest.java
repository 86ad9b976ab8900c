package dev.substation.soap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.dialect.Checks;
import dev.substation.dialect.Dictionary;
import dev.substation.dialect.SoapCodec;
import dev.substation.flow.ports.StationLink;
import dev.substation.flow.settings.Networks;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.ErrorCode;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.testing.PlainSettings;
import dev.substation.testing.TakenLines;
import dev.substation.testing.Wait;
import dev.substation.testing.soap.RawStation;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CallbackClientTest {

    private static final StationId STATION = new StationId("KEBA & Söhne <7>");
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final String XML = "application/soap+xml; charset=utf-8";
    private static final Payload SOFT = Payload.of("type", "Soft");

    private static ExecutorService threads;
    private static CallbackClient client;

    @BeforeAll
    static void makeTheClient() {
        Dictionary dictionary = Dictionary.load();
        threads = Executors.newFixedThreadPool(4);
        client =
                new CallbackClient(
                        HttpClient.newBuilder()
                                .connectTimeout(Duration.ofSeconds(3))
                                .executor(threads)
                                .build(),
                        new SoapCodec(dictionary),
                        new Checks(dictionary),
                        () -> "http://gateway.example:8080/soap",
                        Networks.of(List.of("private", "loopback")).orElseThrow(),
                        threads,
                        station -> false);
    }

    @AfterAll
    static void stop() {
        threads.shutdownNow();
    }

    private static Answer ask(String url, Action action, Payload payload, Duration deadline)
            throws Exception {
        return ask(Dialect.SOAP_16, url, action, payload, deadline);
    }

    private static Answer ask(
            Dialect dialect, String url, Action action, Payload payload, Duration deadline)
            throws Exception {
        return client.callback(STATION, dialect, url)
                .call(call(dialect, action, payload), deadline)
                .get(60, TimeUnit.SECONDS);
    }

    private static Answer reset(RawStation station) throws Exception {
        return ask(station.url(), Action.Reset, SOFT, DEADLINE);
    }

    private static Call call(Dialect dialect, Action action, Payload payload) {
        return new Call("m1", STATION, Direction.DOWN, dialect, action, payload, List.of());
    }

    private static Answer.Failure failure(Cause cause, ErrorCode code, Answer answer) {
        Answer.Failure failure = assertInstanceOf(Answer.Failure.class, answer);
        assertEquals(cause, failure.cause(), failure.description());
        assertEquals(code, failure.code());
        return failure;
    }

    private static String envelope(String body) {
        return "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body>"
                + body
                + "</s:Body></s:Envelope>";
    }

    private static byte[] answer(String contentType, byte[] body) {
        byte[] head =
                ("HTTP/1.1 200 OK\nContent-Type: " + contentType + "\n\n")
                        .getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(head.length + body.length).put(head).put(body).array();
    }

    private static Stream<Arguments> oddAnswers() {
        String reset = accepted("reset");
        String root = "--b\r\nContent-Type: text/xml\r\n\r\n" + reset + "\r\n--b--";
        return Stream.of(
                Arguments.of(
                        "multipart/related; boundary=b", root.getBytes(StandardCharsets.UTF_8)),
                Arguments.of(XML, (reset + "\0\0").getBytes(StandardCharsets.UTF_8)),
                Arguments.of(
                        XML, (reset + "<!-- f\u00fcr -->").getBytes(StandardCharsets.ISO_8859_1)),
                Arguments.of(
                        "text/xml; charset=utf-16",
                        ("<?xml version='1.0' encoding='utf-16'?>" + reset)
                                .getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @MethodSource("oddAnswers")
    void readsAnAnswerWhoseMeaningIsPlainWithANote(String contentType, byte[] body)
            throws Exception {
        try (RawStation station =
                new RawStation(
                        (request, socket) -> {
                            socket.getOutputStream().write(answer(contentType, body));
                            socket.close();
                        })) {
            Answer.Result result = assertInstanceOf(Answer.Result.class, reset(station));

            assertEquals(Payload.of("status", "Accepted"), result.payload());
            assertTrue(
                    result.notes().stream().anyMatch(note -> note.path().equals("Envelope")),
                    result.notes().toString());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SOAP_16, ClearCache, clearCacheResponse, urn:vendor",
        "SOAP_16, ClearCache, clearCacheResponse, ''",
        "SOAP_16, ClearCache, ClearCacheResponse, urn://Ocpp/Cp/2015/10/",
        "SOAP_16, ClearCache, clearcacheresponse, urn://Ocpp/Cp/2015/10/",
        "SOAP_16, ClearCache, clearCasheResponse, urn://Ocpp/Cp/2015/10/",
        "SOAP_16, ClearCache, clearCache, urn://Ocpp/Cp/2015/10/",
        "SOAP_15, DataTransfer, dataTransfertResponse, urn://Ocpp/Cp/2012/06/",
        "SOAP_16, DataTransfer, dataTransfertResponse, urn://Ocpp/Cp/2015/10/",
        "SOAP_15, RemoteStartTransaction, remoteStartTransactionConf, urn://ocpp/cp/2012/06",
        "SOAP_15, ChangeConfiguration, ChangeConfigurationReponse, http://tempuri.org/",
    })
    void anAnswerUnderAnotherNameBelongsToTheCallOnWhoseConnectionItComes(
            Dialect dialect, String action, String element, String namespace) throws Exception {
        String body =
                envelope(
                        "<%s xmlns='%s'><status>Accepted</status></%s>"
                                .formatted(element, namespace, element));
        try (RawStation station = RawStation.answering("200 OK", XML, body)) {
            Answer answer =
                    ask(
                            dialect,
                            station.url(),
                            new Action(action),
                            Payload.of("vendorId", "v", "idTag", "A", "key", "k", "value", "v"),
                            DEADLINE);

            Answer.Result result = assertInstanceOf(Answer.Result.class, answer);
            assertEquals(Payload.of("status", "Accepted"), result.payload());
            assertTrue(
                    result.notes().stream()
                            .anyMatch(
                                    note ->
                                            note.original().equals(element)
                                                    || note.reason().contains("namespace")),
                    result.notes().toString());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Reset, <clearCacheResponse xmlns='urn://Ocpp/Cp/2015/10/'><status>Accepted</status></clearCacheResponse>",
        "Reset, <ResetRequest xmlns='urn://Ocpp/Cp/2015/10/'><type>Soft</type></ResetRequest>",
        "Reset, <resett xmlns='urn:x'><state>Accepted</state></resett>",
        "Reset, <HeartbeatResponse xmlns='urn://Ocpp/Cs/2015/10/'/>",
        "UpdateFirmware, <ok/>",
        "UpdateFirmware, <page xmlns='urn:x'/>",
    })
    void whatIsAnotherMessageOrNoneIsNoAnswer(String action, String body) throws Exception {
        try (RawStation station = RawStation.answering("200 OK", XML, envelope(body))) {
            failure(
                    Cause.STATION_GARBLED,
                    ErrorCode.GenericError,
                    ask(station.url(), new Action(action), SOFT, DEADLINE));
        }
    }

    @Test
    void saysWhatIsBrokenInAnHttpAnswer() throws Exception {
        try (RawStation station =
                new RawStation(
                        (request, socket) -> {
                            socket.getOutputStream()
                                    .write(
                                            "HTTP/1.1 200 OK\r\nContent Type: x\r\n\r\n"
                                                    .getBytes(StandardCharsets.US_ASCII));
                            socket.close();
                        })) {
            Answer.Failure failure =
                    failure(Cause.STATION_GARBLED, ErrorCode.GenericError, reset(station));

            assertTrue(
                    failure.description()
                            .contains("its HTTP answer is broken: Invalid header name"),
                    failure.description());
        }
    }

    /** {@code FailedCalls} warns, once a minute; a second warning would say the same. */
    @Test
    void leavesTheWarningThatAnAnswerCannotBeReadToWhoCalls() throws Exception {
        StationId odd = new StationId("ODD-7");
        try (RawStation station = RawStation.answering("200 OK", XML, "nonsense");
                TakenLines log = TakenLines.of(CallbackTrip.class)) {
            Answer answer =
                    client.callback(odd, Dialect.SOAP_16, station.url())
                            .call(call(Dialect.SOAP_16, Action.Reset, SOFT), DEADLINE)
                            .get(60, TimeUnit.SECONDS);

            assertEquals(Cause.STATION_GARBLED, ((Answer.Failure) answer).cause());
            assertEquals(List.of(), log.lines());
        }
    }

    @Test
    void readsAnAnswerInChunksWithExtensions() throws Exception {
        String text = accepted("reset");
        try (RawStation station =
                new RawStation(
                        (request, socket) -> {
                            socket.getOutputStream()
                                    .write(
                                            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                                            + Integer.toHexString(text.length())
                                                            + ";name=\"value\"\r\n"
                                                            + text
                                                            + "\r\n0\r\n\r\n")
                                                    .getBytes(StandardCharsets.US_ASCII));
                            socket.close();
                        })) {
            assertInstanceOf(Answer.Result.class, reset(station));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SOAP_15, UnlockConnector, true",
        "SOAP_16, UnlockConnector, false",
        "SOAP_15, ClearCache, false"
    })
    void takesTheFaultOfA15StationForTheStatusThatItHasNoWordFor(
            Dialect dialect, String action, boolean status) throws Exception {
        String fault =
                envelope(
                        "<s:Fault><s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>o:NotSupported</s:Value></s:Subcode></s:Code></s:Fault>");
        try (RawStation station = RawStation.answering("500 Internal Server Error", XML, fault)) {
            Payload payload = Payload.of("connectorId", 1);

            Answer answer = ask(dialect, station.url(), new Action(action), payload, DEADLINE);

            if (status) {
                assertEquals(
                        Payload.of("status", "NotSupported"),
                        assertInstanceOf(Answer.Result.class, answer).payload());
            } else {
                failure(Cause.STATION_REFUSED, ErrorCode.NotSupported, answer);
            }
        }
    }

    private static String accepted(String operation) {
        return envelope(
                "<"
                        + operation
                        + "Response xmlns='urn://Ocpp/Cp/2015/10/'><status>Accepted</status></"
                        + operation
                        + "Response>");
    }

    private static CompletableFuture<Answer> askNamed(String station, String url, String peer) {
        StationId id = new StationId(station);
        return client.learnt(
                        id,
                        PlainSettings.station().build(id),
                        Dialect.SOAP_16,
                        URI.create(url),
                        peer)
                .call(call(Dialect.SOAP_16, Action.Reset, SOFT), DEADLINE);
    }

    /** Issue 11, point 10: nobody has the gateway knock at many doors in a row. */
    @Test
    void anAddressThatAStationOnlyNamesIsTriedOnceInAWhile() throws Exception {
        try (RawStation silent = RawStation.answering("404 Not Found", XML, "");
                RawStation other = RawStation.answering("404 Not Found", XML, "")) {
            Answer first = askNamed("NAMES", silent.url(), "192.168.7.7").get(60, TimeUnit.SECONDS);
            Answer second = askNamed("NAMES", other.url(), "192.168.7.7").get(60, TimeUnit.SECONDS);
            Answer own = askNamed("NAMES", other.url(), "127.0.0.1").get(60, TimeUnit.SECONDS);

            failure(Cause.STATION_REFUSED, ErrorCode.NotSupported, first);
            failure(Cause.STATION_UNREACHABLE, ErrorCode.GenericError, second);
            failure(Cause.STATION_REFUSED, ErrorCode.NotSupported, own);
        }
    }

    @Test
    void anAddressThatHasAnsweredIsCalledAsOftenAsNeeded() throws Exception {
        try (RawStation station = RawStation.answering("200 OK", XML, accepted("reset"))) {
            for (int i = 0; i < 3; i++) {
                Answer answer =
                        askNamed("BEHIND-NAT", station.url(), "192.168.7.7")
                                .get(60, TimeUnit.SECONDS);
                assertEquals(
                        Payload.of("status", "Accepted"),
                        assertInstanceOf(Answer.Result.class, answer).payload());
            }
        }
    }

    @Test
    void callsAStationByTheNameThatItUsedItself() throws Exception {
        try (RawStation station = RawStation.answering("200 OK", XML, accepted("reset"))) {
            client.learnt(
                            new StationId("00:60:B5:2C:11:07"),
                            PlainSettings.station().alias("00:60:b5:2c:11:07").build(STATION),
                            Dialect.SOAP_16,
                            URI.create(station.url()),
                            "127.0.0.1")
                    .call(call(Dialect.SOAP_16, Action.Reset, SOFT), DEADLINE)
                    .get(60, TimeUnit.SECONDS);

            String request = station.requests().get(0);
            assertTrue(request.contains(">00:60:B5:2C:11:07</cp:chargeBoxIdentity>"), request);
        }
    }

    @Test
    void sendsAnEnvelopeThatStrictStationsTake() throws Exception {
        try (RawStation station = RawStation.answering("200 OK", XML, accepted("reset"))) {
            reset(station);

            String request = station.requests().get(0);
            assertTrue(request.startsWith("POST /ocpp HTTP/1.1\r\n"), request);
            assertTrue(
                    request.contains(
                            "Content-Type: application/soap+xml; charset=utf-8;"
                                    + " action=\"/Reset\"\r\n"),
                    request);
            assertTrue(request.contains("Connection: close\r\n"), request);
            assertFalse(request.contains("Upgrade"), request);
            Envelope read =
                    new Envelope(
                            new Xml()
                                    .reader(
                                            request.substring(request.indexOf("\r\n\r\n") + 4)
                                                    .getBytes(StandardCharsets.UTF_8),
                                            java.util.Optional.empty()));
            read.open();
            assertEquals(List.of(STATION.value()), read.identities());
            assertEquals("http://gateway.example:8080/soap", read.from().orElseThrow());
            assertEquals(Addressing.W3C_2005.anonymous(), read.replyTo().orElseThrow());
            assertTrue(read.messageId().orElseThrow().startsWith("urn:uuid:"));
            assertEquals("urn://Ocpp/Cp/2015/10/", read.service().orElseThrow());
            assertEquals("resetRequest", read.element().orElseThrow());
            assertTrue(request.contains("<wsa:Action>/Reset</wsa:Action>"), request);
            assertTrue(request.contains("<wsa:To>" + station.url() + "</wsa:To>"), request);
        }
    }

    @Test
    void saysTheNameInTheAddressWhenItGoesToTheNumber() throws Exception {
        try (RawStation station = RawStation.answering("200 OK", XML, accepted("reset"))) {
            String named = station.url().replace("127.0.0.1", "localhost");

            Answer answer = ask(named, Action.Reset, SOFT, DEADLINE);

            assertInstanceOf(Answer.Result.class, answer);
            String request = station.requests().get(0);
            String port = named.replaceFirst(".*:(\\d+).*", "$1");
            assertTrue(request.startsWith("POST /ocpp HTTP/1.1\r\n"), request);
            assertTrue(request.contains("Host: localhost:" + port + "\r\n"), request);
        }
    }

    @Test
    void callsNobodyByANumberOutsideTheNetworksUnlessTheSiteNamesIt() throws Exception {
        Answer answer = ask("http://203.0.113.7/", Action.Reset, SOFT, DEADLINE);

        failure(Cause.CALLBACK_REFUSED, ErrorCode.SecurityError, answer);
    }

    @Test
    void speaksTheStationsDialect() throws Exception {
        String body =
                "<unlockConnectorResponse"
                        + " xmlns='urn://Ocpp/Cp/2012/06/'><status>Accepted</status></unlockConnectorResponse>";
        try (RawStation station = RawStation.answering("200 OK", XML, envelope(body))) {
            Answer answer =
                    ask(
                            Dialect.SOAP_15,
                            station.url(),
                            Action.UnlockConnector,
                            Payload.of("connectorId", 1),
                            DEADLINE);

            assertTrue(station.requests().get(0).contains("urn://Ocpp/Cp/2012/06/"));
            assertEquals(
                    Payload.of("status", "Unlocked"),
                    assertInstanceOf(Answer.Result.class, answer).payload());
        }
    }

    @ParameterizedTest
    @CsvSource({"text/html", "text/plain; charset=foo", "''", "application/xml"})
    void readsXmlUnderAnyContentType(String type) throws Exception {
        try (RawStation station = RawStation.answering("200 OK", type, accepted("reset"))) {
            assertInstanceOf(Answer.Result.class, reset(station));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'<html><br></html>'",
        "'<!DOCTYPE html><html/>'",
        "'OK'",
        "''",
        "'<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"/>'",
        "'<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body/></s:Envelope>'",
    })
    void callsWhatIsNoEnvelopeGarbled(String body) throws Exception {
        try (RawStation station = RawStation.answering("200 OK", XML, body)) {
            failure(Cause.STATION_GARBLED, ErrorCode.GenericError, reset(station));
        }
    }

    @Test
    void callsAnAnswerWithoutARequiredFieldGarbled() throws Exception {
        String body = envelope("<resetResponse xmlns='urn://Ocpp/Cp/2015/10/'/>");
        try (RawStation station = RawStation.answering("200 OK", XML, body)) {
            Answer.Failure failure =
                    failure(Cause.STATION_GARBLED, ErrorCode.GenericError, reset(station));

            assertTrue(failure.description().contains("status"), failure.description());
        }
    }

    @ParameterizedTest
    @CsvSource({"http://no-such-host.invalid/", "'http://a b/'", "ftp://x/", "''", "http://:80/"})
    void saysThatAnAddressCannotBeCalled(String address) throws Exception {
        Answer answer = ask(address, Action.Reset, SOFT, DEADLINE);

        failure(Cause.STATION_UNREACHABLE, ErrorCode.GenericError, answer);
    }

    @Test
    void givesUpOnAStationThatHangsAndHangsUp() throws Exception {
        try (RawStation station =
                new RawStation((request, socket) -> new CountDownLatch(1).await())) {
            Answer answer = ask(station.url(), Action.Reset, SOFT, Duration.ofMillis(300));

            failure(Cause.STATION_TIMED_OUT, ErrorCode.GenericError, answer);
            Wait.until(
                    "the gateway has closed the connection",
                    Duration.ofSeconds(5),
                    () -> station.isClosedByPeer(0));
        }
    }

    @Test
    void givesUpOnAnAnswerThatDripsForEver() throws Exception {
        try (RawStation station =
                new RawStation(
                        (request, socket) -> {
                            socket.getOutputStream()
                                    .write(
                                            "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"
                                                    .getBytes(StandardCharsets.US_ASCII));
                            drip(socket);
                        })) {
            long start = System.nanoTime();

            Answer answer = ask(station.url(), Action.Reset, SOFT, Duration.ofMillis(500));

            failure(Cause.STATION_TIMED_OUT, ErrorCode.GenericError, answer);
            assertTrue(System.nanoTime() - start < Duration.ofSeconds(3).toNanos());
            Wait.until(
                    "the gateway has closed the connection",
                    Duration.ofSeconds(5),
                    () -> station.isClosedByPeer(0));
        }
    }

    private static void drip(Socket socket) throws IOException, InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        while (!never.await(20, TimeUnit.MILLISECONDS)) {
            socket.getOutputStream().write(' ');
        }
    }

    @Test
    void cutsOffAnAnswerThatIsTooLarge() throws Exception {
        try (RawStation station =
                new RawStation(
                        (request, socket) -> {
                            socket.getOutputStream()
                                    .write(
                                            "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
                                                    .getBytes(StandardCharsets.US_ASCII));
                            byte[] blank = new byte[65_536];
                            while (true) {
                                socket.getOutputStream().write(blank);
                            }
                        })) {
            Answer.Failure failure =
                    failure(Cause.STATION_GARBLED, ErrorCode.GenericError, reset(station));

            assertTrue(failure.description().contains("larger"), failure.description());
        }
    }

    @Test
    void repeatsAHarmlessCallOnceWhenTheConnectionBreaksBeforeTheAnswer() throws Exception {
        String body =
                envelope(
                        "<getLocalListVersionResponse"
                                + " xmlns='urn://Ocpp/Cp/2015/10/'><listVersion>7</listVersion></getLocalListVersionResponse>");
        CountDownLatch first = new CountDownLatch(1);
        try (RawStation station =
                new RawStation(
                        (request, socket) -> {
                            if (first.getCount() == 0) {
                                socket.getOutputStream()
                                        .write(RawStation.http("200 OK", XML, body));
                            }
                            first.countDown();
                            socket.close();
                        })) {
            Answer answer = ask(station.url(), Action.GetLocalListVersion, Payload.EMPTY, DEADLINE);

            assertEquals(
                    Payload.of("listVersion", 7),
                    assertInstanceOf(Answer.Result.class, answer).payload());
            assertEquals(2, station.requests().size());
        }
    }

    @Test
    void neverRepeatsACallThatActs() throws Exception {
        try (RawStation station = new RawStation((request, socket) -> socket.close())) {
            Answer answer = reset(station);

            failure(Cause.STATION_UNREACHABLE, ErrorCode.GenericError, answer);
            assertEquals(1, station.requests().size());
        }
    }

    @ParameterizedTest
    @CsvSource({"200 OK, false", "'200 OK\r\nConnection: close', false", "200 OK, true"})
    void takesANewConnectionForEveryCall(String status, boolean closing) throws Exception {
        try (RawStation station =
                new RawStation(
                        (request, socket) -> {
                            socket.getOutputStream()
                                    .write(RawStation.http(status, XML, accepted("reset")));
                            if (closing) {
                                socket.close();
                            }
                        })) {
            reset(station);
            Wait.until(
                    "the gateway has closed the connection",
                    Duration.ofSeconds(5),
                    () -> closing || station.isClosedByPeer(0));
            assertInstanceOf(Answer.Result.class, reset(station));

            assertEquals(2, station.connections());
        }
    }

    @Test
    void answersAtOnceForAStationThatToldNoAddress() {
        StationLink link = client.listenOnly(STATION, Dialect.SOAP_15, "192.168.40.10");

        Answer answer = link.call(call(Dialect.SOAP_15, Action.Reset, SOFT), DEADLINE).getNow(null);

        failure(Cause.NO_CALLBACK, ErrorCode.GenericError, answer);
        assertEquals(StationLink.Kind.LISTEN_ONLY, link.kind());
        assertEquals("192.168.40.10", link.address());
    }
}
