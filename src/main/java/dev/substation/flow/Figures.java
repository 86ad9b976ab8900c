package dev.substation.flow;

import dev.substation.model.Loss;
import java.util.Comparator;
import java.util.Map;

/**
 * What the gateway has done since the start, and how it stands now.
 *
 * @param stationsConnected stations with an open WebSocket
 * @param calls calls that were answered
 * @param offlineAuthorizations cards answered by the offline policy, by the status that they got
 * @param losses what did not cross exactly, by class
 * @param delivered messages of the outbox that the csms has answered
 * @param resent transmissions of such messages beyond the first of this run
 * @param refused errors that the csms answered to such messages
 * @param givenUp messages that left the outbox because the csms keeps refusing them
 * @param setAside messages that were set aside because the csms never answers them
 * @param ruleFailures calls on which a site rule failed
 */
public record Figures(
        Gateway.Census census,
        int stationsConnected,
        Map<CallKind, Long> calls,
        Map<String, Long> offlineAuthorizations,
        Map<Loss, Long> losses,
        long delivered,
        long resent,
        long refused,
        long givenUp,
        long setAside,
        long ruleFailures) {

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
