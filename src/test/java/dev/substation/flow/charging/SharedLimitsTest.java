package dev.substation.flow.charging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.desk.Figures;
import dev.substation.flow.gate.Gateway;
import dev.substation.flow.ports.Actuators;
import dev.substation.flow.ports.Site;
import dev.substation.flow.settings.SharedLimit;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.time.Desk;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.testing.Fields;
import dev.substation.testing.PlainSettings;
import dev.substation.testing.stepped.MemoryLedger;
import dev.substation.testing.stepped.ScriptedCsms;
import dev.substation.testing.stepped.ScriptedStation;
import dev.substation.testing.stepped.SteppedGateway;
import dev.substation.testing.stepped.SteppedTimers;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Stations of OCPP 1.6 that share one limit, by what they are sent. */
class SharedLimitsTest {

    private final SteppedTimers time = new SteppedTimers(Instant.parse("2026-01-01T08:00:00Z"));
    private final MemoryLedger ledger = new MemoryLedger();
    private final ScriptedCsms csms = new ScriptedCsms(time);
    private final Map<StationId, ScriptedStation> stations = new LinkedHashMap<>();

    /** What all stations were sent, in order. */
    private final List<String> sent = new ArrayList<>();

    private Gateway gateway;

    private void run(long limit, Map<LocalTime, Long> schedule, ScriptedStation... of) {
        csms.answering(csms::start);
        for (ScriptedStation station : of) {
            stations.put(station.station(), station);
            station.answering(call -> taken(call));
        }
        SharedLimit shared =
                new SharedLimit(
                        "HALL",
                        List.copyOf(stations.keySet()),
                        limit,
                        new TreeMap<>(schedule),
                        ZoneOffset.UTC,
                        Duration.ofMinutes(5));
        Site site =
                new Site() {
                    @Override
                    public Optional<StationSettings> station(StationId id) {
                        return stations.containsKey(id)
                                ? Optional.of(PlainSettings.station().build(id))
                                : Optional.empty();
                    }

                    @Override
                    public List<SharedLimit> sharedLimits() {
                        return List.of(shared);
                    }
                };
        gateway =
                SteppedGateway.limiting(
                        new Desk(time, time),
                        time,
                        site,
                        ledger,
                        csms,
                        (id, dialect, address) -> stations.get(id),
                        Actuators.NONE);
        stations.values().forEach(this::appear);
        csms.connectAll();
        pass(10);
        sent.clear();
    }

    private void appear(ScriptedStation station) {
        gateway.opened(station);
        up(station, Action.Heartbeat);
    }

    private static ScriptedStation json(String name) {
        return new ScriptedStation(name, Dialect.JSON_16);
    }

    private Answer taken(Call call) {
        limit(call).ifPresent(limit -> sent.add(call.station() + " " + limit));
        return Answer.result(Payload.of("status", "Accepted"));
    }

    private static Optional<String> limit(Call call) {
        return call.action().equals(Action.ClearChargingProfile)
                ? Optional.of("free")
                : call.payload()
                        .object("csChargingProfiles")
                        .flatMap(profile -> profile.object("chargingSchedule"))
                        .map(schedule -> schedule.objects("chargingSchedulePeriod").get(0))
                        .map(period -> period.get("limit").toString());
    }

    private void pass(long seconds) {
        time.pass(Duration.ofSeconds(seconds));
    }

    private CompletableFuture<Answer> up(ScriptedStation station, Action action, Object... fields) {
        CompletableFuture<Answer> answer =
                gateway.call(
                        station,
                        new Call(
                                "up-1",
                                station.station(),
                                Direction.UP,
                                station.dialect(),
                                action,
                                Payload.of(fields),
                                List.of()));
        time.settle();
        return answer;
    }

    private long start(ScriptedStation station) {
        Answer answer =
                up(
                                station,
                                Action.StartTransaction,
                                Fields.start(1, "12345678", 100, time.instant().toString()))
                        .join();
        return ((Answer.Result) answer).payload().number("transactionId").orElseThrow();
    }

    private void stop(ScriptedStation station, long transaction) {
        up(
                station,
                Action.StopTransaction,
                Fields.stop(transaction, 200, time.instant().toString()));
    }

    /** What a station was sent last. */
    private String last(String station) {
        return sent.stream()
                .filter(line -> line.startsWith(station + " "))
                .reduce((before, after) -> after)
                .orElse("");
    }

    private List<String> reasons() {
        CompletableFuture<Figures> figures = gateway.figures();
        time.settle();
        return figures.join().outages();
    }

    @Test
    void sharesAmongThoseThatChargeAndLowersBeforeItRaises() {
        ScriptedStation a = json("A");
        ScriptedStation b = json("B");
        run(32_000, Map.of(), a, b);

        long transaction = start(a);
        pass(10);
        String alone = last("A");
        sent.clear();
        start(b);
        pass(10);
        List<String> both = List.copyOf(sent);
        stop(a, transaction);
        pass(10);

        assertEquals("A free", alone);
        assertEquals("A 16.0", last(both, "A"));
        assertEquals("B 16.0", last(both, "B"));
        assertTrue(both.indexOf("A 16.0") < both.indexOf("B 16.0"), both.toString());
        assertEquals("A 6.0", last("A"));
        assertEquals("B free", last("B"));
    }

    private static String last(List<String> lines, String station) {
        return lines.stream()
                .filter(line -> line.startsWith(station + " "))
                .reduce((before, after) -> after)
                .orElse("");
    }

    @Test
    void letsStationsChargeInTurn() {
        ScriptedStation a = json("A");
        ScriptedStation b = json("B");
        run(8_000, Map.of(), a, b);
        start(a);
        pass(5);
        start(b);
        pass(20);
        String firstA = last("A");
        String firstB = last("B");

        pass(310);

        assertEquals("A 8.0", firstA);
        assertEquals("B 0.0", firstB);
        assertEquals("A 0.0", last("A"));
        assertEquals("B 8.0", last("B"));
    }

    @Test
    void followsTheSchedule() {
        ScriptedStation a = json("A");
        run(32_000, Map.of(LocalTime.of(7, 0), 20_000L, LocalTime.of(9, 0), 12_000L), a);
        start(a);
        pass(10);
        String before = last("A");

        pass(3_600);

        assertEquals("A 20.0", before);
        assertEquals("A 12.0", last("A"));
    }

    @Test
    void keepsRoomForAStationThatDoesNotTakeItsLimit() {
        ScriptedStation a = json("A");
        ScriptedStation b = json("B");
        run(40_000, Map.of(), a, b);
        start(a);
        pass(10);
        a.answering("Rejected");

        start(b);
        pass(60);
        List<String> reasons = reasons();

        assertEquals("B 8.0", last("B"), "32 A are A's");
        assertTrue(
                reasons.get(0).contains("A does not keep its limit of 20 A"), reasons.toString());
    }

    @Test
    void countsAStationThatItCannotLimitAndSaysSo() {
        ScriptedStation a = json("A");
        ScriptedStation old = new ScriptedStation("OLD", Dialect.SOAP_15);
        run(24_000, Map.of(), a, old);
        start(a);
        pass(10);
        start(old);
        pass(30);

        assertEquals("A 0.0", last("A"));
        assertTrue(reasons().get(0).contains("SUB-3176"), reasons().toString());
    }

    @Test
    void theLowestOfAllLimitsCounts() {
        ScriptedStation a = json("A");
        run(20_000, Map.of(), a);
        start(a);
        pass(10);

        csms.link("A")
                .callStation(
                        Action.SetChargingProfile,
                        Payload.of(
                                "connectorId",
                                0L,
                                "csChargingProfiles",
                                Payload.of(
                                        "chargingProfileId",
                                        1L,
                                        "stackLevel",
                                        0L,
                                        "chargingProfilePurpose",
                                        "ChargePointMaxProfile",
                                        "chargingProfileKind",
                                        "Relative",
                                        "chargingSchedule",
                                        Payload.of(
                                                "chargingRateUnit",
                                                "A",
                                                "chargingSchedulePeriod",
                                                List.of(
                                                        Payload.of(
                                                                "startPeriod",
                                                                0L,
                                                                "limit",
                                                                13L))))));
        pass(10);

        assertEquals("A 13.0", last("A"));
    }

    @Test
    void eachStationFallsToItsFallbackByItself() {
        ScriptedStation a = json("A");
        run(20_000, Map.of(), a);
        start(a);
        pass(10);

        List<Payload> periods =
                a.last(Action.SetChargingProfile)
                        .payload()
                        .object("csChargingProfiles")
                        .flatMap(profile -> profile.object("chargingSchedule"))
                        .orElseThrow()
                        .objects("chargingSchedulePeriod");

        assertEquals(
                "[{startPeriod=0, limit=20.0}, {startPeriod=600, limit=6.0}]", periods.toString());
    }
}
