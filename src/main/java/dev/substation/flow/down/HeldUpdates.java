package dev.substation.flow.down;

import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Json;
import dev.substation.dialect.Profile;
import dev.substation.dialect.Times;
import dev.substation.flow.desk.Connections;
import dev.substation.flow.desk.GatewayCalls;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.Store;
import dev.substation.flow.ports.Failures;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.MemoryFigure;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.flow.time.Desk;
import dev.substation.flow.time.Moment;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Answer.Failure;
import dev.substation.model.Call;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * UpdateFirmware for stations that begin at once, whatever its retrieveDate says: the CSMS is
 * answered, and the call waits here until its time has come, over restarts too. Of a station the
 * latest call counts. A station that cannot be reached for a day does not get it any more, and the
 * CSMS learns that by a status.
 */
public final class HeldUpdates {

    /** The owner of what is remembered over restarts. */
    static final String OWNER = "held-update";

    private static final Logger LOG = LoggerFactory.getLogger(HeldUpdates.class);

    private static final String DATE = "retrieveDate";
    private static final String UPSTREAM = "upstream";
    private static final String CALL = "call";

    private static final Duration PAUSE = Duration.ofMinutes(5);
    private static final Duration GIVEN_UP_AFTER = Duration.ofDays(1);

    /** Says something to the CSMS in the place of a station. */
    public interface Reporter {
        void say(Station station, StationId upstream, Action action, Payload payload, String why);
    }

    /** A call that waits. */
    private static final class Held {
        private final StationId upstream;
        private final Payload payload;
        private final Instant date;
        private boolean underWay;
        private Optional<Moment> dueSince = Optional.empty();
        private Optional<Moment> notBefore = Optional.empty();

        Held(StationId upstream, Payload payload, Instant date) {
            this.upstream = upstream;
            this.payload = payload;
            this.date = date;
        }
    }

    private final Desk desk;
    private final Store store;
    private final Connections connections;
    private final Reporter reporter;
    private final FileTransfers files;
    private final Map<StationId, Held> waiting = new HashMap<>();

    public HeldUpdates(
            Desk desk,
            Store store,
            Connections connections,
            Reporter reporter,
            FileTransfers files,
            List<Memory> memories) {
        this.desk = desk;
        this.store = store;
        this.connections = connections;
        this.reporter = reporter;
        this.files = files;
        memories.stream().filter(memory -> memory.owner().equals(OWNER)).forEach(this::remember);
    }

    private void remember(Memory memory) {
        try {
            Payload value = Json.read(memory.value());
            Payload call = value.object(CALL).orElseThrow();
            waiting.put(
                    memory.station(),
                    new Held(
                            new StationId(value.text(UPSTREAM).orElseThrow()),
                            call,
                            call.text(DATE).flatMap(Times::parse).orElseThrow()));
        } catch (BadMessage | RuntimeException unreadable) {
            LOG.warn(
                    "station={} {}",
                    memory.station(),
                    Problem.STORED_DATA_UNREADABLE.line("firmware update that waits"));
        }
    }

    /** A station that no setting names has gone for good. */
    public void forget(StationId station) {
        waiting.remove(station);
    }

    /** How much is kept, for the metrics. */
    public MemoryFigure kept() {
        return MemoryFigure.ofEach(OWNER, waiting.size());
    }

    /** What one that is another CSMS's now has asked for is over; what is to be stored. */
    public List<Change> moved(StationId upstream) {
        List<StationId> asked =
                waiting.entrySet().stream()
                        .filter(entry -> entry.getValue().upstream.equals(upstream))
                        .map(Map.Entry::getKey)
                        .toList();
        asked.forEach(waiting::remove);
        return asked.stream()
                .<Change>map(station -> new Change.MemoriesForgotten(OWNER, station))
                .toList();
    }

    /** A call as its station can be sent it now; with an answer when it has to wait. */
    Profile.ToStation towardsStation(Station station, UpstreamSettings upstream, Call call) {
        if (!Profile.of(station.profile()).begins(call)) {
            return new Profile.ToStation(call, Optional.empty());
        }
        Optional.ofNullable(waiting.get(station.id()))
                .ifPresent(before -> replace(station, before, upstream));
        String date = call.payload().text(DATE).orElse("");
        Optional<Instant> when = Times.parse(date);
        if (when.filter(desk.now()::isBefore).isEmpty()) {
            Note atOnce = Note.approximated(DATE, date, date, "the station begins at once");
            return new Profile.ToStation(
                    when.isPresent() ? call : call.noting(atOnce), Optional.empty());
        }
        set(station.id(), Optional.of(new Held(upstream.identity(), call.payload(), when.get())));
        LOG.info(
                "station={} action={} id={} waits until {}",
                station.id(),
                call.action(),
                call.messageId(),
                when.get());
        Note note =
                Note.approximated(
                        DATE,
                        date,
                        date,
                        "the station would begin at once; the gateway keeps the call until then");
        return new Profile.ToStation(call.noting(note), Optional.of(Answer.result(Payload.EMPTY)));
    }

    /** A CSMS that asked for the one that waited must not wait for it for ever. */
    private void replace(Station station, Held before, UpstreamSettings by) {
        set(station.id(), Optional.empty());
        LOG.info(
                "station={} the firmware update of {} is replaced by one of {}",
                station.id(),
                before.upstream,
                by.identity());
        if (!before.upstream.equals(by.identity())) {
            failed(station, before, "another CSMS of the station has replaced the update");
        }
    }

    private void failed(Station station, Held held, String why) {
        reporter.say(
                station,
                held.upstream,
                Action.FirmwareStatusNotification,
                Payload.of("status", "DownloadFailed"),
                why);
    }

    private void set(StationId station, Optional<Held> held) {
        held.ifPresentOrElse(it -> waiting.put(station, it), () -> waiting.remove(station));
        String value =
                held.map(
                                it ->
                                        Json.write(
                                                Payload.of(
                                                        UPSTREAM,
                                                        it.upstream.value(),
                                                        CALL,
                                                        it.payload)))
                        .orElse("");
        store.commit(new Change.Remembered(new Memory(OWNER, station, "", value)));
    }

    /** Sends what is due to the stations that can be called. To be called now and then. */
    public void sendDue() {
        Map.copyOf(waiting).forEach(this::sendIfDue);
    }

    private void sendIfDue(StationId id, Held held) {
        if (held.underWay || desk.now().isBefore(held.date)) {
            return;
        }
        Moment since = held.dueSince.orElseGet(desk::moment);
        held.dueSince = Optional.of(since);
        if (desk.moment().isAfter(since.plus(GIVEN_UP_AFTER))) {
            giveUp(id, held);
            return;
        }
        boolean rests = held.notBefore.filter(desk.moment()::isBefore).isPresent();
        connections
                .station(id)
                .filter(station -> !rests && station.link().isPresent())
                .ifPresent(station -> send(station, held));
    }

    private void send(Station station, Held held) {
        Call made =
                GatewayCalls.down(
                        station,
                        Action.UpdateFirmware,
                        held.payload,
                        "the retrieveDate of the CSMS has come");
        Call call = files.towardsStation(station, held.upstream, made);
        store.commit(store.logged(made, call.notes()));
        station.asked(Action.UpdateFirmware, held.upstream);
        held.underWay = true;
        Moment since = desk.moment();
        station.call(call)
                .whenCompleteAsync(
                        (answer, fault) -> {
                            held.underWay = false;
                            Answer received = fault == null ? answer : Failures.of(call, fault);
                            store.commit(store.ownEnded(call, received, since));
                            answered(call, held, received);
                        },
                        desk);
    }

    private void answered(Call call, Held held, Answer answer) {
        if (waiting.get(call.station()) != held) {
            return; // the CSMS has sent another since
        }
        if (answer instanceof Failure failure) {
            held.notBefore = Optional.of(desk.moment().plus(PAUSE));
            LOG.warn(
                    "station={} action={} id={} {}",
                    call.station(),
                    call.action(),
                    call.messageId(),
                    Problem.UPDATE_NOT_TAKEN.line(failure.description()));
            return;
        }
        LOG.info(
                "station={} action={} id={} sent at its retrieveDate",
                call.station(),
                call.action(),
                call.messageId());
        set(call.station(), Optional.empty());
    }

    private void giveUp(StationId id, Held held) {
        set(id, Optional.empty());
        LOG.warn("station={} {}", id, Problem.UPDATE_GIVEN_UP.line(held.date));
        connections
                .station(id)
                .ifPresent(
                        station ->
                                failed(station, held, "the station could not be sent the update"));
    }
}
