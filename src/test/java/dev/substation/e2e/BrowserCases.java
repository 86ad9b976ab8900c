package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import dev.substation.access.Credentials;
import dev.substation.access.Passwords;
import dev.substation.access.Role;
import dev.substation.access.User;
import dev.substation.e2e.Browser.Width;
import dev.substation.e2e.SharedGateway.Running;
import dev.substation.testing.PlainJsonStation;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The console as a person sees it, in a browser. */
@ExtendWith(SharedGateway.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BrowserCases {

    private static final String BOX = "API-BROWSER";

    private Running running;
    private Browser browser;
    private PlainJsonStation station;

    @BeforeAll
    void start(Running shared) {
        assumeTrue(Browser.isAtHand(), "needs Debian's packages chromium and chromium-driver");
        running = shared;
        browser = Browser.start();
        station = PlainJsonStation.connect(running.json(BOX));
        station.call(
                "BootNotification",
                "{\"chargePointVendor\":\"Technagon\",\"chargePointModel\":\"TE-22\"}");
    }

    @AfterAll
    void end() {
        if (browser != null) {
            browser.close();
            station.close();
        }
    }

    private String page(String name) {
        return running.gateway().uri("http", "/") + "#/" + name;
    }

    /** Opens a page anew, in English. */
    private void open(String name) {
        browser.open(page(name));
        browser.choose("#language", "en");
    }

    static Stream<Arguments> pages() {
        return Stream.of(
                        "stations",
                        "stations/" + BOX,
                        "messages",
                        "csms",
                        "transactions",
                        "refused",
                        "health",
                        "setup",
                        "rules",
                        "audit")
                .flatMap(
                        page ->
                                Stream.of(Width.values())
                                        .flatMap(
                                                width ->
                                                        Stream.of("en", "de")
                                                                .map(
                                                                        language ->
                                                                                Arguments.of(
                                                                                        page, width,
                                                                                        language))));
    }

    /**
     * Both themes of each page, for a page is opened once for both; barriers at two of four forms.
     */
    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("pages")
    void isForEverybody(String page, Width width, String language) {
        browser.show(width, false);
        browser.open(page(page));
        browser.choose("#language", language);
        browser.find("main h1");
        browser.run("return document.fonts.ready");
        browser.says(language.equals("de") ? "Ladevorgänge" : "Transactions");
        boolean isUsual = language.equals("en") == (width == Width.DESKTOP);
        for (boolean dark : isUsual ? List.of(false, true) : List.<Boolean>of()) {
            browser.show(width, dark);
            assertEquals(List.of(), browser.barriers(), page + (dark ? ", dark" : ", light"));
        }
        assertTrue(browser.overflow() <= 0, () -> browser.overflow() + " pixels too wide");
        assertEquals(List.of(), browser.complaints().toList());
    }

    /** Each refresh draws the page; who reads it or has the focus there keeps it. */
    @Test
    void aRefreshTakesNothingFromTheReader() {
        browser.show(Width.DESKTOP, false);
        open("stations");
        browser.find("form.filter input").sendKeys("technagon");
        browser.says("1 of 1");
        browser.run("document.querySelector('tbody a').focus()");
        browser.run("window.first = document.activeElement");
        String before = browser.find("tbody time").getAttribute("title");

        station.call("Heartbeat", "{}");
        browser.waits(
                "the page was drawn anew",
                () -> !browser.find("tbody time").getAttribute("title").equals(before));

        assertEquals(true, browser.run("return window.first === document.activeElement"));
    }

    @Test
    void aMessageShowsBothSides() {
        browser.show(Width.DESKTOP, false);
        open("messages");
        browser.find("form.filter input").sendKeys(BOX + "\n");
        browser.says("BootNotification");
        browser.waits(
                "only the station's messages are there",
                () ->
                        browser.run(
                                        "return [...document.querySelectorAll('tbody tr')].every("
                                                + "row => row.textContent.includes(arguments[0]))",
                                        BOX)
                                .equals(true));
        browser.run(
                "[...document.querySelectorAll('tbody a')].find("
                        + "one => one.textContent === 'BootNotification').click()");

        browser.says("What the rules do to it now");

        assertEquals("BootNotification", browser.find("h1").getText());
        assertTrue(browser.find(".sides").getText().contains("\"chargePointModel\" : \"TE-22\""));
        assertEquals(List.of(), browser.barriers());
        browser.show(Width.PHONE, true);
        assertEquals(List.of(), browser.barriers());
        assertTrue(browser.overflow() <= 0);
        assertEquals(List.of(), browser.complaints().toList());
    }

    /** What happens is shown at once; the pages ask by themselves only every half minute. */
    @Test
    void whatHappensIsShownAsItHappens() {
        browser.show(Width.DESKTOP, false);
        open("transactions");
        browser.find("form.filter input").sendKeys(BOX + "\n");
        JsonArray started =
                station.call(
                        "StartTransaction",
                        "{\"connectorId\":2,\"idTag\":\"BROWSERCARD\",\"meterStart\":1000,"
                                + "\"timestamp\":\"2026-11-30T08:00:00Z\"}");
        int id = started.get(2).getAsJsonObject().get("transactionId").getAsInt();
        browser.find("a[href^='#/transactions/']");
        station.call(
                "MeterValues",
                "{\"connectorId\":2,\"transactionId\":"
                        + id
                        + ",\"meterValue\":["
                        + meter("08:10:00", "1500")
                        + ","
                        + meter("08:20:00", "2600")
                        + "]}");
        browser.click("a[href^='#/transactions/']");
        browser.says("1,600 Wh");

        assertTrue(browser.text().contains("6,600 W"), browser.text());
        assertTrue(browser.find(".chart .line").isDisplayed());
        assertFalse(browser.text().contains("BROWSERCARD"));
        assertEquals(List.of(), browser.barriers());
        station.call(
                "StopTransaction",
                "{\"transactionId\":"
                        + id
                        + ",\"meterStop\":2600,\"timestamp\":\"2026-11-30T08:20:00Z\"}");
        browser.waits("the end is shown", () -> !browser.find("dl").getText().contains("open"));
    }

    private static String meter(String time, String wh) {
        return "{\"timestamp\":\"2026-11-30T%sZ\",\"sampledValue\":[{\"value\":\"%s\"}]}"
                .formatted(time, wh);
    }

    @Test
    void theRulesThatRunAndTheMachineAreShown() {
        browser.show(Width.DESKTOP, false);
        open("rules");
        browser.says("The files in the folder are those that run.");
        browser.run(
                "[...document.querySelectorAll('summary')].find("
                        + "one => one.textContent === '00-site.yaml').click()");
        browser.says("direct:");
        assertEquals(List.of(), browser.barriers());

        open("health");

        browser.says("Disk");
        assertTrue(browser.text().contains(" GB"), browser.text());
    }

    @Test
    void aStationIsFoundAndAnswersAnOperation() {
        browser.show(Width.DESKTOP, false);
        open("stations");
        browser.find("form.filter input").sendKeys("technagon");
        browser.says("1 of 1");
        browser.click("a[href='#/stations/" + BOX + "']");
        browser.says("TE-22");
        station.answering("Reset", "{\"status\":\"Accepted\"}");

        browser.choose("form.send select", "Reset");
        browser.choose("form.send select[required]", "Soft");
        browser.click("form.send button.main");

        browser.says("\"status\": \"Accepted\"");
    }

    /** By an address of the machine that is not let in without a login. */
    @Test
    void aUserLogsInAndOut() throws Exception {
        Optional<InetAddress> own =
                NetworkInterface.networkInterfaces()
                        .flatMap(NetworkInterface::inetAddresses)
                        .filter(InetAddress::isSiteLocalAddress)
                        .findFirst();
        assumeTrue(own.isPresent(), "this machine has no address but loopback");
        new Credentials(running.home().resolve("data"), InstantSource.system())
                .changeUsers(
                        all ->
                                Stream.concat(
                                                all.stream(),
                                                Stream.of(
                                                        new User(
                                                                "browser",
                                                                Role.VIEW,
                                                                Passwords.hash("open sesame!"),
                                                                Instant.EPOCH)))
                                        .toList());
        for (Width width : Width.values()) {
            browser.show(width, width == Width.PHONE);
            browser.open(
                    "http://%s:%d/#/stations"
                            .formatted(own.get().getHostAddress(), running.gateway().port()));
            browser.choose("#language", width == Width.PHONE ? "de" : "en");
            browser.says(width == Width.PHONE ? "Anmelden" : "Log in");
            assertEquals(List.of(), browser.barriers());
            assertTrue(browser.overflow() <= 0);
            browser.find("input[name=name]").sendKeys("browser\t");
            browser.find("input[name=password]").sendKeys("open sesame!\n");

            browser.says(BOX);

            browser.says("browser (view)");
            browser.click("#logout");
            browser.find("input[name=password]");
        }
        browser.choose("#language", "en");
        assertEquals(List.of(), browser.complaints().toList());
    }
}
