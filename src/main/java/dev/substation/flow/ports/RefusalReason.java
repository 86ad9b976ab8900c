package dev.substation.flow.ports;

import dev.substation.model.Cause;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Why somebody is rejected at a door of the gateway. They are few, for they are labels. */
public enum RefusalReason {
    UNKNOWN_IDENTITY(Cause.UNKNOWN_STATION),
    NO_IDENTITY(Cause.MISSING_IDENTITY),
    WRONG_PASSWORD(Cause.WRONG_PASSWORD),
    WRONG_CERTIFICATE(Cause.WRONG_CERTIFICATE),
    WRONG_SECRET(Cause.WRONG_SECRET),
    TLS_REQUIRED(Cause.TLS_REQUIRED),
    WRONG_PATH(Cause.WRONG_PATH),
    WRONG_DIALECT(Cause.WRONG_DIALECT, Cause.WRONG_VERSION),
    WRONG_SUBPROTOCOL,
    /** A request where a WebSocket belongs, or half of an upgrade. */
    NO_WEBSOCKET,
    TLS_ON_PLAIN_PORT(Cause.TLS_ON_PLAIN_PORT),
    PLAIN_ON_TLS_PORT(Cause.PLAIN_ON_TLS_PORT),
    TLS_FAILED(Cause.TLS_FAILED),
    FOREIGN_NETWORK(Cause.FOREIGN_NETWORK),
    /** A page that is only for requests from the gateway's own machine. */
    OTHER_MACHINE,
    TOO_MANY_CONNECTIONS(Cause.TOO_MANY_CONNECTIONS),
    TOO_MANY_STATIONS(Cause.TOO_MANY_STATIONS, Cause.TOO_MANY_FROM_ADDRESS),
    TOO_MANY_CALLS(Cause.TOO_MANY_CALLS, Cause.OVERLOADED),
    TOO_FAST(Cause.TOO_FAST),
    TOO_SLOW(Cause.REQUEST_SLOW, Cause.REQUEST_CUT),
    TOO_LARGE(Cause.TOO_LARGE),
    UNREADABLE(Cause.MALFORMED, Cause.REQUEST_UNREADABLE),
    CSMS_AWAY(Cause.CSMS_AWAY_REFUSED),
    STOPPING(Cause.STOPPING);

    private static final Map<Cause, RefusalReason> BY_CAUSE = byCause();

    private final List<Cause> causes;

    RefusalReason(Cause... causes) {
        this.causes = List.of(causes);
    }

    private static Map<Cause, RefusalReason> byCause() {
        Map<Cause, RefusalReason> byCause = new EnumMap<>(Cause.class);
        for (RefusalReason reason : values()) {
            reason.causes.forEach(cause -> byCause.put(cause, reason));
        }
        return byCause;
    }

    /** The reason in a cause; empty for what does not happen at a door. */
    public static Optional<RefusalReason> of(Cause cause) {
        return Optional.ofNullable(BY_CAUSE.get(cause));
    }

    /** As in {@code /metrics}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
