package dev.substation.flow.desk;

import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Differences;
import dev.substation.dialect.Json;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.MemoryFigure;
import dev.substation.flow.up.Charging;
import dev.substation.model.Action;
import dev.substation.model.Call;
import dev.substation.model.Dialect;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import dev.substation.model.StatusNotification;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stations said last, as it went to the rules: of each connector the status. Of stations that
 * cannot be asked to say it again also the meter values, and how the last firmware update and the
 * last diagnostics ended. All but the meter values outlive a restart. Of all stations together it
 * is bounded; what was said of a connector on which a transaction runs stays.
 */
public final class LatestReports {

    /** The owner of what is remembered over restarts. */
    static final String OWNER = "last-said";

    private static final Logger LOG = LoggerFactory.getLogger(LatestReports.class);

    private static final int CONNECTORS = 64; // of a station; what others say is not kept
    private static final int LONGEST = 16_384; // characters of a message that is kept

    /**
     * In characters, of all stations, of each of the four kinds of message: the status of 30,000
     * connectors. What is held of a message is some four times as long as its text.
     */
    static final long MOST = 8_000_000;

    private static final int OVERHEAD = 100;
    private static final Set<Action> OF_CONNECTORS =
            Set.of(Action.StatusNotification, Action.MeterValues);
    private static final Set<Action> STORED =
            Set.of(
                    Action.StatusNotification,
                    Action.FirmwareStatusNotification,
                    Action.DiagnosticsStatusNotification);

    private static final List<Action> KEPT =
            List.of(
                    Action.StatusNotification,
                    Action.MeterValues,
                    Action.FirmwareStatusNotification,
                    Action.DiagnosticsStatusNotification);

    /**
     * A message as the CSMS got it.
     *
     * @param occupied whether its status was deduced from {@code Occupied}
     * @param beforeBoot whether the station has booted since, so that it reports everything again,
     *     or its CSMS does not know it yet
     * @param refused whether the CSMS may have rejected it, so that it does not count as reported
     * @param length how many characters it has
     */
    public record Saying(
            Payload told, boolean occupied, boolean beforeBoot, boolean refused, int length) {

        public String status() {
            return new StatusNotification(told).status().orElse("");
        }

        private Saying asBeforeBoot() {
            return new Saying(told, occupied, true, refused, length);
        }

        private Saying asRefused() {
            return new Saying(told, occupied, beforeBoot, true, length);
        }
    }

    /**
     * What follows from a message that was just taken in.
     *
     * @param changes to be stored with it
     * @param undo takes it out again, when it could not be stored
     */
    public record Learnt(List<Change> changes, Runnable undo) {

        public static final Learnt NOTHING = new Learnt(List.of(), () -> {});
    }

    /** Whether a transaction runs on a connector. */
    public interface Charging {
        boolean on(StationId station, long connectorId);
    }

    private final Map<Action, RecentStations<Long, Saying>> sayings = new LinkedHashMap<>();

    public LatestReports(List<Memory> memories, Charging charging) {
        for (Action action : KEPT) {
            sayings.put(
                    action,
                    new RecentStations<>(
                            "last-" + action.name(),
                            MOST,
                            saying -> saying.length() + OVERHEAD,
                            (station, connectorId, saying) -> charging.on(station, connectorId),
                            (station, connectorId) -> {}));
        }
        memories.stream().filter(memory -> memory.owner().equals(OWNER)).forEach(this::remember);
    }

    private void remember(Memory memory) {
        String[] key = memory.key().split(" ");
        try {
            Payload value = Json.read(memory.value());
            Saying saying =
                    new Saying(
                            value.object("told").orElseThrow(),
                            Boolean.TRUE.equals(value.get("occupied")),
                            false,
                            Boolean.TRUE.equals(value.get("refused")),
                            memory.value().length());
            sayings.get(new Action(key[0])).put(memory.station(), Long.valueOf(key[1]), saying);
        } catch (BadMessage | RuntimeException unreadable) {
            LOG.warn(
                    "station={} {}",
                    memory.station(),
                    Problem.STORED_DATA_UNREADABLE.line("latest report"));
        }
    }

    /** A station that no setting names has gone for good. */
    public void forget(StationId station) {
        sayings.values().forEach(all -> all.forget(station));
    }

    /** How much is kept, for the metrics. */
    public List<MemoryFigure> kept() {
        return sayings.values().stream().map(RecentStations::kept).toList();
    }

    /** Whether what such a station says is kept: nobody can ask it to say it again. */
    private static boolean isKept(Dialect dialect, Action action) {
        return action.equals(Action.StatusNotification) // another CSMS may have to get it
                || Differences.isEmulated(dialect, Action.TriggerMessage)
                        && (action.equals(Action.MeterValues) || STORED.contains(action));
    }

    /**
     * Takes in what a station says.
     *
     * @param call as it goes to the rules
     * @param occupied whether its status was deduced
     */
    public Learnt learn(Call call, boolean occupied) {
        String text = isKept(call.dialect(), call.action()) ? Json.write(call.payload()) : "";
        if (text.isEmpty() || text.length() > LONGEST) {
            return Learnt.NOTHING;
        }
        RecentStations<Long, Saying> all = sayings.get(call.action());
        StationId station = call.station();
        Map<Long, Saying> own = all.of(station);
        long connectorId = connectorId(call);
        if (!own.containsKey(connectorId) && own.size() >= CONNECTORS) {
            return Learnt.NOTHING;
        }
        Saying now = new Saying(call.payload(), occupied, false, false, text.length());
        Optional<Saying> before = all.put(station, connectorId, now);
        Runnable undo =
                () -> {
                    if (all.get(station, connectorId).filter(said -> said == now).isPresent()) {
                        before.ifPresentOrElse(
                                said -> all.put(station, connectorId, said),
                                () -> all.remove(station, connectorId));
                    }
                };
        return new Learnt(
                STORED.contains(call.action())
                        ? List.of(stored(call.station(), call.action(), connectorId, now))
                        : List.of(),
                undo);
    }

    private static Change stored(
            StationId station, Action action, long connectorId, Saying saying) {
        String key = action.name() + " " + connectorId;
        Payload value = Payload.of("told", saying.told(), "occupied", saying.occupied());
        if (saying.refused()) {
            value = value.with("refused", true);
        }
        return new Change.Remembered(new Memory(OWNER, station, key, Json.write(value)));
    }

    private static long connectorId(Call call) {
        return OF_CONNECTORS.contains(call.action())
                ? new StatusNotification(call.payload()).connectorId().orElse(0L)
                : 0;
    }

    /** After a boot a station says all once more, and the CSMS wants to hear it. */
    public void booted(StationId station) {
        unheard(station, connector -> true);
    }

    /** What a station said of some connectors was not said to the CSMS that it has now. */
    public void unheard(StationId station, LongPredicate connectors) {
        sayings.get(Action.StatusNotification)
                .replaceAll(
                        station,
                        (id, saying) -> connectors.test(id) ? saying.asBeforeBoot() : saying);
    }

    /**
     * The CSMS rejected a status of a station. Only the rules and the wiring know which of its
     * connectors the status meant, so no Occupied of the station counts as reported any more; one
     * more message for each does no harm.
     *
     * @return to be stored
     */
    public List<Change> refused(StationId station) {
        List<Change> changes = new ArrayList<>();
        sayings.get(Action.StatusNotification)
                .replaceAll(
                        station,
                        (id, saying) -> {
                            if (!saying.occupied() || saying.refused()) {
                                return saying;
                            }
                            Saying anew = saying.asRefused();
                            changes.add(stored(station, Action.StatusNotification, id, anew));
                            return anew;
                        });
        return changes;
    }

    /** The connectors whose status was not said again since, 0 for the station. */
    public List<Long> unheard(StationId station) {
        return all(station, Action.StatusNotification).entrySet().stream()
                .filter(entry -> entry.getValue().beforeBoot())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** What a station said last of one connector, 0 for the station. */
    public Optional<Saying> of(StationId station, Action action, long connectorId) {
        return Optional.ofNullable(all(station, action).get(connectorId));
    }

    /** What a station said last, by connector. */
    public Map<Long, Saying> all(StationId station, Action action) {
        RecentStations<Long, Saying> all = sayings.get(action);
        return all == null ? Map.of() : Map.copyOf(all.of(station));
    }

    /**
     * Whether the CSMS knows already what a station reports: Occupied once more, which still means
     * the same, though the station may have thought of something else.
     *
     * @param call its status deduced from {@code Occupied}
     */
    public boolean isNothingNew(Call call) {
        return of(call.station(), call.action(), connectorId(call))
                .filter(last -> last.occupied() && !last.beforeBoot() && !last.refused())
                .filter(last -> untimed(last.told()).equals(untimed(call.payload())))
                .isPresent();
    }

    private static Payload untimed(Payload payload) {
        return payload.without("timestamp");
    }

    /** Whether a call of a station has the status of 1.5 that has to be made more precise. */
    public static boolean isOccupied(Call call) {
        return call.action().equals(Action.StatusNotification)
                && new StatusNotification(call.payload()).is(StatusNotification.OCCUPIED);
    }
}
