package dev.substation.flow.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.desk.Transactions;
import dev.substation.flow.ports.CsmsLink;
import dev.substation.flow.ports.CsmsLinks;
import dev.substation.flow.ports.Site;
import dev.substation.flow.ports.StationLink;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.testing.Fields;
import dev.substation.testing.PlainSettings;
import dev.substation.testing.stepped.MemoryLedger;
import dev.substation.testing.stepped.ScriptedCsms;
import dev.substation.testing.stepped.SteppedGateway;
import dev.substation.testing.stepped.SteppedTimers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ten minutes without a CSMS, with 200 stations charging; the clock is stepped. */
class OutageTest {

    private static final Instant START = Instant.parse("2026-01-01T08:00:00Z");
    private static final int STATIONS = 200;
    private static final int RATE = CsmsSettings.Delivery.USUAL.drainRate();
    private static final Duration OUTAGE = Duration.ofMinutes(10);
    private static final Duration METER_INTERVAL = Duration.ofSeconds(15);
    private static final Duration ROUND_TRIP = Duration.ofMillis(20);

    private final SteppedTimers time = new SteppedTimers(START);
    private final MemoryLedger ledger = new MemoryLedger();
    private final RemoteCsms csms = new RemoteCsms();
    private final List<StationLink> stations = new ArrayList<>();
    private final Map<StationId, Long> transactions = new HashMap<>();
    private Gateway gateway;

    private record Arrival(Call call, Instant at) {}

    private record Listening(StationId station, Dialect dialect, String address)
            implements StationLink {

        @Override
        public Kind kind() {
            return Kind.CONNECTED;
        }

        @Override
        public CompletableFuture<Answer> call(Call call, Duration deadline) {
            return CompletableFuture.completedFuture(
                    Answer.failure(Cause.STATION_UNREACHABLE, station, "it is deaf"));
        }

        @Override
        public void close(String reason) {}
    }

    /** Answers after a while, and can be cut off with all its links. */
    private final class RemoteCsms implements CsmsLinks {

        private final Map<StationId, CsmsLink.Listener> listeners = new HashMap<>();
        private final List<Arrival> arrivals = new ArrayList<>();
        private boolean away;
        private boolean hangs;
        private long transactions;

        @Override
        public CsmsLink open(
                StationId identity, CsmsSettings settings, CsmsLink.Listener listener) {
            listeners.put(identity, listener);
            listener.connected();
            return new CsmsLink() {
                @Override
                public CompletableFuture<Answer> call(Call call, Duration deadline) {
                    if (away) {
                        return CompletableFuture.completedFuture(
                                Answer.failure(Cause.CSMS_AWAY, "main"));
                    }
                    arrivals.add(new Arrival(call, time.instant()));
                    CompletableFuture<Answer> later = new CompletableFuture<>();
                    if (hangs) {
                        time.after(
                                deadline,
                                () ->
                                        later.complete(
                                                Answer.failure(
                                                        Cause.CSMS_TIMED_OUT,
                                                        call.action(),
                                                        deadline.toSeconds())));
                        return later;
                    }
                    Answer answer = answer(call);
                    time.after(ROUND_TRIP, () -> later.complete(answer));
                    return later;
                }

                private Answer answer(Call call) {
                    return switch (call.action().name()) {
                        case "BootNotification" ->
                                Answer.result(
                                        Payload.of(
                                                "status",
                                                "Accepted",
                                                "currentTime",
                                                time.instant().toString(),
                                                "interval",
                                                86_400L)); // no Heartbeats among what is counted
                        case "StartTransaction" ->
                                Answer.result(
                                        Payload.of(
                                                "transactionId",
                                                ++transactions,
                                                "idTagInfo",
                                                Payload.of("status", "Accepted")));
                        default -> ScriptedCsms.accept(call);
                    };
                }

                @Override
                public CompletableFuture<Void> close(String reason) {
                    return CompletableFuture.completedFuture(null);
                }
            };
        }

        void leave() {
            away = true;
            listeners.values().forEach(listener -> listener.disconnected("it is away"));
            time.settle();
        }

        void comeBack() {
            away = false;
            listeners.values().forEach(CsmsLink.Listener::connected);
            time.settle();
        }
    }

    @BeforeEach
    void startCharging() {
        PlainSettings.Station plain =
                PlainSettings.station()
                        .csms(PlainSettings.csms("ws://127.0.0.1/{station}").lenient().build());
        Site site = id -> Optional.of(plain.build(id));
        gateway = SteppedGateway.started(time, site, ledger, csms, Listening::new);
        for (int i = 0; i < STATIONS; i++) {
            StationLink station =
                    new Listening(new StationId("CP-" + i), Dialect.JSON_16, "192.0.2.7:40000");
            stations.add(station);
            gateway.opened(station);
            send(
                    station,
                    Action.BootNotification,
                    "chargePointVendor",
                    "ABL",
                    "chargePointModel",
                    "eMH3");
            time.pass(Duration.ofMillis(100));
            CompletableFuture<Answer> started = start(station, 1);
            time.pass(Duration.ofMillis(100));
            transactions.put(station.station(), transactionOf(started));
        }
    }

    private CompletableFuture<Answer> send(StationLink station, Action action, Object... payload) {
        CompletableFuture<Answer> answer =
                gateway.call(
                        station,
                        new Call(
                                "id",
                                station.station(),
                                Direction.UP,
                                Dialect.JSON_16,
                                action,
                                Payload.of(payload),
                                List.of()));
        time.settle();
        return answer;
    }

    private CompletableFuture<Answer> start(StationLink station, int connector) {
        return send(
                station,
                Action.StartTransaction,
                Fields.start(connector, "12345678", 0, "2026-01-01T08:00:00Z"));
    }

    private static long transactionOf(CompletableFuture<Answer> started) {
        assertTrue(started.isDone(), "the start is answered");
        Payload conf = assertInstanceOf(Answer.Result.class, started.join()).payload();
        return (Long) conf.get("transactionId");
    }

    private void values(StationLink station, long reading) {
        assertTrue(
                send(
                                station,
                                Action.MeterValues,
                                "connectorId",
                                1,
                                "transactionId",
                                transactions.get(station.station()),
                                "meterValue",
                                Fields.reading(time.instant().toString(), "" + reading))
                        .isDone(),
                "the values are answered at once");
    }

    private static long reading(Call values) {
        Payload value = first(values.payload(), "meterValue");
        return Long.parseLong(first(value, "sampledValue").text("value").orElseThrow());
    }

    private static Payload first(Payload payload, String list) {
        return (Payload) ((List<?>) payload.get(list)).get(0);
    }

    private int tenMinutesWithout() {
        csms.leave();
        return tenMinutesOfReadings();
    }

    private int tenMinutesOfReadings() {
        int readings = 0;
        for (Duration gone = Duration.ZERO;
                gone.compareTo(OUTAGE) < 0;
                gone = gone.plus(METER_INTERVAL)) {
            int reading = ++readings;
            stations.forEach(station -> values(station, reading));
            time.pass(METER_INTERVAL);
        }
        csms.arrivals.clear();
        return readings;
    }

    @Test
    void deliversAllWithinAMinuteInOrderAndAtABoundedRate() {
        int readings = tenMinutesWithout();
        Instant back = time.instant();

        csms.comeBack();
        assertDeliveredWithinAMinute(readings);
        assertDrainedAtTheRate(back);
    }

    @Test
    void deliversAllWithinAMinuteOfAnAnswerWhenTheCsmsHungWithItsLinksUp() {
        csms.hangs = true;
        int readings = tenMinutesOfReadings();
        Instant back = time.instant();

        csms.hangs = false;

        assertDeliveredWithinAMinute(readings);
        TreeMap<Long, Integer> bySecond = arrivalsBySecond(back);
        bySecond.subMap(16L, 50L)
                .values()
                .forEach(one -> assertTrue(one <= RATE + 1, bySecond.toString()));
        assertTrue(ledger.setAside().isEmpty(), "nothing is set aside");
    }

    private void assertDeliveredWithinAMinute(int before) {
        int readings = before;
        for (int i = 0; i < 4; i++) {
            int reading = ++readings;
            stations.forEach(station -> values(station, reading));
            time.pass(METER_INTERVAL);
        }

        assertTrue(ledger.outbox().isEmpty(), "the outbox is empty after a minute");
        Map<StationId, List<Long>> seen = new HashMap<>();
        csms.arrivals.stream()
                .filter(arrival -> arrival.call().action().equals(Action.MeterValues))
                .forEach(
                        arrival ->
                                seen.computeIfAbsent(
                                                arrival.call().station(), id -> new ArrayList<>())
                                        .add(reading(arrival.call())));
        List<Long> all = new ArrayList<>();
        for (long reading = 1; reading <= readings; reading++) {
            all.add(reading);
        }
        assertEquals(STATIONS, seen.size());
        seen.values().forEach(one -> assertEquals(all, one));
    }

    @Test
    void keepsTheRateWhenAllStationsWaitForAnAnswer() {
        tenMinutesWithout();
        Instant back = time.instant();

        csms.comeBack();
        List<CompletableFuture<Answer>> starts =
                stations.stream().map(station -> start(station, 2)).toList();
        time.pass(Duration.ofMinutes(1));

        assertDrainedAtTheRate(back);
        assertTrue(ledger.outbox().isEmpty(), "the outbox is empty after a minute");
        starts.forEach(OutageTest::transactionOf);
    }

    /** Until the backlog has gone, what is new waits behind it, for the order of each station. */
    private void assertDrainedAtTheRate(Instant back) {
        TreeMap<Long, Integer> bySecond = arrivalsBySecond(back);
        for (long second : List.of(1L, 10L, 30L)) {
            assertTrue(bySecond.get(second) <= RATE + 1, "a second of the backlog: " + bySecond);
            assertTrue(bySecond.get(second) >= RATE * 9 / 10, "it is slower: " + bySecond);
        }
    }

    private TreeMap<Long, Integer> arrivalsBySecond(Instant back) {
        TreeMap<Long, Integer> bySecond = new TreeMap<>();
        csms.arrivals.forEach(
                arrival ->
                        bySecond.merge(
                                Duration.between(back, arrival.at()).toSeconds(), 1, Integer::sum));
        return bySecond;
    }

    @Test
    void answersAStartAtOnceWhileTheOthersDrain() {
        StationLink fresh =
                new Listening(new StationId("CP-NEW"), Dialect.JSON_16, "192.0.2.8:40000");
        tenMinutesWithout();

        csms.comeBack();
        time.pass(Duration.ofSeconds(1));
        gateway.opened(fresh);
        CompletableFuture<Answer> ofAnother = start(fresh, 1);
        CompletableFuture<Answer> ofOneThatDrains = start(stations.get(7), 2);
        time.pass(Duration.ofSeconds(2));

        assertTrue(transactionOf(ofAnother) < Transactions.GATEWAY_IDS, "named by the CSMS");
        assertTrue(transactionOf(ofOneThatDrains) < Transactions.GATEWAY_IDS, "named by the CSMS");
    }
}
