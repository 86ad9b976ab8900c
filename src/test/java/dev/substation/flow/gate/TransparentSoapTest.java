package dev.substation.flow.gate;

import static dev.substation.testing.stepped.Answers.failureOf;
import static dev.substation.testing.stepped.Answers.resultOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.ErrorCode;
import dev.substation.model.Payload;
import dev.substation.testing.Fields;
import dev.substation.testing.stepped.ChargingSite;
import dev.substation.testing.stepped.ScriptedCsms;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stations that speak SOAP as if the gateway were not there (issue 10, E20). */
class TransparentSoapTest {

    private ChargingSite site;

    private void connected(Dialect dialect) {
        site = new ChargingSite(dialect);
        site.settings.transparent();
        site.connected();
        site.csms.received.clear();
    }

    private CompletableFuture<Answer> boot() {
        return site.send(
                Action.BootNotification, "chargePointVendor", "KEBA", "chargePointModel", "P30");
    }

    private int got(Action action) {
        return site.csms.received(action).size();
    }

    @ParameterizedTest
    @EnumSource(names = {"SOAP_15", "SOAP_16"})
    void heartbeatsAreTheStationsOwn(Dialect dialect) {
        connected(dialect);
        resultOf(boot());
        site.csms.answering(
                call ->
                        call.action().equals(Action.Heartbeat)
                                ? Answer.result(Payload.of("currentTime", "2026-01-01T08:00:00Z"))
                                : site.csms.start(call));

        for (int i = 0; i < 40; i++) {
            site.time.pass(Duration.ofMinutes(1));
            resultOf(site.send(Action.Heartbeat));
        }

        assertEquals(40, got(Action.Heartbeat));
    }

    @ParameterizedTest
    @EnumSource(names = {"SOAP_15", "SOAP_16"})
    void intervalsAreTheCsms(Dialect dialect) {
        connected(dialect);
        site.csms.answering(
                call ->
                        call.action().equals(Action.BootNotification)
                                ? ScriptedCsms.booted("Accepted", 86_400)
                                : site.csms.start(call));

        assertEquals(86_400L, resultOf(boot()).get("interval"));

        site.ask(Action.ChangeConfiguration, "key", "HeartbeatInterval", "value", "1200");
        assertEquals("1200", site.station.last(Action.ChangeConfiguration).payload().get("value"));
    }

    /** What a profile would change, keep or answer by itself. */
    @ParameterizedTest
    @EnumSource(names = {"SOAP_15", "SOAP_16"})
    void noVendorProfileApplies(Dialect dialect) {
        site = new ChargingSite(dialect);
        site.settings.transparent().vendor("technagon");
        site.connected();
        resultOf(boot());
        site.csms.received.clear();
        Object[] update = {
            "location",
            "http://198.51.100.7/f.bin",
            "retrieveDate",
            "2026-02-01T08:00:00Z",
            "retries",
            3L
        };

        site.ask(Action.UpdateFirmware, update);
        site.ask(Action.RemoteStartTransaction, "idTag", "12345678");
        resultOf(site.send(Action.FirmwareStatusNotification, "status", "Download"));

        assertEquals(Payload.of(update), site.station.last(Action.UpdateFirmware).payload());
        assertEquals(
                Payload.of("idTag", "12345678"),
                site.station.last(Action.RemoteStartTransaction).payload());
        assertEquals(
                "Download",
                site.csms
                        .received(Action.FirmwareStatusNotification)
                        .get(0)
                        .payload()
                        .get("status"));
    }

    @ParameterizedTest
    @EnumSource(names = {"SOAP_15", "SOAP_16"})
    void theCsmsItselfDealsWithAStationThatItHasNotAccepted(Dialect dialect) {
        connected(dialect);
        site.csms.answering(
                call ->
                        call.action().equals(Action.BootNotification)
                                ? ScriptedCsms.booted("Pending", 60)
                                : site.csms.start(call));
        assertEquals("Pending", resultOf(boot()).get("status"));

        resultOf(site.send(Action.Authorize, "idTag", "12345678"));
        assertEquals(1, got(Action.Authorize));
        site.ask(Action.RemoteStartTransaction, "idTag", "12345678", "connectorId", 1);
        assertEquals(
                1L, site.station.last(Action.RemoteStartTransaction).payload().get("connectorId"));
    }

    @ParameterizedTest
    @EnumSource(names = {"SOAP_15", "SOAP_16"})
    void whatIsSaidTwiceIsToldTwice(Dialect dialect) {
        connected(dialect);
        long told = site.start(1, 100);
        for (int i = 0; i < 2; i++) {
            resultOf(
                    site.send(
                            Action.StatusNotification,
                            Fields.status(
                                    1, dialect == Dialect.SOAP_15 ? "Occupied" : "Charging")));
            resultOf(
                    site.send(
                            Action.MeterValues,
                            Fields.values(1, told, "2026-01-01T08:30:00Z", "180")));
        }

        assertEquals(2, got(Action.StatusNotification));
        assertEquals(2, got(Action.MeterValues));
    }

    @ParameterizedTest
    @EnumSource(names = {"SOAP_15", "SOAP_16"})
    void anErrorOfTheCsmsIsTheStations(Dialect dialect) {
        connected(dialect);
        site.csms.answering(
                call -> Answer.failure(Cause.CSMS_REFUSED, ErrorCode.InternalError, "not now"));

        assertEquals(
                ErrorCode.InternalError,
                failureOf(site.send(Action.Authorize, "idTag", "12345678")).code());
        assertEquals(ErrorCode.InternalError, failureOf(site.starting(1, 100)).code());
        assertEquals(ErrorCode.InternalError, failureOf(boot()).code());
    }

    @ParameterizedTest
    @EnumSource(names = {"SOAP_15", "SOAP_16"})
    void nothingIsAnsweredOrKeptWhileTheCsmsIsAway(Dialect dialect) {
        connected(dialect);
        resultOf(boot());
        site.csms.link("CP-1").cut();
        site.time.settle();

        assertTrue(failureOf(site.starting(1, 100)).cause().undelivered());
        assertTrue(failureOf(site.send(Action.Heartbeat)).cause().undelivered());
        assertTrue(failureOf(boot()).cause().undelivered());
        assertEquals(List.of(), site.ledger.outbox());
    }
}
