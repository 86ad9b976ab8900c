package dev.substation.flow.desk;

import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Differences;
import dev.substation.dialect.Json;
import dev.substation.dialect.SecurityExtension;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.MemoryFigure;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Answer.Result;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * GetLog of stations that have GetDiagnostics instead: the number of the CSMS's request is kept,
 * over restarts too, and what the station then says of its diagnostics goes up under that number.
 * Of a station the latest request counts, as a station uploads one log at a time.
 */
public final class LogUploads {

    /** The owner of what is remembered over restarts. */
    static final String OWNER = "log-upload";

    private static final Logger LOG = LoggerFactory.getLogger(LogUploads.class);

    private static final String STATUS = "status";
    private static final String REQUEST_ID = "requestId";
    private static final String UPSTREAM = "upstream";
    private static final String REQUESTED = "requestedMessage";
    private static final String UPLOADING = "Uploading";
    private static final String IDLE = "Idle";

    /**
     * What the CSMS asked for last.
     *
     * @param status the last word on it; {@code Uploading} as long as the station has said none
     */
    private record Upload(long requestId, StationId upstream, String status) {

        Upload said(String word) {
            return new Upload(requestId, upstream, word);
        }

        Payload told() {
            return Payload.of(STATUS, status, REQUEST_ID, requestId);
        }
    }

    /**
     * A call of the CSMS as the station can be asked it.
     *
     * @param instead the answer when it cannot
     * @param back makes the CSMS's answer of the station's
     */
    public record Asked(Call call, Optional<Answer> instead, UnaryOperator<Answer> back) {

        private static Asked asItIs(Call call) {
            return new Asked(call, Optional.empty(), UnaryOperator.identity());
        }

        private static Asked not(Call call, String status, String reason) {
            Note note = Note.impossible("", "", status, reason);
            return new Asked(
                    call.noting(note),
                    Optional.of(Answer.ofStatus(status)),
                    UnaryOperator.identity());
        }
    }

    /**
     * A call of a station as it goes on.
     *
     * @param upstream for whom it is, when the request says so
     * @param changes to be stored with it
     */
    public record Reported(Call call, Optional<StationId> upstream, List<Change> changes) {}

    private final Store store;
    private final Map<StationId, Upload> uploads = new HashMap<>();

    /** Stations that were asked, by another name, how their upload goes. */
    private final Set<StationId> triggered = new HashSet<>();

    public LogUploads(Store store, List<Memory> memories) {
        this.store = store;
        memories.stream()
                .filter(memory -> memory.owner().equals(OWNER) && !memory.value().isEmpty())
                .forEach(this::remember);
    }

    private void remember(Memory memory) {
        try {
            Payload value = Json.read(memory.value());
            uploads.put(
                    memory.station(),
                    new Upload(
                            value.number(REQUEST_ID).orElseThrow(),
                            new StationId(value.text(UPSTREAM).orElseThrow()),
                            value.text(STATUS).orElseThrow()));
        } catch (BadMessage | RuntimeException unreadable) {
            LOG.warn(
                    "station={} {}",
                    memory.station(),
                    Problem.STORED_DATA_UNREADABLE.line("upload of a log"));
        }
    }

    /** How much is kept, for the metrics. */
    public MemoryFigure kept() {
        return MemoryFigure.ofEach(OWNER, uploads.size());
    }

    /** A station that no setting names has gone for good. */
    public void forget(StationId station) {
        uploads.remove(station);
        triggered.remove(station);
    }

    /** What one that is another CSMS's now has asked for is over; what is to be stored. */
    public List<Change> moved(StationId upstream) {
        List<StationId> asked =
                uploads.entrySet().stream()
                        .filter(entry -> entry.getValue().upstream().equals(upstream))
                        .map(Map.Entry::getKey)
                        .toList();
        asked.forEach(this::forget);
        return asked.stream()
                .<Change>map(station -> new Change.MemoriesForgotten(OWNER, station))
                .toList();
    }

    // ---- down

    /**
     * A call of the CSMS as a station can be asked it.
     *
     * @param upstream who was asked
     * @param call as the rules leave it; it has passed its shape check
     */
    public Asked towardsStation(Station station, StationId upstream, Call call) {
        if (call.action().equals(Action.GetDiagnostics) && uploads.containsKey(station.id())) {
            set(station.id(), Optional.empty()); // what follows is of this one
        }
        Optional<Action> other = Differences.askedAs(station.dialect(), call.action());
        if (other.isEmpty()) {
            return Asked.asItIs(call);
        }
        return call.action().equals(Action.GetLog)
                ? log(station, upstream, call, other.get())
                : trigger(station, call, other.get());
    }

    private Asked log(Station station, StationId upstream, Call call, Action other) {
        if (!SecurityExtension.isOfDiagnostics(call.payload())) {
            return Asked.not(call, "Rejected", "the station has no security log");
        }
        Optional<Upload> before = Optional.ofNullable(uploads.get(station.id()));
        long requestId = call.payload().number(REQUEST_ID).orElseThrow();
        Upload upload = new Upload(requestId, upstream, UPLOADING);
        set(station.id(), Optional.of(upload));
        Call asked =
                as(
                        call,
                        other,
                        SecurityExtension.diagnostics(call.payload()),
                        "asked for as " + other);
        return new Asked(
                asked,
                Optional.empty(),
                answer -> {
                    Answer told = told(answer);
                    if (isNotBegun(told) && uploads.get(station.id()) == upload) {
                        set(station.id(), before);
                    }
                    return told;
                });
    }

    private static Answer told(Answer answer) {
        if (answer instanceof Result result) {
            return result.withPayload(SecurityExtension.log(result.payload()));
        }
        return ((Answer.Failure) answer).cause() == Cause.STATION_REFUSED
                ? Answer.ofStatus("Rejected")
                : answer;
    }

    /** For certain: a station that did not answer may upload all the same. */
    private static boolean isNotBegun(Answer told) {
        return told.fold(
                result -> result.hasStatus("Rejected"),
                failure ->
                        failure.cause() != Cause.STATION_TIMED_OUT
                                && failure.cause() != Cause.STATION_GARBLED);
    }

    private Asked trigger(Station station, Call call, Action other) {
        String requested = call.payload().text(REQUESTED).orElse("");
        boolean ofLog = requested.equals(Action.LogStatusNotification.name());
        if (requested.equals("SignChargePointCertificate")
                || ofLog && !uploads.containsKey(station.id())) {
            return Asked.not(call, "NotImplemented", "the station has no " + requested);
        }
        if (!ofLog) {
            return new Asked(
                    as(call, other, call.payload(), "asked for as " + other),
                    Optional.empty(),
                    UnaryOperator.identity());
        }
        triggered.add(station.id());
        Action wanted = Action.DiagnosticsStatusNotification;
        Payload payload = call.payload().with(REQUESTED, wanted.name());
        return new Asked(
                as(call, other, payload, "asked for as " + other + " of " + wanted),
                Optional.empty(),
                answer -> {
                    if (!answer.isAccepted()) {
                        triggered.remove(station.id());
                    }
                    return answer;
                });
    }

    private static Call as(Call call, Action other, Payload payload, String reason) {
        Note note = Note.approximated("", call.action().name(), other.name(), reason);
        return new Call(
                        call.messageId(),
                        call.station(),
                        call.direction(),
                        call.dialect(),
                        other,
                        payload,
                        call.notes())
                .noting(note);
    }

    // ---- up

    /** A call of a station, as LogStatusNotification if it speaks of what GetLog asked for. */
    public Reported fromStation(Call call) {
        Upload upload = uploads.get(call.station());
        if (upload == null || !call.action().equals(Action.DiagnosticsStatusNotification)) {
            return new Reported(call, Optional.empty(), List.of());
        }
        String status = call.payload().text(STATUS).map(SecurityExtension::logStatus).orElse(IDLE);
        boolean asked = triggered.remove(call.station());
        if (status.equals(IDLE)) {
            return asked
                    ? reported(call, upload, Payload.of(STATUS, IDLE), List.of())
                    : new Reported(call, Optional.empty(), List.of());
        }
        Upload said = upload.said(status);
        uploads.put(call.station(), said);
        return reported(
                call, said, said.told(), List.of(stored(call.station(), Optional.of(said))));
    }

    private static Reported reported(Call call, Upload upload, Payload told, List<Change> changes) {
        Call report =
                as(
                        call,
                        Action.LogStatusNotification,
                        told,
                        "the CSMS requested the log by GetLog");
        return new Reported(report, Optional.of(upload.upstream()), changes);
    }

    /** What can be said of the last log that the CSMS asked for; empty when it asked for none. */
    public Optional<Payload> last(StationId station) {
        return Optional.ofNullable(uploads.get(station)).map(Upload::told);
    }

    private void set(StationId station, Optional<Upload> upload) {
        upload.ifPresentOrElse(known -> uploads.put(station, known), () -> uploads.remove(station));
        store.commit(stored(station, upload));
    }

    private static Change stored(StationId station, Optional<Upload> upload) {
        String value =
                upload.map(
                                known ->
                                        Json.write(
                                                known.told()
                                                        .with(UPSTREAM, known.upstream().value())))
                        .orElse("");
        return new Change.Remembered(new Memory(OWNER, station, "", value));
    }
}
