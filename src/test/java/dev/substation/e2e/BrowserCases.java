package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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

    static Stream<Arguments> pages() {
        return Stream.of("stations", "stations/" + BOX, "messages", "csms", "transactions", "audit")
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

    /** Both themes of each page, for a page is opened once for both. */
    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("pages")
    void isForEverybody(String page, Width width, String language) {
        browser.show(width, false);
        browser.open(page(page));
        browser.choose("#language", language);
        browser.find("main h1");
        browser.run("return document.fonts.ready");
        browser.says(language.equals("de") ? "Ladevorgänge" : "Transactions");
        for (boolean dark : List.of(false, true)) {
            browser.show(width, dark);
            assertEquals(List.of(), browser.barriers(), page + (dark ? ", dark" : ", light"));
        }
        assertTrue(browser.overflow() <= 0, () -> browser.overflow() + " pixels too wide");
        assertEquals(List.of(), browser.complaints().toList());
        browser.choose("#language", "en");
    }

    /** Each refresh draws the page; who reads it or has the focus there keeps it. */
    @Test
    void aRefreshTakesNothingFromTheReader() {
        browser.show(Width.DESKTOP, false);
        browser.open(page("stations"));
        browser.find("form.filter input").sendKeys("technagon");
        browser.says("1 of 1");
        browser.run("document.querySelector('tbody a').focus()");
        browser.run("window.first = document.activeElement");
        station.call("Heartbeat", "{}");
        browser.says("Last heard");
        String before = browser.find("tbody time").getAttribute("title");

        browser.waits(
                "the page was drawn anew",
                () -> !browser.find("tbody time").getAttribute("title").equals(before));

        assertEquals(true, browser.run("return window.first === document.activeElement"));
    }

    @Test
    void aMessageShowsBothSides() {
        browser.show(Width.DESKTOP, false);
        browser.open(page("messages"));
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

    @Test
    void aStationIsFoundAndAnswersAnOperation() {
        browser.show(Width.DESKTOP, false);
        browser.open(page("stations"));
        browser.find("form.filter input").sendKeys("technagon");
        browser.says("1 of 1");
        browser.find("a[href='#/stations/" + BOX + "']").click();
        browser.says("TE-22");
        station.answering("Reset", "{\"status\":\"Accepted\"}");

        browser.choose("form.send select", "Reset");
        browser.choose("form.send select[required]", "Soft");
        browser.find("form.send button.main").click();

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
            browser.find("#logout").click();
            browser.find("input[name=password]");
        }
        browser.choose("#language", "en");
        assertEquals(List.of(), browser.complaints().toList());
    }
}
