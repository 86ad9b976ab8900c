package dev.substation.flow.relay;

/** The codes with which a relay closes a WebSocket (RFC 6455 section 7.4.1, IANA registry). */
final class CloseCodes {

    static final int TRY_AGAIN_LATER = 1013;

    static final int POLICY = 1008;

    private CloseCodes() {}

    /** A code that may stand in a Close frame; some stand for what happened to a connection. */
    static int sendable(int code) {
        boolean allowed =
                code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006
                        || code >= 3000 && code <= 4999;
        return allowed ? code : TRY_AGAIN_LATER;
    }
}
