package dev.substation.flow.desk;

import dev.substation.dialect.Vendors;
import dev.substation.flow.ports.Failures;
import dev.substation.flow.ports.Ledger.StationRow;
import dev.substation.flow.ports.StationLink;
import dev.substation.flow.ports.Tracing;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.time.Desk;
import dev.substation.flow.time.Moment;
import dev.substation.flow.time.OperatingTime;
import dev.substation.flow.time.Throttle;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A station as it is connected: its link, what it was last heard saying, and the calls that wait
 * for it.
 */
public final class Station {

    private static final int CALLS_WAITING = 16;
    private static final int TRIGGERED_MOST = 32; // more than there are operations to trigger

    /** Who tries to redirect calls may try often; one line is enough to act on. */
    private static final Duration REFUSAL_TOLD_EVERY = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(Station.class);

    private record Waiting(Call call, Moment until, CompletableFuture<Answer> answer) {}

    private final StationId id;
    private final Desk desk;
    private final Tracing tracing;
    private final Deque<Waiting> calls = new ArrayDeque<>();
    private final Set<Long> justStopped = new HashSet<>();
    private final Map<Action, StationId> askers = new HashMap<>();
    private final Set<Action> triggered = new HashSet<>();
    private final Triggered awaited;
    private final SeenQuirks quirks;
    private final Takeovers takeovers;
    private final Newcomers newcomers;
    private final Throttle refusals = new Throttle(REFUSAL_TOLD_EVERY);

    private StationSettings settings;
    private Dialect dialect;
    private StationLink link;

    /** Where it was called last, even while a link without address has taken that one's place. */
    private Optional<String> callback = Optional.empty();

    private Optional<String> learntVendor = Optional.empty();
    private boolean suspectedNetwork;
    private boolean calling;
    private final CallRecord called;
    private boolean reservesBelowOne;
    private Optional<Payload> boot = Optional.empty();
    private Moment lastHeard;

    /** When it was last heard, or taken for alive without a word. */
    private Moment aliveAt;

    private Optional<Moment> stored = Optional.empty();

    public Station(StationSettings settings, Dialect dialect, Desk desk, Tracing tracing) {
        this.tracing = tracing;
        this.id = settings.station();
        this.settings = settings;
        this.dialect = dialect;
        this.desk = desk;
        this.called = new CallRecord(desk::now);
        this.lastHeard = desk.moment();
        this.aliveAt = lastHeard;
        this.awaited = new Triggered(desk);
        this.quirks = new SeenQuirks(id);
        this.takeovers = new Takeovers(id, desk);
        this.newcomers = new Newcomers(takeovers, this::link);
    }

    /** The same as the ledger remembers it. */
    Station recalling(StationRow row, Optional<StationLink> over) {
        over.ifPresent(this::follow);
        boot = row.boot();
        lastHeard = desk.moment().minus(row.lastHeard().until(desk.operated()));
        aliveAt = lastHeard;
        stored = Optional.of(lastHeard);
        return this;
    }

    public StationId id() {
        return id;
    }

    public StationSettings settings() {
        return settings;
    }

    /** The vendor profile that counts: the site's, else the one of its boot. */
    public String vendor() {
        return settings.learnsVendor() ? learntVendor.orElse(Vendors.GENERIC) : settings.vendor();
    }

    /** The vendor profile by which messages change: none where the gateway is as if not there. */
    public String profile() {
        return settings.transparent() ? Vendors.GENERIC : vendor();
    }

    /** The vendor profile of its boot; empty if it has named no maker yet. */
    Optional<String> learntVendor() {
        return learntVendor;
    }

    /** Whether neither the site nor its boot names a vendor that has a profile. */
    boolean isOfUnknownVendor() {
        return settings.learnsVendor()
                && learntVendor.filter(vendor -> !vendor.equals(Vendors.GENERIC)).isEmpty();
    }

    void learnVendor(String vendor) {
        learntVendor = Optional.of(vendor);
    }

    /** Its cards look like those of a network of one maker, although its vendor is unknown. */
    void suspectNetwork() {
        suspectedNetwork = true;
    }

    boolean isSuspectedNetwork() {
        return suspectedNetwork;
    }

    public Dialect dialect() {
        return dialect;
    }

    /** How long it has given no reason to take it for alive. */
    public Duration silence() {
        return aliveAt.until(desk.moment());
    }

    /** When it last said something. */
    Moment lastHeard() {
        return lastHeard;
    }

    public Optional<Payload> boot() {
        return boot;
    }

    public boolean isConnected() {
        return link != null && link.kind() == StationLink.Kind.CONNECTED;
    }

    /** Whether it can be called at all. */
    public Optional<StationLink> link() {
        return Optional.ofNullable(link);
    }

    /** The row to store. */
    public StationRow row() {
        stored = Optional.of(lastHeard);
        OperatingTime heard = desk.operated().minus(lastHeard.until(desk.moment()));
        return new StationRow(id, dialect, address(), boot, heard);
    }

    /** Where it is: a callback address, the peer's, or nothing. */
    public String address() {
        if (link == null) {
            return "";
        }
        return link.kind() == StationLink.Kind.LISTEN_ONLY
                ? callback.orElseGet(link::address)
                : link.address();
    }

    /** Its settings have changed. */
    void has(StationSettings current) {
        settings = current;
    }

    /** A sign of life. */
    void heard(StationSettings current) {
        settings = current;
        lastHeard = desk.moment();
        aliveAt = lastHeard;
    }

    /**
     * Takes a link in place of the one before. A link that cannot be called does not replace one
     * that can, nor does one to which there is an objection.
     *
     * @return whether something changed that must be remembered
     */
    public boolean take(StationLink over) {
        if (isRedirect(over)
                || over == link
                || link != null
                        && over.kind() != StationLink.Kind.CONNECTED
                        && takeovers.staysAgainst(link, over)
                || over.kind() == StationLink.Kind.LISTEN_ONLY
                        && link != null
                        && over.dialect() == dialect) {
            return false;
        }
        StationLink before = link;
        boolean changed =
                before == null
                        || over.dialect() != dialect
                        || !over.address().equals(before.address());
        follow(over);
        dialect = over.dialect();
        boolean wasConnected = before != null && before.kind() == StationLink.Kind.CONNECTED;
        if (wasConnected || before != null && over.kind() == StationLink.Kind.CONNECTED) {
            takeovers.tookOver(over);
        }
        if (wasConnected) {
            before.close("a newer connection of the same station has come");
        }
        return changed;
    }

    /** Which newcomers get the place of the link in use. */
    public Newcomers newcomers() {
        return newcomers;
    }

    /** Who stays when several devices come under this identity. */
    Takeovers takeovers() {
        return takeovers;
    }

    void follow(StationLink over) {
        link = over;
        if (over.kind() == StationLink.Kind.CALLED_BACK) {
            callback = Optional.of(over.address());
        }
    }

    /**
     * Whether a link would lead calls away from a better address. Who sends a message without any
     * address, or opens a WebSocket in between, does not make that one forgotten.
     */
    private boolean isRedirect(StationLink over) {
        boolean elsewhere =
                isConnected()
                        || callback.filter(known -> !known.equals(over.address())).isPresent();
        boolean redirect = elsewhere && over.objection().isPresent();
        if (redirect || over.kind() == StationLink.Kind.LISTEN_ONLY) {
            over.objection().ifPresent(this::tell);
        }
        return redirect;
    }

    private void tell(Answer.Failure objection) {
        if (refusals.passes(desk.moment())) {
            LOG.warn(
                    "station={} {}; calls go to {}",
                    id,
                    objection.line(),
                    link == null || link.kind() == StationLink.Kind.LISTEN_ONLY
                            ? "nobody"
                            : link.address());
        }
    }

    /** A link has gone. Says whether it was the one in use. */
    public boolean gone(StationLink closed) {
        newcomers.gone(closed);
        if (closed != link) {
            return false;
        }
        link = null;
        return true;
    }

    /** A new lease of life after a restart; the ledger goes on saying when it was heard. */
    public void presumedAlive() {
        aliveAt = desk.moment();
    }

    /** Whether the last sign of life that was stored is older than this. */
    public boolean storedBefore(Duration age) {
        return stored.filter(at -> at.until(lastHeard).compareTo(age) <= 0).isEmpty();
    }

    /** What the station said at boot, as it left the rules. */
    void booted(Payload sent) {
        boot = Optional.of(sent);
        called.booted();
        triggered.clear();
    }

    /** A CSMS asked for something of which the station will report. */
    public void asked(Action action, StationId upstream) {
        if (action.equals(Action.UpdateFirmware)) {
            askers.put(Action.FirmwareStatusNotification, upstream);
        } else if (action.equals(Action.GetDiagnostics)) {
            askers.put(Action.DiagnosticsStatusNotification, upstream);
        } else if (action.equals(Action.SignedUpdateFirmware)) {
            askers.put(Action.SignedFirmwareStatusNotification, upstream);
        } else if (action.equals(Action.GetLog)) {
            askers.put(Action.LogStatusNotification, upstream);
        }
    }

    /** The CSMS reserves under a number. */
    public void reserved(long reservationId) {
        reservesBelowOne |= reservationId < 1;
    }

    /** Whether the CSMS gives reservations numbers that stations say where there is none. */
    public boolean reservesBelowOne() {
        return reservesBelowOne;
    }

    /** A CSMS has asked for a message, which may come before a boot is accepted. */
    public void triggered(Action action) {
        if (triggered.size() < TRIGGERED_MOST) {
            triggered.add(action);
        }
    }

    /** The station has not accepted that. */
    public void notTriggered(Set<Action> actions) {
        triggered.removeAll(actions);
    }

    /** What CSMS wait for because they have triggered it. */
    public Triggered awaited() {
        return awaited;
    }

    public boolean isTriggered(Action action) {
        return triggered.contains(action);
    }

    /** The upstream station for which a report of the station is; empty when nobody asked. */
    public Optional<StationId> asker(Action report) {
        return Optional.ofNullable(askers.get(report));
    }

    /** The quirks that the log already has. */
    public SeenQuirks quirks() {
        return quirks;
    }

    public void stoppedOn(long connectorId) {
        justStopped.add(connectorId);
    }

    /** Whether a transaction was the last to end there, with no status Available since. */
    public boolean hasJustStopped(long connectorId) {
        return justStopped.contains(connectorId);
    }

    public void cleared(long connectorId) {
        justStopped.remove(connectorId);
    }

    /**
     * Calls the station, one call at a time, within its settings' wait from now. Always completes
     * normally.
     */
    public CompletableFuture<Answer> call(Call call) {
        if (calls.size() >= CALLS_WAITING) {
            return CompletableFuture.completedFuture(
                    Answer.failure(Cause.TOO_MANY_CALLS, id, CALLS_WAITING));
        }
        Duration wait = settings.callWait();
        Waiting waiting = new Waiting(call, desk.moment().plus(wait), new CompletableFuture<>());
        calls.add(waiting);
        next();
        return desk.within(
                        wait,
                        waiting.answer(),
                        () -> {
                            calls.remove(waiting);
                            return Answer.failure(
                                    Cause.STATION_TIMED_OUT, id, call.action(), wait.toSeconds());
                        })
                .thenApply(called::ended);
    }

    /** How calls to it ended. */
    CallRecord called() {
        return called;
    }

    private void next() {
        if (calling) {
            return;
        }
        Waiting waiting = calls.poll();
        if (waiting == null) {
            return;
        }
        if (link == null) {
            waiting.answer()
                    .complete(Answer.failure(Cause.STATION_UNREACHABLE, id, "it is not connected"));
            next();
            return;
        }
        Duration left = desk.moment().until(waiting.until());
        if (left.isNegative() || left.isZero()) {
            next(); // its deadline is about to answer; the station must not do what nobody awaits
            return;
        }
        calling = true;
        called(waiting.call().withDialect(dialect), left)
                .whenCompleteAsync(
                        (answer, fault) -> {
                            calling = false;
                            if (fault == null) {
                                quirks.aroundAnswer(waiting.call().action(), answer.notes());
                            }
                            waiting.answer()
                                    .complete(
                                            fault == null
                                                    ? answer
                                                    : Failures.of(waiting.call(), fault));
                            next();
                        },
                        desk);
    }

    /** Never throws: a call that does not end would block all later ones. */
    private CompletableFuture<Answer> called(Call call, Duration deadline) {
        try {
            return tracing.toStation(link, call, deadline);
        } catch (RuntimeException fault) {
            return CompletableFuture.failedFuture(fault);
        }
    }
}
