package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.e2e.SharedGateway.Running;
import dev.substation.testing.GatewayProcess;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.Wait;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A site.yaml that is saved while the gateway runs (docs/adr/0064-settings-go-live.md). */
@ExtendWith(SharedGateway.class)
abstract class SettingsCases {

    /** Where the gateway shows another CSMS password than the others. */
    static final String PASSWORD = "live-password";

    private static final Duration SOON = Duration.ofSeconds(60);

    private Running running;
    private GatewayProcess gateway;
    private Path site;
    private String before;

    @BeforeEach
    void remember(Running shared) throws IOException {
        running = shared;
        gateway = running.gateway();
        site = running.home().resolve("site.yaml");
        before = Files.readString(site);
    }

    /** The tests of other classes find the settings as they were. */
    @AfterEach
    void restore() throws IOException {
        if (!Files.readString(site).equals(before)) {
            save(before);
        }
    }

    /** As an editor saves: written aside, then moved. */
    private void save(String text) throws IOException {
        int lines = lines();
        Path aside = Files.writeString(site.resolveSibling("site.yaml~"), text);
        Files.move(aside, site, StandardCopyOption.REPLACE_EXISTING);
        Wait.until("the gateway has seen the file", SOON, () -> lines() > lines);
    }

    private int lines() {
        return gateway.log().split("app.SettingsWatch", -1).length;
    }

    private static URI at(Running running, String station) {
        return running.json(station);
    }

    @Test
    void aStationThatIsAddedComesInAndOneThatIsRemovedIsDisconnected() throws Exception {
        URI address = at(running, "LIVE-NEW");
        assertEquals(404, PlainJsonStation.refused(address, "ocpp1.6"));
        try (PlainJsonStation other = PlainJsonStation.connect(at(running, "GOOD-JSON"))) {
            save(before + "  LIVE-NEW: {}\n");
            try (PlainJsonStation added = PlainJsonStation.connect(address)) {
                assertEquals(3, added.call("Heartbeat", "{}").get(0).getAsInt());

                save(before);

                assertEquals(1000, added.awaitClosed());
            }
            assertEquals(404, PlainJsonStation.refused(address, "ocpp1.6"));
            assertEquals(3, other.call("Heartbeat", "{}").get(0).getAsInt(), "it stayed open");
        }
        assertTrue(gateway.log().contains("site.yaml applied: station LIVE-NEW added"));
    }

    @Test
    void aLinkWithAnotherPasswordComesBackByItself() throws Exception {
        Path file = running.home().resolve(PASSWORD);
        String right =
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString("gate:right".getBytes(StandardCharsets.UTF_8));
        running.csms().want("LIVE-CSMS", right);
        try (PlainJsonStation station = PlainJsonStation.connect(at(running, "LIVE-CSMS"))) {
            station.call("Heartbeat", "{}");
            Wait.until(
                    "the CSMS has rejected the link",
                    SOON,
                    () -> gateway.log().contains("LIVE-CSMS csms=changing SUB-2101"));
            assertFalse(running.csms().isConnected("LIVE-CSMS"));

            Files.writeString(file, "right");

            running.csms().awaitConnected("LIVE-CSMS");
            assertEquals(3, station.call("Heartbeat", "{}").get(0).getAsInt(), "it stayed open");
        }
        Wait.until(
                "the log says what has changed",
                SOON,
                () -> gateway.log().contains("site.yaml applied: CSMS changing: password changed"));
        assertFalse(gateway.log().contains("gate:right"));
    }

    @Test
    void aBrokenFileChangesNothingAndHealthSaysWhy() throws Exception {
        save(before + "  LIVE-BROKEN: {}\n  OTHER: { vendr: keba }\n");

        String health = gateway.get("/health/ready").body();
        assertTrue(health.contains("The changed settings have errors"), health);
        assertTrue(health.contains("vendr"), health);
        assertEquals(404, PlainJsonStation.refused(at(running, "LIVE-BROKEN"), "ocpp1.6"));

        save(before);

        health = gateway.get("/health/ready").body();
        assertFalse(health.contains("The changed settings"), health);
    }
}
