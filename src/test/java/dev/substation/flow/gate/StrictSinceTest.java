package dev.substation.flow.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.testing.PlainSettings;
import dev.substation.testing.stepped.ChargingSite;
import dev.substation.testing.stepped.ScriptedCsms;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages of the outbox that are older than the setting {@code strict} of their CSMS. */
class StrictSinceTest {

    private static PlainSettings.Csms csms() {
        return PlainSettings.csms("ws://127.0.0.1/{station}");
    }

    @ParameterizedTest
    @CsvSource({"false, 2026-01-01 8:00:00", "true, 2026-01-01T08:00:00.000Z"})
    void goOutAsTheCsmsTakesThemNow(boolean strict, String timestamp) {
        ChargingSite site = new ChargingSite(Dialect.JSON_16);
        site.settings.csms(csms().lenient().build());
        site.connected();
        site.csms.link("CP-1").cut();
        site.time.settle();
        site.send(
                Action.StatusNotification,
                "connectorId",
                1L,
                "status",
                "Available",
                "errorCode",
                "NoError",
                "timestamp",
                "2026-01-01 8:00:00");

        site.settings.csms(strict ? csms().build() : csms().lenient().build());
        site.csms = new ScriptedCsms(site.time);
        site.csms.answering(site.csms::start);
        site.connected();
        site.time.pass(Duration.ofSeconds(5));

        assertEquals(timestamp, site.last(Action.StatusNotification, "timestamp"));
    }
}
