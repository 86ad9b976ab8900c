package dev.substation.dialect;

import dev.substation.model.Action;
import dev.substation.model.Direction;
import java.util.Map;
import java.util.Set;

/**
 * What may be left out of a message when it cannot be read, and what stands for a field that is
 * missing (docs/adr/0044-broken-parts.md). Nothing is left out whose absence says something else
 * about money: a charging profile with a period less allows another current, and a start without
 * its connector may begin anywhere.
 */
final class Tolerance {

    /** In these a part that cannot be read makes the whole unreadable. */
    private static final Set<String> EXACT =
            Set.of("csChargingProfiles", "chargingProfile", "chargingSchedule");

    /** Optional fields of a call whose absence means something of its own. */
    private static final Map<Action, Set<String>> MEANT =
            Map.of(
                    Action.RemoteStartTransaction,
                    Set.of("connectorId", "chargingProfile"),
                    Action.SetChargingProfile,
                    Set.of("transactionId"),
                    Action.ClearChargingProfile,
                    Set.of("id", "connectorId", "chargingProfilePurpose", "stackLevel"),
                    Action.GetCompositeSchedule,
                    Set.of("chargingRateUnit"),
                    Action.TriggerMessage,
                    Set.of("connectorId"),
                    Action.SendLocalList,
                    Set.of("localAuthorizationList", "idTagInfo", "expiryDate"),
                    Action.GetConfiguration,
                    Set.of("key"));

    /** Of these an empty text says the same as their absence: all keys, and no end. */
    private static final Set<String> ABSENT_IF_EMPTY = Set.of("key", "expiryDate");

    private final Action action;
    private final boolean isOfCsms;
    private final Set<String> meant;

    Tolerance(Direction direction, Action action, Part part) {
        this.action = action;
        isOfCsms = (direction == Direction.DOWN) == (part == Part.REQUEST);
        meant = isOfCsms ? MEANT.getOrDefault(action, Set.of()) : Set.of();
    }

    /** Whether the CSMS writes the message. */
    boolean isOfCsms() {
        return isOfCsms;
    }

    /** Whether all of the message goes on exactly or not at all. */
    boolean isExact() {
        return isOfCsms && action.isOfSecurity();
    }

    /** Whether all of a field goes on exactly or not at all. */
    boolean isExact(String field) {
        return EXACT.contains(field);
    }

    /** Whether the message would say something else without an optional field. */
    boolean isMeant(String field) {
        return meant.contains(field);
    }

    /** Whether an empty text must not be taken for the absence of an optional field. */
    boolean isMeantEmpty(String field) {
        return isMeant(field) && !ABSENT_IF_EMPTY.contains(field);
    }

    /** Whether any value of a field is its maker's business. */
    boolean isFree(String field) {
        return action.equals(Action.DataTransfer) && field.equals("data")
                || action.equals(Action.GetConfiguration) && field.equals("value");
    }
}
