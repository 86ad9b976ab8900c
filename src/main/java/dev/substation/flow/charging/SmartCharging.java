package dev.substation.flow.charging;

import dev.substation.dialect.Checks;
import dev.substation.dialect.Part;
import dev.substation.flow.charging.ChargingProfile.Purpose;
import dev.substation.flow.desk.LatestReports;
import dev.substation.flow.desk.Parts;
import dev.substation.flow.desk.SharedState;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.Transactions;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.MemoryFigure;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.flow.time.Desk;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Answer.Failure;
import dev.substation.model.Answer.Result;
import dev.substation.model.Call;
import dev.substation.model.Direction;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Answers SetChargingProfile, ClearChargingProfile and GetCompositeSchedule in the place of
 * stations that know no charging profiles, and has their limits applied.
 */
public final class SmartCharging {

    private static final Set<Action> CARRIED =
            Set.of(
                    Action.SetChargingProfile,
                    Action.ClearChargingProfile,
                    Action.GetCompositeSchedule);

    private static final String SET_PROFILE = "csChargingProfiles";
    private static final String START_PROFILE = "chargingProfile";
    private static final String PURPOSE = "chargingProfilePurpose";

    private final Desk desk;
    private final Checks checks;
    private final Transactions transactions;
    private final Carriers carriers;
    private final KeptProfiles profiles;
    private final Limits limits;
    private final CompositeAnswers composites;
    private final GivenProfiles given;
    private final SharedLimits shared;

    public SmartCharging(
            Parts parts, SharedState books, LatestReports said, List<Memory> memories) {
        desk = parts.desk();
        checks = parts.checks();
        transactions = books.transactions();
        profiles = new KeptProfiles(desk, books.store(), memories);
        carriers =
                new Carriers(
                        parts.dictionary(),
                        parts.actuators(),
                        this::isSharing,
                        desk,
                        books.store(),
                        books.connections());
        composites = new CompositeAnswers(desk, profiles, transactions, said);
        limits =
                new Limits(
                        desk,
                        books.store(),
                        books.connections(),
                        carriers,
                        composites::counting,
                        this::cap,
                        this::applied,
                        memories);
        shared =
                new SharedLimits(
                        desk,
                        parts.site(),
                        books.connections(),
                        transactions,
                        said,
                        carriers,
                        limits);
        given = new GivenProfiles(desk, transactions, carriers, profiles, composites, limits);
        transactions.whenChanged(this::transactionChanged);
    }

    private boolean isSharing(StationId station) {
        return shared.isMember(station);
    }

    private Optional<Long> cap(StationId station) {
        return shared.cap(station);
    }

    private void applied(StationId station) {
        shared.changed(station);
    }

    // ---- what happens around

    /** After the start: limits are applied again, for nobody knows what stations kept. */
    public void start() {
        Stream.concat(profiles.stations().stream(), limits.stations().stream())
                .distinct()
                .forEach(
                        station -> {
                            prune(station);
                            limits.restarted(station);
                        });
        shared.lookAtAll();
    }

    /** A station has booted or connected: it may have lost its limit. */
    public void appeared(StationId station) {
        limits.restarted(station);
        shared.changed(station);
    }

    /** The settings have changed. */
    public void settingsChanged() {
        Stream.concat(profiles.stations().stream(), limits.stations().stream())
                .distinct()
                .forEach(limits::look);
        shared.lookAtAll();
    }

    /** A station that no setting names has gone for good. */
    public void forget(StationId station) {
        profiles.forget(station);
        limits.forget(station);
    }

    /** How much is kept, for the metrics. */
    public MemoryFigure kept() {
        return profiles.kept();
    }

    /** Which stations do not have the limit that they should have, a sentence each. */
    public List<String> reasons() {
        return Stream.concat(limits.reasons().stream(), shared.reasons().stream()).toList();
    }

    private void transactionChanged(TransactionRow row) {
        StationId station = row.station();
        if (profiles.of(station).isEmpty() && !shared.isMember(station)) {
            return;
        }
        if (row.stopped().isEmpty()) {
            profiles.begin(
                    station,
                    row.connectorId(),
                    row.key(),
                    row.startedWith().orElse(""),
                    row.started(),
                    desk.now());
        }
        prune(station);
        limits.again(station); // a KEBA box forgets its limit at unplugging
        shared.changed(station);
    }

    private void prune(StationId station) {
        profiles.prune(
                station,
                key -> transactions.byKey(key).filter(transactions::isCurrent).isPresent(),
                desk.now());
    }

    // ---- configuration keys

    /** The read-only keys by which a station tells what its smart charging can; empty if none. */
    public Map<String, String> keys(Station station) {
        if (carriers.of(station) != Carriers.Carried.ALL) {
            return Map.of();
        }
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("ChargeProfileMaxStackLevel", Integer.toString(GivenProfiles.HIGHEST_LEVEL));
        keys.put("ChargingScheduleAllowedChargingRateUnit", "Current,Power");
        keys.put("ChargingScheduleMaxPeriods", Integer.toString(GivenProfiles.MOST_PERIODS));
        keys.put("MaxChargingProfilesInstalled", Integer.toString(GivenProfiles.MOST_PROFILES));
        return keys;
    }

    /** Whether the gateway does in the station's place what an operation asks for. */
    public boolean carries(Station station, Action action) {
        return CARRIED.contains(action) && carriers.of(station) == Carriers.Carried.ALL;
    }

    // ---- calls of the CSMS

    /**
     * The answer to a call that the gateway answers in the station's place; empty for one that goes
     * on.
     */
    public Optional<CompletableFuture<Answer>> answer(
            Station station, UpstreamSettings upstream, Call call) {
        if (!isCarried(station, call)) {
            return Optional.empty();
        }
        Optional<Failure> wrong =
                checks.shape(
                        upstream.csms().dialect(),
                        Direction.DOWN,
                        call.action(),
                        Part.REQUEST,
                        call.payload());
        CompletableFuture<Answer> answer =
                wrong.isPresent()
                        ? CompletableFuture.completedFuture(wrong.get())
                        : answered(station, upstream, call);
        return Optional.of(
                answer.thenApply(
                        it ->
                                it.noting(
                                        Note.whole(
                                                Loss.DEDUCED,
                                                "not sent: the gateway keeps the charging profiles"
                                                        + " of the station"))));
    }

    private boolean isCarried(Station station, Call call) {
        if (!CARRIED.contains(call.action())) {
            return false;
        }
        return switch (carriers.of(station)) {
            case ALL -> true;
            case NOTHING -> false;
            case MAXIMUM -> {
                Payload filter = call.payload();
                Payload holder = filter.object(SET_PROFILE).orElse(filter);
                boolean ofMaximum =
                        holder.text(PURPOSE)
                                .filter(Purpose.ChargePointMaxProfile.name()::equals)
                                .isPresent();
                yield ofMaximum && !call.action().equals(Action.GetCompositeSchedule);
            }
        };
    }

    private CompletableFuture<Answer> answered(
            Station station, UpstreamSettings upstream, Call call) {
        if (call.action().equals(Action.SetChargingProfile)) {
            return given.set(station, upstream, call);
        }
        if (call.action().equals(Action.ClearChargingProfile)) {
            return given.clear(station.id(), upstream.identity(), call.payload())
                    .thenApply(any -> Answer.ofStatus(any ? "Accepted" : "Unknown"));
        }
        return CompletableFuture.completedFuture(composites.answer(station, call.payload()));
    }

    // ---- calls that go on to the station

    private boolean isStartWithProfile(Station station, Call call) {
        return call.action().equals(Action.RemoteStartTransaction)
                && call.payload().object(START_PROFILE).isPresent()
                && carriers.of(station) == Carriers.Carried.ALL;
    }

    /**
     * Sends a call to a station, and takes out of it or puts into its answer what the gateway
     * carries.
     *
     * @param sending calls the station; completes normally
     */
    public CompletableFuture<Answer> call(
            Station station,
            UpstreamSettings upstream,
            Call call,
            Function<Call, CompletableFuture<Answer>> sending) {
        if (isStartWithProfile(station, call)) {
            return given.start(station, upstream, call, sending);
        }
        if (!CARRIED.contains(call.action())
                || carriers.of(station) != Carriers.Carried.MAXIMUM
                || profiles.of(station.id()).isEmpty()) {
            return sending.apply(call);
        }
        if (call.action().equals(Action.GetCompositeSchedule)) {
            return sending.apply(call)
                    .thenApplyAsync(
                            answer -> composites.bounded(station, call.payload(), answer), desk);
        }
        if (!call.action().equals(Action.ClearChargingProfile)) {
            return sending.apply(call);
        }
        return given.clear(station.id(), upstream.identity(), call.payload())
                .thenCompose(
                        any ->
                                sending.apply(call)
                                        .thenApply(
                                                answer ->
                                                        any && isUnknown(answer)
                                                                ? Answer.ofStatus("Accepted")
                                                                : answer));
    }

    private static boolean isUnknown(Answer answer) {
        return answer instanceof Result result && result.hasStatus("Unknown");
    }
}
