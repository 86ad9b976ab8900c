package dev.substation.udp;

import dev.substation.flow.ports.StationGate;
import dev.substation.flow.settings.UdpSettings;
import dev.substation.flow.time.Throttle;
import dev.substation.flow.time.Timers;
import dev.substation.model.Action;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A box as a station: asks it what it does, again and again and after each broadcast, and says in
 * its place what a station with OCPP would say. Lives on the turn.
 */
final class Box {

    private static final Logger LOG = LoggerFactory.getLogger(Box.class);

    /** What all boxes share. */
    record Parts(
            StationGate gate,
            UdpSettings settings,
            Timers timers,
            Supplier<Instant> now,
            Executor turn) {}

    private static final Duration SOON = Duration.ofMillis(500);
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final Duration WARNED_EVERY = Duration.ofHours(1);

    private static final int LOOKS_WITHOUT_ANSWER = 2;
    private final StationId station;
    private final InetSocketAddress address;
    private final Parts parts;
    private final BoxLine line;
    private final BoxView view;
    private final Journal journal;
    private final Sessions sessions;
    private final BoxCalls calls;
    private final BoxReports reports;
    private final BoxBoot boot;
    private final BoxPermission permission;
    private final Caller caller;
    private final Throttle warnings = new Throttle(WARNED_EVERY);

    private Optional<BoxLink> link = Optional.empty();
    private BoxLink latestLink;
    private Runnable cancelLook = () -> {};
    private boolean looking;
    private boolean again;
    private boolean closed;
    private long lastSec;
    private Optional<String> stateSerial = Optional.empty();
    private int doubts;
    private int unanswered;

    /**
     * @param card the idTag of sessions without a card
     */
    Box(
            StationId station,
            InetSocketAddress address,
            Parts parts,
            BoxLine line,
            BoxView view,
            Journal journal,
            Supplier<String> card) {
        this.station = station;
        this.address = address;
        this.parts = parts;
        this.line = line;
        this.view = view;
        this.journal = journal;
        BoxKeys keys = new BoxKeys(journal.keys());
        caller = new Caller(station, parts.gate(), parts.turn(), () -> latestLink);
        Stopper stopper = new Stopper(line, view, journal, parts.turn());
        sessions =
                new Sessions(
                        journal,
                        caller,
                        parts.turn(),
                        card,
                        keys::stopsInvalid,
                        stopper::stop,
                        new MissedSessions(this::session, parts.turn()));
        calls =
                new BoxCalls(
                        new BoxCalls.Parts(
                                line,
                                view,
                                journal,
                                keys,
                                sessions,
                                parts.timers(),
                                parts.now(),
                                parts.turn()),
                        this::lookNow,
                        this::triggered);
        reports = new BoxReports(caller, journal, keys, sessions, parts.timers());
        permission = new BoxPermission(line, journal, sessions::isInSession);
        boot = new BoxBoot(caller, journal, parts.timers(), parts.turn());
        latestLink = newLink();
    }

    private BoxLink newLink() {
        return new BoxLink(station, address, calls, line, parts.timers(), parts.turn());
    }

    private CompletableFuture<Optional<SessionReport>> session(int number) {
        return line.ask(KebaCommand.session(number))
                .thenApply(said -> said.flatMap(SessionReport::of));
    }

    /** Begins to look. */
    void start() {
        lookNow();
    }

    /** The box has said something by itself. */
    void broadcast(BoxText said) {
        boolean news = said.has("State") || said.has("Plug") || said.has("Enable sys");
        if (news) {
            lookNow();
        }
    }

    private void lookNow() {
        if (closed) {
            return;
        }
        if (looking) {
            again = true;
            return;
        }
        looking = true;
        again = false;
        cancelLook.run();
        look().whenCompleteAsync(this::looked, parts.turn());
    }

    private void looked(Duration next, Throwable fault) {
        looking = false;
        if (fault != null) {
            LOG.warn(
                    "station={} {}",
                    station,
                    Problem.UDP_LOOK_FAILED.line(fault.toString()),
                    fault);
        }
        Duration delay = fault != null ? RETRY : again ? parts.settings().pace() : next;
        cancelLook = parts.timers().after(delay, () -> parts.turn().execute(this::lookNow));
    }

    /** Looks once; completes with when to look again. */
    private CompletableFuture<Duration> look() {
        if (view.product().isEmpty()) {
            return line.ask(KebaCommand.PRODUCT)
                    .thenComposeAsync(
                            said -> {
                                Optional<ProductReport> product = said.flatMap(ProductReport::of);
                                if (product.isEmpty()) {
                                    return later(missed());
                                }
                                is(product.get());
                                return look();
                            },
                            parts.turn());
        }
        return line.ask(KebaCommand.STATE)
                .thenComposeAsync(
                        said ->
                                said.flatMap(StateReport::of)
                                        .map(this::look)
                                        .orElseGet(() -> later(missed())),
                        parts.turn());
    }

    private static CompletableFuture<Duration> later(Duration delay) {
        return CompletableFuture.completedFuture(delay);
    }

    /** Another box answers at the address, as its number in the report shows. */
    private boolean isAnother(StateReport state) {
        boolean another =
                state.serial().isPresent()
                        && stateSerial
                                .filter(known -> !state.serial().get().equals(known))
                                .isPresent();
        stateSerial = state.serial().or(() -> stateSerial);
        if (another) {
            lastSec = state.sec().orElse(0L);
            began();
        }
        return another;
    }

    private void began() {
        doubts = 0;
        boot.restarted();
        sessions.mayHaveMissed();
        view.product(Optional.empty());
    }

    private void is(ProductReport product) {
        view.product(Optional.of(product));
        if (!journal.serial().equals(product.serial())) {
            if (!journal.serial().isEmpty()) {
                LOG.warn(
                        "station={} {}",
                        station,
                        Problem.UDP_BOX_REPLACED.line(journal.serial(), product.serial()));
            }
            journal.replaced(product.serial());
        }
    }

    private CompletableFuture<Duration> look(StateReport state) {
        if (isAnother(state) || restarted(state)) {
            return look();
        }
        if (doubts > 0 || state.state() == StateReport.STARTING) {
            return later(SOON);
        }
        CompletableFuture<Optional<SessionReport>> latest =
                view.can(KebaModel.Feature.SESSIONS)
                        ? session(SessionReport.FIRST)
                        : CompletableFuture.completedFuture(Optional.empty());
        return latest.thenComposeAsync(
                session -> {
                    Instant at = parts.now().get();
                    return line.ask(KebaCommand.METER)
                            .thenApply(said -> said.flatMap(MeterReport::of))
                            .thenComposeAsync(
                                    meter -> took(at, state, session, meter), parts.turn());
                },
                parts.turn());
    }

    /**
     * Whether the box has started anew since it was looked at: its seconds begin again. A late
     * answer looks the same, but only once.
     */
    private boolean restarted(StateReport state) {
        long sec = state.sec().orElse(lastSec);
        if (sec >= lastSec) {
            doubts = 0;
            lastSec = sec;
            return false;
        }
        if (++doubts < 2) {
            return false;
        }
        LOG.info("station={} the box has started anew, {} s ago", station, sec);
        lastSec = sec;
        began();
        return true;
    }

    private CompletableFuture<Duration> took(
            Instant at,
            StateReport state,
            Optional<SessionReport> session,
            Optional<MeterReport> meter) {
        boolean complete =
                meter.isPresent() && (session.isPresent() || !view.can(KebaModel.Feature.SESSIONS));
        if (!complete) {
            return later(missed());
        }
        boolean late =
                isBefore(session.flatMap(SessionReport::sec), state)
                        || isBefore(meter.get().sec(), state);
        if (late) {
            return later(SOON);
        }
        Observation seen = new Observation(at, parts.now().get(), state, meter.get(), session);
        view.saw(seen);
        reached();
        return sessions.met(seen)
                .thenComposeAsync(
                        met ->
                                met
                                        ? boot.seen(seen, view.product().orElseThrow())
                                        : CompletableFuture.completedFuture(false),
                        parts.turn())
                .thenComposeAsync(
                        accepted ->
                                accepted
                                        ? sessions.seen(seen)
                                        : CompletableFuture.completedFuture(false),
                        parts.turn())
                .thenComposeAsync(well -> settled(seen, well), parts.turn());
    }

    private static boolean isBefore(Optional<Long> sec, StateReport state) {
        return sec.isPresent() && state.sec().filter(then -> sec.get() < then).isPresent();
    }

    private CompletableFuture<Duration> settled(Observation seen, boolean well) {
        if (!boot.isAccepted() || closed) {
            return later(RETRY);
        }
        return permission
                .seen(seen.state())
                .thenApplyAsync(
                        done -> {
                            Duration next = reports.seen(seen);
                            Duration poll = parts.settings().poll();
                            Duration most = well ? poll : shorter(poll, RETRY);
                            boolean ends =
                                    journal.open().filter(OpenSession::isStopped).isPresent();
                            return shorter(next, ends ? shorter(most, SOON) : most);
                        },
                        parts.turn());
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** The box answers. */
    private void reached() {
        unanswered = 0;
        if (link.filter(BoxLink::isOpen).isPresent()) {
            return;
        }
        latestLink = newLink();
        link = Optional.of(latestLink);
        reports.forget();
        parts.gate().opened(latestLink);
    }

    /** It does not. Says when to try again. */
    private Duration missed() {
        if (++unanswered >= LOOKS_WITHOUT_ANSWER) {
            if (warnings.passes(parts.timers().moment())) {
                LOG.warn(
                        "station={} {}",
                        station,
                        Problem.UDP_NO_ANSWER.line(address.getAddress().getHostAddress()));
            }
            leave();
        }
        return shorter(parts.settings().poll(), RETRY);
    }

    private void leave() {
        link.ifPresent(
                one -> {
                    one.close("");
                    parts.gate().closed(one);
                    sessions.mayHaveMissed();
                });
        link = Optional.empty();
    }

    private void triggered(String message) {
        switch (message) {
            case "BootNotification" -> view.product().ifPresent(boot::now);
            case "Heartbeat" -> caller.call(Action.Heartbeat, Payload.EMPTY);
            default -> view.latest().ifPresent(seen -> reports.triggered(message, seen));
        }
    }

    /** The site does not have it any more, or has it elsewhere. */
    void close() {
        closed = true;
        cancelLook.run();
        leave();
    }
}
