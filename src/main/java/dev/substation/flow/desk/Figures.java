package dev.substation.flow.desk;

import dev.substation.flow.ports.MemoryFigure;
import dev.substation.flow.time.DeskLoad;
import dev.substation.model.Dialect;
import dev.substation.model.Loss;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What the gateway has done since the start, and how it stands now.
 *
 * @param stationsConnected stations with an open WebSocket
 * @param outages which CSMS is away and which station cannot be called, a sentence each
 * @param stations how each station stands
 * @param latencies how long calls took
 * @param standing who is let in under which identity
 * @param vendors who made them
 * @param acceptance what the CSMS has not accepted
 * @param calls calls that were answered
 * @param offlineAuthorizations cards answered by the offline policy, by the status that they got
 * @param losses what did not cross exactly, as often as a note was made of it
 * @param delivered messages of the outbox that the CSMS has answered
 * @param resent transmissions of such messages beyond the first of this run
 * @param refused errors that the CSMS answered to such messages
 * @param givenUp messages of no transaction that left the outbox because the CSMS refuses them
 * @param setAside messages that were parked
 * @param ruleFailures calls on which a site rule failed
 * @param signedChanged calls that went on with other signed meter values than they came with
 * @param kept how much is kept in memory, by kind
 * @param desk how busy the desk is
 */
public record Figures(
        Census census,
        int stationsConnected,
        List<String> outages,
        List<StationFigure> stations,
        Latencies.Readings latencies,
        IdentityConflicts standing,
        VendorFigures vendors,
        Acceptance acceptance,
        Map<CallKind, Long> calls,
        Map<String, Long> offlineAuthorizations,
        Map<LossKind, Long> losses,
        long delivered,
        long resent,
        long refused,
        long givenUp,
        long setAside,
        long ruleFailures,
        long signedChanged,
        List<MemoryFigure> kept,
        DeskLoad.Figures desk) {

    /**
     * A kind of loss.
     *
     * @param dialect of the station
     * @param direction of the call, {@code up} or {@code down}, also where its answer lost
     *     something
     * @param action as in {@link CallKind}
     */
    public record LossKind(Dialect dialect, String direction, String action, Loss loss)
            implements Comparable<LossKind> {

        @Override
        public int compareTo(LossKind other) {
            return Comparator.comparing(LossKind::dialect)
                    .thenComparing(LossKind::direction)
                    .thenComparing(LossKind::action)
                    .thenComparing(LossKind::loss)
                    .compare(this, other);
        }
    }

    /**
     * A kind of call.
     *
     * @param direction {@code up} or {@code down}
     * @param action as on the wire; {@code other} for one that OCPP does not know
     * @param outcome {@code answered}, or the number of the cause ({@code SUB-2001})
     */
    public record CallKind(String direction, String action, String outcome)
            implements Comparable<CallKind> {

        @Override
        public int compareTo(CallKind other) {
            return Comparator.comparing(CallKind::direction)
                    .thenComparing(CallKind::action)
                    .thenComparing(CallKind::outcome)
                    .compare(this, other);
        }
    }
}
