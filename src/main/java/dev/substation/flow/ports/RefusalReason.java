package dev.substation.flow.ports;

import dev.substation.model.Cause;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Why somebody is rejected at a door of the gateway. They are few, for they are labels. */
public enum RefusalReason {
    UNKNOWN_IDENTITY(
            "If it is one of yours, add it to site.yaml under stations. Otherwise correct the"
                    + " identity in the station",
            Cause.UNKNOWN_STATION),
    NOT_SET_UP(
            "Set the CSMS in the console, or in site.yaml under csms:; the station comes again",
            Cause.NOT_SET_UP),
    NO_IDENTITY("Set the identity in the station", Cause.MISSING_IDENTITY),
    WRONG_PASSWORD(
            "Set the same password in the station and under stations in site.yaml; the user name is"
                    + " the identity",
            Cause.WRONG_PASSWORD),
    WRONG_CERTIFICATE(
            "Install a certificate in the station that names it and is signed by an authority of"
                    + " http.tls-client-ca, or change its certificate in site.yaml",
            Cause.WRONG_CERTIFICATE),
    WRONG_SECRET(
            "Set the address of the station with its secret of site.yaml in it",
            Cause.WRONG_SECRET),
    TLS_REQUIRED(
            "Set the URL of the station to https or wss and to http.tls-port", Cause.TLS_REQUIRED),
    WRONG_PATH(
            "Correct the path in the URL of the station: /soap for SOAP, /ocpp/IDENTITY for"
                    + " WebSocket",
            Cause.WRONG_PATH),
    WRONG_DIALECT(
            "Set the station to the OCPP version of site.yaml, or change its dialect there",
            Cause.WRONG_DIALECT,
            Cause.WRONG_VERSION,
            Cause.OVER_UDP),
    WRONG_SUBPROTOCOL("Set the station to OCPP 1.6 over WebSocket (OCPP-J, ocpp1.6)"),
    /** A request where a WebSocket belongs, or half of an upgrade. */
    NO_WEBSOCKET(
            "Set the station to OCPP-J over WebSocket. If it speaks SOAP, set the path of its URL to"
                    + " /soap"),
    TLS_ON_PLAIN_PORT(
            "Set the URL of the station to http or ws, or to http.tls-port",
            Cause.TLS_ON_PLAIN_PORT),
    PLAIN_ON_TLS_PORT(
            "Set the URL of the station to https or wss, or to http.port", Cause.PLAIN_ON_TLS_PORT),
    TLS_FAILED(
            "Install the authority of the gateway's certificate in the station, and check its clock"
                    + " and its versions of TLS",
            Cause.TLS_FAILED),
    FOREIGN_NETWORK(
            "If it is a station, add its network to http.accept-networks in site.yaml",
            Cause.FOREIGN_NETWORK),
    /** A datagram. */
    UNKNOWN_ADDRESS(
            "If it is a KEBA box of yours, set stations.*.keba-udp to its address. Otherwise find out"
                    + " who sends to the port"),
    /** A page that is only for requests from the gateway's own machine. */
    OTHER_MACHINE(
            "If it is a station, correct the path of its URL: /soap, or /ocpp/IDENTITY. Otherwise ask"
                    + " from the gateway's own machine"),
    /** Another device, or the same one twice. */
    OTHER_CONNECTION("Give each device an identity of its own", Cause.OTHER_CONNECTION),
    TOO_MANY_CONNECTIONS(
            "If they are stations, raise http.connections or http.connections-per-address",
            Cause.TOO_MANY_CONNECTIONS),
    TOO_MANY_STATIONS(
            "If it is one of yours, add it to site.yaml under stations; check who invents"
                    + " identities",
            Cause.TOO_MANY_STATIONS,
            Cause.TOO_MANY_FROM_ADDRESS),
    TOO_MANY_CALLS("Check why the CSMS does not answer", Cause.TOO_MANY_CALLS, Cause.OVERLOADED),
    TOO_FAST("Find out why it sends so much", Cause.TOO_FAST),
    TOO_SLOW(
            "Check the network of the station, or who keeps connections open",
            Cause.REQUEST_SLOW,
            Cause.REQUEST_CUT),
    TOO_LARGE("Check the firmware: messages of OCPP are much smaller", Cause.TOO_LARGE),
    UNREADABLE(
            "Check the URL and the firmware of the station, or who else connects",
            Cause.MALFORMED,
            Cause.REQUEST_UNREADABLE),
    CSMS_AWAY("None: the station comes again once the CSMS is back", Cause.CSMS_AWAY_REFUSED),
    STOPPING("None: the station comes again", Cause.STOPPING);

    private static final Map<Cause, RefusalReason> BY_CAUSE = byCause();

    private final String remedy;
    private final List<Cause> causes;

    RefusalReason(String remedy, Cause... causes) {
        this.remedy = remedy;
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

    /** What to do about it. */
    public String remedy() {
        return remedy;
    }

    /** As in {@code /metrics}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
