package dev.substation.flow.settings;

import dev.substation.model.Action;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What becomes of calls that concern a station as a whole, where that station is split or joined:
 * those without a connector and those of connector 0 (docs/split-and-join.md).
 *
 * @param reaches what the site says otherwise than is usual, by action
 */
public record WholeStation(Map<Action, Reach> reaches) {

    /** How far such a call goes. */
    public enum Reach {
        /**
         * Split: between the station and the first of its parts alone; other parts are answered by
         * the gateway. Joined: to the first of the stations alone.
         */
        FIRST,
        /**
         * Split: to every part, and from any part to the station. Joined: to every station, and the
         * CSMS gets one answer.
         */
        EACH,
        /** Nowhere: the gateway answers. */
        LOCAL;

        /** The word in {@code site.yaml}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The reach of that word. */
        public static Optional<Reach> of(String word) {
            return List.of(values()).stream().filter(one -> one.word().equals(word)).findFirst();
        }
    }

    /**
     * One line of the policy.
     *
     * @param split what is usual for a split station
     * @param joined what is usual for joined stations
     */
    public record Usual(Action action, Reach split, Reach joined, String why) {}

    /** Nothing said otherwise than is usual. */
    public static final WholeStation USUAL = new WholeStation(Map.of());

    // spotless:off
    /** What is usual; an action that is not here goes to the first. */
    public static final List<Usual> TABLE = List.of(
            new Usual(Action.StatusNotification,     Reach.EACH,  Reach.LOCAL, "a failure of a split station concerns every part; a joined station has no connector 0 of its own at the CSMS"),
            new Usual(Action.MeterValues,            Reach.LOCAL, Reach.LOCAL, "the sum of all sockets is not the meter of a part; for joined stations the gateway sums the connectors"),
            new Usual(Action.DataTransfer,           Reach.FIRST, Reach.FIRST, "only the vendor knows what it means"),
            new Usual(Action.ChangeConfiguration,    Reach.EACH,  Reach.EACH,  "a CSMS sets the same keys on every station"),
            new Usual(Action.GetConfiguration,       Reach.EACH,  Reach.FIRST, "reading changes nothing; NumberOfConnectors is adapted"),
            new Usual(Action.ClearCache,             Reach.EACH,  Reach.EACH,  "the only effect is that cards are checked again"),
            new Usual(Action.GetDiagnostics,         Reach.EACH,  Reach.FIRST, "reading changes nothing"),
            new Usual(Action.GetLog,                 Reach.EACH,  Reach.FIRST, "reading changes nothing"),
            new Usual(Action.TriggerMessage,         Reach.EACH,  Reach.EACH,  "the triggered message takes its usual way"),
            new Usual(Action.ExtendedTriggerMessage, Reach.EACH,  Reach.EACH,  "the triggered message takes its usual way"),
            new Usual(Action.CancelReservation,      Reach.EACH,  Reach.EACH,  "the reservation id identifies the station"),
            new Usual(Action.ClearChargingProfile,   Reach.FIRST, Reach.EACH,  "without a connector it also clears profiles of other parts"),
            new Usual(Action.SendLocalList,          Reach.FIRST, Reach.EACH,  "a station has only one list"),
            new Usual(Action.GetLocalListVersion,    Reach.FIRST, Reach.FIRST, "the version that was sent with the list"),
            new Usual(Action.Reset,                  Reach.FIRST, Reach.EACH,  "it ends the transactions on all sockets"),
            new Usual(Action.UpdateFirmware,         Reach.FIRST, Reach.EACH,  "it ends the transactions on all sockets"),
            new Usual(Action.SignedUpdateFirmware,   Reach.FIRST, Reach.EACH,  "it ends the transactions on all sockets"));
    // spotless:on

    private static final Map<Action, Usual> BY_ACTION = byAction();

    private static Map<Action, Usual> byAction() {
        Map<Action, Usual> rows = new LinkedHashMap<>();
        TABLE.forEach(row -> rows.put(row.action(), row));
        return Map.copyOf(rows);
    }

    /** How far calls of an action go between a split station and its parts. */
    public Reach ofSplit(Action action) {
        Usual row = BY_ACTION.get(action);
        return reaches.getOrDefault(action, row == null ? Reach.FIRST : row.split());
    }

    /** How far calls of an action go from the CSMS to joined stations. */
    public Reach ofJoined(Action action) {
        Usual row = BY_ACTION.get(action);
        return reaches.getOrDefault(action, row == null ? Reach.FIRST : row.joined());
    }
}
