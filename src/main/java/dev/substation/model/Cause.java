package dev.substation.model;

/**
 * Every reason for which a call can fail, once: a stable number, the OCPP error code, a sentence,
 * and what to do. {@code docs/errors.md} is generated from this table and from {@link Problem}.
 * Numbers are never reused; 1xxx are the station's side, 2xxx the CSMS's side, 3xxx rules and
 * settings, 9xxx the gateway itself.
 */
public enum Cause {
    // spotless:off
    MALFORMED          (1001, ErrorCode.FormationViolation,           "The message cannot be read: %s",
                                                                      "Check the firmware of the sender; the message log has the message if it could be read so far"),
    UNKNOWN_ACTION     (1002, ErrorCode.NotImplemented,               "The operation %s is not known here",
                                                                      "Check which OCPP version the station or the CSMS is set to"),
    WRONG_VERSION      (1003, ErrorCode.ProtocolError,                "The namespace %s is neither OCPP 1.5 nor OCPP 1.6; use urn://Ocpp/Cs/2012/06/ or urn://Ocpp/Cs/2015/10/",
                                                                      "Set the station to OCPP 1.5 or 1.6"),
    MISSING_FIELD      (1004, ErrorCode.OccurenceConstraintViolation, "%s: the field %s is required",
                                                                      "Ask the vendor of the sender. For a station that omits it always, a vendor profile may help (vendors.md)"),
    WRONG_TYPE         (1005, ErrorCode.TypeConstraintViolation,      "%s: %s must be %s",
                                                                      "Ask the vendor of the sender"),
    WRONG_VALUE        (1006, ErrorCode.PropertyConstraintViolation,  "%s: %s",
                                                                      "Ask the vendor of the sender"),
    UNKNOWN_FIELD      (1007, ErrorCode.FormationViolation,           "%s: the field %s does not exist in this message",
                                                                      "Ask the vendor of the sender, or set csms.*.strict: false if the CSMS rejects it"),
    MISSING_IDENTITY   (1008, ErrorCode.ProtocolError,                "The header chargeBoxIdentity is missing or empty",
                                                                      "Set the identity of the station"),
    UNKNOWN_STATION    (1009, ErrorCode.SecurityError,                "The station %s is not listed; add it to site.yaml under stations, or set accept: any",
                                                                      "As the sentence says"),
    TOO_LARGE          (1010, ErrorCode.FormationViolation,           "The message is larger than %s bytes",
                                                                      "Check the firmware of the sender: messages of OCPP are much smaller"),
    TOO_MANY_CALLS     (1011, ErrorCode.GenericError,                 "The station %s has more than %s calls waiting; wait for the answers",
                                                                      "Check why the CSMS does not answer, and whether the station repeats its messages too fast"),
    WRONG_PATH         (1012, ErrorCode.ProtocolError,                "The address %s is not for this message: %s",
                                                                      "Change the URL of the station"),
    WRONG_DIALECT      (1013, ErrorCode.ProtocolError,                "The station %s speaks %s, but site.yaml sets %s; change stations.%s.dialect in site.yaml, or the station",
                                                                      "As the sentence says"),
    WRONG_PASSWORD     (1014, ErrorCode.SecurityError,                "The station %s shows %s; it must show its identity and its password of site.yaml by HTTP Basic authentication",
                                                                      "Compare the password of the station with stations.*.password"),
    TOO_MANY_STATIONS  (1015, ErrorCode.GenericError,                 "The station %s is not listed, and %s other unlisted stations are known already; add it to site.yaml under stations, or raise defaults.stations-max",
                                                                      "As the sentence says; check who invents identities"),
    WRONG_CERTIFICATE  (1016, ErrorCode.SecurityError,                "The station %s shows %s; over HTTPS or wss:// it must show %s",
                                                                      "Install the right certificate in the station, or change stations.*.certificate"),
    FOREIGN_NETWORK    (1017, ErrorCode.SecurityError,                "The address %s is not in a network that the gateway accepts; add its network to http.accept-networks in site.yaml",
                                                                      "As the sentence says, if the address belongs to a station"),
    NOT_ACCEPTED       (1018, ErrorCode.SecurityError,                "The boot of the station %s was answered %s; until a boot is accepted, %s is rejected",
                                                                      "Register the station at the CSMS"),
    TOO_MANY_FROM_ADDRESS(1019, ErrorCode.GenericError,               "The station %s is not listed, few places for unlisted stations are free, and %s others came from %s in the last ten minutes; add it to site.yaml under stations, or raise defaults.stations-max",
                                                                      "As the sentence says; check who invents identities"),
    STATION_UNREACHABLE(1020, ErrorCode.GenericError,                 "The station %s cannot be called: %s",
                                                                      "Check power and network of the station, and its callback address"),
    STATION_TIMED_OUT  (1021, ErrorCode.GenericError,                 "The station %s did not answer %s within %s s",
                                                                      "Check the network of the station, or raise call-wait"),
    STATION_REFUSED    (1022, ErrorCode.InternalError,                "%s",
                                                                      "See the answer of the station"),
    STATION_GARBLED    (1023, ErrorCode.GenericError,                 "The station %s answered %s with something that is not OCPP: %s",
                                                                      "Check the callback address: another device may answer there. Otherwise ask the vendor"),
    NO_CALLBACK        (1024, ErrorCode.GenericError,                 "No callback address is known for the station %s; set stations.%s.callback in site.yaml",
                                                                      "As the sentence says"),
    NOT_IN_DIALECT     (1025, ErrorCode.NotSupported,                 "%s does not exist in %s, which the station speaks",
                                                                      "None: the station cannot do this (dialects.md)"),
    NOT_OF_VENDOR      (1026, ErrorCode.NotSupported,                 "%s is not supported by stations of the vendor %s",
                                                                      "None: the station cannot do this (vendors.md)"),
    LIST_TOO_LONG      (1027, ErrorCode.OccurenceConstraintViolation, "The station %s stores at most %s cards, but the list has %s; send a shorter list",
                                                                      "As the sentence says"),
    LIST_UNDER_WAY     (1028, ErrorCode.GenericError,                 "The gateway is sending a long list to the station %s in parts; send this one after the answer to that",
                                                                      "As the sentence says"),
    CALLBACK_REFUSED   (1029, ErrorCode.SecurityError,                "The station %s is not called at %s: %s",
                                                                      "Add the network to http.callback-networks, or set stations.*.callback"),
    NOT_WIRED          (1030, ErrorCode.PropertyConstraintViolation,  "Connector %s of the station %s is not mapped; add it in site.yaml, under split or join, beside the connectors of %s",
                                                                      "As the sentence says (split-and-join.md)"),
    NO_SUCH_CONNECTOR  (1031, ErrorCode.PropertyConstraintViolation,  "The station %s has no connector %s",
                                                                      "Correct the connector number at the CSMS, or the mapping in site.yaml"),
    NOT_FOR_PART       (1032, ErrorCode.NotSupported,                 "%s concerns a whole station, but %s is only a part; call its first part, or set whole-station in site.yaml",
                                                                      "As the sentence says (split-and-join.md)"),
    TLS_REQUIRED       (1033, ErrorCode.SecurityError,                "The station %s connects without TLS, but must use TLS; give it an https:// or wss:// address with http.tls-port",
                                                                      "As the sentence says"),
    WRONG_SECRET       (1034, ErrorCode.SecurityError,                "The station %s connects at an address without its secret; give it an address with stations.%s.secret of site.yaml: /soap/SECRET, or /ocpp/SECRET/IDENTITY",
                                                                      "As the sentence says"),
    CALL_SENT_AGAIN    (1035, ErrorCode.GenericError,                 "%s was sent again under the same message id before it was answered",
                                                                      "None, if it is rare: the call that came later has its answer. Otherwise ask the vendor of the sender, which does not wait for answers"),
    CALL_CROWDED_OUT   (1036, ErrorCode.GenericError,                 "%s was not answered until %s more calls were open; an answer is still passed if it comes",
                                                                      "OCPP-J allows one open call at a time. Ask the vendor of the sender, or find out why the receiver does not answer"),
    NOT_SET_UP         (1037, ErrorCode.SecurityError,                "The gateway is not set up yet: site.yaml names no CSMS, so the station %s cannot come in",
                                                                      "Set the CSMS in the console, or in site.yaml under csms:"),
    OTHER_CONNECTION   (1040, ErrorCode.GenericError,                 "Another connection of the station %s is in use and alive; this one is closed",
                                                                      "Give each device an identity of its own"),
    REQUEST_UNREADABLE (1050, ErrorCode.FormationViolation,           "The HTTP request cannot be read: %s",
                                                                      "Check the URL and the firmware of the station, or who else connects"),
    REQUEST_SLOW       (1051, ErrorCode.GenericError,                 "The HTTP request was not complete in time: %s",
                                                                      "Check the network of the station, or who keeps connections open"),
    REQUEST_CUT        (1052, ErrorCode.FormationViolation,           "The connection ended before the HTTP request was complete, after %s bytes; it is rejected, and the station sends it again",
                                                                      "Check the network of the station"),
    TLS_ON_PLAIN_PORT  (1053, ErrorCode.SecurityError,                "A station speaks TLS to the plain port %s: %s",
                                                                      "Change the URL of the station as the sentence says"),
    PLAIN_ON_TLS_PORT  (1054, ErrorCode.SecurityError,                "A station speaks plain HTTP to the TLS port %s: set its URL to https or wss, or to the plain port",
                                                                      "Change the URL of the station as the sentence says"),
    TLS_FAILED         (1055, ErrorCode.SecurityError,                "The TLS handshake failed: %s",
                                                                      "See the reason: usually the station does not trust the certificate of the gateway"),
    TOO_MANY_CONNECTIONS(1056, ErrorCode.GenericError,                "Too many connections are open: %s",
                                                                      "If they are stations, raise http.connections or http.connections-per-address"),
    TOO_FAST           (1057, ErrorCode.GenericError,                 "Too many requests of %s wait already; send them more slowly",
                                                                      "Find out why the station sends so much. For an address with many new stations: list them under stations in site.yaml, or let them try again"),
    CSMS_AWAY          (2001, ErrorCode.GenericError,                 "The CSMS %s is not connected",
                                                                      "Check network, address and credentials of the CSMS. The gateway connects again and delivers what it stored"),
    CSMS_TIMED_OUT     (2002, ErrorCode.GenericError,                 "The CSMS did not answer %s within %s s",
                                                                      "Ask the operator of the CSMS, or raise csms.*.answer-wait"),
    CSMS_LINK_CLOSED   (2003, ErrorCode.GenericError,                 "The link to the CSMS closed before %s was answered",
                                                                      "None, if it is rare. Otherwise ask the operator of the CSMS why it closes links"),
    CSMS_REFUSED       (2004, ErrorCode.GenericError,                 "%s",
                                                                      "See the answer of the CSMS"),
    CSMS_GARBLED       (2005, ErrorCode.GenericError,                 "The CSMS answered %s with something that is not OCPP: %s",
                                                                      "Ask the operator of the CSMS"),
    CSMS_AWAY_REFUSED  (2006, ErrorCode.InternalError,                "The CSMS %s is offline, and the station %s keeps its messages itself (offline: reject in site.yaml); send it again later",
                                                                      "None: the station sends it again"),
    CSMS_GONE          (2009, ErrorCode.GenericError,                 "The transaction belongs to the CSMS %s, which is no longer the CSMS of the station",
                                                                      "Add this CSMS to site.yaml again, or end the transaction (operations.md)"),
    CSMS_BARS          (2010, ErrorCode.GenericError,                 "The CSMS %s rejects the link of the station %s with %s: %s",
                                                                      "401: check the password; 403: register the station; 404: check the URL"),
    RULE_FAILED        (3001, ErrorCode.InternalError,                "A site rule failed on %s: %s",
                                                                      "See the log line of the failure, then correct the route or report it"),
    RULE_REFUSED       (3002, ErrorCode.NotSupported,                 "A site rule refuses %s: %s",
                                                                      "None, if the rule is intended"),
    NOT_DELIVERED      (3003, ErrorCode.InternalError,                "The routes neither deliver nor answer %s; every way through direct:site must end in direct:deliver",
                                                                      "As the sentence says; gw routes check shows the path"),
    OVER_UDP           (3161, ErrorCode.SecurityError,                "The station %s is a KEBA box that the gateway reads over UDP (stations.%s.keba-udp); it must not connect over OCPP",
                                                                      "Give the device that connects an identity of its own, or remove keba-udp if the box has OCPP now"),
    STOPPING           (9001, ErrorCode.GenericError,                 "The gateway is stopping; send it again in a minute",
                                                                      "None: the station sends it again"),
    NOT_STORED         (9002, ErrorCode.InternalError,                "The message could not be stored: %s",
                                                                      "Check the disk, or the database server; health shows the reason"),
    INTERNAL           (9003, ErrorCode.InternalError,                "The gateway failed on %s; its log says why",
                                                                      "Report the stack trace in the log"),
    NO_ROOM            (9004, ErrorCode.InternalError,                "%s is rejected: %s; send it again later",
                                                                      "Free space on the disk of the ledger, or lower store.reserve"),
    OVERLOADED         (9005, ErrorCode.InternalError,                "%s is rejected: %s; send it again in a minute",
                                                                      "Check why the CSMS does not answer; if the site is larger, give the gateway more memory");
    // spotless:on

    private final int number;
    private final ErrorCode code;
    private final String sentence;
    private final String remedy;

    Cause(int number, ErrorCode code, String sentence, String remedy) {
        this.number = number;
        this.code = code;
        this.sentence = sentence;
        this.remedy = remedy;
    }

    /** The number that an operator quotes: {@code SUB-1002}. */
    public String number() {
        return "SUB-" + number;
    }

    /** The error code that a JSON peer gets. */
    public ErrorCode code() {
        return code;
    }

    /** The sentence with {@code %s} where the values go. */
    public String sentence() {
        return sentence;
    }

    /** What the operator can do about it. */
    public String remedy() {
        return remedy;
    }

    /**
     * Whether the call has no answer of the CSMS: it was not sent, or it was sent and the CSMS may
     * have received it. A message of the outbox is then sent again under the same id.
     */
    public boolean undelivered() {
        return this == CSMS_AWAY
                || this == CSMS_BARS
                || this == CSMS_TIMED_OUT
                || this == CSMS_LINK_CLOSED;
    }

    /** Whether the cause is temporary, so that the same call may succeed a minute later. */
    public boolean passes() {
        return this == STOPPING
                || this == OVERLOADED
                || this == TOO_MANY_STATIONS
                || this == TOO_MANY_FROM_ADDRESS;
    }

    /** Whether the site's rules failed, as opposed to rejecting the call on purpose. */
    public boolean ofRules() {
        return this == RULE_FAILED || this == NOT_DELIVERED;
    }
}
