package dev.substation.flow.gate;

import static dev.substation.testing.stepped.Answers.resultOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.desk.SeenQuirks;
import dev.substation.flow.settings.StationQuirks;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.ErrorCode;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.testing.Fields;
import dev.substation.testing.TakenLines;
import dev.substation.testing.stepped.VendorSite;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stations do that OCPP does not say (docs/quirks.md), through the whole gateway. */
class QuirksTest {

    private static final Action SECURITY_EVENT = new Action("SecurityEventNotification");
    private static final String NOW = "2026-01-01T08:00:00Z";

    private static VendorSite strict() {
        return new VendorSite("generic", Dialect.JSON_16, true, StationQuirks.NONE);
    }

    private static VendorSite lenient() {
        return new VendorSite("generic", Dialect.JSON_16);
    }

    private static VendorSite inVienna(boolean strict) {
        StationQuirks vienna = StationQuirks.NONE.in(ZoneId.of("Europe/Vienna"));
        return new VendorSite("generic", Dialect.JSON_16, strict, vienna);
    }

    private static VendorSite startingOnConnector1(Dialect dialect) {
        return new VendorSite("generic", dialect, true, StationQuirks.NONE.startingAt(1));
    }

    private static Payload start(String idTag, String timestamp) {
        return Payload.of(Fields.start(1, idTag, 164, timestamp));
    }

    private static Payload stop(long transactionId, long meterStop) {
        return Payload.of(Fields.stop(transactionId, meterStop, "2026-01-01T09:00:00Z"));
    }

    private static Payload status(String timestamp) {
        return Payload.of(
                "connectorId",
                1,
                "errorCode",
                "NoError",
                "status",
                "Available",
                "timestamp",
                timestamp);
    }

    private static Payload boot(Object... more) {
        Payload boot = Payload.of("chargePointVendor", "Acme", "chargePointModel", "A1");
        for (int i = 0; i < more.length; i += 2) {
            boot = boot.with((String) more[i], more[i + 1]);
        }
        return boot;
    }

    /** What the CSMS got for the one call of the station. */
    private static Payload told(VendorSite site, Action action, Payload payload) {
        resultOf(site.up(action, payload));
        return site.csms.received(action).get(0).payload();
    }

    private static Payload asked(VendorSite site, Action action, Payload payload) {
        site.down(action, payload);
        return site.station.last(action).payload();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void takesATimeWithoutAZoneForTheClockOfItsStation(boolean strict) {
        VendorSite site = inVienna(strict);

        Payload told = told(site, Action.StartTransaction, start("A", "2023-10-19T15:28:07"));

        assertEquals("2023-10-19T13:28:07.000Z", told.get("timestamp"));
        assertEquals(
                List.of(
                        new Note(
                                Loss.DEDUCED,
                                "timestamp",
                                "2023-10-19T15:28:07",
                                "2023-10-19T13:28:07.000Z",
                                "without a time zone; taken as Europe/Vienna (time-zone)")),
                site.notes());
    }

    @Test
    void takesTimesInMeterValuesForTheClockOfTheirStation() {
        Payload sample = Payload.of("value", "1");
        Payload values =
                Payload.of(
                        "connectorId",
                        1,
                        "meterValue",
                        List.of(
                                Payload.of(
                                        "timestamp",
                                        "2026-07-01T10:00:00",
                                        "sampledValue",
                                        List.of(sample))));

        Payload told = told(inVienna(false), Action.MeterValues, values);

        assertEquals(
                "2026-07-01T08:00:00.000Z", told.objects("meterValue").get(0).get("timestamp"));
    }

    @Test
    void passesATimeWithoutAZoneOnToACsmsThatIsNotStrict() {
        Payload odd = start("A", "2023-10-19T15:28:07");

        assertEquals(odd, told(lenient(), Action.StartTransaction, odd));
    }

    @Test
    void believesLocalTimeThatSaysItIsUtc() {
        Payload local = status("2026-01-01T09:00:00Z"); // steve#136: an hour ahead in Vienna
        VendorSite site = inVienna(true);

        assertEquals(local, told(site, Action.StatusNotification, local));
        assertEquals(List.of(), site.notes());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void doubtsAClockThatWasNeverSetAndPassesItsTimeOn(boolean strict) {
        Payload unset = status("1970-01-01T00:03:12Z");
        VendorSite site = new VendorSite("generic", Dialect.JSON_16, strict, StationQuirks.NONE);

        assertEquals(unset, told(site, Action.StatusNotification, unset));
        assertEquals(
                List.of("the station's clock is not set; its time is passed on unchanged"),
                site.notes().stream().map(Note::reason).toList());
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void tellsAStationTheTimeInPlainUtcSeconds(Dialect dialect) {
        VendorSite site = new VendorSite("generic", dialect);
        site.csms.answering(
                call ->
                        Answer.result(
                                Payload.of(
                                        "status",
                                        "Accepted",
                                        "currentTime",
                                        "2026-01-01T10:00:00.1234567+01:00",
                                        "interval",
                                        300)));

        Payload conf = resultOf(site.up(Action.BootNotification, boot()));

        assertEquals("2026-01-01T09:00:00Z", conf.get("currentTime"));
        assertEquals(NOW, resultOf(site.up(Action.Heartbeat, Payload.EMPTY)).get("currentTime"));
    }

    @Test
    void writesConfigurationValuesThatAreNumbersAsText() {
        // lbbrhzn#1499
        VendorSite site = lenient();
        site.station.answering(
                call ->
                        Answer.result(
                                Payload.of(
                                        "configurationKey",
                                        List.of(entry("HeartbeatInterval", 300L)))));

        Payload told = resultOf(site.down(Action.GetConfiguration, Payload.EMPTY));

        assertEquals(List.of(entry("HeartbeatInterval", "300")), told.get("configurationKey"));
    }

    private static Payload entry(String key, Object value) {
        return Payload.of("key", key, "readonly", false, "value", value);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {"null, true", "null, false", "0, true", "0, false", "-1, false"})
    void leavesOutAReservationThatIsNone(Long reservationId, boolean strict) {
        Payload start = start("A", NOW);
        VendorSite site = new VendorSite("generic", Dialect.JSON_16, strict, StationQuirks.NONE);

        Payload told =
                told(site, Action.StartTransaction, start.with("reservationId", reservationId));

        assertEquals(start, told);
        assertEquals(
                List.of("there is no reservation by such a number"),
                site.notes().stream().map(Note::reason).toList());
    }

    @Test
    void passesAReservationOnThatTheCsmsHasGivenTheNumber0() {
        VendorSite site = strict();
        site.down(
                Action.ReserveNow,
                Payload.of(
                        "connectorId",
                        1,
                        "expiryDate",
                        "2026-01-01T09:00:00Z",
                        "idTag",
                        "A",
                        "reservationId",
                        0));
        Payload reserved = start("A", NOW).with("reservationId", 0);

        assertEquals(reserved, told(site, Action.StartTransaction, reserved));
    }

    @Test
    void passesAReservationOn() {
        Payload reserved = start("A", NOW).with("reservationId", 1);

        assertEquals(reserved, told(strict(), Action.StartTransaction, reserved));
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void doubtsAMeterThatEndsBelowItsStartAndCorrectsNothing(Dialect dialect) {
        // evcc#33256: by 1 Wh
        VendorSite site = new VendorSite("generic", dialect, true, StationQuirks.NONE);
        long id =
                resultOf(site.up(Action.StartTransaction, start("A", NOW)))
                        .number("transactionId")
                        .orElseThrow();

        Payload told = told(site, Action.StopTransaction, stop(id, 163));

        assertEquals(163L, told.get("meterStop"));
        assertTrue(
                site.notes()
                        .contains(
                                new Note(
                                        Loss.APPROXIMATED,
                                        "meterStop",
                                        "163",
                                        "163",
                                        "below the meterStart; not corrected")),
                () -> "notes: " + site.notes());
    }

    @Test
    void tellsTheOneKeyThatAStationWritesWithoutItsList() {
        VendorSite site = lenient();
        Payload own = Payload.of("key", "ResetRetries", "readonly", false, "value", "2");
        site.station.answering(
                call ->
                        Answer.result(
                                Payload.of("configurationKey", own, "unknownKey", "NoSuchKey")));

        assertEquals(
                Payload.of("configurationKey", List.of(own), "unknownKey", List.of("NoSuchKey")),
                resultOf(site.down(Action.GetConfiguration, Payload.EMPTY)));
    }

    @Test
    void endsTheTransactionWhoseNumberAStationWritesWithAFraction() {
        // a JSON library that knows floating point only writes 101.0
        VendorSite site = lenient();
        resultOf(site.up(Action.StartTransaction, start("A", NOW)));

        Payload told =
                told(
                        site,
                        Action.StopTransaction,
                        stop(101, 200).with("transactionId", new BigDecimal("101.0")));

        assertEquals(101L, told.get("transactionId"));
        assertTrue(site.ledger.transactions().get(0).stopped().isPresent());
    }

    @Test
    void stopsTheTransactionWhoseNumberACsmsWritesWithAFraction() {
        VendorSite site = lenient();
        resultOf(site.up(Action.StartTransaction, start("A", NOW)));

        assertEquals(
                Payload.of("transactionId", 101),
                asked(
                        site,
                        Action.RemoteStopTransaction,
                        Payload.of("transactionId", new BigDecimal("101.0"))));
    }

    @Test
    void keepsTwoEqualMeasurandsInTheirOrder() {
        // evcc#33256: the first reading of the transaction stands last
        Payload now = Payload.of("value", "1711", "context", "Sample.Periodic", "unit", "Wh");
        Payload begin = Payload.of("value", "1700", "context", "Transaction.Begin", "unit", "Wh");
        Payload values =
                Payload.of(
                        "connectorId",
                        1,
                        "meterValue",
                        List.of(Payload.of("timestamp", NOW, "sampledValue", List.of(now, begin))));

        assertEquals(values, told(strict(), Action.MeterValues, values));
    }

    @Test
    void takesTheMeterValuesBehindAStop() {
        VendorSite site = strict();
        resultOf(site.up(Action.StartTransaction, start("A", NOW)));
        resultOf(site.up(Action.StopTransaction, stop(101, 200)));

        Payload closing = Payload.of(Fields.values(1, 101, NOW, "200"));

        assertEquals(closing, told(site, Action.MeterValues, closing));
    }

    @Test
    void keepsATextThatSaysNull() {
        Payload odd = status(NOW).with("info", "null"); // ABB, ioBroker.ocpp#21

        assertEquals(odd, told(strict(), Action.StatusNotification, odd));
    }

    @ParameterizedTest
    @CsvSource({"04a1b2c3, 04A1B2C3", "20:69:c0:21, 20:69:C0:21"})
    void knowsACardWhateverItsCapitals(String before, String later) {
        VendorSite site = strict();
        site.csms.answering(
                call -> Answer.result(Payload.of("idTagInfo", Payload.of("status", "Blocked"))));
        resultOf(site.up(Action.Authorize, Payload.of("idTag", before)));
        site.csms.links.get(VendorSite.STATION).cut();

        Payload conf = resultOf(site.up(Action.Authorize, Payload.of("idTag", later)));

        assertEquals(
                Optional.of("Blocked"), conf.object("idTagInfo").flatMap(it -> it.text("status")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sendsACardThatIsTooLongUpWholeAndTellsWhatTheCsmsSays(boolean strict) {
        // lbbrhzn#514: the station's serial number of 25 characters
        VendorSite site = new VendorSite("generic", Dialect.JSON_16, strict, StationQuirks.NONE);
        Payload tooLong = Payload.of("idTag", "EVB1A22P2RI3N182341200100");

        Payload conf = resultOf(site.up(Action.Authorize, tooLong));

        assertEquals(
                Optional.of("Accepted"), conf.object("idTagInfo").flatMap(it -> it.text("status")));
        assertEquals(tooLong, site.csms.received(Action.Authorize).get(0).payload());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {"none, SOAP_15", "0, SOAP_16", "none, JSON_16"})
    void putsAConnectorIntoARemoteStartWhereTheSiteSaysSo(Long connectorId, Dialect dialect) {
        VendorSite site = startingOnConnector1(dialect);
        Payload start = Payload.of("connectorId", connectorId, "idTag", "A");

        Payload asked = asked(site, Action.RemoteStartTransaction, start);

        assertEquals(start.with("connectorId", 1), asked);
        assertEquals(
                List.of("the station needs a connector to start (remote-start-connector)"),
                site.notes().stream().map(Note::reason).toList());
    }

    @Test
    void leavesTheConnectorThatTheCsmsNames() {
        Payload start = Payload.of("connectorId", 2, "idTag", "A");

        assertEquals(
                start,
                asked(startingOnConnector1(Dialect.JSON_16), Action.RemoteStartTransaction, start));
    }

    @Test
    void passesARemoteStartWithoutAConnectorOnWhereTheSiteSaysNothing() {
        Payload start = Payload.of("idTag", "A");

        assertEquals(start, asked(lenient(), Action.RemoteStartTransaction, start));
    }

    @ParameterizedTest
    @EnumSource(names = {"SOAP_16", "JSON_16"})
    void guessesNothingAboutChargingProfiles(Dialect dialect) {
        VendorSite site = new VendorSite("generic", dialect);
        site.station.answering(call -> Answer.result(Payload.of("status", "Rejected")));
        Payload profile =
                Payload.of(
                        "chargingProfileId",
                        7,
                        "stackLevel",
                        5,
                        "chargingProfilePurpose",
                        "TxProfile",
                        "chargingProfileKind",
                        "Absolute",
                        "chargingSchedule",
                        Payload.of(
                                "chargingRateUnit",
                                "A",
                                "chargingSchedulePeriod",
                                List.of(
                                        Payload.of(
                                                "startPeriod",
                                                0,
                                                "limit",
                                                new BigDecimal("0.0")))));
        Payload set = Payload.of("connectorId", 1, "csChargingProfiles", profile);
        Payload start = Payload.of("idTag", "A", "chargingProfile", profile);

        assertEquals("Rejected", resultOf(site.down(Action.SetChargingProfile, set)).get("status"));
        assertEquals(set, site.station.last(Action.SetChargingProfile).payload());
        assertEquals(start, asked(site, Action.RemoteStartTransaction, start));
        assertEquals(List.of(), site.notes());
    }

    @Test
    void takesConfigurationKeysWhateverTheirCapitals() {
        VendorSite site = lenient();
        Payload told = entry("meterValueSampleInterval", "60");
        site.station.answering(
                call -> Answer.result(Payload.of("configurationKey", List.of(told))));

        Payload conf =
                resultOf(
                        site.down(
                                Action.GetConfiguration,
                                Payload.of("key", List.of("MeterValueSampleInterval"))));

        assertEquals(Payload.of("configurationKey", List.of(told)), conf);
    }

    @Test
    void leavesValuesOfConfigurationKeysAlone() {
        // evcc: "A" where OCPP has Current
        VendorSite site = strict();
        Payload unit = entry("ChargingScheduleAllowedChargingRateUnit", "A");
        site.station.answering(
                call -> Answer.result(Payload.of("configurationKey", List.of(unit))));

        assertEquals(
                Payload.of("configurationKey", List.of(unit)),
                resultOf(site.down(Action.GetConfiguration, Payload.EMPTY)));
    }

    @Test
    void leavesOutConfigurationKeysThatNobodyAskedForAndSaysWhichAreUnknown() {
        // ocpp-virtual-charge-point#65
        VendorSite site = lenient();
        Payload interval = entry("HeartbeatInterval", "300");
        site.station.answering(
                call ->
                        Answer.result(
                                Payload.of(
                                        "configurationKey",
                                        List.of(
                                                entry("NumberOfConnectors", "2"),
                                                interval,
                                                entry("LightIntensity", "50")))));

        Payload conf =
                resultOf(
                        site.down(
                                Action.GetConfiguration,
                                Payload.of("key", List.of("heartbeatInterval", "NoSuchKey"))));

        assertEquals(
                Payload.of(
                        "configurationKey", List.of(interval), "unknownKey", List.of("NoSuchKey")),
                conf);
    }

    @Test
    void passesOnAllConfigurationKeysWhenAllAreAskedFor() {
        VendorSite site = lenient();
        Payload all = Payload.of("configurationKey", List.of(entry("A", "1"), entry("B", "2")));
        site.station.answering(call -> Answer.result(all));

        assertEquals(all, resultOf(site.down(Action.GetConfiguration, Payload.EMPTY)));
        assertEquals(List.of(), site.notes());
    }

    @ParameterizedTest
    @CsvSource({"NotImplemented, true", "NotSupported, true", "NotImplemented, false"})
    void answersASecurityEventThatTheCsmsDoesNotKnow(ErrorCode code, boolean strict) {
        // ocpp-rpc#76, ABB
        VendorSite site = new VendorSite("generic", Dialect.JSON_16, strict, StationQuirks.NONE);
        site.csms.answering(call -> refusal(code));
        Payload event =
                Payload.of("type", "SettingSystemTime", "timestamp", NOW, "techInfo", "ocppBoot");

        Payload conf = resultOf(site.up(SECURITY_EVENT, event));

        assertEquals(Payload.EMPTY, conf);
        assertEquals(event, site.csms.received(SECURITY_EVENT).get(0).payload());
    }

    private static Answer refusal(ErrorCode code) {
        return new Answer.Failure(Cause.CSMS_REFUSED, code, "no", Payload.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-67", "?", "00000000000000000000"})
    void passesAnOddIccidOn(String iccid) {
        Payload odd = boot("iccid", iccid, "meterType", " - ");

        assertEquals(odd, told(strict(), Action.BootNotification, odd));
    }

    @Test
    void tellsAQuirkOnceAndNotesItEachTime() {
        VendorSite site = strict();
        try (TakenLines log = TakenLines.of(SeenQuirks.class)) {
            site.up(Action.StatusNotification, status("2023-10-19T15:28:07"));
            site.up(Action.StatusNotification, status("2023-10-19T15:28:08"));
            site.up(Action.StartTransaction, start("A", "2023-10-19T15:28:09"));

            assertEquals(
                    List.of(
                            "station=STATION-1 action=StatusNotification quirk at timestamp: without a "
                                    + "time zone; taken as UTC; logged once, the message log has each occurrence"),
                    log.lines());
        }
        assertEquals(3, site.notes().size());
    }

    @Test
    void tellsAQuirkAgainAfterARestart() {
        VendorSite site = strict();
        try (TakenLines log = TakenLines.of(SeenQuirks.class)) {
            site.up(Action.StatusNotification, status("2023-10-19T15:28:07"));
            site.start();
            site.up(Action.StatusNotification, status("2023-10-19T15:28:08"));

            assertEquals(2, log.lines().size());
        }
    }

    @Test
    void tellsQuirksOfOneKindInAListOnce() {
        VendorSite site = strict();
        Payload odd = Payload.of("value", new BigDecimal("0.5"), "unit", "Hz");
        Payload values =
                Payload.of(
                        "connectorId",
                        1,
                        "meterValue",
                        List.of(
                                Payload.of(
                                        "timestamp", NOW, "sampledValue", List.of(odd, odd, odd))));
        try (TakenLines log = TakenLines.of(SeenQuirks.class)) {
            site.up(Action.MeterValues, values);

            assertEquals(2, log.lines().size(), () -> "lines: " + log.lines());
        }
    }

    @Test
    void keepsCardsOutOfWhatItTells() {
        VendorSite site = strict();
        try (TakenLines log = TakenLines.of(SeenQuirks.class)) {
            site.up(Action.Authorize, Payload.of("idTag", "04A1B2C3D4E5F6_18412345"));

            assertEquals(1, log.lines().size());
            assertFalse(log.lines().get(0).contains("04A1B2C3"), log.lines().get(0));
        }
    }

    @Test
    void boundsWhatAStationCanMakeItTell() {
        VendorSite site = strict();
        try (TakenLines log = TakenLines.of(SeenQuirks.class)) {
            for (int i = 0; i < 2 * SeenQuirks.MOST; i++) {
                Payload odd = Payload.of("field" + i + "\n2026 ERROR forged", "x".repeat(500));
                site.up(Action.Heartbeat, odd);
            }
            site.up(Action.StatusNotification, status("y".repeat(300)));

            assertTrue(log.lines().size() <= SeenQuirks.MOST + 1, "lines: " + log.lines().size());
            assertTrue(
                    log.lines().stream().allMatch(line -> line.length() < 400 && isOneLine(line)));
        }
    }

    private static boolean isOneLine(String line) {
        return line.lines().count() == 1;
    }

    @Test
    void tellsNothingOfWhatOnlyTwoVersionsCallOtherwise() {
        Note amp = new Note(Loss.RENAMED, "unit", "Amp", "A", "1.6 type UnitOfMeasure");
        VendorSite site = new VendorSite("generic", Dialect.SOAP_15);
        try (TakenLines log = TakenLines.of(SeenQuirks.class)) {
            site.up(Action.Heartbeat, Payload.EMPTY, amp);

            assertEquals(List.of(), log.lines());
        }
    }

    @Test
    void tellsWhatAFaceHasTolerated() {
        Note face = new Note(Loss.APPROXIMATED, "", "", "", "came without a sub-protocol");
        VendorSite site = lenient();
        try (TakenLines log = TakenLines.of(SeenQuirks.class)) {
            site.up(Action.Heartbeat, Payload.EMPTY, face);

            assertEquals(
                    List.of(
                            "station=STATION-1 action=Heartbeat quirk: came without a sub-protocol; "
                                    + "logged once, the message log has each occurrence"),
                    log.lines());
        }
    }

    @Test
    void tellsAQuirkOfAnAnswer() {
        VendorSite site = lenient();
        site.station.answering(call -> Answer.result(Payload.of("status", "accepted")));
        try (TakenLines log = TakenLines.of(SeenQuirks.class)) {
            CompletableFuture<Answer> answer = site.down(Action.Reset, Payload.of("type", "Soft"));

            assertEquals("Accepted", resultOf(answer).get("status"));
            assertEquals(1, log.lines().size());
        }
    }

    @Test
    void tellsOnceWhatIsOddAroundCallsAndAnswersAndNothingOfTheCallThatIsAnswered() {
        Note odd = new Note(Loss.RENAMED, "Envelope/Body", "urn:other", "urn:own", "a namespace");
        Note ofCall = new Note(Loss.APPROXIMATED, "key", "a", "b", "cut by the face");
        VendorSite site = lenient();
        site.station.answering(
                call ->
                        Answer.result(Payload.of("status", "Accepted"))
                                .noting(List.of(odd, ofCall)));
        try (TakenLines log = TakenLines.of(SeenQuirks.class)) {
            site.up(Action.Heartbeat, Payload.EMPTY, odd);
            site.up(Action.Authorize, Payload.of("idTag", "A"), odd);
            site.down(Action.Reset, Payload.of("type", "Soft"));

            assertEquals(
                    List.of(
                            "station=STATION-1 action=Heartbeat quirk at Envelope/Body \"urn:other\" "
                                    + "(urn:own): a namespace; logged once, the message log has each occurrence"),
                    log.lines());
        }
        try (TakenLines log = TakenLines.of(SeenQuirks.class)) {
            VendorSite other = lenient();
            other.station.answering(
                    call -> Answer.result(Payload.of("status", "Accepted")).noting(List.of(odd)));
            other.down(Action.Reset, Payload.of("type", "Soft"));

            assertEquals(1, log.lines().size());
        }
    }
}
