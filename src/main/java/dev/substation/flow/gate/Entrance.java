package dev.substation.flow.gate;

import dev.substation.flow.ports.DoorRefusals;
import dev.substation.flow.ports.Ledger.StationRow;
import dev.substation.flow.ports.PassedText;
import dev.substation.flow.ports.Site;
import dev.substation.flow.ports.StationGate;
import dev.substation.flow.ports.StationLink;
import dev.substation.flow.ports.Tracing;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.time.Moment;
import dev.substation.flow.time.Throttle;
import dev.substation.flow.time.Timers;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Note;
import dev.substation.model.StationId;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of the faces to the gateway. Lets in as much as the gateway can hold and refuses the rest
 * at once, before it costs anything: calls, so that a slow CSMS cannot fill the heap, and stations
 * without an entry of their own, for anybody can make up identities. Refuses everything once the
 * gateway stops.
 */
public final class Entrance implements StationGate {

    private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);

    /** Rejections are logged now and then: one line for each would fill the disk. */
    private static final Duration TOLD_EVERY = Duration.ofMinutes(1);

    private static final int FORGOTTEN_AT_ONCE = 100;
    private static final int FEW = 20;

    /**
     * What may come in.
     *
     * @param strangers how many stations without an entry of their own may be known
     * @param reserve the last places, which are not for an address that has many stations on trial:
     *     known for less than the trial time
     * @param onTrial how many an address may have on trial to get one of the last places
     * @param trial that time; who was silent for as long while on trial may be forgotten
     * @param silence after which another such station may be forgotten, when the place is needed
     * @param callsOfStation how many calls of a station may wait for their answers
     * @param calls how many calls may wait in all
     * @param characters how much text they may hold together
     */
    public record Limits(
            int strangers,
            int reserve,
            int onTrial,
            Duration trial,
            Duration silence,
            int callsOfStation,
            int calls,
            long characters) {

        /**
         * The last quarter for addresses with fewer than 20 on trial, a trial of 10 minutes, an
         * hour of silence, 64 calls of a station, 3,000 in all with 16 M characters.
         */
        public static Limits usual(int strangers) {
            return new Limits(
                    strangers,
                    strangers / 4,
                    FEW,
                    Duration.ofMinutes(10),
                    Duration.ofHours(1),
                    64,
                    3_000,
                    16L << 20);
        }
    }

    private final Gateway gateway;

    /** Where calls are followed: only those that were let in, for anybody can send the others. */
    private final StationGate followed;

    private final Timers timers;
    private final Limits limits;
    private final Load load;
    private final UnlistedStations strangers;
    private final Throttle strangersTold = new Throttle(TOLD_EVERY);
    private final Throttle loadTold = new Throttle(TOLD_EVERY);
    private volatile boolean stopping;

    /** Without traces. */
    public Entrance(Gateway gateway, Timers timers, Limits limits, Collection<StationRow> known) {
        this(gateway, Tracing.OFF, timers, limits, known);
    }

    /**
     * @param known the stations of earlier runs
     */
    public Entrance(
            Gateway gateway,
            Tracing tracing,
            Timers timers,
            Limits limits,
            Collection<StationRow> known) {
        this.gateway = gateway;
        followed = tracing.gate(gateway);
        this.timers = timers;
        this.limits = limits;
        load = new Load(limits.callsOfStation(), limits.calls(), limits.characters());
        strangers =
                new UnlistedStations(
                        limits.strangers(), limits.reserve(), limits.onTrial(), limits.trial());
        Moment now = timers.moment();
        known.stream()
                .filter(row -> isStranger(row.station()))
                .forEach(row -> strangers.remember(row.station(), now.minus(gateway.silence(row))));
    }

    private boolean isStranger(StationId station) {
        return gateway.settings(station).filter(settings -> !settings.listed()).isPresent();
    }

    /** Whether a station is neither listed nor known from before. */
    public boolean isNew(StationId station) {
        return gateway.settings(station)
                .map(settings -> !settings.listed() && !strangers.knows(station))
                .orElse(true);
    }

    /**
     * Takes other settings of the site, for all that comes once the result is there. If that is
     * cancelled before the desk comes to it, the settings stay.
     */
    public CompletableFuture<Void> use(Site next) {
        CompletableFuture<List<StationId>> used = gateway.use(next);
        CompletableFuture<Void> placed = used.thenAccept(known -> known.forEach(this::place));
        placed.whenComplete((done, fault) -> used.cancel(false));
        return placed;
    }

    /** An entry of its own makes the place of an unlisted station free; a lost one takes one. */
    private void place(StationId station) {
        if (!isStranger(station)) {
            strangers.forget(station);
        } else if (!strangers.knows(station)) {
            strangers.remember(station, timers.moment());
        }
    }

    /** Refuses all that comes from now on. */
    public void stop() {
        stopping = true;
    }

    @Override
    public Optional<StationSettings> settings(StationId station) {
        return gateway.settings(station);
    }

    @Override
    public Answer.Failure unknown(Object name) {
        return gateway.unknown(name);
    }

    @Override
    public long settingsVersion() {
        return gateway.settingsVersion();
    }

    @Override
    public DoorRefusals refusals() {
        return gateway.refusals();
    }

    @Override
    public boolean isRevoked(X509Certificate certificate) {
        return gateway.isRevoked(certificate);
    }

    @Override
    public void nextKeyShown(StationId station) {
        gateway.nextKeyShown(station);
    }

    @Override
    public Optional<Answer.Failure> turnedAway(StationId station, String peer) {
        return objection(station, peer).or(() -> gateway.turnedAway(station, peer));
    }

    private Optional<Answer.Failure> objection(StationId station, String peer) {
        if (stopping) {
            return Optional.of(Answer.failure(Cause.STOPPING));
        }
        Moment now = timers.moment();
        if (!isStranger(station)) {
            return Optional.empty();
        }
        UnlistedStations.Admission admission = strangers.admit(station, peer, now);
        if (admission == UnlistedStations.Admission.ADMITTED) {
            return Optional.empty();
        }
        Answer.Failure full =
                admission == UnlistedStations.Admission.FULL
                        ? Answer.failure(Cause.TOO_MANY_STATIONS, station, strangers.most())
                        : Answer.failure(
                                Cause.TOO_MANY_FROM_ADDRESS,
                                station,
                                strangers.mostOnTrial(),
                                peer);
        if (strangersTold.passes(now)) {
            LOG.warn("{}; further ones of the next minute are not logged", full.line());
            makeRoom(now);
        }
        return Optional.of(full);
    }

    /** Forgets stations that have been silent for long; who was refused just now comes again. */
    private void makeRoom(Moment now) {
        for (StationId silent : strangers.silentFor(limits.silence(), now, FORGOTTEN_AT_ONCE)) {
            gateway.forget(silent)
                    .thenAccept(
                            forgotten -> {
                                if (forgotten) {
                                    strangers.forget(silent);
                                }
                            });
        }
    }

    @Override
    public void opened(StationLink link) {
        gateway.opened(link);
    }

    @Override
    public void closed(StationLink link) {
        if (!stopping) {
            gateway.closed(link);
        }
    }

    @Override
    public CompletableFuture<Answer> call(StationLink from, Call call) {
        Optional<Answer.Failure> objection = objection(call.station(), from.peer());
        if (objection.isPresent()) {
            gateway.rejected().took(call, objection.get());
            return CompletableFuture.completedFuture(objection.get());
        }
        Optional<Load.Place> place = load.take(call);
        if (place.isEmpty()) {
            Answer.Failure refusal = tooMuch(call);
            gateway.rejected().refused(from, call, refusal);
            return CompletableFuture.completedFuture(refusal);
        }
        return followed.call(from, call).whenComplete((answer, fault) -> load.letGo(place.get()));
    }

    @Override
    public void rejected(Call call, Answer.Failure why) {
        gateway.rejected().took(call, why);
    }

    @Override
    public CompletableFuture<Void> passed(StationLink from, PassedText message) {
        if (objection(from.station(), from.peer()).isPresent()) {
            return CompletableFuture.completedFuture(null); // its WebSocket is about to close
        }
        return gateway.passed(from, message);
    }

    @Override
    public void said(Call call, Answer.Result answer, List<Note> notes) {
        if (!stopping) {
            followed.said(call, answer, notes);
        }
    }

    private Answer.Failure tooMuch(Call call) {
        if (load.isFull(call.station())) {
            return Answer.failure(Cause.TOO_MANY_CALLS, call.station(), load.mostOfStation());
        }
        Answer.Failure full =
                Answer.failure(
                        Cause.OVERLOADED,
                        call.action(),
                        load.calls() + " calls wait for their answers");
        if (loadTold.passes(timers.moment())) {
            LOG.warn("station={} {}", call.station(), full.line());
        }
        return full;
    }
}
