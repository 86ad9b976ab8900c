package dev.substation.flow.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Dialect;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.testing.PlainSettings;
import dev.substation.testing.stepped.ChargingSite;
import dev.substation.testing.stepped.ScriptedCsms;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
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
        ChargingSite site = statusWaits("timestamp", "2026-01-01 8:00:00");

        site.settings.csms(strict ? csms().build() : csms().lenient().build());
        restarted(site);

        assertEquals(timestamp, site.last(Action.StatusNotification, "timestamp"));
    }

    /** What is corrected late is in the message log like what is corrected at once. */
    @Test
    void areLoggedWithWhatBecameOfThem() {
        ChargingSite site = statusWaits("vendorField", "x");

        site.settings.csms(csms().build());
        restarted(site);

        assertEquals(
                List.of("vendorField"),
                site.ledger.log().get(site.ledger.log().size() - 1).notes().stream()
                        .map(Note::path)
                        .toList());
    }

    /** No correction takes the id away, which a strict CSMS has itself given. */
    @ParameterizedTest
    @CsvSource({"5b944eaa-dc61", "3000010033", "10016"})
    void keepTheTransactionIdOfTheCsms(String id) {
        for (Dialect dialect : Dialect.values()) {
            ChargingSite site = new ChargingSite(dialect);
            site.settings.csms(csms().build());
            site.csms.answering(
                    call ->
                            call.action().equals(Action.StartTransaction)
                                    ? Answer.result(
                                            Payload.of(
                                                    "transactionId",
                                                    id,
                                                    "idTagInfo",
                                                    Payload.of("status", "Accepted")))
                                    : ScriptedCsms.accept(call));
            site.connected();
            long transaction = site.start(1, 100);
            site.csms.link("CP-1").cut();
            site.time.settle();
            site.values(1, transaction);
            site.stop(transaction);

            restarted(site);

            assertEquals(id, site.last(Action.MeterValues, "transactionId"), dialect.toString());
            assertEquals(id, site.last(Action.StopTransaction, "transactionId"));
        }
    }

    /** A status with one more field that a strict CSMS would refuse, stored for a lenient one. */
    private static ChargingSite statusWaits(String field, String value) {
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
                field,
                value);
        return site;
    }

    /** The gateway starts on the same ledger, and the CSMS gets what waits there. */
    private static void restarted(ChargingSite site) {
        site.csms = new ScriptedCsms(site.time);
        site.csms.answering(site.csms::start);
        site.connected();
        site.time.pass(Duration.ofSeconds(5));
    }
}
