package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.RawPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
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
                        "cards",
                        "settings",
                        "log",
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

    static Stream<Arguments> roles() {
        return Stream.of(
                Arguments.of(Role.VIEW, Width.DESKTOP, "de"),
                Arguments.of(Role.OPERATE, Width.PHONE, "en"),
                Arguments.of(Role.CONFIGURE, Width.PHONE, "de"));
    }

    /** Each page that the role is led to answers it, and offers no more than the role may do. */
    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("roles")
    void eachRoleSeesWhatItMay(Role role, Width width, String language) throws Exception {
        user(role);
        browser.show(width, false);
        browser.open(page("stations"));
        browser.choose("#language", language);
        Object before = browser.run(SESSION + "return posted('POST', arguments[0])", login(role));
        assertEquals(200L, before);
        try {
            browser.open(page("stations/" + BOX));
            browser.says(role.word() + "s (" + role.word() + ")");
            browser.says("TE-22");
            assertEquals(role != Role.VIEW, browser.isShown("form.send"));
            List<String> pages = browser.texts("header nav a[href]", "href");
            assertEquals(role == Role.CONFIGURE, pages.contains("#/audit"));
            assertEquals(role != Role.VIEW, pages.contains("#/rules"));
            for (String page : pages) {
                browser.open(page(page.substring(2)));
                browser.find("main h1");
                browser.says(role.word() + "s (" + role.word() + ")");
                browser.waits("the page is there", () -> !browser.find("main").getText().isEmpty());
                assertEquals(List.of(), browser.barriers(), page);
                assertFalse(browser.isShown("main [role=alert]"), page + ": " + browser.text());
                if (role != Role.CONFIGURE) {
                    assertFalse(browser.isShown("main .configure"), page);
                }
                if (role == Role.VIEW) {
                    assertFalse(browser.isShown("main .operate"), page);
                }
            }
            assertEquals(List.of(), browser.complaints().toList());
        } finally {
            browser.run("document.querySelector('#logout').click()");
            browser.waits("nobody is logged in", () -> !browser.isShown("#logout"));
        }
        browser.choose("#language", "en");
    }

    private static final String SESSION =
            """
            function posted(method, body) {
              const request = new XMLHttpRequest();
              request.open(method, 'api/v1/session', false);
              request.setRequestHeader('Content-Type', 'application/json');
              request.send(body);
              return request.status;
            }
            """;

    private static String login(Role role) {
        return "{\"name\":\"%ss\",\"password\":\"open sesame!\"}".formatted(role.word());
    }

    /** Adds a user who is called like the role. */
    private void user(Role role) throws Exception {
        new Credentials(running.home().resolve("data"), InstantSource.system())
                .changeUsers(
                        all ->
                                Stream.concat(
                                                all.stream()
                                                        .filter(
                                                                one ->
                                                                        !one.name()
                                                                                .startsWith(
                                                                                        role
                                                                                                .word())),
                                                Stream.of(
                                                        new User(
                                                                role.word() + "s",
                                                                role,
                                                                Passwords.hash("open sesame!"),
                                                                Instant.EPOCH)))
                                        .toList());
    }

    /** A station whose name has a slash in it is opened like any other. */
    @Test
    void aStationWithASlashInItsNameIsOpened() {
        browser.show(Width.DESKTOP, false);
        try (PlainJsonStation other = PlainJsonStation.connect(running.json("API-HALL%2F7"))) {
            other.call(
                    "BootNotification",
                    "{\"chargePointVendor\":\"Hall\",\"chargePointModel\":\"TE-11\"}");
            open("stations");
            browser.type("form.filter input", "TE-11");
            browser.says("1 of ");
            browser.click("tbody a");

            browser.says("TE-11");

            other.answering("Reset", "{\"status\":\"Accepted\"}");
            browser.choose("form.send select", "Reset");
            browser.choose("form.send select[required]", "Soft");
            browser.click("form.send button.main");
            browser.says("\"status\": \"Accepted\"");
        }
    }

    /** Without the log: what is wrong, where it comes from, and what to do. */
    @Test
    void anInstallerFindsWhatIsWrongWithAStation() throws Exception {
        browser.show(Width.DESKTOP, false);
        open("refused");
        assertThrows(
                CompletionException.class,
                () ->
                        PlainJsonStation.connect(
                                HttpClient.newHttpClient(),
                                running.json("API-PASSWORD"),
                                "Basic QVBJLVBBU1NXT1JEOndyb25n"));
        browser.says("API-PASSWORD");
        browser.says("shows a wrong password");

        try (PlainSoapStation astray =
                new PlainSoapStation(
                        PlainSoapStation.Version.V16,
                        "API-ASTRAY",
                        running.gateway().uri("http", "/steve/services/CentralSystem"))) {
            astray.post(astray.request("Heartbeat", ""));
            browser.says("/steve/services/CentralSystem");
        }

        try (RawPeer peer = RawPeer.connect(running.gateway().port())) {
            peer.write(new byte[] {22, 3, 1, 0, 5, 1, 0, 0, 1, 0});
            peer.rest();
        }
        browser.says("speaks TLS to the plain port");

        String name = "API-UNREACHED";
        try (PlainSoapStation soap =
                new PlainSoapStation(
                        PlainSoapStation.Version.V15,
                        name,
                        running.gateway().uri("http", "/soap"))) {
            soap.call("Heartbeat", "");
        }
        running.csms().awaitConnected(name);
        open("stations/" + name);
        browser.says(name);
        browser.choose("form.send select", "Reset");
        browser.choose("form.send select[required]", "Soft");
        browser.click("form.send button.main");
        browser.says("SUB-1020");
        open("stations");
        browser.type("form.filter input", name);
        browser.says("Calls to it fail since");
        assertEquals(List.of(), browser.complaints().toList());
    }

    /** A station was taken down while somebody charged. */
    @Test
    void aTransactionThatNeverEndsIsClosedByHand() {
        browser.show(Width.DESKTOP, false);
        station.call(
                "StartTransaction",
                "{\"connectorId\":3,\"idTag\":\"BROWSERCARD\",\"meterStart\":1000,"
                        + "\"timestamp\":\"2026-11-30T08:00:00Z\"}");
        open("transactions");
        browser.type("form.filter input", BOX + "\n");
        browser.choose("form.filter select", "open");
        browser.waits(
                "only that of connector 3 is there",
                () ->
                        browser.texts("tbody td[data-head=Connector]", "textContent")
                                .equals(List.of("3")));
        browser.click("a[href^='#/transactions/']");
        browser.click("main details summary");
        browser.find("form.send input[type=number]").sendKeys("4200");
        browser.click("form.send button");
        browser.says("RemoteStopTransaction");
        assertEquals(browser.find("form.send button").getText(), focused());
        assertEquals(List.of(), browser.barriers());

        browser.click("form.send input[type=checkbox]");
        browser.click("form.send button");

        browser.says("Closed by an operator");
        assertTrue(browser.text().contains("3,200 Wh"), browser.text());
    }

    /** Each refresh draws the page; who reads it or has the focus there keeps it. */
    @Test
    void aRefreshTakesNothingFromTheReader() {
        browser.show(Width.DESKTOP, false);
        open("stations");
        browser.type("form.filter input", "technagon");
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
        browser.type("form.filter input", BOX + "\n");
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
        browser.type("form.filter input", BOX + "\n");
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
        press("00-site.yaml");
        assertTrue(
                browser.run("return document.querySelector('.editor textarea').value")
                        .toString()
                        .contains("direct:"));
        assertEquals(List.of(), browser.barriers());

        open("health");

        browser.says("Disk");
        assertTrue(browser.text().contains(" GB"), browser.text());
    }

    private void save(String file, String text) {
        try {
            if (text == null) {
                Files.deleteIfExists(routes().resolve(file));
            } else {
                Files.writeString(routes().resolve(file), text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String saved(String file) {
        try {
            return Files.readString(routes().resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path routes() {
        return running.home().resolve("camel-routes");
    }

    /** Presses a button by what stands on it. */
    private void press(String text) {
        browser.waits(
                "the button " + text + " is pressed",
                () ->
                        browser.run(
                                        "const found = [...document.querySelectorAll('main"
                                                + " button')].find((one) => one.textContent ==="
                                                + " arguments[0] && one.offsetParent !== null &&"
                                                + " !one.disabled &&"
                                                + " one.ariaDisabled !== 'true'); found?.click(); return"
                                                + " found !== undefined;",
                                        text)
                                .equals(true));
    }

    /** Types a text over another, as keys would. */
    private void type(String before, String after) {
        browser.run(
                "const area = document.querySelector('.editor textarea');"
                        + "const at = area.value.indexOf(arguments[0]); area.focus();"
                        + "area.setSelectionRange(at, at + arguments[0].length);"
                        + "document.execCommand('insertText', false, arguments[1]);",
                before,
                after);
    }

    /** From what is wrong while it is typed to what was before. */
    @Test
    void aRuleIsEditedCheckedSavedAndUndone() {
        String file = "20-connectors.yaml";
        String before = saved(file);
        try {
            browser.show(Width.DESKTOP, false);
            open("rules/" + file);
            browser.find(".editor .key");
            type("rename-connector", "rename-conector");
            browser.says("there is no rule rename-conector");
            browser.find(".numbers .error");
            assertEquals(List.of(), browser.barriers());
            press("Save");
            browser.says("The gateway would not take these files");
            assertEquals(before, saved(file));

            type("rename-conector", "rename-connector");
            type("id: connectors", "id: connectors\n    description: Edited here");
            browser.says("Nothing is wrong with it.");
            press("Difference from what runs");
            browser.says("+     description: Edited here");
            assertEquals(List.of(), browser.barriers());
            press("Run the cases");
            browser.says("0 failed");
            press("Save");
            browser.says("Saved. It goes live within seconds. changed " + file + " (+1 -0)");
            assertTrue(saved(file).contains("Edited here"));
            browser.says("The files in the folder are those that run.");

            press("History");
            browser.says("changed " + file + " (+1 -0)");
            assertEquals(List.of(), browser.barriers());
            browser.show(Width.PHONE, true);
            assertEquals(List.of(), browser.barriers());
            assertTrue(browser.overflow() <= 0, () -> browser.overflow() + " pixels too wide");
            browser.show(Width.DESKTOP, false);
            press("Undo");
            browser.says("undo of edit");
            assertEquals(before, saved(file));
            assertEquals(
                    List.of(),
                    browser.complaints().filter(line -> !line.contains("status of 400")).toList());
        } finally {
            save(file, before);
        }
    }

    @Test
    void messagesAreReplayedThroughAnEditThatIsNotSaved() {
        browser.show(Width.DESKTOP, false);
        open("rules/20-connectors.yaml");
        browser.find(".editor .key");
        station.call(
                "StatusNotification",
                "{\"connectorId\":1,\"errorCode\":\"NoError\",\"status\":\"Available\"}");
        type("NAME-OF-A-STATION", BOX);
        press("Replay messages");
        browser.find("section form.filter input").sendKeys(BOX);
        String log = "/api/v1/messages?action=StatusNotification&part=call&station=" + BOX;
        browser.waits(
                "the message is in the log",
                () -> running.gateway().get(log).body().contains("NoError"));
        press("Replay");
        browser.says("connectorId: 1 → 2");
        assertEquals(List.of(), browser.barriers());
        browser.click("section details a");
        browser.says("What the rules do to it now");
        press("Replay against the edited rules");
        browser.says("1 messages were run, 1 would change");
        assertEquals(List.of(), browser.barriers());
        assertEquals(List.of(), browser.complaints().toList());
        open("rules");
        browser.says("The files in the folder are those that run.");
        browser.complaints(); // it would have asked whether to leave the edit
    }

    /** Somebody saves the file on the disk meanwhile; nothing of either is lost. */
    @Test
    void aRuleThatIsEditedTwiceIsNotOverwritten() {
        String file = "20-connectors.yaml";
        String before = saved(file);
        try {
            browser.show(Width.DESKTOP, false);
            open("rules/" + file);
            browser.find(".editor .key");
            type("id: connectors", "id: connectors\n    description: Mine");
            browser.says("Nothing is wrong with it.");
            save(file, before + "# theirs\n");
            press("Save");

            browser.says("Somebody has changed this file on the disk while you edited it.");

            assertEquals(before + "# theirs\n", saved(file));
            press("Difference from the disk");
            browser.says("- # theirs");
            assertTrue(browser.text().contains("+     description: Mine"), browser.text());
            assertEquals(List.of(), browser.barriers());
            press("Keep mine");
            press("Save");
            browser.says("Saved.");
            assertTrue(saved(file).contains("Mine") && !saved(file).contains("theirs"));
            browser.complaints();
        } finally {
            save(file, before);
        }
    }

    /** Files of Windows: the browser has other ends of lines, which must not count as an edit. */
    @Test
    void aFileWithTheLineEndsOfWindowsKeepsThem() {
        String file = "20-connectors.yaml";
        String before = saved(file);
        String windows = before.replace("\n", "\r\n");
        save(file, windows);
        try {
            browser.show(Width.DESKTOP, false);
            open("rules/" + file);
            browser.find(".editor .key");
            browser.says("The files in the folder are those that run.");
            browser.run(
                    "const area = document.querySelector('.editor textarea');"
                            + " area.focus(); area.setSelectionRange(70, 70);");
            save("91-browser.yaml", "# another\n");
            browser.says("91-browser.yaml");
            assertEquals(70L, browser.run(AREA + "return area.selectionStart"));
            type("id: connectors", "id: connectorsx");
            browser.says(file + " edited");
            type("id: connectorsx", "id: connectors");
            browser.waits("it is no edit", () -> !browser.text().contains(file + " edited"));

            type("id: connectors", "id: connectors\n    description: Edited here");
            press("Save");
            browser.says("changed " + file + " (+1 -0)");
            type("description: Edited here", "description: Edited twice");
            press("Save");
            browser.says("changed " + file + " (+1 -1)");

            String edited = "id: connectors\r\n    description: Edited twice\r\n";
            assertEquals(windows.replace("id: connectors\r\n", edited), saved(file));
            assertEquals(List.of(), browser.complaints().toList());
        } finally {
            save(file, before);
            save("91-browser.yaml", null);
        }
    }

    private static final String AREA = "const area = document.querySelector('.editor textarea');";

    /**
     * Holds the answers to questions whose method or path is as wanted, until they are released.
     */
    private static final String HOLD =
            """
            const asks = window.fetch;
            window.asked = 0;
            window.open_ = 0;
            window.most = 0;
            window.held = [];
            window.fetch = async (path, how) => {
              const answer = asks(path, how);
              if (how?.method === arguments[0] || String(path).includes(arguments[1])) {
                window.asked++;
                window.most = Math.max(window.most, ++window.open_);
                await new Promise((resolve) => { window.held.push(resolve); });
                window.open_--;
              }
              return answer;
            };
            """;

    /** The answer to a save takes a while; what is typed until then is not lost. */
    @Test
    void whatIsTypedWhileARuleIsSavedIsKept() {
        String file = "20-connectors.yaml";
        String before = saved(file);
        String control =
                "area.dispatchEvent(new KeyboardEvent('keydown', { key: 's', ctrlKey: true,"
                        + " repeat: arguments[0] }));";
        try {
            browser.show(Width.DESKTOP, false);
            open("rules/" + file);
            browser.find(".editor .key");
            browser.says("The files in the folder are those that run.");
            browser.run(HOLD, "PUT", "none");
            type("id: connectors", "id: connectors\n    description: Edited here");
            browser.run(AREA + control, true);
            browser.run(AREA + control, false);
            browser.run(AREA + control, false);
            browser.waits("it is written", () -> saved(file).contains("Edited here"));
            save("91-browser.yaml", "# another\n");
            browser.says("91-browser.yaml");
            assertFalse(browser.text().contains("Somebody has changed"), browser.text());
            type("id: connectors\n    description: Edited here", "id: connectors");
            assertEquals(1L, browser.run("return window.asked"));
            browser.run("window.held.forEach((release) => release())");

            browser.says("Saved.");

            browser.says(file + " edited");
            assertEquals(before, browser.run(AREA + "return area.value"));
            press("Save");
            browser.waits("it is asked", () -> browser.run("return window.asked").equals(2L));
            browser.run("window.held.forEach((release) => release())");
            browser.says("changed " + file + " (+0 -1)");
            assertEquals(before, saved(file));
            assertEquals(List.of(), browser.complaints().toList());
        } finally {
            save(file, before);
            save("91-browser.yaml", null);
        }
    }

    /** Whoever works with the keyboard stays where the work is. */
    @Test
    void aButtonThatIsPressedKeepsTheFocus() {
        browser.show(Width.DESKTOP, false);
        open("rules");
        browser.find(".editor .key");
        browser.run(
                "[...document.querySelectorAll('.files button')].find("
                        + "(one) => one.textContent === '20-connectors.yaml').focus();"
                        + " document.activeElement.click();");
        browser.says("20-connectors.yaml");
        assertEquals("20-connectors.yaml", focused());
        assertEquals(
                "true", browser.run("return document.activeElement.getAttribute('aria-current')"));

        browser.run(
                """
                const asks = window.fetch;
                window.asked = 0;
                window.fetch = async (path, how) => {
                  const answer = (body) => new Response(JSON.stringify(body));
                  if (String(path).endsWith('/retry')) { window.asked++; return answer({}); }
                  return String(path).startsWith('api/v1/csms')
                    ? answer({ csms: [{ name: 'far', url: 'wss://far', connected: 0, links: 1, waiting: window.asked,
                        away: [{ identity: 'X', since: '2026-11-30T08:00:00Z', reason: 'refused' }] }] })
                    : asks(path, how);
                };
                location.hash = '#/csms';
                """);
        browser.says("far is away");
        browser.run(
                "[...document.querySelectorAll('main button')].find("
                        + "(one) => one.textContent.startsWith('far')).focus();"
                        + " window.pressed = document.activeElement; window.pressed.click();");
        browser.waits(
                "the list is drawn anew",
                () -> browser.find("td[data-head=Waiting]").getText().equals("1"));
        browser.waits(
                "the button is free again",
                () -> browser.run("return window.pressed.ariaDisabled === null").equals(true));
        assertEquals(true, browser.run("return window.pressed === document.activeElement"));
        assertEquals(List.of(), browser.complaints().toList());
    }

    private Object focused() {
        return browser.run("return document.activeElement.textContent");
    }

    /** Whoever comes after somebody sees nothing of what was edited. */
    @Test
    void whatIsEditedGoesWithItsUser() throws Exception {
        user(Role.CONFIGURE);
        browser.show(Width.DESKTOP, false);
        open("stations");
        browser.run(SESSION + "return posted('POST', arguments[0])", login(Role.CONFIGURE));
        open("rules/20-connectors.yaml");
        browser.says("configures (configure)");
        browser.find(".editor .key");
        type("id: connectors", "id: connectors\n    description: Of another");
        browser.says("20-connectors.yaml edited");
        browser.click("#logout");
        browser.waits("somebody else is there", () -> !browser.isShown("#logout"));
        browser.find(".editor .key");

        assertFalse(browser.text().contains("20-connectors.yaml edited"), browser.text());
        assertEquals(saved("20-connectors.yaml"), browser.run(AREA + "return area.value"));
        assertEquals(List.of(), browser.complaints().toList());
    }

    /** The gateway is slow; a tab must not ask again and again meanwhile, nor forget to ask. */
    @Test
    void aPageAsksOnceAtATime() {
        browser.show(Width.DESKTOP, false);
        open("stations");
        browser.says(BOX);
        browser.run(HOLD, "none", "api/v1/stations?");
        browser.run(
                """
                window.heard = 0;
                window.hears = new EventSource('api/v1/events');
                window.hears.addEventListener('station', () => { window.heard++; });
                window.hears.addEventListener('open', () => { window.hearing = true; });
                """);
        browser.waits("it hears", () -> browser.run("return window.hearing === true").equals(true));
        for (long visit = 0; visit < 2; visit++) {
            long so = (Long) browser.run("return window.heard");
            try (PlainJsonStation other = PlainJsonStation.connect(running.json("API-HALL%2F7"))) {
                other.call("Heartbeat", "{}");
                browser.waits(
                        "the station has come, one second ago at most",
                        () -> (Long) browser.run("return window.heard") > so);
            }
            browser.waits(
                    "the station has gone",
                    () -> (Long) browser.run("return window.heard") > so + 1);
        }
        browser.waits("it is asked", () -> browser.run("return window.asked").equals(1L));
        assertEquals(1L, browser.run("return window.asked"));
        browser.run("window.held.shift()()");
        browser.waits("what is new is asked", () -> browser.run("return window.asked").equals(2L));
        assertEquals(1L, browser.run("return window.most"));

        browser.run("location.hash = '#/csms'");
        browser.waits("another page is there", () -> browser.find("h1").getText().equals("CSMS"));
        browser.run("location.hash = '#/stations'");
        browser.waits("it is asked anew", () -> browser.run("return window.asked").equals(3L));
        browser.run("window.hears.close(); window.held.forEach((release) => release())");
        browser.says(BOX);
        assertEquals(List.of(), browser.complaints().toList());
    }

    @Test
    void aNewFileOfRulesIsMadeAndRemoved() {
        browser.show(Width.DESKTOP, false);
        open("rules");
        browser.find(".files li");
        browser.find(".workbench form input").sendKeys("90-browser.yaml\n");
        browser.says("90-browser.yaml edited");
        browser.says("no call comes to direct:browser");
        press("Save");
        browser.says("added 90-browser.yaml");
        assertTrue(saved("90-browser.yaml").contains("direct:browser"));
        press("Remove");
        press("Save");
        browser.says("removed 90-browser.yaml");
        assertFalse(Files.exists(routes().resolve("90-browser.yaml")));
        browser.complaints();
    }

    @Test
    void theSettingsAreCheckedSavedAndUndone() throws IOException {
        Path file = running.home().resolve("site.yaml");
        String before = Files.readString(file);
        try {
            browser.show(Width.DESKTOP, false);
            open("settings");
            browser.find(".editor .key");
            type("  GOOD: {}\n", "  GOOD: {}\n  LIVE-BROWSER: { vendr: keba }\n");
            browser.says("the key \"vendr\" is unknown");
            assertEquals(
                    1L, browser.run("return document.querySelectorAll('.numbers .error').length"));
            type("vendr", "vendor");
            browser.says("Goes live: station LIVE-BROWSER added");
            press("Difference from the disk");
            browser.says("+   LIVE-BROWSER: { vendor: keba }");
            assertEquals(List.of(), browser.barriers());
            press("Save");
            browser.says("Saved. It goes live within seconds. station LIVE-BROWSER added");
            press("History");
            browser.find("section td button");
            press("Undo");
            browser.says("undo of edit");
            assertEquals(before, Files.readString(file));
            assertEquals(List.of(), browser.complaints().toList());
        } finally {
            Files.writeString(file, before);
        }
    }

    @Test
    void theLogSaysWhatToDo() {
        PlainJsonStation.refused(running.json("NOBODY-KNOWS-IT"), "ocpp1.6");
        browser.show(Width.DESKTOP, false);
        open("log");
        browser.find(".log li");
        browser.type("form.filter input", "NOBODY-KNOWS-IT");
        browser.says("SUB-10");
        assertTrue(browser.find(".log strong").isDisplayed());
        assertEquals(List.of(), browser.barriers());
        assertEquals(List.of(), browser.complaints().toList());
    }

    @Test
    void aCardIsAddedAndRemoved() {
        browser.show(Width.DESKTOP, false);
        open("cards");
        browser.find("form.send option[value='cards/site.csv']");
        browser.run(
                "const tag = [...document.querySelectorAll('form.send input')][0];"
                        + "tag.value = 'BROWSER-CARD-1'");
        press("Save the card");
        browser.says("Saved. It counts at once.");
        browser.says("browser-card-1");
        assertEquals(List.of(), browser.barriers());
        browser.show(Width.PHONE, true);
        assertEquals(List.of(), browser.barriers());
        assertTrue(browser.overflow() <= 0, () -> browser.overflow() + " pixels too wide");
        browser.show(Width.DESKTOP, false);
        browser.run("window.confirm = () => true");
        press("Remove");
        browser.waits("the card is gone", () -> !browser.text().contains("browser-card-1"));
        assertEquals(List.of(), browser.complaints().toList());
    }

    @Test
    void aStationIsFoundAndAnswersAnOperation() {
        browser.show(Width.DESKTOP, false);
        open("stations");
        browser.type("form.filter input", "technagon");
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
        user(Role.VIEW);
        for (Width width : Width.values()) {
            browser.show(width, width == Width.PHONE);
            browser.open(
                    "http://%s:%d/#/stations"
                            .formatted(own.get().getHostAddress(), running.gateway().port()));
            browser.choose("#language", width == Width.PHONE ? "de" : "en");
            browser.says(width == Width.PHONE ? "Anmelden" : "Log in");
            assertEquals(List.of(), browser.barriers());
            assertTrue(browser.overflow() <= 0);
            browser.find("input[name=name]").sendKeys("views\t");
            browser.find("input[name=password]").sendKeys("open sesame!\n");

            browser.says(BOX);

            browser.says("views (view)");
            browser.click("#logout");
            browser.find("input[name=password]");
        }
        browser.choose("#language", "en");
        assertEquals(List.of(), browser.complaints().toList());
    }
}
