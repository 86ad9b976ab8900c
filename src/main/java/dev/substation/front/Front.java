package dev.substation.front;

import dev.substation.flow.ports.DoorRefusals;
import dev.substation.flow.settings.Networks;
import dev.substation.flow.time.Moment;
import dev.substation.flow.time.Timers;
import dev.substation.front.ClientConnection.Stage;
import dev.substation.model.Cause;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Who may come in, how many at once, and how long they may take (docs/adr/0032-front-door.md). When
 * there is no room, whoever has waited longest for anything to happen goes: a station that sends
 * its request and takes its answer is never that one. May be used by many threads at once.
 */
public final class Front implements AutoCloseable {

    private static final Duration LOOKS_EVERY = Duration.ofSeconds(1);
    private static final Duration ENDS_AWAITED = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofMillis(10);

    private final FrontLimits limits;
    private final Networks accepted;
    private final Timers timers;
    private final Executor workers;
    private final FrontLog log;
    private final Senders senders;
    private final SenderPace pace = new SenderPace();
    private final AtomicLong held = new AtomicLong();
    private final LongAdder delayed = new LongAdder();
    private final Object lock = new Object();
    private final Set<ClientConnection> open = new HashSet<>();
    private final Map<InetAddress, Integer> addresses = new HashMap<>();
    private final Map<Stage, LinkedHashSet<ClientConnection>> waiting = new EnumMap<>(Stage.class);
    private volatile boolean shut;
    private volatile Runnable next = () -> {};

    /**
     * @param accepted whose connections are taken at all, beside those of this machine
     * @param senders says whose requests have a pace
     * @param refusals counts whom it rejects
     * @param workers runs what looks after all connections once a second
     */
    public Front(
            FrontLimits limits,
            Networks accepted,
            Senders senders,
            DoorRefusals refusals,
            Timers timers,
            Executor workers) {
        this.senders = senders;
        this.limits = limits;
        this.accepted = accepted;
        this.timers = timers;
        this.workers = workers;
        log = new FrontLog(timers, refusals);
        for (Stage stage : List.of(Stage.IDLE, Stage.HANDSHAKE, Stage.READING)) {
            waiting.put(stage, new LinkedHashSet<>());
        }
    }

    /** Begins to look after connections. */
    public void start() {
        next = timers.after(LOOKS_EVERY, this::look);
    }

    private void look() {
        try {
            workers.execute(this::lookAtAll);
        } catch (RejectedExecutionException busy) {
            // The next look comes in a second.
        }
        if (!shut) {
            start();
        }
    }

    private void lookAtAll() {
        Moment now = now();
        for (ClientConnection visitor : all()) {
            visitor.look(now, limits);
        }
    }

    private List<ClientConnection> all() {
        synchronized (lock) {
            return new ArrayList<>(open);
        }
    }

    Moment now() {
        return timers.moment();
    }

    /** Does something later, on a thread that must not be held up. */
    void after(Duration delay, Runnable task) {
        timers.after(delay, task);
    }

    /**
     * How long a whole request has to wait before the container gets it.
     *
     * @return empty when that would be too long: it is rejected
     */
    Optional<Duration> delay(ClientConnection visitor, byte[] request) {
        Optional<Sender> sender =
                senders.of(request, visitor.mayBecomeWebSocket(), visitor.address());
        if (sender.isEmpty()) {
            return Optional.of(Duration.ZERO);
        }
        sender.filter(Sender::isNew).ifPresent(visitor::brings);
        Optional<Duration> delay = pace.delay(sender.get(), now());
        if (delay.isEmpty()) {
            visitor.refuse(Refusal.of(503, Cause.TOO_FAST, sender.get().name()));
        }
        delay.ifPresent(this::count);
        return delay;
    }

    /**
     * How long frames of a WebSocket have to wait before the container gets them.
     *
     * @param bytes as they come; afterwards at the end of what may be passed on then
     */
    Duration delay(ClientConnection visitor, ByteBuffer bytes) {
        Moment now = now();
        int cost = visitor.frames().take(bytes, pace.piece(visitor.frames(), now));
        Duration delay = pace.delay(visitor.frames(), cost, now);
        count(delay);
        return delay;
    }

    private void count(Duration delay) {
        if (!delay.isZero()) {
            delayed.increment();
        }
    }

    /** Whether nothing is passed on any more. */
    boolean isShut() {
        return shut;
    }

    /**
     * Why an address may not come in.
     *
     * @param local the gateway's own end of the connection; who calls from there is on this machine
     */
    Optional<Refusal> objection(InetAddress address, InetAddress local) {
        return address.equals(local) || accepted.contains(address)
                ? Optional.empty()
                : Optional.of(Refusal.of(403, Cause.FOREIGN_NETWORK, address.getHostAddress()));
    }

    /** A connection is open. Another may have to go for it, or it itself. */
    ClientConnection enter(InetAddress address, Wire wire) {
        ClientConnection visitor = new ClientConnection(new Shared(), address, wire);
        Optional<ClientConnection> leaves;
        boolean crowded;
        synchronized (lock) {
            open.add(visitor);
            crowded =
                    addresses.merge(address, 1, Integer::sum) > limits.ofAddress()
                            && !address.isLoopbackAddress();
            leaves =
                    crowded || open.size() > limits.connections()
                            ? longest(crowded ? Optional.of(address) : Optional.empty())
                            : Optional.empty();
            waiting.get(Stage.IDLE).add(visitor);
            if (leaves.isEmpty() && (crowded || open.size() > limits.connections())) {
                leaves = Optional.of(visitor);
            }
        }
        leaves.ifPresent(
                one ->
                        one.makeRoom(
                                Refusal.of(
                                        503,
                                        Cause.TOO_MANY_CONNECTIONS,
                                        crowded
                                                ? limits.ofAddress()
                                                        + " from this address; the one that waited"
                                                        + " longest is closed"
                                                : limits.connections()
                                                        + " in all; the one that waited longest is"
                                                        + " closed")));
        return visitor;
    }

    /** Whoever has waited longest, of one address or of all. */
    private Optional<ClientConnection> longest(Optional<InetAddress> of) {
        Optional<ClientConnection> longest =
                waiting.values().stream()
                        .flatMap(
                                stage ->
                                        stage.stream()
                                                .filter(one -> isOf(one, of))
                                                .findFirst()
                                                .stream())
                        .min(Comparator.comparing(ClientConnection::since));
        longest.ifPresent(one -> waiting.values().forEach(stage -> stage.remove(one)));
        return longest;
    }

    private static boolean isOf(ClientConnection visitor, Optional<InetAddress> address) {
        return address.isEmpty() || address.get().equals(visitor.address());
    }

    /** Elsewhere, for the lock of another visitor is held. */
    private void endHandshake(ClientConnection visitor) {
        Refusal crowd =
                Refusal.of(
                        503,
                        Cause.TOO_MANY_CONNECTIONS,
                        limits.handshakes()
                                + " handshakes of TLS are under way; the one that took longest is"
                                + " ended");
        try {
            workers.execute(() -> visitor.makeRoom(crowd));
        } catch (RejectedExecutionException busy) {
            visitor.wire().close();
        }
    }

    /** What there is to know about the connections now. */
    public FrontFigures figures() {
        synchronized (lock) {
            return new FrontFigures(
                    open.size(),
                    waiting.get(Stage.IDLE).size(),
                    waiting.get(Stage.HANDSHAKE).size(),
                    waiting.get(Stage.READING).size(),
                    held.get(),
                    delayed.sum(),
                    log.totals());
        }
    }

    /**
     * Shuts the door: nothing is passed on from now on, and all connections are closed, those with
     * a response or a last frame under way after a moment.
     */
    @Override
    public void close() {
        awaitUntil(() -> all().stream().noneMatch(Front::isBusy));
        shut = true;
        next.run();
        all().forEach(visitor -> visitor.wire().close());
        awaitUntil(() -> all().isEmpty());
    }

    private static boolean isBusy(ClientConnection visitor) {
        Stage stage = visitor.stage();
        return stage == Stage.SERVING || stage == Stage.WEB_SOCKET || stage == Stage.REFUSED;
    }

    private void awaitUntil(BooleanSupplier condition) {
        Moment late = now().plus(ENDS_AWAITED);
        while (!condition.getAsBoolean() && now().isBefore(late)) {
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    /** What the connections of this front share. */
    private final class Shared implements ClientConnection.Owner {

        @Override
        public Moment now() {
            return Front.this.now();
        }

        @Override
        public RequestReader.Limits requests() {
            return RequestReader.Limits.USUAL;
        }

        @Override
        public void warn(InetAddress address, Refusal refusal) {
            log.warn(address, refusal);
        }

        @Override
        public void moved(ClientConnection visitor, Stage before, Stage after) {
            if (after == Stage.CLOSED) {
                visitor.newcomer().ifPresent(sender -> pace.left(sender, now()));
            }
            Optional<ClientConnection> leaves = Optional.empty();
            synchronized (lock) {
                Optional.ofNullable(waiting.get(before)).ifPresent(set -> set.remove(visitor));
                if (after == Stage.CLOSED) {
                    open.remove(visitor);
                    addresses.computeIfPresent(
                            visitor.address(), (address, count) -> count == 1 ? null : count - 1);
                    return;
                }
                Optional.ofNullable(waiting.get(after)).ifPresent(set -> set.add(visitor));
                if (waiting.get(Stage.HANDSHAKE).size() > limits.handshakes()) {
                    Iterator<ClientConnection> oldest = waiting.get(Stage.HANDSHAKE).iterator();
                    leaves = Optional.of(oldest.next());
                    oldest.remove();
                }
            }
            leaves.ifPresent(Front.this::endHandshake);
        }

        @Override
        public void holds(int more) {
            held.addAndGet(more);
        }

        @Override
        public void keepWithinBudget(ClientConnection self) {
            while (held.get() > limits.bytes()) {
                ClientConnection oldest;
                synchronized (lock) {
                    Iterator<ClientConnection> all = waiting.get(Stage.READING).iterator();
                    if (!all.hasNext()) {
                        return;
                    }
                    oldest = all.next();
                    all.remove();
                }
                oldest.makeRoom(
                        Refusal.of(
                                503,
                                Cause.OVERLOADED,
                                "The HTTP request",
                                "incomplete requests use " + limits.bytes() + " bytes already"));
                if (oldest == self) {
                    return;
                }
            }
        }
    }
}
