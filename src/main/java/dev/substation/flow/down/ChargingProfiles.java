package dev.substation.flow.down;

import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Json;
import dev.substation.dialect.Profile;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.Store;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.MemoryFigure;
import dev.substation.flow.time.Desk;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Answer.Failure;
import dev.substation.model.Call;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ClearChargingProfile for stations that clear a profile by its id alone: what the CSMS names by
 * connector, purpose or stack level becomes one call for each profile that has passed and fits. For
 * this the profiles that such stations have accepted are kept, over restarts too.
 */
public final class ChargingProfiles {

    /** The owner of what is remembered over restarts. */
    static final String OWNER = "charging-profiles";

    private static final Logger LOG = LoggerFactory.getLogger(ChargingProfiles.class);

    private static final String ID = "id";
    private static final String CONNECTOR = "connectorId";
    private static final String PURPOSE = "chargingProfilePurpose";
    private static final String LEVEL = "stackLevel";
    private static final String PROFILES = "profiles";
    private static final String TX_PROFILE = "TxProfile";
    private static final List<String> FILTER = List.of(CONNECTOR, PURPOSE, LEVEL);

    private static final int MOST = 100; // of a station; beyond, the oldest is forgotten

    /** A profile that a station has accepted. */
    private record Held(long id, long connectorId, String purpose, long stackLevel) {

        static Held of(Payload stored) {
            return new Held(
                    stored.number(ID).orElseThrow(),
                    stored.number(CONNECTOR).orElseThrow(),
                    stored.text(PURPOSE).orElseThrow(),
                    stored.number(LEVEL).orElseThrow());
        }

        Payload stored() {
            return Payload.of(ID, id, CONNECTOR, connectorId, PURPOSE, purpose, LEVEL, stackLevel);
        }

        boolean fits(Payload filter) {
            return filter.number(CONNECTOR).filter(it -> it != connectorId).isEmpty()
                    && filter.text(PURPOSE).filter(it -> !it.equals(purpose)).isEmpty()
                    && filter.number(LEVEL).filter(it -> it != stackLevel).isEmpty();
        }

        /** Whether a station that takes the other no longer has this one (OCPP 1.6 §3.13.2). */
        boolean isReplacedBy(Held other) {
            return id == other.id
                    || connectorId == other.connectorId
                            && stackLevel == other.stackLevel
                            && purpose.equals(other.purpose)
                            && !purpose.equals(TX_PROFILE);
        }
    }

    private final Desk desk;
    private final Store store;
    private final Map<StationId, List<Held>> held = new HashMap<>();

    public ChargingProfiles(Desk desk, Store store, List<Memory> memories) {
        this.desk = desk;
        this.store = store;
        memories.stream().filter(memory -> memory.owner().equals(OWNER)).forEach(this::remember);
    }

    private void remember(Memory memory) {
        try {
            held.put(
                    memory.station(),
                    Json.read(memory.value()).objects(PROFILES).stream().map(Held::of).toList());
        } catch (BadMessage | RuntimeException unreadable) {
            LOG.warn(
                    "station={} {}",
                    memory.station(),
                    Problem.STORED_DATA_UNREADABLE.line("charging profiles"));
        }
    }

    /** A station that no setting names has gone for good. */
    public void forget(StationId station) {
        held.remove(station);
    }

    /** How much is kept, for the metrics. */
    public MemoryFigure kept() {
        return MemoryFigure.ofEach(OWNER, held.size());
    }

    /**
     * A call as its station can be sent it, with a note on what its fields stand for; with an
     * answer when no profile fits.
     */
    Profile.ToStation towardsStation(Station station, Call call) {
        if (!isClearedById(station, call)) {
            return new Profile.ToStation(call, Optional.empty());
        }
        Payload payload = call.payload();
        if (payload.number(ID).isPresent()) {
            Call alone = call;
            for (String field : FILTER) {
                if (payload.get(field) != null) {
                    alone =
                            alone.withPayload(alone.payload().without(field))
                                    .noting(
                                            Note.impossible(
                                                    field,
                                                    payload.get(field).toString(),
                                                    "",
                                                    "the station clears profiles only by" + " id"));
                }
            }
            return new Profile.ToStation(alone, Optional.empty());
        }
        List<Held> fitting = fitting(station.id(), payload);
        String ids =
                fitting.stream().map(it -> Long.toString(it.id())).collect(Collectors.joining(","));
        Note note =
                Note.deduced(
                        ID,
                        "",
                        ids,
                        fitting.isEmpty()
                                ? "no known profile matches; not sent to the station, which"
                                        + " clears profiles only by id"
                                : "the known profiles that match; the station clears profiles only"
                                        + " by id");
        return new Profile.ToStation(
                call.noting(note),
                fitting.isEmpty() ? Optional.of(Answer.ofStatus("Unknown")) : Optional.empty());
    }

    private static boolean isClearedById(Station station, Call call) {
        return call.action().equals(Action.ClearChargingProfile)
                && knowsIdsAlone(station, call.action());
    }

    private static boolean knowsIdsAlone(Station station, Action action) {
        return Profile.of(station.profile()).knowsIdsAlone(station.dialect(), action);
    }

    private List<Held> fitting(StationId station, Payload filter) {
        return held.getOrDefault(station, List.of()).stream()
                .filter(profile -> profile.fits(filter))
                .toList();
    }

    /**
     * Calls a station, once for each profile that is to be cleared.
     *
     * @param sending calls it; completes normally
     */
    CompletableFuture<Answer> call(
            Station station, Call call, Function<Call, CompletableFuture<Answer>> sending) {
        if (isClearedById(station, call)) {
            List<Long> ids =
                    call.payload()
                            .number(ID)
                            .map(List::of)
                            .orElseGet(
                                    () ->
                                            fitting(station.id(), call.payload()).stream()
                                                    .map(Held::id)
                                                    .toList());
            return clear(call, ids, Answer.ofStatus("Unknown"), sending);
        }
        Optional<Held> given = given(station, call);
        return given.isEmpty()
                ? sending.apply(call)
                : sending.apply(call)
                        .thenApplyAsync(
                                answer -> {
                                    if (answer.isAccepted()) {
                                        took(station.id(), given.get());
                                    }
                                    return answer;
                                },
                                desk);
    }

    /** One profile after the other; Accepted if one was cleared, unless the station failed. */
    private CompletableFuture<Answer> clear(
            Call call,
            List<Long> ids,
            Answer before,
            Function<Call, CompletableFuture<Answer>> sending) {
        if (ids.isEmpty()) {
            return CompletableFuture.completedFuture(before);
        }
        long id = ids.get(0);
        return sending.apply(call.withPayload(Payload.of(ID, id)))
                .thenComposeAsync(
                        answer -> {
                            if (answer instanceof Failure) {
                                return CompletableFuture.completedFuture(answer);
                            }
                            gone(call.station(), id);
                            return clear(
                                    call,
                                    ids.subList(1, ids.size()),
                                    before.isAccepted() ? before : answer,
                                    sending);
                        },
                        desk);
    }

    /** The profile that a call gives to a station that will clear it by its id alone. */
    private static Optional<Held> given(Station station, Call call) {
        boolean sets = call.action().equals(Action.SetChargingProfile);
        boolean starts = call.action().equals(Action.RemoteStartTransaction);
        if (!sets && !starts || !knowsIdsAlone(station, Action.ClearChargingProfile)) {
            return Optional.empty();
        }
        return call.payload()
                .object(sets ? "csChargingProfiles" : "chargingProfile")
                .flatMap(
                        profile ->
                                profile.number("chargingProfileId")
                                        .map(
                                                id ->
                                                        new Held(
                                                                id,
                                                                call.payload()
                                                                        .number(CONNECTOR)
                                                                        .orElse(0L),
                                                                profile.text(PURPOSE).orElse(""),
                                                                profile.number(LEVEL).orElse(0L))));
    }

    private void took(StationId station, Held profile) {
        List<Held> now =
                held.getOrDefault(station, List.of()).stream()
                        .filter(other -> !other.isReplacedBy(profile))
                        .collect(Collectors.toCollection(ArrayList::new));
        now.add(profile);
        keep(station, now.subList(Math.max(0, now.size() - MOST), now.size()));
    }

    private void gone(StationId station, long id) {
        List<Held> before = held.getOrDefault(station, List.of());
        List<Held> now = before.stream().filter(profile -> profile.id() != id).toList();
        if (now.size() < before.size()) {
            keep(station, now);
        }
    }

    private void keep(StationId station, List<Held> now) {
        if (now.isEmpty()) {
            held.remove(station);
        } else {
            held.put(station, List.copyOf(now));
        }
        String value =
                now.isEmpty()
                        ? ""
                        : Json.write(Payload.of(PROFILES, now.stream().map(Held::stored).toList()));
        store.commit(new Change.Remembered(new Memory(OWNER, station, "", value)));
    }
}
