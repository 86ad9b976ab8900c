package dev.substation.flow.desk;

import static dev.substation.model.BootAnswer.ACCEPTED;
import static dev.substation.model.BootAnswer.PENDING;
import static dev.substation.model.BootAnswer.REJECTED;

import dev.substation.flow.ports.Ledger;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.MemoryFigure;
import dev.substation.flow.ports.Rules;
import dev.substation.flow.ports.Site;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.flow.settings.UpstreamSettings.Shape;
import dev.substation.flow.time.Desk;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Answer.Failure;
import dev.substation.model.Answer.Result;
import dev.substation.model.BootAnswer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * BootNotification: the CSMS decides, for each upstream station by itself; while it is away a
 * station is accepted from memory and the boot sent later.
 *
 * <pre>
 *                      boot answered Accepted
 *   UNASKED ------------------------------------------&gt; ACCEPTED
 *    ^   |                                                ^   |
 *    |   | Pending, Rejected,                 Accepted    |   | Pending, Rejected
 *    |   | or the link is refused                         |   v
 *    |   +--------------------------------------&gt; PENDING, REJECTED (queued)
 *    |
 *    +--- from all: the CSMS changes, or is away at a boot; the boot is owed
 * </pre>
 *
 * <p>While it is queued, nothing but boots goes to the CSMS, save what it has triggered and what is
 * worth money, which waits in the outbox.
 */
public final class Registration {

    private static final Logger LOG = LoggerFactory.getLogger(Registration.class);
    private static final long INTERVAL_MOST = Integer.MAX_VALUE; // can be added to any time
    private static final long INTERVAL_WHEN_REFUSED = 60;

    private final Store store;
    private final Connections connections;
    private final Rules rules;
    private final Desk desk;
    private final Site site;
    private final Affiliations affiliations;
    private final BootAnswers words;
    private final Registrations registrations;
    private final StationIntervals intervals;

    /** Stations that got Accepted, but whose boot the CSMS must still get. */
    private final Set<StationId> owed = new HashSet<>();

    public Registration(
            Store store,
            Connections connections,
            Rules rules,
            Desk desk,
            Site site,
            Affiliations affiliations,
            Ledger.Snapshot snapshot) {
        this.store = store;
        this.connections = connections;
        this.rules = rules;
        this.desk = desk;
        this.site = site;
        this.affiliations = affiliations;
        words = new BootAnswers(desk);
        registrations = new Registrations(affiliations, snapshot);
        intervals = new StationIntervals(site, registrations, snapshot.memories());
    }

    /**
     * How the stations stand, for the metrics.
     *
     * @param stops how many transactions are to be stopped
     */
    public Acceptance acceptance(int stops) {
        int waiting = (int) owed.stream().filter(this::owes).count();
        return new Acceptance(
                registrations.count(PENDING), registrations.count(REJECTED), waiting, stops);
    }

    /** How much is kept, for the metrics. */
    public List<MemoryFigure> kept() {
        return List.of(registrations.kept(), intervals.kept(), registrations.keptDeclined());
    }

    /** A station that no setting names has gone for good. */
    public void forget(StationId upstream) {
        registrations.forget(upstream);
        owed.remove(upstream);
        intervals.forget(upstream);
    }

    /** A CSMS' answer with the time and the interval that it left out. */
    public Result completed(Result answer) {
        return words.completed(answer);
    }

    /** What was learnt of registrations since the site was changed; to be stored. */
    public List<Change> adopted() {
        return registrations.adopted();
    }

    /**
     * The CSMS's heartbeat interval for an upstream station in seconds; 0 when it has said none.
     */
    public long interval(StationId upstream) {
        return registrations.interval(upstream);
    }

    /** How often a CSMS gets Heartbeats, in seconds; where it leaves that open, as stations do. */
    public long beatsEvery(StationId upstream) {
        return registrations.interval(upstream) > 0
                ? registrations.interval(upstream)
                : BootAnswers.INTERVAL_WITHOUT_CSMS;
    }

    /** How often SOAP stations show themselves. */
    public StationIntervals stationIntervals() {
        return intervals;
    }

    /** The CSMS has set another interval than it gave at the boot; it counts until the next. */
    public Change wished(StationId upstream, long seconds) {
        LOG.info("station={} the CSMS has set the interval {} s", upstream, seconds);
        return registrations.keep(upstream, registrations.status(upstream), seconds);
    }

    /**
     * Whether the CSMS has accepted the joined stations, so that only the boot of their first one
     * goes to it. A CSMS takes a boot as the end of all charging.
     */
    public boolean isJoinedAlready(UpstreamSettings upstream) {
        return upstream.shape() == Shape.JOINED && registrations.isAccepted(upstream.identity());
    }

    /**
     * After a start: what a station's last boot was not answered for is owed, also for upstream
     * stations that the site has given it since.
     */
    public void remembered(Station station) {
        if (station.boot().isPresent()) {
            site.upstreams(station.id()).stream()
                    .map(UpstreamSettings::identity)
                    .filter(
                            upstream ->
                                    registrations.status(upstream).isEmpty()
                                            || heldBack(upstream) && isAcceptedByAny(station))
                    .forEach(owed::add);
        }
    }

    /** Then it will not boot again for the part that is not accepted. */
    private boolean isAcceptedByAny(Station station) {
        return site.upstreams(station.id()).stream()
                .map(UpstreamSettings::identity)
                .anyMatch(registrations::isAccepted);
    }

    /** The boot that the CSMS must still see before all else, as a station sent it. */
    public Optional<Payload> owed(StationId upstream) {
        if (!owed.contains(upstream)) {
            return Optional.empty();
        }
        return site.upstream(upstream).stream()
                .flatMap(settings -> settings.stations().stream())
                .flatMap(station -> connections.station(station).stream())
                .flatMap(station -> station.boot().stream())
                .findFirst();
    }

    /** Whether the CSMS must still see a boot: what it knows of the station is not settled. */
    public boolean owes(StationId upstream) {
        return owed(upstream).isPresent();
    }

    /** A station's boot is on its way to the csms. */
    public void asking(Outgoing out) {
        owed.remove(out.call().station());
        out.station().booted(out.call().payload());
    }

    /** The CSMS's answer to the boot of a transparent station, which passes unchanged. */
    public Answer heard(Outgoing out, Result answer) {
        BootAnswer boot = new BootAnswer(answer.payload());
        long interval = boot.interval().filter(i -> i > 0).orElse(BootAnswers.SOAP_INTERVAL_MOST);
        List<Change> changes = learn(out.call().station(), answer.payload());
        changes.add(
                intervals.showsItselfEvery(out.station().id(), Math.min(interval, INTERVAL_MOST)));
        changes.add(new Change.StationChanged(out.station().row()));
        store.commit(changes);
        return answer;
    }

    /** Answers a station's boot from memory, because the CSMS need not be asked. */
    public CompletableFuture<Answer> joined(Outgoing out) {
        out.station().booted(out.call().payload());
        Answer told =
                Answer.result(words.of(ACCEPTED, beatsEvery(out.call().station())))
                        .noting(
                                BootAnswers.answered(
                                        "the CSMS has accepted the joined stations already"));
        return told(List.of(out), told, new ArrayList<>());
    }

    /**
     * Answers a station's boot from the answers that the CSMS gave its upstream stations, or from
     * memory. One that is accepted is enough: what the others send waits until they are.
     *
     * @param answers in the order of {@code outs}
     */
    public CompletableFuture<Answer> answered(List<Outgoing> outs, List<Answer> answers) {
        List<Change> changes = new ArrayList<>();
        Answer told = null;
        for (int i = 0; i < outs.size(); i++) {
            Outgoing out = outs.get(i);
            StationId upstream = out.call().station();
            Answer answer =
                    answers.get(i)
                            .fold(
                                    result -> {
                                        changes.addAll(learn(upstream, result.payload()));
                                        if (registrations.isAccepted(upstream)) {
                                            changes.addAll(affiliations.told(upstream));
                                        }
                                        return result;
                                    },
                                    failure -> fromMemory(out, failure, changes));
            if (told == null || !told.isAccepted() && answer.isAccepted()) {
                told = answer;
            }
        }
        // What had to wait for it goes now.
        outs.forEach(out -> out.upstream().pump());
        if (told.isAccepted()) {
            outs.stream()
                    .filter(out -> !registrations.isAccepted(out.call().station()))
                    .filter(out -> !owed.contains(out.call().station()))
                    .forEach(out -> again(out, changes));
        }
        return told(outs, told, changes);
    }

    /** The station will not boot again for a part that was not accepted, so the gateway does. */
    private void again(Outgoing out, List<Change> changes) {
        StationId upstream = out.call().station();
        changes.add(owe(upstream));
        out.upstream().rest(againAfter(upstream));
    }

    private Duration againAfter(StationId upstream) {
        long interval = registrations.interval(upstream);
        return Duration.ofSeconds(interval > 0 ? interval : INTERVAL_WHEN_REFUSED);
    }

    private CompletableFuture<Answer> told(List<Outgoing> outs, Answer told, List<Change> changes) {
        Station station = outs.get(0).station();
        changes.add(new Change.StationChanged(station.row()));
        Answer answer = words.forStation(station, rules.unwind(outs.get(0).undo(), told));
        if (answer instanceof Result result && station.dialect().isSoap()) {
            new BootAnswer(result.payload())
                    .interval()
                    .ifPresent(
                            seconds ->
                                    changes.add(intervals.showsItselfEvery(station.id(), seconds)));
        }
        return store.commit(changes).thenApplyAsync(stored -> answer, desk);
    }

    /**
     * The CSMS's answer to a boot that the gateway sent late. Empty if it is accepted, else how
     * long to wait before the gateway sends it again: the station believes that it is accepted and
     * will not boot again.
     */
    public Optional<Duration> answeredLate(StationId upstream, Answer answer) {
        if (!(answer instanceof Result result)) {
            return Optional.of(Duration.ofSeconds(INTERVAL_WHEN_REFUSED));
        }
        List<Change> changes = learn(upstream, result.payload());
        if (registrations.isAccepted(upstream)) {
            store.commit(changes);
            return Optional.empty();
        }
        changes.add(owe(upstream));
        store.commit(changes);
        return Optional.of(againAfter(upstream));
    }

    /** Whether the CSMS's last word forbids to send anything but boots (OCPP 1.6 section 4.2). */
    public boolean heldBack(StationId upstream) {
        return registrations
                .status(upstream)
                .filter(status -> !status.equals(ACCEPTED))
                .isPresent();
    }

    /**
     * Why a call of a station is rejected before its boot is accepted (OCPP 1.6 section 4.2, errata
     * of 2025); empty if it is not. This concerns stations whose own boot was answered Pending or
     * Rejected; stations accepted from memory are {@link #owed}. Calls that end or measure a
     * transaction are always accepted, because they are needed for billing and wait in the outbox;
     * so are calls that the CSMS has triggered.
     *
     * @param charging whether the call is a start where the station charges already
     */
    public Optional<Failure> objection(Station station, Call call, boolean charging) {
        List<String> told =
                site.upstreams(station.id()).stream()
                        .map(UpstreamSettings::identity)
                        .map(
                                upstream ->
                                        registrations
                                                .status(upstream)
                                                .orElse(isBarred(upstream) ? REJECTED : ACCEPTED))
                        .toList();
        boolean taken =
                told.contains(ACCEPTED)
                        || charging
                        || call.action().equals(Action.BootNotification)
                        || call.action().equals(Action.StopTransaction)
                        || call.action().equals(Action.MeterValues)
                                && call.payload().containsKey("transactionId")
                        || station.isTriggered(call.action());
        if (taken) {
            return Optional.empty();
        }
        LOG.debug(
                "station={} action={} id={} rejected: its boot is not accepted",
                station.id(),
                call.action(),
                call.messageId());
        return Optional.of(
                Answer.failure(Cause.NOT_ACCEPTED, station.id(), told.get(0), call.action()));
    }

    /** Whether the CSMS does not let a station in that it has never accepted. */
    private boolean isBarred(StationId upstream) {
        return connections.refusal(upstream).isPresent() && !registrations.wasAccepted(upstream);
    }

    /**
     * What a station gets instead of an answer by policy when the CSMS refuses its link and has
     * never accepted it: a refusal is no outage.
     *
     * @param instead why the CSMS has not answered
     */
    public Optional<Failure> barred(Outgoing out, Failure instead) {
        return instead.cause() == Cause.CSMS_BARS && isBarred(out.call().station())
                ? Optional.of(
                        Answer.failure(
                                Cause.NOT_ACCEPTED,
                                out.station().id(),
                                REJECTED,
                                out.call().action()))
                : Optional.empty();
    }

    /**
     * The CSMS must get the last boot again, before everything else. Until it answers, the boot
     * counts as not accepted.
     */
    public void tellAgain(StationId upstream) {
        if (heldBack(upstream)) {
            owed.add(upstream);
        } else {
            store.commit(owe(upstream));
        }
    }

    private Change owe(StationId upstream) {
        owed.add(upstream);
        return registrations.unasked(upstream);
    }

    private List<Change> learn(StationId upstream, Payload conf) {
        BootAnswer boot = new BootAnswer(conf);
        String status = boot.status().orElse(ACCEPTED);
        long interval = boot.interval().or(boot::heartbeatInterval).orElse(0L);
        owed.remove(upstream);
        LOG.info(
                "station={} boot answered {} by the CSMS, interval {} s",
                upstream,
                status,
                interval);
        long bounded = Math.min(Math.max(interval, 0), INTERVAL_MOST);
        return registrations.answered(upstream, status, bounded);
    }

    private Answer fromMemory(Outgoing out, Failure failure, List<Change> changes) {
        StationId upstream = out.call().station();
        if (failure.cause() == Cause.CSMS_BARS && !registrations.wasAccepted(upstream)) {
            owed.add(upstream); // the CSMS hears it when it lets the station in
            changes.add(registrations.keep(upstream, Optional.of(REJECTED), INTERVAL_WHEN_REFUSED));
            bootLine(upstream, REJECTED, "the CSMS rejects the link", failure);
            return byGateway(REJECTED, INTERVAL_WHEN_REFUSED, failure);
        }
        boolean refused = !failure.cause().undelivered();
        if (refused && !registrations.isAccepted(upstream)) {
            bootLine(upstream, REJECTED, "the CSMS rejects the boot", failure);
            return byGateway(REJECTED, INTERVAL_WHEN_REFUSED, failure);
        }
        Optional<String> no = registrations.saidNo(upstream);
        if (no.isPresent()) {
            bootLine(upstream, no.get(), "the latest answer of the CSMS", failure);
            changes.add(registrations.keep(upstream, no, registrations.interval(upstream)));
            return byGateway(no.get(), registrations.interval(upstream), failure);
        }
        if (!registrations.wasAccepted(upstream) && !out.station().settings().acceptedOffline()) {
            bootLine(upstream, REJECTED, "the CSMS has never accepted it", failure);
            changes.add(
                    registrations.keep(
                            upstream, Optional.of(REJECTED), registrations.interval(upstream)));
            return byGateway(REJECTED, INTERVAL_WHEN_REFUSED, failure);
        }
        changes.add(owe(upstream));
        bootLine(upstream, ACCEPTED, "from memory", failure);
        return byGateway(ACCEPTED, beatsEvery(upstream), failure);
    }

    private Answer byGateway(String status, long interval, Failure instead) {
        return Answer.result(words.of(status, interval))
                .noting(BootAnswers.answered(instead.description()));
    }

    private static void bootLine(StationId upstream, String status, String why, Failure failure) {
        LOG.warn(
                "station={} {}", upstream, Problem.BOOT_ANSWERED.line(status, why, failure.line()));
    }
}
