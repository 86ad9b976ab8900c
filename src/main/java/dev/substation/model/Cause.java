package dev.substation.model;

/**
 * Every reason for which a call can fail, once: a stable number, the OCPP error code, a sentence
 * with what to do. {@code docs/errors.md} is generated from this table. Numbers are never reused;
 * 1xxx are the station's side, 2xxx the csms' side, 3xxx rules and settings, 9xxx the gateway
 * itself.
 */
public enum Cause {
    // spotless:off
    MALFORMED          (1001, ErrorCode.FormationViolation,           "The message cannot be read: %s"),
    UNKNOWN_ACTION     (1002, ErrorCode.NotImplemented,               "The operation %s is not known here"),
    WRONG_VERSION      (1003, ErrorCode.ProtocolError,                "The namespace %s is neither OCPP 1.5 nor OCPP 1.6; use urn://Ocpp/Cs/2012/06/ or urn://Ocpp/Cs/2015/10/"),
    MISSING_FIELD      (1004, ErrorCode.OccurenceConstraintViolation, "%s: the field %s is required"),
    WRONG_TYPE         (1005, ErrorCode.TypeConstraintViolation,      "%s: %s must be %s"),
    WRONG_VALUE        (1006, ErrorCode.PropertyConstraintViolation,  "%s: %s"),
    UNKNOWN_FIELD      (1007, ErrorCode.FormationViolation,           "%s: the field %s does not exist in this message"),
    MISSING_IDENTITY   (1008, ErrorCode.ProtocolError,                "The header chargeBoxIdentity is missing or empty"),
    UNKNOWN_STATION    (1009, ErrorCode.SecurityError,                "The station %s is not listed; add it to site.yaml under stations, or set accept: any"),
    TOO_LARGE          (1010, ErrorCode.FormationViolation,           "The message is larger than %s bytes"),
    TOO_MANY_CALLS     (1011, ErrorCode.GenericError,                 "The station %s has more than %s calls waiting; wait for the answers"),
    WRONG_PATH         (1012, ErrorCode.ProtocolError,                "The address %s is not for this message: %s"),
    WRONG_DIALECT      (1013, ErrorCode.ProtocolError,                "The station %s speaks %s, but site.yaml sets %s; change stations.%s.dialect in site.yaml, or the station"),
    WRONG_PASSWORD     (1014, ErrorCode.SecurityError,                "The station %s shows %s; it must show its identity and its password of site.yaml by HTTP Basic authentication"),
    TOO_MANY_STATIONS  (1015, ErrorCode.GenericError,                 "The station %s is not listed, and %s other unlisted stations are known already; add it to site.yaml under stations, or raise defaults.stations-max"),
    WRONG_CERTIFICATE  (1016, ErrorCode.SecurityError,                "The station %s shows %s; over HTTPS or wss:// it must show %s"),
    FOREIGN_NETWORK    (1017, ErrorCode.SecurityError,                "The address %s is not in a network that the gateway accepts; add its network to http.accept-networks in site.yaml"),
    NOT_ACCEPTED       (1018, ErrorCode.SecurityError,                "The boot of the station %s was answered %s; until a boot is accepted, %s is rejected"),
    TOO_MANY_FROM_ADDRESS(1019, ErrorCode.GenericError,               "The station %s is not listed, few places for unlisted stations are free, and %s others came from %s in the last ten minutes; add it to site.yaml under stations, or raise defaults.stations-max"),
    STATION_UNREACHABLE(1020, ErrorCode.GenericError,                 "The station %s cannot be called: %s"),
    STATION_TIMED_OUT  (1021, ErrorCode.GenericError,                 "The station %s did not answer %s within %s s"),
    STATION_REFUSED    (1022, ErrorCode.InternalError,                "%s"),
    STATION_GARBLED    (1023, ErrorCode.GenericError,                 "The station %s answered %s with something that is not OCPP: %s"),
    NO_CALLBACK        (1024, ErrorCode.GenericError,                 "No callback address is known for the station %s; set stations.%s.callback in site.yaml"),
    NOT_IN_DIALECT     (1025, ErrorCode.NotSupported,                 "%s does not exist in %s, which the station speaks"),
    NOT_OF_VENDOR      (1026, ErrorCode.NotSupported,                 "%s is not supported by stations of the vendor %s"),
    LIST_TOO_LONG      (1027, ErrorCode.OccurenceConstraintViolation, "The station %s stores at most %s cards, but the list has %s; send a shorter list"),
    LIST_UNDER_WAY     (1028, ErrorCode.GenericError,                 "The gateway is sending a long list to the station %s in parts; send this one after the answer to that"),
    CALLBACK_REFUSED   (1029, ErrorCode.SecurityError,                "The station %s is not called at %s: %s"),
    NOT_WIRED          (1030, ErrorCode.PropertyConstraintViolation,  "Connector %s of the station %s is not mapped; add it in site.yaml, under split or join, beside the connectors of %s"),
    NO_SUCH_CONNECTOR  (1031, ErrorCode.PropertyConstraintViolation,  "The station %s has no connector %s"),
    NOT_FOR_PART       (1032, ErrorCode.NotSupported,                 "%s concerns a whole station, but %s is only a part; call its first part, or set whole-station in site.yaml"),
    TLS_REQUIRED       (1033, ErrorCode.SecurityError,                "The station %s connects without TLS, but must use TLS; give it an https:// or wss:// address with http.tls-port"),
    WRONG_SECRET       (1034, ErrorCode.SecurityError,                "The station %s connects at an address without its secret; give it an address with stations.%s.secret of site.yaml: /soap/SECRET, or /ocpp/SECRET/IDENTITY"),
    OTHER_CONNECTION   (1040, ErrorCode.GenericError,                 "Another connection of the station %s is in use and alive; this one is closed"),
    REQUEST_UNREADABLE (1050, ErrorCode.FormationViolation,           "The HTTP request cannot be read: %s"),
    REQUEST_SLOW       (1051, ErrorCode.GenericError,                 "The HTTP request was not complete in time: %s"),
    REQUEST_CUT        (1052, ErrorCode.FormationViolation,           "The connection ended before the HTTP request was complete, after %s bytes; it is rejected, and the station sends it again"),
    TLS_ON_PLAIN_PORT  (1053, ErrorCode.SecurityError,                "A station speaks TLS to the plain port %s: %s"),
    PLAIN_ON_TLS_PORT  (1054, ErrorCode.SecurityError,                "A station speaks plain HTTP to the TLS port %s: set its URL to https or wss, or to the plain port"),
    TLS_FAILED         (1055, ErrorCode.SecurityError,                "The TLS handshake failed: %s"),
    TOO_MANY_CONNECTIONS(1056, ErrorCode.GenericError,                "Too many connections are open: %s"),
    CSMS_AWAY          (2001, ErrorCode.GenericError,                 "The CSMS %s is not connected"),
    CSMS_TIMED_OUT     (2002, ErrorCode.GenericError,                 "The CSMS did not answer %s within %s s"),
    CSMS_LINK_CLOSED   (2003, ErrorCode.GenericError,                 "The link to the CSMS closed before %s was answered"),
    CSMS_REFUSED       (2004, ErrorCode.GenericError,                 "%s"),
    CSMS_GARBLED       (2005, ErrorCode.GenericError,                 "The CSMS answered %s with something that is not OCPP: %s"),
    CSMS_AWAY_REFUSED  (2006, ErrorCode.InternalError,                "The CSMS %s is offline, and the station %s keeps its messages itself (offline: reject in site.yaml); send it again later"),
    CSMS_GONE          (2009, ErrorCode.GenericError,                 "The transaction belongs to the CSMS %s, which is no longer the CSMS of the station"),
    CSMS_BARS          (2010, ErrorCode.GenericError,                 "The CSMS %s rejects the link of the station %s with %s: %s"),
    RULE_FAILED        (3001, ErrorCode.InternalError,                "A site rule failed on %s: %s"),
    RULE_REFUSED       (3002, ErrorCode.NotSupported,                 "A site rule refuses %s: %s"),
    NOT_DELIVERED      (3003, ErrorCode.InternalError,                "The routes neither deliver nor answer %s; every way through direct:site must end in direct:deliver"),
    STOPPING           (9001, ErrorCode.GenericError,                 "The gateway is stopping; send it again in a minute"),
    NOT_STORED         (9002, ErrorCode.InternalError,                "The message could not be stored: %s"),
    INTERNAL           (9003, ErrorCode.InternalError,                "The gateway failed on %s; its log says why"),
    NO_ROOM            (9004, ErrorCode.InternalError,                "%s is rejected: %s; send it again later"),
    OVERLOADED         (9005, ErrorCode.InternalError,                "%s is rejected: %s; send it again in a minute");
    // spotless:on

    private final int number;
    private final ErrorCode code;
    private final String sentence;

    Cause(int number, ErrorCode code, String sentence) {
        this.number = number;
        this.code = code;
        this.sentence = sentence;
    }

    /** The number that an operator quotes: {@code SUB-1002}. */
    public String number() {
        return "SUB-" + number;
    }

    /** What a JSON peer is told. */
    public ErrorCode code() {
        return code;
    }

    /** The sentence with {@code %s} where the values go. */
    public String sentence() {
        return sentence;
    }

    /** A failure for this cause; the values fill the sentence from left to right. */
    public Answer.Failure with(Object... values) {
        return with(code, values);
    }

    /** The same where the peer named an error code of its own, which is passed on. */
    public Answer.Failure with(ErrorCode peers, Object... values) {
        return new Answer.Failure(
                this, peers, sentence.formatted(values), Payload.of("number", number()));
    }

    /**
     * Whether the call has no answer of the csms: it was not sent at all, or it was and may have
     * been received. What is to be delivered goes out again then, under the same id.
     */
    public boolean undelivered() {
        return this == CSMS_AWAY
                || this == CSMS_BARS
                || this == CSMS_TIMED_OUT
                || this == CSMS_LINK_CLOSED;
    }

    /** Whether it passes by itself, so that the same call may do a minute later. */
    public boolean passes() {
        return this == STOPPING
                || this == OVERLOADED
                || this == TOO_MANY_STATIONS
                || this == TOO_MANY_FROM_ADDRESS;
    }

    /** Whether the site's rules failed, rather than refused the call on purpose. */
    public boolean ofRules() {
        return this == RULE_FAILED || this == NOT_DELIVERED;
    }
}
