package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.substation.e2e.Browser.Width;
import dev.substation.sandbox.PracticeCsms;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.RawPeer;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page of the practice CSMS. */
class PracticePageE2E {

    private final PracticeCsms csms = PracticeCsms.open(0);

    @AfterEach
    void close() {
        csms.close();
    }

    private PlainJsonStation station(String name) {
        return PlainJsonStation.connect(URI.create(csms.url().replace("{station}", name)));
    }

    private String exchange(String request) {
        try (RawPeer peer = RawPeer.connect(csms.port())) {
            peer.send(request);
            return peer.rest();
        }
    }

    @Test
    void sendsAnyOperationAndShowsWhatComes() {
        assumeTrue(Browser.isAtHand(), "needs Debian's packages chromium and chromium-driver");
        try (Browser browser = Browser.start();
                PlainJsonStation station = station("BOX-1")) {
            station.answering("ChangeAvailability", "{\"status\":\"Scheduled\"}");
            browser.show(Width.DESKTOP, false);
            browser.open(csms.controlUrl() + "/");
            browser.says("BOX-1");
            browser.choose("form.send label:nth-of-type(2) select", "ChangeAvailability");
            browser.find("input[type=number]").sendKeys("1");
            browser.click("form.send button.main");

            browser.says("\"status\": \"Scheduled\"");

            assertEquals(
                    1,
                    station.awaitCall("ChangeAvailability")
                            .get(3)
                            .getAsJsonObject()
                            .get("connectorId")
                            .getAsInt());
            station.call(
                    "StatusNotification",
                    "{\"connectorId\":1,\"errorCode\":\"NoError\",\"status\":\"Unavailable\"}");
            browser.says("\"Unavailable\"");
            for (Width width : Width.values()) {
                for (boolean dark : List.of(false, true)) {
                    browser.show(width, dark);
                    assertEquals(List.of(), browser.barriers(), width + (dark ? " dark" : ""));
                }
                assertTrue(browser.overflow() <= 0, width::toString);
            }
            browser.choose("#language", "de");
            browser.says("Übungs-CSMS");
            assertEquals(List.of(), browser.complaints().toList());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:PORT, http://127.0.0.1:PORT, 404",
        "localhost:PORT, http://localhost:PORT, 404",
        "127.0.0.1:PORT, http://evil.example, 403",
        "evil.example:PORT, http://evil.example:PORT, 403",
        "127.0.0.1.evil.example, http://127.0.0.1.evil.example, 403",
        "127.0.0.1:PORT, null, 403",
        "127.0.0.1:PORT, http://127.0.0.1:1, 403"
    })
    void onlyItsOwnPageMaySend(String host, String origin, int status) {
        String port = Integer.toString(csms.port());

        String answer =
                exchange(
                        "POST /send/NOBODY/Reset HTTP/1.1\r\nHost: "
                                + host.replace("PORT", port)
                                + "\r\nOrigin: "
                                + origin.replace("PORT", port)
                                + "\r\nContent-Length: 2\r\n\r\n{}");

        assertTrue(answer.startsWith("HTTP/1.1 " + status), answer);
    }

    @ParameterizedTest
    @CsvSource({
        "/, 200",
        "/practice/form.js, 200",
        "/operations, 200",
        "/practice/../keba-p30.jsonl, 404",
        "/practice/%2e%2e/site.yaml, 404",
        "/practice/, 200",
        "/index.html, 404"
    })
    void hasTheseFilesAlone(String path, int status) {
        String answer = exchange("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");

        assertTrue(answer.startsWith("HTTP/1.1 " + status), answer);
    }
}
