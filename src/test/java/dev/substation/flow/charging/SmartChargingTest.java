package dev.substation.flow.charging;

import static dev.substation.testing.stepped.Answers.resultOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.desk.Figures;
import dev.substation.flow.settings.ChargingSettings;
import dev.substation.flow.settings.ChargingSettings.Carrier;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Dialect;
import dev.substation.model.Payload;
import dev.substation.testing.TakenLines;
import dev.substation.testing.stepped.ChargingSite;
import dev.substation.testing.stepped.ScriptedStation;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Charging profiles that the gateway keeps for a station, and the limits that the station gets. */
class SmartChargingTest {

    private static final String LIMIT = "1/ProductLimit";
    private static final String OUTLET = "1/A/OutletController";

    private ChargingSite site;

    private static ChargingSettings charging(Carrier carrier, Optional<String> ablLimit) {
        ChargingSettings usual = ChargingSettings.USUAL;
        return new ChargingSettings(
                carrier,
                usual.current(),
                usual.phases(),
                usual.volts(),
                usual.fallback(),
                ablLimit,
                Optional.empty(),
                Optional.empty(),
                usual.priority(),
                usual.pace());
    }

    private void abl(Dialect dialect, String limit) {
        site = new ChargingSite(dialect);
        site.settings.vendor("abl").charging(charging(Carrier.AUTO, Optional.of(limit)));
        site.connected();
    }

    private static Payload profile(long id, String purpose, long level, Object... periods) {
        List<Payload> written = new ArrayList<>();
        for (int i = 0; i < periods.length; i += 2) {
            written.add(
                    Payload.of(
                            "startPeriod",
                            ((Integer) periods[i]).longValue(),
                            "limit",
                            new BigDecimal(periods[i + 1].toString())));
        }
        return Payload.of(
                "chargingProfileId", id,
                "stackLevel", level,
                "chargingProfilePurpose", purpose,
                "chargingProfileKind", "Relative",
                "chargingSchedule",
                        Payload.of("chargingRateUnit", "A", "chargingSchedulePeriod", written));
    }

    private String set(long connector, Payload profile) {
        return status(
                site.ask(
                        Action.SetChargingProfile,
                        "connectorId",
                        connector,
                        "csChargingProfiles",
                        profile));
    }

    private static String status(CompletableFuture<Answer> answer) {
        return resultOf(answer).text("status").orElse("");
    }

    private void pass(long seconds) {
        site.time.pass(Duration.ofSeconds(seconds));
    }

    /** A new gateway on the same ledger; the station does not hear the old one any more. */
    private void restart() {
        site.station = new ScriptedStation(ChargingSite.STATION.value(), site.station.dialect());
        site.connected();
    }

    private List<String> limits() {
        return site.station.calls.stream()
                .filter(call -> call.action().equals(Action.DataTransfer))
                .map(call -> call.payload().get("messageId") + " " + call.payload().get("data"))
                .toList();
    }

    private static String setLimit(String amperes) {
        return "SetLimit logicalid=" + LIMIT + ";value=" + amperes;
    }

    private static String setOutlet(String amperes) {
        return "SetOutletLimit logicalid=" + OUTLET + ";value=" + amperes;
    }

    // ---- limits in time

    @Test
    void followsTheThreePeriodsOfATxProfile() {
        abl(Dialect.SOAP_15, OUTLET);
        site.start(1, 100);

        String answer = set(1, profile(1, "TxProfile", 0, 0, 16, 600, 10, 1200, 20.5));
        pass(1);
        List<String> first = limits();
        pass(600);
        List<String> second = limits();
        pass(600);

        assertEquals("Accepted", answer);
        assertEquals(List.of(setOutlet("16")), first);
        assertEquals(List.of(setOutlet("16"), setOutlet("10")), second);
        assertEquals(List.of(setOutlet("16"), setOutlet("10"), setOutlet("20.5")), limits());
    }

    @Test
    void releasesTheLimitWhenTheTransactionOfATxProfileEnds() {
        abl(Dialect.SOAP_15, OUTLET);
        long transaction = site.start(1, 100);
        set(1, profile(1, "TxProfile", 0, 0, 16));
        pass(10);

        site.stop(transaction);
        pass(10);
        site.start(1, 200);
        pass(3_600);

        assertEquals(List.of(setOutlet("16"), setOutlet("-1")), limits());
    }

    @Test
    void repeatsALimitThatTheStationForgets() {
        abl(Dialect.SOAP_15, LIMIT);
        set(0, profile(1, "ChargePointMaxProfile", 0, 0, 16));

        pass(101);

        assertEquals(
                List.of(setLimit("16"), setLimit("16"), setLimit("16"), setLimit("16")), limits());
    }

    @Test
    void logsARepeatedLimitOnce() {
        abl(Dialect.SOAP_15, LIMIT);
        set(0, profile(1, "ChargePointMaxProfile", 0, 0, 16));
        site.ledger.log.clear();

        pass(300);

        assertEquals(0, site.ledger.log.size());
    }

    @Test
    void setsTheLimitAgainAfterARebootOfTheStation() {
        abl(Dialect.SOAP_15, OUTLET);
        set(0, profile(1, "ChargePointMaxProfile", 0, 0, 16));
        pass(10);
        site.station.calls.clear();

        site.send(Action.BootNotification, "chargePointVendor", "ABL", "chargePointModel", "eMH3");
        pass(2);

        assertEquals(List.of(setOutlet("16")), limits());
    }

    @Test
    void goesOnAfterARestartOfTheGateway() {
        abl(Dialect.SOAP_15, OUTLET);
        site.start(1, 100);
        set(1, profile(1, "TxProfile", 0, 0, 16, 600, 10));
        pass(300);
        restart();
        pass(2);
        List<String> atOnce = limits();
        pass(299);

        assertEquals(List.of(setOutlet("16")), atOnce);
        assertEquals(List.of(setOutlet("16"), setOutlet("10")), limits());
    }

    @Test
    void releasesAfterARestartWhatWasClearedBefore() {
        abl(Dialect.SOAP_15, OUTLET);
        set(0, profile(1, "ChargePointMaxProfile", 0, 0, 16));
        pass(10);
        site.station.answering("Rejected");
        site.ask(Action.ClearChargingProfile);
        pass(10);
        site.station.answering("Accepted");
        restart();
        pass(10);

        assertEquals(List.of(setOutlet("-1")), limits());
    }

    @Test
    void changesNoLimitMoreOftenThanThePace() {
        abl(Dialect.SOAP_15, OUTLET);
        pass(10);

        set(0, profile(1, "ChargePointMaxProfile", 0, 0, 16));
        pass(1);
        set(0, profile(1, "ChargePointMaxProfile", 0, 0, 15));
        pass(1);
        set(0, profile(1, "ChargePointMaxProfile", 0, 0, 14));
        List<String> before = limits();
        pass(5);

        assertEquals(List.of(setOutlet("16")), before);
        assertEquals(List.of(setOutlet("16"), setOutlet("14")), limits());
    }

    /**
     * A transaction that starts or ends makes the gateway say the limit again, but the same one.
     */
    @Test
    void aTransactionDoesNotShortenThePace() {
        abl(Dialect.SOAP_15, OUTLET);
        pass(10);
        set(0, profile(1, "ChargePointMaxProfile", 0, 0, 16));
        pass(1);

        site.start(1, 100);
        set(0, profile(1, "ChargePointMaxProfile", 0, 0, 14));
        pass(2);

        assertEquals(
                0, limits().stream().filter(setOutlet("14")::equals).count(), limits()::toString);
        pass(5);
        assertEquals(
                1, limits().stream().filter(setOutlet("14")::equals).count(), limits()::toString);
    }

    @Test
    void pausesBelowTheLeastCurrentOfACar() {
        abl(Dialect.SOAP_15, OUTLET);

        set(0, profile(1, "ChargePointMaxProfile", 0, 0, 5.9));
        pass(1);

        assertEquals(List.of(setOutlet("0")), limits());
    }

    @Test
    void leavesAStationAloneForWhichNothingWasEverSet() {
        abl(Dialect.SOAP_15, LIMIT);
        site.start(1, 100);

        pass(3_600);

        assertEquals(List.of(), limits());
    }

    @Test
    void saysInLogAndHealthWhatTheStationSaysAgainstALimit() {
        abl(Dialect.SOAP_15, OUTLET);
        site.station.answering(
                call -> Answer.result(Payload.of("status", "Rejected", "data", "ACCESS_DENIED")));
        try (TakenLines lines = TakenLines.of(Limited.class)) {
            set(0, profile(1, "ChargePointMaxProfile", 0, 0, 16));
            pass(60);

            List<String> warnings =
                    lines.lines().stream().filter(it -> it.contains("SUB-3175")).toList();
            assertEquals(1, warnings.size(), warnings.toString());
        }
        List<String> reasons = outages();
        site.station.answering("Accepted");
        pass(900);
        List<String> later = outages();

        assertTrue(
                reasons.get(0).contains("ACCESS_DENIED. The limit is not released for OCPP."),
                reasons.toString());
        assertEquals(List.of(), later);
    }

    private List<String> outages() {
        CompletableFuture<Figures> figures = site.gateway.figures();
        site.time.settle();
        return figures.join().outages();
    }

    // ---- profiles

    @Test
    void answersAfterTheProfileIsOnTheDisk() {
        abl(Dialect.SOAP_15, OUTLET);
        site.ledger.slow = true;

        CompletableFuture<Answer> answer =
                site.ask(
                        Action.SetChargingProfile,
                        "connectorId",
                        0L,
                        "csChargingProfiles",
                        profile(1, "ChargePointMaxProfile", 0, 0, 16));
        boolean before = answer.isDone();
        site.ledger.catchUp();
        site.time.settle();

        assertFalse(before);
        assertEquals("Accepted", status(answer));
    }

    @Test
    void rejectsWhatTheStandardForbids() {
        abl(Dialect.SOAP_15, OUTLET);
        site.send(
                Action.StatusNotification,
                "connectorId",
                1L,
                "status",
                "Available",
                "errorCode",
                "NoError");

        assertEquals("Rejected", set(1, profile(1, "TxProfile", 0, 0, 16)), "nobody charges");
        assertEquals("Rejected", set(1, profile(1, "ChargePointMaxProfile", 0, 0, 16)));
        assertEquals("Rejected", set(0, profile(1, "TxProfile", 0, 0, 16)));
        assertEquals("Rejected", set(7, profile(1, "TxDefaultProfile", 0, 0, 16)), "no such");
        assertEquals("Rejected", set(1, profile(1, "TxDefaultProfile", 100, 0, 16)), "level");
        site.start(1, 100);
        assertEquals(
                "Rejected",
                set(1, profile(1, "TxProfile", 0, 0, 16).with("transactionId", 4711L)),
                "another transaction");
    }

    @Test
    void clearsByEachFilter() {
        abl(Dialect.SOAP_15, OUTLET);
        set(0, profile(1, "ChargePointMaxProfile", 0, 0, 16));
        set(0, profile(2, "TxDefaultProfile", 1, 0, 15));
        set(1, profile(3, "TxDefaultProfile", 2, 0, 14));
        set(1, profile(4, "TxDefaultProfile", 3, 0, 13));

        assertEquals("Unknown", status(site.ask(Action.ClearChargingProfile, "id", 9L)));
        assertEquals("Unknown", status(site.ask(Action.ClearChargingProfile, "stackLevel", 9L)));
        assertEquals("13", limit(1));
        assertEquals("Accepted", status(site.ask(Action.ClearChargingProfile, "id", 4L)));
        assertEquals("14", limit(1));
        assertEquals(
                "Accepted",
                status(site.ask(Action.ClearChargingProfile, "connectorId", 1L, "stackLevel", 2L)));
        assertEquals("15", limit(1));
        assertEquals(
                "Accepted",
                status(
                        site.ask(
                                Action.ClearChargingProfile,
                                "chargingProfilePurpose",
                                "TxDefaultProfile")));
        assertEquals("16", limit(1));
        assertEquals("Accepted", status(site.ask(Action.ClearChargingProfile)));
        assertEquals("32", limit(1));
        assertEquals("Unknown", status(site.ask(Action.ClearChargingProfile)));
    }

    private String limit(long connector) {
        Payload schedule = schedule(connector, "A");
        return schedule.objects("chargingSchedulePeriod")
                .get(0)
                .get("limit")
                .toString()
                .replace(".0", "");
    }

    private Payload schedule(long connector, String unit) {
        Payload answer =
                resultOf(
                        site.ask(
                                Action.GetCompositeSchedule,
                                "connectorId",
                                connector,
                                "duration",
                                3_600L,
                                "chargingRateUnit",
                                unit));
        assertEquals(Optional.of("Accepted"), answer.text("status"));
        return answer.object("chargingSchedule").orElseThrow();
    }

    @Test
    void replacesAProfileOfTheSamePurposeAndLevel() {
        abl(Dialect.SOAP_15, OUTLET);
        set(0, profile(1, "TxDefaultProfile", 0, 0, 16));
        set(0, profile(2, "TxDefaultProfile", 0, 0, 10));

        site.ask(Action.ClearChargingProfile, "id", 2L);

        assertEquals("32", limit(1));
    }

    @Test
    void tellsTheCompositeScheduleInWatts() {
        abl(Dialect.SOAP_15, OUTLET);
        set(0, profile(1, "ChargePointMaxProfile", 0, 0, 16, 600, 10));

        Payload schedule = schedule(1, "W");

        assertEquals(Optional.of(3_600L), schedule.number("duration"));
        assertEquals(Optional.of("W"), schedule.text("chargingRateUnit"));
        assertEquals(
                "[{startPeriod=0, limit=11040.0, numberPhases=3}, {startPeriod=600, limit=6900.0,"
                        + " numberPhases=3}]",
                schedule.objects("chargingSchedulePeriod").toString());
    }

    @Test
    void keepsTheProfileOfARemoteStartForItsTransaction() {
        abl(Dialect.SOAP_15, OUTLET);

        String answer =
                status(
                        site.ask(
                                Action.RemoteStartTransaction,
                                "idTag",
                                "12345678",
                                "connectorId",
                                1L,
                                "chargingProfile",
                                profile(1, "TxProfile", 0, 0, 13)));
        Call call = site.station.last(Action.RemoteStartTransaction);
        pass(20);
        List<String> before = limits();
        long transaction = site.start(1, 100);
        pass(2);
        site.stop(transaction);
        pass(10);

        assertEquals("Accepted", answer);
        assertFalse(call.payload().containsKey("chargingProfile"));
        assertEquals(List.of(), before);
        assertEquals(List.of(setOutlet("13"), setOutlet("-1")), limits());
    }

    @Test
    void saysInTheConfigurationWhatItCan() {
        abl(Dialect.SOAP_15, OUTLET);
        site.station.answering(call -> Answer.result(Payload.EMPTY));

        List<Payload> keys =
                resultOf(site.ask(Action.GetConfiguration)).objects("configurationKey");

        assertTrue(
                keys.stream()
                        .filter(key -> key.get("key").equals("SupportedFeatureProfiles"))
                        .allMatch(key -> key.get("value").toString().contains("SmartCharging")),
                keys.toString());
        assertTrue(
                keys.stream()
                        .map(key -> key.get("key"))
                        .toList()
                        .containsAll(
                                List.of(
                                        "ChargeProfileMaxStackLevel",
                                        "ChargingScheduleAllowedChargingRateUnit",
                                        "ChargingScheduleMaxPeriods",
                                        "MaxChargingProfilesInstalled")),
                keys.toString());
    }

    @Test
    void givesTheProfileOfARemoteStartToNoOtherCard() {
        abl(Dialect.SOAP_15, OUTLET);
        site.ask(
                Action.RemoteStartTransaction,
                "idTag",
                "ANOTHER",
                "chargingProfile",
                profile(1, "TxProfile", 0, 0, 13));
        pass(20);

        site.start(1, 100);
        pass(10);

        assertEquals(List.of(), limits());
    }

    @Test
    void rejectsTimesThatNoClockHas() {
        abl(Dialect.SOAP_15, OUTLET);
        Payload endless = profile(1, "ChargePointMaxProfile", 0, 0, 16);
        Payload period = Payload.of("startPeriod", 9_000_000_000_000_000_000L, "limit", 16L);

        String start =
                set(
                        0,
                        endless.changing(
                                "chargingSchedule",
                                it -> it.with("chargingSchedulePeriod", List.of(period))));
        String duration =
                set(
                        0,
                        endless.changing(
                                "chargingSchedule",
                                it -> it.with("duration", 9_000_000_000_000_000_000L)));

        assertEquals("Rejected", start);
        assertEquals("Rejected", duration);
        assertEquals("32", limit(1));
    }

    @Test
    void takesAProfileThatReplacesOneWhenThereAreAsManyAsThereMayBe() {
        abl(Dialect.SOAP_15, OUTLET);
        for (long id = 0; id < 30; id++) {
            assertEquals("Accepted", set(0, profile(id, "TxDefaultProfile", id, 0, 16)));
        }

        assertEquals("Rejected", set(0, profile(40, "TxDefaultProfile", 40, 0, 16)));
        assertEquals("Accepted", set(0, profile(40, "TxDefaultProfile", 3, 0, 16)));
    }

    @Test
    void givesAStationOfTwoConnectorsNoMoreThanOneOfThemMayDraw() {
        abl(Dialect.SOAP_15, LIMIT);
        for (long connector = 1; connector <= 2; connector++) {
            site.send(
                    Action.StatusNotification,
                    "connectorId",
                    connector,
                    "status",
                    "Available",
                    "errorCode",
                    "NoError");
        }

        set(0, profile(1, "TxDefaultProfile", 0, 0, 10));
        pass(1);

        assertEquals(List.of(setLimit("10")), limits());
    }

    // ---- who keeps them

    @Test
    void answersNotSupportedForAStationThatItCannotLimit() {
        site = new ChargingSite(Dialect.SOAP_15);
        site.connected();

        assertEquals("NotSupported", set(0, profile(1, "ChargePointMaxProfile", 0, 0, 16)));
    }

    @Test
    void passesOnWhatAStationKnowsItself() {
        site = new ChargingSite(Dialect.JSON_16);
        site.connected();

        set(0, profile(1, "ChargePointMaxProfile", 0, 0, 16));

        assertEquals(1, site.station.calls.size());
        assertEquals(Action.SetChargingProfile, site.station.calls.get(0).action());
    }

    @Test
    void keepsOnlyTheMaximumOfAnAblStationOnOcpp16() {
        abl(Dialect.JSON_16, LIMIT);

        String maximum = set(0, profile(1, "ChargePointMaxProfile", 0, 0, 16));
        String own = set(1, profile(2, "TxDefaultProfile", 0, 0, 20));
        pass(1);

        assertEquals("Accepted", maximum);
        assertEquals("Accepted", own);
        assertEquals(List.of(setLimit("16")), limits());
        assertEquals(
                2L,
                site.station
                        .last(Action.SetChargingProfile)
                        .payload()
                        .object("csChargingProfiles")
                        .orElseThrow()
                        .get("chargingProfileId"));
    }

    @Test
    void boundsTheScheduleOfSuchAStationByTheMaximum() {
        abl(Dialect.JSON_16, LIMIT);
        set(0, profile(1, "ChargePointMaxProfile", 0, 0, 16));
        site.station.answering(
                call ->
                        Answer.result(
                                Payload.of(
                                        "status",
                                        "Accepted",
                                        "connectorId",
                                        1L,
                                        "scheduleStart",
                                        site.time.instant().toString(),
                                        "chargingSchedule",
                                        Payload.of(
                                                "chargingRateUnit",
                                                "A",
                                                "chargingSchedulePeriod",
                                                List.of(
                                                        Payload.of("startPeriod", 0L, "limit", 20L),
                                                        Payload.of(
                                                                "startPeriod",
                                                                60L,
                                                                "limit",
                                                                8L))))));

        List<Payload> periods = schedule(1, "A").objects("chargingSchedulePeriod");

        assertEquals(
                "[{startPeriod=0, limit=16.0, numberPhases=3}, {startPeriod=60, limit=8.0,"
                        + " numberPhases=3}]",
                periods.toString());
    }

    @Test
    void limitsAStationOfOcpp16ByAProfileThatEndsInTheFallback() {
        site = new ChargingSite(Dialect.JSON_16);
        site.settings.charging(charging(Carrier.GATEWAY, Optional.empty()));
        site.connected();

        set(0, profile(1, "ChargePointMaxProfile", 0, 0, 16));
        pass(1);
        Payload set = site.station.last(Action.SetChargingProfile).payload();
        site.ask(Action.ClearChargingProfile);
        pass(10);

        assertEquals(
                "[{startPeriod=0, limit=16.0}, {startPeriod=600, limit=6.0}]",
                set.object("csChargingProfiles")
                        .flatMap(profile -> profile.object("chargingSchedule"))
                        .orElseThrow()
                        .objects("chargingSchedulePeriod")
                        .toString());
        assertEquals(
                1,
                site.station.calls.stream()
                        .filter(call -> call.action().equals(Action.ClearChargingProfile))
                        .count());
    }
}
