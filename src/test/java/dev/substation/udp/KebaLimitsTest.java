package dev.substation.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Payload;
import dev.substation.sandbox.KebaBox;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Charging profiles that the gateway keeps for KEBA boxes, and applies over UDP. */
class KebaLimitsTest {

    private static final String TAG = "e3f76b8d00000000";

    private static Payload period(long start, long limit) {
        return Payload.of("startPeriod", start, "limit", limit);
    }

    private static Payload profile(String purpose, Payload... periods) {
        return Payload.of(
                "chargingProfileId",
                1L,
                "stackLevel",
                0L,
                "chargingProfilePurpose",
                purpose,
                "chargingProfileKind",
                "Relative",
                "chargingSchedule",
                Payload.of("chargingRateUnit", "A", "chargingSchedulePeriod", List.of(periods)));
    }

    private static Optional<String> set(BoxSite site, long connector, Payload profile) {
        return site.ask(
                        Action.SetChargingProfile,
                        "connectorId",
                        connector,
                        "csChargingProfiles",
                        profile)
                .text("status");
    }

    private static void pass(BoxSite site, long seconds) {
        site.pass(Duration.ofSeconds(seconds));
    }

    @Test
    void aBoxOnOcpp15FollowsATxProfileOfThreePeriodsThroughARestart() {
        BoxSite site = new BoxSite(KebaBox.Model.P30C, false).speaking(Dialect.SOAP_15).run();
        site.box.plug();
        site.up(
                Action.StartTransaction,
                Payload.of(
                        "connectorId",
                        1L,
                        "idTag",
                        "12345678",
                        "timestamp",
                        site.time.instant().toString(),
                        "meterStart",
                        5L));

        Optional<String> answer =
                set(site, 1, profile("TxProfile", period(0, 16), period(60, 10), period(120, 20)));
        pass(site, 2);
        long first = site.box.limit();
        pass(site, 40);
        site.kill();
        site.run();
        pass(site, 12);
        long second = site.box.limit();
        pass(site, 60);

        assertEquals(Optional.of("Accepted"), answer);
        assertEquals(16_000, first);
        assertEquals(10_000, second);
        assertEquals(20_000, site.box.limit());
        assertTrue(
                site.commands.stream()
                        .allMatch(it -> it.matches("report [12]|curr .*|ena 1|failsafe .*")),
                site.commands.toString());
    }

    @Test
    void aBoxWithoutOcppFollowsItWithinTwoSecondsOfEachEdge() {
        BoxSite site = new BoxSite(KebaBox.Model.P30C, true).run();
        site.box.plug();
        site.box.card(TAG);
        pass(site, 20);

        Optional<String> answer =
                set(site, 1, profile("TxProfile", period(0, 16), period(60, 10), period(120, 0)));
        StringBuilder seen = new StringBuilder();
        long last = -1;
        for (int second = 0; second < 130; second++) {
            pass(site, 1);
            if (site.box.limit() != last) {
                last = site.box.limit();
                seen.append(last).append(' ');
            }
        }

        assertEquals(Optional.of("Accepted"), answer);
        assertEquals("16000 10000 0 ", seen.toString());
    }

    @Test
    void aBoxGetsItsLimitAgainAfterARebootAndAfterTheCarHasGone() {
        BoxSite site = new BoxSite(KebaBox.Model.P30C, true).run();
        set(site, 0, profile("ChargePointMaxProfile", period(0, 13)));
        pass(site, 10);
        site.box.reboot();
        pass(site, 45);
        long afterReboot = site.box.limit();

        site.box.plug();
        site.box.card(TAG);
        pass(site, 20);
        site.box.unplug();
        pass(site, 25);

        assertEquals(13_000, afterReboot);
        assertEquals(13_000, site.box.limit());
    }

    @Test
    void aBoxFallsToItsFallbackByItselfWhenTheGatewayIsGone() {
        BoxSite site = new BoxSite(KebaBox.Model.P30C, true).run();
        set(site, 0, profile("ChargePointMaxProfile", period(0, 13)));
        pass(site, 10);

        site.kill();
        pass(site, 70);

        assertEquals(6_000, site.box.limit());
    }

    @Test
    void aBoxWithoutOcppSaysThatItHasSmartCharging() {
        BoxSite site = new BoxSite(KebaBox.Model.P30C, true).run();

        List<Payload> keys =
                site.ask(Action.GetConfiguration, "key", List.of("SupportedFeatureProfiles"))
                        .objects("configurationKey");

        assertTrue(keys.get(0).text("value").orElse("").contains("SmartCharging"), keys.toString());
    }
}
