package dev.substation.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.ports.Actuator;
import dev.substation.flow.ports.Door;
import dev.substation.flow.ports.RefusalReason;
import dev.substation.flow.ports.StationLink;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Payload;
import dev.substation.sandbox.KebaBox;
import dev.substation.testing.stepped.ScriptedCsms;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Boxes without OCPP are stations of OCPP 1.6 at the CSMS. */
class UdpFaceTest {

    private static final String TAG = "e3f76b8d00000000";
    private static final String CARD = "D8B67F3E";
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final BoxSite site = new BoxSite(KebaBox.Model.P30C, true);

    private void session(Duration length) {
        site.box.plug();
        site.box.card(TAG);
        site.pass(length);
        site.box.unplug();
        site.pass(Duration.ofSeconds(20));
    }

    private List<Payload> started() {
        return site.csms.received(Action.StartTransaction).stream().map(Call::payload).toList();
    }

    private List<Payload> stopped() {
        return site.csms.received(Action.StopTransaction).stream().map(Call::payload).toList();
    }

    /** The readings at the begin and the end, to the tenth of a watt hour. */
    private static List<String> readings(Payload stop) {
        return stop.objects("transactionData").stream()
                .map(one -> one.objects("sampledValue").get(0).text("value").orElseThrow())
                .toList();
    }

    @Test
    void bootsOnceAsWhatItIs() {
        site.run();
        site.pass(MINUTE);

        assertEquals(
                List.of(
                        Payload.of(
                                "chargePointVendor", "KEBA",
                                "chargePointModel", "KC-P30-EC240122-000",
                                "chargePointSerialNumber", "16914905",
                                "chargeBoxSerialNumber", "16914905",
                                "firmwareVersion", "P30 v 3.10.16 (190327-113837)")),
                site.csms.received(Action.BootNotification).stream().map(Call::payload).toList());
        assertEquals(List.of("Available"), site.statuses());
    }

    @Test
    void makesATransactionOfASession() {
        site.run();

        session(Duration.ofSeconds(90));

        assertEquals(Payload.of("idTag", CARD), site.last(Action.Authorize));
        assertEquals(1, started().size());
        Payload start = started().get(0);
        assertEquals(Optional.of(CARD), start.text("idTag"));
        assertEquals(Optional.of(2_673L), start.number("meterStart"));
        assertTrue(start.text("timestamp").orElseThrow().startsWith("2026-01-01T08:00:08"));
        assertEquals("Charging", site.statuses().get(site.statuses().size() - 2));
        assertEquals("Available", site.statuses().get(site.statuses().size() - 1));
        Payload stop = stopped().get(0);
        assertEquals(Optional.of("EVDisconnected"), stop.text("reason"));
        assertEquals(Optional.of(CARD), stop.text("idTag"));
        // 22,080 W for 90 s are 552.0 Wh
        assertEquals(List.of("2673.1", "3225.1"), readings(stop));
        assertEquals(Optional.of(3_225L), stop.number("meterStop"));
        assertEquals(1, stopped().size());
    }

    @Test
    void measuresWhileItCharges() {
        site.run();
        site.box.plug();
        site.box.card(TAG);
        site.pass(Duration.ofSeconds(70));

        Payload values = site.last(Action.MeterValues);
        assertEquals(1, site.csms.received(Action.MeterValues).size());
        assertEquals(Optional.of(101L), values.number("transactionId"));
        List<Payload> samples = values.objects("meterValue").get(0).objects("sampledValue");
        assertEquals(
                List.of(
                        "Power.Active.Import 22080.000 W",
                        "Current.Import 32.000 A L1",
                        "Current.Import 32.000 A L2",
                        "Current.Import 32.000 A L3",
                        "Voltage 230 V L1-N",
                        "Voltage 230 V L2-N",
                        "Voltage 230 V L3-N",
                        "Power.Factor 0.999"),
                samples.subList(1, samples.size()).stream()
                        .map(
                                one ->
                                        (one.text("measurand").orElseThrow()
                                                        + " "
                                                        + one.text("value").orElseThrow()
                                                        + " "
                                                        + one.text("unit").orElse("")
                                                        + " "
                                                        + one.text("phase").orElse(""))
                                                .strip())
                        .toList());
        assertTrue(
                samples.get(0).text("value").orElseThrow().matches("30[34]\\d\\.\\d"),
                samples.toString());
    }

    @Test
    void measuresByTheClock() {
        site.run();
        assertEquals(
                Payload.of("status", "Accepted"),
                site.ask(
                        Action.ChangeConfiguration,
                        "key",
                        "ClockAlignedDataInterval",
                        "value",
                        "900"));

        site.pass(Duration.ofMinutes(31));

        List<String> times =
                site.csms.received(Action.MeterValues).stream()
                        .map(one -> one.payload().objects("meterValue").get(0))
                        .map(one -> one.text("timestamp").orElseThrow().substring(0, 17))
                        .toList();
        assertEquals(List.of("2026-01-01T08:15:", "2026-01-01T08:30:"), times);
    }

    /** The first thing that the issue wants: nothing is lost, nothing doubled. */
    @Test
    void losesAndDoublesNoSessionOnABadNetworkThroughKillsRestartsAndAnOutage() {
        site.network(20, 20);
        site.run();
        long[] registers = new long[21];
        registers[0] = site.box.register();
        for (int i = 1; i <= 20; i++) {
            if (i == 5) {
                site.csms.link("BOX-1").cut();
            }
            if (i == 9) {
                site.csms.connectAll();
            }
            site.box.plug();
            site.box.card(TAG);
            site.pass(Duration.ofSeconds(30 + i));
            if (i % 6 == 0) {
                site.kill();
                site.pass(Duration.ofSeconds(20));
                site.run();
            }
            if (i == 14) {
                site.box.reboot();
                site.pass(Duration.ofSeconds(30));
            }
            site.box.unplug();
            site.pass(Duration.ofSeconds(i == 10 ? 1 : 40));
            if (i == 10) { // the end falls into the time when nobody looks
                site.kill();
                site.pass(Duration.ofSeconds(60));
                site.run();
            }
            registers[i] = site.box.register();
        }
        site.pass(Duration.ofMinutes(5));

        assertEquals(20, started().size());
        assertEquals(20, stopped().size());
        for (int i = 0; i < 20; i++) {
            assertEquals(
                    List.of(tenths(registers[i]), tenths(registers[i + 1])),
                    readings(stopped().get(i)),
                    "session " + (i + 1));
        }
        assertEquals(
                List.of(), site.sentTo.stream().filter(to -> !to.equals(BoxSite.ADDRESS)).toList());
        assertEquals(
                20, stopped().stream().map(one -> one.number("transactionId")).distinct().count());
    }

    private static String tenths(long register) {
        return register / 10 + "." + register % 10;
    }

    @Test
    void reportsOnceWhatItMissed() {
        site.run();
        session(MINUTE);
        site.kill();
        session(MINUTE);
        session(MINUTE);
        session(MINUTE);

        site.run();
        site.pass(MINUTE);
        site.kill();
        site.run();
        site.pass(MINUTE);

        assertEquals(4, started().size());
        assertEquals(4, stopped().size());
        assertEquals(
                started().stream().map(one -> one.number("meterStart")).skip(1).toList(),
                stopped().stream().map(one -> one.number("meterStop")).limit(3).toList());
        // Dated by the seconds of the box, to the second.
        assertTrue(
                started().get(2).text("timestamp").orElseThrow().startsWith("2026-01-01T08:02:4"));
    }

    @Test
    void reportsNothingOfTheTimeBeforeTheGateway() {
        session(MINUTE);
        session(MINUTE);

        site.run();
        site.pass(MINUTE);

        assertEquals(List.of(), started());
        session(MINUTE);
        assertEquals(1, stopped().size());
    }

    /** Of a run that is over, no time is known. */
    @Test
    void saysOfASessionBeforeARestartThatItEndedWithThat() {
        site.run();
        site.box.plug();
        site.box.card(TAG);
        site.pass(MINUTE);
        long register = site.box.register();

        site.box.reboot();
        site.pass(MINUTE);

        Payload stop = stopped().get(0);
        assertEquals(Optional.of("Reboot"), stop.text("reason"));
        assertEquals(tenths(register), readings(stop).get(1));
        assertEquals(2, site.csms.received(Action.BootNotification).size());
    }

    @Test
    void stopsACardThatTheCsmsRejects() {
        site.csms.answering(
                call ->
                        call.action().equals(Action.Authorize)
                                ? Answer.result(
                                        Payload.of("idTagInfo", Payload.of("status", "Blocked")))
                                : site.csms.start(call));
        site.run();
        site.box.plug();
        site.box.card(TAG);

        site.pass(Duration.ofSeconds(20));

        assertTrue(site.commands.contains("stop " + TAG), site.commands.toString());
        assertFalse(site.box.isInSession());
        // What it took until then is not lost.
        assertEquals(Optional.of("DeAuthorized"), stopped().get(0).text("reason"));
    }

    @Test
    void startsAndStopsForTheCsms() {
        site.run();
        site.box.plug();

        assertEquals(
                Payload.of("status", "Accepted"),
                site.ask(Action.RemoteStartTransaction, "idTag", "APP-4711", "connectorId", 1L));
        site.pass(Duration.ofSeconds(10));

        assertEquals(Optional.of("APP-4711"), started().get(0).text("idTag"));
        assertEquals(List.of(), site.csms.received(Action.Authorize));
        assertEquals(
                Payload.of("status", "Rejected"),
                site.ask(Action.RemoteStartTransaction, "idTag", "APP-4712"));
        assertEquals(
                Payload.of("status", "Rejected"),
                site.ask(Action.RemoteStopTransaction, "transactionId", 99L));
        assertEquals(
                Payload.of("status", "Accepted"),
                site.ask(Action.RemoteStopTransaction, "transactionId", 101L));
        site.pass(Duration.ofSeconds(10));

        assertEquals(Optional.of("Remote"), stopped().get(0).text("reason"));
        assertEquals("Finishing", site.statuses().get(site.statuses().size() - 1));
        assertFalse(site.commands.contains("ena 0"));
    }

    /** Shown twice, the card would end what it began. */
    @Test
    void startsForTheCsmsThoughTheConfirmationIsLost() {
        site.run();
        site.box.plug();
        site.lostAnswersTo = command -> command.startsWith("start");

        site.ask(Action.RemoteStartTransaction, "idTag", "04A1B2C3");
        site.pass(Duration.ofSeconds(10));

        assertTrue(site.box.isInSession());
        assertEquals(1, started().size());
        assertEquals(Optional.of("04A1B2C3"), started().get(0).text("idTag"));
    }

    @Test
    void takesTheBoxOutOfServiceAndBack() {
        site.run();

        assertEquals(
                Payload.of("status", "Accepted"),
                site.ask(Action.ChangeAvailability, "connectorId", 0L, "type", "Inoperative"));
        site.pass(Duration.ofSeconds(5));
        assertEquals("Unavailable", site.statuses().get(site.statuses().size() - 1));
        assertTrue(site.commands.contains("ena 0"));
        assertEquals(
                Payload.of("status", "Rejected"),
                site.ask(Action.RemoteStartTransaction, "idTag", "APP"));

        site.box.reboot(); // it forgets
        site.pass(MINUTE);
        assertEquals(0, site.box.limit());

        assertEquals(
                Payload.of("status", "Accepted"),
                site.ask(Action.ChangeAvailability, "connectorId", 1L, "type", "Operative"));
        site.pass(Duration.ofSeconds(5));
        assertEquals("Available", site.statuses().get(site.statuses().size() - 1));
    }

    @Test
    void reportsAFaultWithTheCodesOfTheBox() {
        site.run();

        site.box.fail(true);
        site.pass(Duration.ofSeconds(5));

        Payload fault = site.last(Action.StatusNotification);
        assertEquals(Optional.of("Faulted"), fault.text("status"));
        assertEquals(Optional.of("OtherError"), fault.text("errorCode"));
        assertEquals(Optional.of("99/0"), fault.text("vendorErrorCode"));
    }

    @Test
    void saysWhoWaitsForWhom() {
        site.run();
        site.box.plug();
        site.pass(Duration.ofSeconds(5));
        site.box.card(TAG);
        site.pass(Duration.ofSeconds(5));
        site.box.wants(false);
        site.pass(Duration.ofSeconds(5));
        site.box.wants(true);
        site.pass(Duration.ofSeconds(5));
        site.box.answer("ena 0");
        site.pass(Duration.ofSeconds(5));
        site.box.card(TAG);
        site.pass(Duration.ofSeconds(12));

        assertEquals(
                List.of(
                        "Available",
                        "Preparing",
                        "Charging",
                        "SuspendedEV",
                        "Charging",
                        "SuspendedEVSE",
                        "Finishing"),
                site.statuses());
        assertEquals(Optional.of("Local"), stopped().get(0).text("reason"));
    }

    @Test
    void carriesWhatOnlyTheBoxHas() {
        site.run();

        assertEquals("Accepted", transfer("display", "Platz 3 frei"));
        assertEquals(List.of("Platz 3 frei"), site.box.shown());
        assertEquals("Accepted", transfer("output", "1"));
        assertEquals("Accepted", transfer("setenergy", "1500.25"));
        assertTrue(site.commands.contains("setenergy 15003"), site.commands.toString());
        assertEquals("Rejected", transfer("display", "12345678901234567890 1234"));
        assertEquals("Rejected", transfer("output", "7"));
        assertEquals("UnknownMessageId", transfer("dance", ""));
        assertEquals(
                Payload.of("status", "UnknownVendorId"),
                site.ask(Action.DataTransfer, "vendorId", "ABL"));
    }

    private String transfer(String message, String data) {
        return site.ask(Action.DataTransfer, "vendorId", "KEBA", "messageId", message, "data", data)
                .text("status")
                .orElseThrow();
    }

    @Test
    void answersWhatTheBoxHasNoCommandFor() {
        site.run();

        assertEquals(Payload.of("status", "Rejected"), site.ask(Action.Reset, "type", "Soft"));
        assertEquals(
                "NotSupported",
                site.ask(
                                Action.UpdateFirmware,
                                "location",
                                "ftp://a/b",
                                "retrieveDate",
                                "2026-01-01T08:00:00Z")
                        .text("failure")
                        .orElseThrow());
        assertEquals(Payload.of("status", "Unlocked"), unlockUnplugged());
        assertEquals(
                Payload.of("status", "NotImplemented"),
                site.ask(Action.TriggerMessage, "requestedMessage", "FirmwareStatusNotification"));
        int boots = site.csms.received(Action.BootNotification).size();
        assertEquals(
                Payload.of("status", "Accepted"),
                site.ask(Action.TriggerMessage, "requestedMessage", "BootNotification"));
        site.pass(Duration.ofSeconds(3));
        assertEquals(boots + 1, site.csms.received(Action.BootNotification).size());
    }

    private Payload unlockUnplugged() {
        return site.ask(Action.UnlockConnector, "connectorId", 1L);
    }

    @Test
    void keepsConfigurationOverARestart() {
        site.run();
        assertEquals(
                Payload.of("status", "Accepted"),
                site.ask(
                        Action.ChangeConfiguration,
                        "key",
                        "meterValueSampleInterval",
                        "value",
                        "30"));
        assertEquals(
                Payload.of("status", "Rejected"),
                site.ask(
                        Action.ChangeConfiguration,
                        "key",
                        "MeterValuesSampledData",
                        "value",
                        "Temperature"));
        assertEquals(
                Payload.of("status", "NotSupported"),
                site.ask(Action.ChangeConfiguration, "key", "LightIntensity", "value", "3"));

        site.kill();
        site.run();

        assertEquals(
                Payload.of(
                        "configurationKey",
                        List.of(
                                Payload.of(
                                        "key", "MeterValueSampleInterval",
                                        "readonly", false,
                                        "value", "30"))),
                site.ask(Action.GetConfiguration, "key", List.of("MeterValueSampleInterval")));
    }

    @Test
    void answersNobodyWhoIsNotInTheSettings() {
        site.run();
        int before = site.sentTo.size();

        for (int i = 0; i < 100; i++) {
            site.from(new InetSocketAddress("192.0.2.66", 7090), "report 1");
            site.from(new InetSocketAddress("192.0.2.66", 7090), "{\"State\": 3}");
        }

        assertEquals(before, site.sentTo.size());
        assertEquals(
                Map.of(RefusalReason.UNKNOWN_ADDRESS, 200L), site.gateway.refusals().at(Door.UDP));
    }

    @Test
    void knowsWhetherTheBoxIsThere() {
        site.run();
        site.boxIsThere = false;
        site.pass(MINUTE);
        assertEquals(
                "GenericError",
                site.ask(Action.UnlockConnector, "connectorId", 1L).text("failure").orElseThrow());

        site.boxIsThere = true;
        site.pass(MINUTE);
        site.csms.connectAll(); // the gateway has closed the link of a station that is away
        session(MINUTE);

        assertEquals(1, stopped().size());
        assertEquals(1, site.csms.received(Action.BootNotification).size());
    }

    @Test
    void limitsTheCurrentAndReadsItBack() {
        site.run();
        site.box.plug();
        site.box.card(TAG);
        site.pass(Duration.ofSeconds(5));

        assertEquals(
                new Actuator.Outcome.Applied(Optional.of(10_000L)),
                site.limit(Optional.of(10_000L)));
        assertEquals(10_000, site.box.limit());
        assertEquals(
                new Actuator.Outcome.Applied(Optional.of(0L)), site.limit(Optional.of(5_999L)));
        assertEquals(0, site.box.limit());
        assertEquals(new Actuator.Outcome.Applied(Optional.empty()), site.limit(Optional.empty()));
        assertEquals(32_000, site.box.limit());
        assertEquals(1, site.commands.stream().filter(one -> one.startsWith("failsafe")).count());

        // No limit counts, and nobody orders anything any more: it must not fall all the same.
        site.pass(Duration.ofMinutes(5));
        assertEquals(32_000, site.box.limit());

        site.kill();
        site.pass(Duration.ofMinutes(2));
        assertEquals(8_000, site.box.limit());

        site.run();
        site.pass(MINUTE);
        assertEquals(32_000, site.box.limit());
    }

    @Test
    void keepsABoxPausedThoughItsFailsafeWouldLetItCharge() {
        site.run();
        site.box.plug();
        site.box.card(TAG);
        site.pass(Duration.ofSeconds(5));

        site.limit(Optional.of(0L));
        site.pass(Duration.ofMinutes(5));

        assertEquals(0, site.box.limit());
        assertEquals(List.of(), stopped());
    }

    @Test
    void leavesTheFailsafeOfOthersAlone() {
        site.box.answer("failsafe 30 8000 1");
        site.run();

        site.pass(Duration.ofMinutes(2));

        assertEquals(8_000, site.box.limit());
    }

    /** The gateway lets go of a link, for example because the site has other settings. */
    @Test
    void comesAgainWhenItIsSentAway() {
        site.run();
        List<StationLink> links = new ArrayList<>();
        site.links = links::add;
        site.boxIsThere = false;
        site.pass(MINUTE);
        site.boxIsThere = true;
        site.pass(MINUTE);
        assertEquals(1, links.size());

        links.get(0).sendAway("other settings");
        site.pass(Duration.ofSeconds(12));

        assertEquals(2, links.size());
    }

    /** The history moves on while it is read, by one session or by two. */
    @ParameterizedTest
    @CsvSource({"report 101, 1", "report 102, 1", "report 102, 2", "report 103, 2"})
    void countsNoSessionTwiceThatEndsWhileTheHistoryIsRead(String question, int moves) {
        site.run();
        site.kill();
        session(MINUTE);
        session(MINUTE);
        session(MINUTE);
        site.box.plug();
        site.box.card(TAG);
        site.whenAsked =
                command -> {
                    if (command.equals(question)) {
                        site.whenAsked = none -> {};
                        for (int i = 0; i < moves; i++) {
                            site.box.unplug();
                            site.box.plug();
                            site.box.card(TAG);
                        }
                    }
                };

        site.run();
        site.pass(MINUTE);
        site.box.unplug();
        site.pass(MINUTE);

        int sessions = 4 + moves;
        assertEquals(sessions, started().size());
        assertEquals(sessions, stopped().size());
        assertEquals(
                sessions,
                stopped().stream().map(one -> one.number("transactionId")).distinct().count());
        assertEquals(
                stopped().stream()
                        .map(one -> readings(one).get(1))
                        .toList()
                        .subList(0, sessions - 1),
                stopped().stream().map(one -> readings(one).get(0)).toList().subList(1, sessions));
    }

    /** A kill at any moment, with what the ledger has then. */
    @Test
    void survivesAKillAtEveryCommit() {
        site.run();
        int sessions = 0;
        for (int commits = 1; commits <= 12; commits++) {
            int after = commits;
            site.box.plug();
            site.box.card(TAG);
            site.killAfter(after);
            site.pass(Duration.ofSeconds(20));
            site.box.unplug();
            site.pass(Duration.ofSeconds(20));
            site.kill();
            site.run();
            site.pass(Duration.ofSeconds(20));
            sessions++;
            assertEquals(sessions, started().size(), "after " + after);
            assertEquals(sessions, stopped().size(), "after " + after);
        }
    }

    /** A car that takes nothing now may charge later. */
    @Test
    void endsNoSessionWhoseStopIsLost() {
        site.run();
        site.box.plug();
        site.box.card(TAG);
        site.pass(Duration.ofSeconds(10));
        site.box.wants(false);
        site.pass(Duration.ofSeconds(10));
        site.lostCommands = command -> command.startsWith("stop");

        site.ask(Action.RemoteStopTransaction, "transactionId", 101L);
        site.pass(Duration.ofSeconds(30));
        site.box.wants(true);
        site.pass(MINUTE);
        site.box.unplug();
        site.pass(MINUTE);

        assertTrue(site.commands.contains("currtime 0 1"), site.commands.toString());
        assertEquals(1, stopped().size());
        assertEquals(Optional.of("Remote"), stopped().get(0).text("reason"));
        assertEquals(tenths(site.box.register()), readings(stopped().get(0)).get(1));
    }

    @Test
    void stopsARejectedCardThoughTheStopIsLost() {
        site.csms.answering(
                call ->
                        call.action().equals(Action.Authorize)
                                ? Answer.result(
                                        Payload.of("idTagInfo", Payload.of("status", "Blocked")))
                                : site.csms.start(call));
        site.lostCommands = command -> command.startsWith("stop");
        site.run();
        site.box.wants(false);
        site.box.plug();
        site.box.card(TAG);
        site.pass(Duration.ofSeconds(30));
        site.box.wants(true);
        site.pass(MINUTE);

        assertEquals(0, site.box.limit());
        site.box.unplug();
        site.pass(MINUTE);
        assertEquals(26_731, site.box.register());
        assertEquals(List.of(), stopped());
    }

    @Test
    void endsTheTransactionOfABoxThatWasReplaced() {
        site.run();
        site.box.plug();
        site.box.card(TAG);
        site.pass(MINUTE);
        long register = site.box.register();

        site.replace("99999999", 500);
        site.pass(MINUTE);

        Payload stop = stopped().get(0);
        assertEquals(Optional.of("Other"), stop.text("reason"));
        long read = Long.parseLong(readings(stop).get(1).replace(".", ""));
        assertTrue(read <= register && read > register - 800, read + " of " + register);
        assertEquals(
                Optional.of("99999999"),
                site.last(Action.BootNotification).text("chargePointSerialNumber"));
        session(MINUTE);
        assertEquals(2, stopped().size());
        assertEquals("50.0", readings(stopped().get(1)).get(0));
    }

    @Test
    void datesNothingBeforeItHasHeardOfTheBox() {
        site.csms.answering(
                call ->
                        call.action().equals(Action.BootNotification)
                                ? ScriptedCsms.booted("Pending", 30)
                                : site.csms.start(call));
        site.run();
        site.box.plug();
        site.box.card(TAG);
        site.pass(MINUTE);
        site.box.reboot();
        site.pass(MINUTE);
        site.csms.answering(site.csms::start);
        site.pass(Duration.ofMinutes(2));

        assertTrue(
                started().get(0).text("timestamp").orElseThrow().startsWith("2026-01-01T08:0"),
                started().toString());
    }

    @Test
    void readsARegisterThatNeverGoesBack() {
        BoxSite open = new BoxSite(KebaBox.Model.P30C, false);
        open.run();
        open.ask(Action.ChangeConfiguration, "key", "ClockAlignedDataInterval", "value", "10");
        open.box.plug();
        open.pass(MINUTE);
        open.ask(Action.RemoteStopTransaction, "transactionId", 101L);
        open.pass(MINUTE);
        open.box.unplug();
        open.pass(MINUTE);

        List<String> values =
                open.csms.received(Action.MeterValues).stream()
                        .map(one -> one.payload().objects("meterValue").get(0))
                        .map(one -> one.objects("sampledValue").get(0).text("value").orElseThrow())
                        .toList();
        assertEquals(1, open.csms.received(Action.StopTransaction).size());
        assertEquals(
                values.stream().sorted(Comparator.comparing(BigDecimal::new)).toList(), values);
    }

    /** Somebody plugs in, has no card and goes away. */
    @Test
    void makesNoTransactionOfWhatNobodyCharged() {
        BoxSite open = new BoxSite(KebaBox.Model.P30C, false);
        open.run();
        open.kill();
        open.box.wants(false);
        for (int i = 0; i < 3; i++) {
            open.box.plug();
            open.pass(Duration.ofSeconds(10));
            open.box.unplug();
        }

        open.run();
        open.pass(MINUTE);

        assertEquals(List.of(), open.csms.received(Action.StartTransaction));
    }

    /** The box was heard in the run in which the session ended, so its end has a date. */
    @Test
    void datesWhatEndedBeforeARestartByTheRunInWhichTheBoxWasHeard() {
        site.run();
        site.pass(Duration.ofMinutes(5));
        site.box.plug();
        site.box.card(TAG);
        site.pass(MINUTE);
        site.kill();
        site.pass(MINUTE);
        site.box.unplug();
        String end = site.time.instant().toString().substring(0, 17);
        site.pass(MINUTE);
        site.box.reboot();
        site.pass(Duration.ofMinutes(20));

        site.run();
        site.pass(MINUTE);

        Payload stop = stopped().get(0);
        assertEquals(end, stop.text("timestamp").orElseThrow().substring(0, 17));
        assertEquals(Optional.of("EVDisconnected"), stop.text("reason"));
    }

    @Test
    void readsBackWhatItSets() {
        site.run();
        site.lostCommands = command -> command.startsWith("setenergy");
        site.whenSent =
                command -> {
                    if (command.startsWith("setenergy")) { // of the command before, and late
                        site.from(BoxSite.ADDRESS, "\"TCH-OK :done\"");
                    }
                };

        assertEquals("Rejected", transfer("setenergy", "1500"));

        site.lostCommands = command -> false;
        assertEquals("Accepted", transfer("setenergy", "1500"));
    }

    @Test
    void repeatsALimitWhenTheCarGoes() {
        site.run();
        site.box.plug();
        site.box.card(TAG);
        site.pass(Duration.ofSeconds(10));
        site.limit(Optional.of(0L));
        site.limit(Optional.of(10_000L));
        site.box.answer("currtime 0 1");
        site.pass(Duration.ofSeconds(2));

        site.box.unplug();
        site.pass(Duration.ofSeconds(3));

        assertEquals(10_000, site.box.limit());
    }

    /** Its memory wears out. */
    @Test
    void writesTheFailsafeOnceThoughTheBoxDoesNotTakeIt() {
        site.lostCommands = command -> command.startsWith("failsafe");
        site.whenSent =
                command -> {
                    if (command.startsWith("failsafe")) {
                        site.from(BoxSite.ADDRESS, "\"TCH-OK :done\"");
                    }
                };
        site.run();

        for (int i = 0; i < 10; i++) {
            assertEquals(
                    new Actuator.Outcome.Applied(Optional.of(10_000L)),
                    site.limit(Optional.of(10_000L)));
        }

        assertEquals(1, site.commands.stream().filter(one -> one.startsWith("failsafe")).count());
    }

    @Test
    void countsSessionsThatBeginAgainFromOne() {
        Journal.Last last = new Journal.Last(34, 29_532, Instant.EPOCH);

        assertFalse(MissedSessions.isNew(report(1, 29_532, 0), last));
        assertTrue(MissedSessions.isNew(report(1, 29_532, 10), last));
        assertFalse(MissedSessions.isNew(report(34, 26_731, 29_532), last));
        assertFalse(MissedSessions.isNew(report(33, 26_731, 0), last));
        assertTrue(MissedSessions.isNew(report(35, 29_532, 0), last));
    }

    private static SessionReport report(long id, long start, long energy) {
        return new SessionReport(id, start, energy, 1, 2, 1, Optional.empty(), Optional.empty());
    }

    @Test
    void asksAgainUntilTheCsmsAcceptsTheBoot() {
        site.csms.answering(
                call ->
                        call.action().equals(Action.BootNotification)
                                ? ScriptedCsms.booted("Rejected", 30)
                                : site.csms.start(call));
        site.run();
        session(MINUTE);
        assertEquals(List.of(), started());

        site.csms.answering(site.csms::start);
        site.pass(Duration.ofMinutes(2));

        assertEquals(1, stopped().size());
        assertEquals(List.of("2673.1", "3041.1"), readings(stopped().get(0)));
    }
}
