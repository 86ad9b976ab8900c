package dev.substation.flow.gate;

import static dev.substation.testing.stepped.Answers.resultOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.ErrorCode;
import dev.substation.model.Payload;
import dev.substation.testing.stepped.Answers;
import dev.substation.testing.stepped.ChargingSite;
import dev.substation.testing.stepped.ScriptedCsms;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transactions of which a station or the CSMS speaks long after memory has let them go. */
class LateTransactionTest {

    private final ChargingSite site = new ChargingSite(Dialect.JSON_16);
    private long superseded;
    private Object csmsId;

    /** A transaction that the gateway named, whose connector has seen many others since. */
    @BeforeEach
    void supersede() {
        site.connected();
        site.csms.fallSilent();
        superseded = site.start(1, 100);
        site.csms.answering(site.csms::start);
        site.time.pass(Duration.ofMinutes(3));
        site.values(1, superseded);
        csmsId = site.last(Action.MeterValues, "transactionId");
        assertEquals(101L, csmsId);
        others();
        site.csms.received.clear();
    }

    /** One begins on the connector, and 20 others run; none of them ends the first. */
    private void others() {
        for (int i = 0; i < 20; i++) {
            site.stop(site.start(1, 1_000 + i));
        }
    }

    private void restarted() {
        site.csms = new ScriptedCsms(site.time);
        site.csms.hasGiven(500);
        site.csms.answering(site.csms::start);
        site.connected();
        others();
        site.csms.received.clear();
    }

    private TransactionRow row() {
        return site.ledger.transactions().get(0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itsStopGoesUpUnderTheIdOfTheCsmsAndEndsItInTheLedger(boolean restarted) {
        if (restarted) {
            restarted();
        }
        assertTrue(row().stopped().isEmpty());

        site.values(1, superseded);
        site.stop(superseded);

        assertEquals(csmsId, site.last(Action.MeterValues, "transactionId"));
        assertEquals(csmsId, site.last(Action.StopTransaction, "transactionId"));
        assertTrue(row().stopped().isPresent());
    }

    @Test
    void itsStopGetsAllAttempts() {
        site.csms.answering(
                call -> Answer.failure(Cause.CSMS_REFUSED, ErrorCode.InternalError, "no"));

        site.stop(superseded);
        site.time.pass(Duration.ofMinutes(10));

        List<Call> stops = site.csms.received(Action.StopTransaction);
        assertEquals(3, stops.size());
        assertTrue(
                stops.stream().allMatch(call -> call.payload().get("transactionId").equals(csmsId)),
                stops::toString);
    }

    @Test
    void theOneThatRunsThereGoesOn() {
        long runs = site.start(1, 5_000);

        site.stop(superseded);
        site.values(1, runs);
        site.stop(runs);

        assertTrue(site.ledger.transactions().stream().allMatch(row -> row.stopped().isPresent()));
        assertEquals(
                site.last(Action.MeterValues, "transactionId"),
                site.last(Action.StopTransaction, "transactionId"));
    }

    @Test
    void itsConnectorIsFreeThoughItIsSpokenOf() {
        site.values(1, superseded);

        long told = site.start(1, 100); // like its own start, letter by letter

        assertNotEquals(superseded, told);
        assertEquals(1, site.csms.received(Action.StartTransaction).size());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theCsmsStopsItFromAfarByItsOwnId(boolean restarted) {
        if (restarted) {
            restarted();
        }

        Answer answer =
                Answers.now(site.ask(Action.RemoteStopTransaction, "transactionId", csmsId));

        assertEquals(Answer.result(Payload.of("status", "Accepted")).toString(), answer.toString());
        assertEquals(
                superseded,
                site.station.last(Action.RemoteStopTransaction).payload().get("transactionId"));
    }

    @Test
    void aNumberByWhichTheStationKnowsItIsNotTheCsms() {
        assertEquals(
                "Rejected",
                resultOf(site.ask(Action.RemoteStopTransaction, "transactionId", superseded))
                        .get("status"));
        assertTrue(site.station.calls.isEmpty());
    }

    @Test
    void aProfileForItNamesItAsTheStationDoes() {
        site.ask(
                Action.SetChargingProfile,
                "connectorId",
                1,
                "csChargingProfiles",
                Payload.of("chargingProfileId", 1, "transactionId", csmsId, "stackLevel", 0)
                        .with("chargingProfilePurpose", "TxProfile")
                        .with("chargingProfileKind", "Relative")
                        .with(
                                "chargingSchedule",
                                Payload.of(
                                        "chargingRateUnit",
                                        "A",
                                        "chargingSchedulePeriod",
                                        List.of(Payload.of("startPeriod", 0, "limit", 6)))));

        assertEquals(
                superseded,
                site.station
                        .last(Action.SetChargingProfile)
                        .payload()
                        .object("csChargingProfiles")
                        .orElseThrow()
                        .get("transactionId"));
    }

    @Test
    void aTransactionThatEndedLongAgoKeepsItsNamesToo() {
        site.stop(superseded);
        others();
        site.csms.received.clear();

        site.values(1, superseded);
        site.ask(Action.RemoteStopTransaction, "transactionId", csmsId);

        assertEquals(csmsId, site.last(Action.MeterValues, "transactionId"));
        assertEquals(
                superseded,
                site.station.last(Action.RemoteStopTransaction).payload().get("transactionId"));
    }
}
