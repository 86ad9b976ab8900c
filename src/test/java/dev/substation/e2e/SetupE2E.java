package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.substation.e2e.Browser.Width;
import dev.substation.testing.GatewayProcess;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.RecordingCsms;
import dev.substation.testing.Wait;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From an empty home to the first station, one step after the other (issue 16, point 4). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SetupE2E {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private Path home;
    private RecordingCsms csms;
    private GatewayProcess gateway;

    @BeforeAll
    void start(@TempDir Path temp) {
        home = temp.resolve("home");
        csms = RecordingCsms.start();
        gateway = GatewayProcess.restart(home, Map.of());
    }

    @AfterAll
    void end() {
        gateway.close();
        csms.close();
    }

    private HttpResponse<String> post(String path, String body) {
        try {
            return CLIENT.send(
                    HttpRequest.newBuilder(gateway.uri("http", "/api/v1/" + path))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private JsonObject get(String path) {
        return JsonParser.parseString(gateway.get("/api/v1/" + path).body()).getAsJsonObject();
    }

    private boolean isSetUp() {
        return get("setup").get("setUp").getAsBoolean();
    }

    private JsonObject refused(String identity) {
        return StreamSupport.stream(get("refused").getAsJsonArray("refused").spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .filter(one -> one.has("identity"))
                .filter(one -> one.get("identity").getAsString().equals(identity))
                .findFirst()
                .orElseThrow();
    }

    private String site() throws IOException {
        return Files.readString(home.resolve("site.yaml"));
    }

    @Test
    @Order(1)
    void anEmptyHomeIsFilledAndTheGatewayWaitsForItsCsms() throws Exception {
        assertTrue(Files.exists(home.resolve("camel-routes/00-site.yaml")));
        assertTrue(gateway.log().contains("No CSMS is set yet. Set it in the console, http://"));
        assertFalse(isSetUp());
        assertTrue(gateway.get("/health/ready").body().contains("No CSMS is set"));
        assertEquals(
                404, PlainJsonStation.refused(gateway.uri("ws", "/ocpp/FIRST-JSON"), "ocpp1.6"));
        try (PlainSoapStation station =
                new PlainSoapStation(
                        PlainSoapStation.Version.V15, "FIRST-SOAP", gateway.uri("http", "/soap"))) {
            String fault = station.call("Heartbeat", "").toString();
            assertTrue(fault.contains("The gateway is not set up yet"), fault);
        }

        assertEquals("not-set-up", refused("FIRST-JSON").get("reason").getAsString());
        assertEquals("soap1.5", refused("FIRST-SOAP").get("dialect").getAsString());
        assertTrue(gateway.get("/metrics").body().contains("reason=\"not-set-up\""));
    }

    @ParameterizedTest
    @Order(2)
    @CsvSource(
            delimiter = '|',
            value = {
                "{}| 400| Name the url",
                "{\"url\":\"http://h/{station}\"}| 400| ws",
                "{\"url\":\"wss://h/ocpp\",\"user\":1}| 400| user must be a text",
                "{\"url\":\"ws://h/{station}\",\"name\":\"a b\"}| 400| name begins",
                "{\"url\":\"ws://h/{station}\",\"password\":\"x\"}| 400| without a user",
                "{\"url\":\"ws://h/{station}\",\"proxy\":\"x\"}| 400| no field of that name",
                "{\"url\":\"${file:data/admin-token}\"}| 400| must not have ${",
                "{\"url\":\"ws://h/{station}\",\"user\":\"${env:PATH}\",\"password\":\"p\"}| 400|"
                        + " must not have ${",
                "{\"url\":\"ws://h/{station}\",\"user\":\"u\",\"password\":\" p\"}| 400| blank",
                "[]| 400| object"
            })
    void whatIsNoCsmsIsRefusedAndNothingIsWritten(String body, int status, String why)
            throws Exception {
        String before = site();
        for (String path : List.of("setup/csms", "setup/trial")) {
            HttpResponse<String> answer = post(path, body);

            assertEquals(status, answer.statusCode(), answer.body());
            assertTrue(answer.body().contains(why), answer.body());
        }
        assertEquals(before, site());
        assertFalse(Files.exists(home.resolve("keys/csms-main")));
    }

    @Test
    @Order(3)
    void aTrialSaysWhatIsWrongAndSetsNothing() throws Exception {
        String before = site();

        JsonObject closed =
                JsonParser.parseString(
                                post(
                                                "setup/trial",
                                                "{\"url\":\"ws://127.0.0.1:1/{station}\",\"user\":\"u\","
                                                        + "\"password\":\"p\"}")
                                        .body())
                        .getAsJsonObject();
        JsonObject nobody =
                JsonParser.parseString(
                                post("setup/trial", "{\"url\":\"ws://nobody.invalid/{station}\"}")
                                        .body())
                        .getAsJsonObject();

        assertFalse(closed.get("good").getAsBoolean(), closed::toString);
        assertTrue(closed.toString().contains("check that the CSMS runs"), closed::toString);
        assertFalse(nobody.get("good").getAsBoolean(), nobody::toString);
        assertTrue(nobody.toString().contains("nobody knows the name"), nobody::toString);
        assertEquals(before, site());
    }

    @Test
    @Order(4)
    void theFirstCsmsIsSetInTheBrowserAndTheFirstStationLetIn() {
        assumeTrue(Browser.isAtHand(), "needs Debian's packages chromium and chromium-driver");
        try (Browser browser = Browser.start()) {
            browser.show(Width.DESKTOP, false);
            browser.open(gateway.uri("http", "/").toString());
            browser.says("FIRST-JSON");
            assertTrue(browser.text().contains("/soap"), browser.text());
            assertEquals(List.of(), browser.barriers());
            browser.find("input[name=url]").sendKeys(csms.url());
            browser.find("input[name=user]").sendKeys("{station}");
            browser.find("input[name=password]").sendKeys("s3cret");
            browser.click("form.send button[type=button]");
            browser.says("lets SUBSTATION-TEST in");
            browser.click("form.send button.main");
            browser.says("A CSMS is set.");
            browser.run(
                    "[...document.querySelectorAll('.cards li')].find(one =>"
                            + " one.textContent.includes('FIRST-JSON')).querySelector('button.main').click()");
            browser.says("site.yaml now lets it in.");
            try (PlainJsonStation station = lasting("FIRST-JSON")) {
                station.call(
                        "BootNotification",
                        "{\"chargePointVendor\":\"V\",\"chargePointModel\":\"M\"}");
                browser.waits(
                        "the page shows the station",
                        () -> browser.text().contains("FIRST-JSON connected"));
            }
            browser.show(Width.PHONE, true);
            browser.choose("#language", "de");
            browser.says("Einrichtung");
            assertEquals(List.of(), browser.barriers());
            assertTrue(browser.overflow() <= 0);
            assertEquals(List.of(), browser.complaints().toList());
        }
    }

    /** Comes again until it is let in, as stations do. */
    private PlainJsonStation lasting(String name) {
        AtomicReference<PlainJsonStation> station = new AtomicReference<>();
        Wait.until(
                name + " is let in",
                SOON,
                () -> {
                    try {
                        station.set(PlainJsonStation.connect(gateway.uri("ws", "/ocpp/" + name)));
                        return true;
                    } catch (CompletionException rejected) {
                        return false;
                    }
                });
        return station.get();
    }

    @Test
    @Order(5)
    void theSameOverTheApi() throws Exception {
        if (!isSetUp()) {
            HttpResponse<String> set =
                    post(
                            "setup/csms",
                            "{\"url\":\"%s\",\"user\":\"{station}\",\"password\":\"s3cret\"}"
                                    .formatted(csms.url()));
            assertEquals(200, set.statusCode(), set.body());
            Wait.until("the CSMS is live", SOON, this::isSetUp);
        }
        long soap = refused("FIRST-SOAP").get("number").getAsLong();

        HttpResponse<String> added = post("refused/" + soap + "/station", "{}");

        assertEquals(200, added.statusCode(), added.body());
        assertTrue(site().contains("\n  FIRST-SOAP:\n    dialect: soap1.5\n"), site());
        Wait.until(
                "FIRST-SOAP may come in",
                SOON,
                () -> refused("FIRST-SOAP").get("settled").getAsBoolean());
        try (PlainSoapStation station =
                new PlainSoapStation(
                        PlainSoapStation.Version.V15, "FIRST-SOAP", gateway.uri("http", "/soap"))) {
            station.call(
                    "BootNotification",
                    "<chargePointVendor>V</chargePointVendor><chargePointModel>M</chargePointModel>");
        }
        csms.awaitConnected("FIRST-SOAP");
        assertEquals(409, post("refused/" + soap + "/station", "{}").statusCode());
        assertEquals(404, post("refused/99999/station", "{}").statusCode());
    }

    @Test
    @Order(6)
    void whatWasSetIsKeptAndSetOnce() throws Exception {
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(home.resolve("keys/csms-main"))));
        assertEquals("s3cret", Files.readString(home.resolve("keys/csms-main")));
        assertFalse(site().contains("s3cret"));
        assertTrue(site().contains("# Where stations connect."), "comments stay");
        assertTrue(
                post(
                                "refused/"
                                        + refused("FIRST-SOAP").get("number").getAsLong()
                                        + "/station",
                                "{}")
                        .body()
                        .contains("lets it in already"));
        HttpResponse<String> again = post("setup/csms", "{\"url\":\"ws://h/{station}\"}");
        assertEquals(409, again.statusCode(), again.body());
        assertFalse(gateway.log().contains("s3cret"));
        String before = site();
        Files.writeString(home.resolve("site.yaml"), "stations: {}\n");
        Wait.until(
                "the gateway says that the CSMS is missing",
                SOON,
                () ->
                        gateway.get("/health/ready")
                                .body()
                                .contains("site.yaml names no CSMS any more"));
        assertTrue(isSetUp());
        Files.writeString(home.resolve("site.yaml"), before);

        gateway.kill();
        gateway = GatewayProcess.restart(home, Map.of());

        assertTrue(isSetUp());
        assertTrue(get("stations/FIRST-SOAP").get("lastHeard").getAsString().startsWith("20"));
    }
}
