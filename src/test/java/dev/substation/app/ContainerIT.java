package dev.substation.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The WAR as it is shipped, in a stock Payara Micro that knows nothing of our launcher. */
@ExtendWith(ArquillianExtension.class)
class ContainerIT {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static final String HEARTBEAT =
            """
            <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:c="urn://Ocpp/Cs/2012/06/">
            <s:Header><c:chargeBoxIdentity>IT-1</c:chargeBoxIdentity></s:Header>
            <s:Body><c:heartbeatRequest/></s:Body></s:Envelope>
            """;

    @ArquillianResource URL url;

    @Deployment(testable = false)
    static WebArchive substation() {
        return ShrinkWrap.createFromZipFile(
                WebArchive.class, new File(System.getProperty("substation.war")));
    }

    @Test
    void theListenerHasBuiltAGatewayThatIsReady() throws Exception {
        HttpResponse<String> ready = send(HttpRequest.newBuilder(at("substation/health/ready")));

        assertEquals(200, ready.statusCode(), ready.body());
        assertTrue(ready.body().startsWith("{\"status\":\"UP\""), ready.body());
    }

    @Test
    void theServerKeepsItsOwnHealth() throws Exception {
        HttpResponse<String> ready = send(HttpRequest.newBuilder(at("health/ready")));

        assertEquals("{\"status\":\"UP\",\"checks\":[]}", ready.body());
    }

    @Test
    void theHomeHasTheRoutesThatANewOneBeginsWith() {
        assertTrue(
                Files.exists(Path.of(System.getProperty("it.home"), "camel-routes/00-site.yaml")));
    }

    @Test
    void thePersistenceUnitHasMadeItsDatabase() {
        assertTrue(Files.exists(Path.of(System.getProperty("it.home"), "data/substation.mv.db")));
    }

    @Test
    void cxfOfTheWarAnswersASoapStation() throws Exception {
        HttpResponse<String> answer =
                send(
                        HttpRequest.newBuilder(at("soap"))
                                .header("Content-Type", "application/soap+xml")
                                .POST(HttpRequest.BodyPublishers.ofString(HEARTBEAT)));

        assertEquals(200, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains("heartbeatResponse"), answer.body());
    }

    /** By the loopback: Arquillian names the machine's own address, which need not be let in. */
    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + url.getPort() + "/").resolve(path);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
