package dev.substation.udp;

import dev.substation.flow.gate.Gateway;
import dev.substation.flow.ports.Actuator;
import dev.substation.flow.ports.DoorRefusals;
import dev.substation.flow.ports.Site;
import dev.substation.flow.ports.StationGate;
import dev.substation.flow.ports.StationLink;
import dev.substation.flow.settings.ChargingSettings;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.settings.UdpSettings;
import dev.substation.flow.time.Desk;
import dev.substation.flow.time.Moment;
import dev.substation.flow.time.Timers;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.sandbox.KebaBox;
import dev.substation.testing.PlainSettings;
import dev.substation.testing.stepped.MemoryLedger;
import dev.substation.testing.stepped.ScriptedCsms;
import dev.substation.testing.stepped.ScriptedStation;
import dev.substation.testing.stepped.SteppedGateway;
import dev.substation.testing.stepped.SteppedTimers;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A gateway with a simulated KEBA box behind a simulated network, and a scripted CSMS. The clock is
 * stepped; it is the box's, too.
 */
final class BoxSite {

    static final StationId STATION = new StationId("BOX-1");
    static final InetSocketAddress ADDRESS = new InetSocketAddress("192.0.2.21", 7090);
    private static final Duration LATENCY = Duration.ofMillis(3);
    private static final int PERCENT = 100;

    final SteppedTimers time = new SteppedTimers(Instant.parse("2026-01-01T08:00:00Z"));
    final MemoryLedger ledger = new MemoryLedger();
    final ScriptedCsms csms = new ScriptedCsms(time);
    KebaBox box;

    /** What the gateway sent, and where to. */
    final List<String> commands = new ArrayList<>();

    final List<InetSocketAddress> sentTo = new ArrayList<>();
    Gateway gateway;
    UdpFace face;
    boolean boxIsThere = true;
    Optional<ScriptedStation> ocpp = Optional.empty();

    /** Sees each command before the box does. */
    Consumer<String> whenAsked = command -> {};

    /** Sees each link that the face opens. */
    Consumer<StationLink> links = link -> {};

    /** Sees each command that the gateway sends, a little later. */
    Consumer<String> whenSent = command -> {};

    /** Which commands do not come to the box. */
    Predicate<String> lostCommands = command -> false;

    /** Which commands come to the box, but their answers do not come back. */
    Predicate<String> lostAnswersTo = command -> false;

    private final Random random = new Random(20);
    private int loss;
    private int doubled;
    private int runs;
    private int limit;
    private BiConsumer<InetSocketAddress, byte[]> receiver = (from, datagram) -> {};

    BoxSite(KebaBox.Model model, boolean needsCard) {
        box =
                new KebaBox(
                        model,
                        "16914905",
                        26_731,
                        needsCard,
                        () -> time.moment().nanos() / 1_000_000);
        csms.answering(csms::start);
    }

    /** Another box is put in the place of the first. */
    void replace(String serial, long register) {
        box =
                new KebaBox(
                        KebaBox.Model.P30C,
                        serial,
                        register,
                        true,
                        () -> time.moment().nanos() / 1_000_000);
    }

    /** Some datagrams are lost, and some come twice, in percent of each direction. */
    void network(int lost, int twice) {
        loss = lost;
        doubled = twice;
    }

    private PlainSettings.Station settings() {
        return ocpp.isPresent()
                ? PlainSettings.station().charging(ChargingSettings.USUAL.overUdp(ADDRESS))
                : PlainSettings.station().udp(ADDRESS);
    }

    /** The box speaks OCPP itself, and is only limited over UDP. */
    BoxSite speaking(Dialect dialect) {
        ocpp = Optional.of(new ScriptedStation(STATION.value(), dialect));
        return this;
    }

    private void appear(ScriptedStation station) {
        gateway.opened(station);
        up(Action.Heartbeat, Payload.EMPTY);
    }

    /** The box says something over OCPP. */
    Payload up(Action action, Payload payload) {
        ScriptedStation station = ocpp.orElseThrow();
        CompletableFuture<Answer> answer =
                gateway.call(
                        station,
                        new Call(
                                "up-1",
                                STATION,
                                Direction.UP,
                                station.dialect(),
                                action,
                                payload,
                                List.of()));
        pass(Duration.ofMillis(500));
        return answer.getNow(Answer.result(Payload.EMPTY))
                .fold(result -> result.payload(), failure -> Payload.EMPTY);
    }

    /** Starts the gateway, or starts it again on the same ledger as after a kill. */
    BoxSite run() {
        int run = ++runs;
        limit = Integer.MAX_VALUE;
        End end = new End(() -> run == runs && ledger.commits.size() < limit);
        Site site = id -> id.equals(STATION) ? Optional.of(settings().build(id)) : Optional.empty();
        gateway =
                SteppedGateway.limiting(
                        new Desk(end, end),
                        time,
                        site,
                        ledger,
                        csms,
                        (id, dialect, address) -> ocpp.orElseThrow(),
                        id -> face.of(id));
        face =
                new UdpFace(
                        at -> end,
                        ledger,
                        new UdpSettings(
                                new InetSocketAddress("0.0.0.0", 7090),
                                Duration.ofMillis(100),
                                Duration.ofSeconds(10)),
                        end,
                        time::instant);
        face.use(new Door(gateway), List.of(site.station(STATION).orElseThrow()));
        time.settle();
        pass(Duration.ofSeconds(3));
        ocpp.ifPresent(this::appear);
        csms.connectAll();
        pass(Duration.ofSeconds(5));
        return this;
    }

    /** The gateway does nothing more. */
    void kill() {
        runs++;
    }

    /** The gateway does nothing more once it has stored so many more things. */
    void killAfter(int commits) {
        limit = ledger.commits.size() + commits;
    }

    /** Lets time pass, with what the box broadcasts. */
    void pass(Duration whole) {
        for (Duration left = whole; !left.isZero(); left = left.minus(Duration.ofMillis(500))) {
            if (boxIsThere) {
                box.broadcasts().forEach(this::answer);
            }
            time.pass(Duration.ofMillis(500));
        }
    }

    /** A datagram from anywhere. */
    void from(InetSocketAddress sender, String text) {
        receiver.accept(sender, text.getBytes(StandardCharsets.US_ASCII));
        time.settle();
    }

    /** A call of the CSMS; waits for its answer. */
    Payload ask(Action action, Object... payload) {
        CompletableFuture<Answer> answer =
                csms.link(STATION.value()).callStation(action, Payload.of(payload));
        for (int i = 0; i < 60 && !answer.isDone(); i++) {
            pass(Duration.ofMillis(500));
        }
        return answer.getNow(Answer.result(Payload.of("status", "no answer")))
                .fold(
                        result -> result.payload(),
                        failure -> Payload.of("failure", failure.code().name()));
    }

    /** An order to limit the current. */
    Actuator.Outcome limit(Optional<Long> milliamperes) {
        CompletableFuture<Actuator.Outcome> done =
                face.of(STATION).orElseThrow().apply(new Actuator.Order(0, milliamperes, 3, 8_000));
        pass(Duration.ofSeconds(5));
        return done.join();
    }

    List<String> statuses() {
        return csms.received(Action.StatusNotification).stream()
                .map(Call::payload)
                .filter(one -> one.number("connectorId").filter(id -> id == 1).isPresent())
                .map(one -> one.text("status").orElseThrow())
                .toList();
    }

    Payload last(Action action) {
        List<Call> all = csms.received(action);
        return all.get(all.size() - 1).payload();
    }

    private void answer(String text) {
        for (int i = copies(); i > 0; i--) {
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            time.after(
                    LATENCY.multipliedBy(i),
                    () -> time.execute(() -> receiver.accept(ADDRESS, bytes)));
        }
    }

    private int copies() {
        return random.nextInt(PERCENT) < loss ? 0 : random.nextInt(PERCENT) < doubled ? 2 : 1;
    }

    /** The gateway as the face sees it. */
    private final class Door implements StationGate {

        private final StationGate inner;

        Door(StationGate inner) {
            this.inner = inner;
        }

        @Override
        public Optional<StationSettings> settings(StationId station) {
            return inner.settings(station);
        }

        @Override
        public DoorRefusals refusals() {
            return inner.refusals();
        }

        @Override
        public void opened(StationLink link) {
            links.accept(link);
            inner.opened(link);
        }

        @Override
        public void closed(StationLink link) {
            inner.closed(link);
        }

        @Override
        public CompletableFuture<Answer> call(StationLink from, Call call) {
            return inner.call(from, call);
        }
    }

    /** The network and the time of one run; nothing comes of them when it has been killed. */
    private final class End implements UdpEnd, Timers {

        private final BooleanSupplier alive;

        End(BooleanSupplier alive) {
            this.alive = alive;
        }

        @Override
        public void send(InetSocketAddress to, byte[] datagram) {
            String command = new String(datagram, StandardCharsets.US_ASCII);
            commands.add(command);
            sentTo.add(to);
            time.after(LATENCY, () -> whenSent.accept(command));
            for (int i = copies(); i > 0 && boxIsThere && !lostCommands.test(command); i--) {
                time.after(
                        LATENCY.multipliedBy(i),
                        () -> {
                            whenAsked.accept(command);
                            box.answer(command)
                                    .filter(answer -> !lostAnswersTo.test(command))
                                    .ifPresent(BoxSite.this::answer);
                        });
            }
        }

        @Override
        public void receiver(BiConsumer<InetSocketAddress, byte[]> taker) {
            receiver =
                    (from, datagram) -> {
                        if (alive.getAsBoolean()) {
                            taker.accept(from, datagram);
                        }
                    };
        }

        @Override
        public void execute(Runnable task) {
            time.execute(
                    () -> {
                        if (alive.getAsBoolean()) {
                            task.run();
                        }
                    });
        }

        @Override
        public Clock clock() {
            return time;
        }

        @Override
        public Moment moment() {
            return time.moment();
        }

        @Override
        public Runnable after(Duration delay, Runnable task) {
            return time.after(
                    delay,
                    () -> {
                        if (alive.getAsBoolean()) {
                            task.run();
                        }
                    });
        }
    }
}
