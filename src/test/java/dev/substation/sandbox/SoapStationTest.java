package dev.substation.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.substation.model.Answer;
import dev.substation.model.Dialect;
import dev.substation.model.ErrorCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The simulated SOAP station against envelopes written by hand. */
class SoapStationTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static final String SOAP = "http://www.w3.org/2003/05/soap-envelope";

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile String answer = "";
    private volatile int status = 200;
    private HttpServer gateway;

    @BeforeEach
    void open() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext(
                "/soap",
                exchange -> {
                    asked.add(
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8));
                    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(status, bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
        gateway.start();
    }

    @AfterEach
    void close() {
        gateway.stop(0);
    }

    private SoapStation station(Dialect dialect) {
        URI url = URI.create("http://127.0.0.1:" + gateway.getAddress().getPort() + "/soap");
        return new SoapStation(
                dialect,
                new SimulatedStation.Setup("KEBA-1", url, Station.Make.KEBA, 4),
                new UsualReactions(),
                message -> {});
    }

    private static String envelope(String headers, String body) {
        return ("<?xml version=\"1.0\"?><e:Envelope xmlns:e=\"%s\"><e:Header>%s</e:Header>"
                        + "<e:Body>%s</e:Body></e:Envelope>")
                .formatted(SOAP, headers, body);
    }

    @Test
    void bootsInTheWordsOfItsVersion() {
        answer =
                envelope(
                        "",
                        "<bootNotificationResponse xmlns=\"urn://Ocpp/Cs/2012/06/\"><status>Accepted"
                                + "</status><currentTime>2026-01-01T00:00:00Z</currentTime>"
                                + "<heartbeatInterval>300</heartbeatInterval>"
                                + "</bootNotificationResponse>");
        try (SoapStation station = station(Dialect.SOAP_15)) {
            Answer boot = station.boot();

            assertEquals(
                    300L,
                    boot.fold(r -> r.payload().number("interval").orElseThrow(), f -> -1L)
                            .longValue());
            String sent = asked.get(0);
            assertTrue(sent.contains(">KEBA-1</o:chargeBoxIdentity>"), sent);
            assertTrue(sent.contains(">/BootNotification</a:Action>"), sent);
            assertTrue(
                    sent.contains(
                            "<a:From><a:Address>"
                                    + station.callbackUrl()
                                    + "</a:Address></a:From>"),
                    sent);
            assertTrue(sent.contains("xmlns=\"urn://Ocpp/Cs/2012/06/\""), sent);
        }
    }

    @Test
    void readsAFaultAsAFailure() {
        status = 500;
        answer =
                envelope(
                        "",
                        "<e:Fault><e:Code><e:Value>e:Receiver</e:Value><e:Subcode><e:Value"
                                + " xmlns:o=\"urn://Ocpp/Cs/2015/10/\">o:NotSupported</e:Value>"
                                + "</e:Subcode></e:Code><e:Reason><e:Text xml:lang=\"en\">not"
                                + " here</e:Text></e:Reason></e:Fault>");
        try (SoapStation station = station(Dialect.SOAP_16)) {
            Answer heartbeat = station.heartbeat();

            assertEquals(
                    List.of(ErrorCode.NotSupported, "not here"),
                    heartbeat.fold(r -> List.of(), f -> List.of(f.code(), f.description())));
        }
    }

    @Test
    void saysWhatAnswerItGotThatIsNoXml() {
        status = 404;
        answer = "nothing here";
        try (SoapStation station = station(Dialect.SOAP_16)) {
            String why = station.heartbeat().fold(r -> "", Answer.Failure::description);

            assertTrue(why.contains("HTTP 404: nothing here"), why);
        }
    }

    @Test
    void answersACallAndRelatesItToItsMessage() throws Exception {
        try (SoapStation station = station(Dialect.SOAP_15)) {
            HttpResponse<String> response =
                    call(
                            station,
                            "KEBA-1",
                            "<unlockConnectorRequest xmlns=\"urn://Ocpp/Cp/2012/06/\"><connectorId>2"
                                    + "</connectorId></unlockConnectorRequest>");

            assertEquals(200, response.statusCode());
            String body = response.body();
            assertTrue(body.contains(">m-1</a:RelatesTo>"), body);
            assertTrue(body.contains("<status>Accepted</status>"), body);
            assertTrue(body.contains(">/UnlockConnectorResponse</a:Action>"), body);
        }
    }

    @Test
    void refusesACallForAnotherStation() throws Exception {
        try (SoapStation station = station(Dialect.SOAP_16)) {
            HttpResponse<String> response =
                    call(
                            station,
                            "KEBA-2",
                            "<clearCacheRequest xmlns=\"urn://Ocpp/Cp/2015/10/\"/>");

            assertEquals(500, response.statusCode());
            assertTrue(response.body().contains("IdentityMismatch"), response.body());
        }
    }

    @Test
    void refusesACallThatItDoesNotKnow() throws Exception {
        try (SoapStation station = station(Dialect.SOAP_16)) {
            HttpResponse<String> response =
                    call(station, "KEBA-1", "<flyAwayRequest xmlns=\"urn://Ocpp/Cp/2015/10/\"/>");

            assertEquals(500, response.statusCode());
            assertTrue(response.body().contains("NotSupported"), response.body());
        }
    }

    private static HttpResponse<String> call(SoapStation station, String identity, String body)
            throws Exception {
        String headers =
                "<c:chargeBoxIdentity xmlns:c=\"urn://Ocpp/Cp/2012/06/\">"
                        + identity
                        + "</c:chargeBoxIdentity><w:MessageID"
                        + " xmlns:w=\"http://www.w3.org/2005/08/addressing\">m-1</w:MessageID>";
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(station.callbackUrl()))
                        .POST(HttpRequest.BodyPublishers.ofString(envelope(headers, body)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void showsWhatTwoFormsOfAMessageDifferIn() {
        String soap =
                envelope(
                        "",
                        "<startTransactionRequest xmlns=\"urn://Ocpp/Cs/2012/06/\"><connectorId>4"
                                + "</connectorId><idTag>1_a</idTag></startTransactionRequest>");
        String json = "[2,\"1\",\"StartTransaction\",{\"idTag\":\"1\",\"connectorId\":4}]";

        assertEquals(List.of("idTag 1_a -> 1"), Wire.differences(soap, json));
    }

    @Test
    void showsRenamedAddedAndLostFields() {
        String soap =
                envelope(
                        "",
                        "<bootNotificationResponse xmlns=\"urn://Ocpp/Cs/2012/06/\"><status>Accepted"
                                + "</status><heartbeatInterval>300</heartbeatInterval><hash>x</hash>"
                                + "</bootNotificationResponse>");
        String json = "[3,\"1\",{\"status\":\"Accepted\",\"interval\":300,\"reason\":\"Remote\"}]";

        assertEquals(
                List.of("heartbeatInterval -> interval", "- hash x", "+ reason Remote"),
                Wire.differences(soap, json));
    }
}
