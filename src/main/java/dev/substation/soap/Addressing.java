package dev.substation.soap;

import java.util.Optional;

/**
 * The two drafts of WS-Addressing that are met: the recommendation, and the 2004 submission that
 * old frameworks build (the standard warns of it).
 */
enum Addressing {
    W3C_2005(
            "http://www.w3.org/2005/08/addressing",
            "http://www.w3.org/2005/08/addressing/anonymous",
            "http://www.w3.org/2005/08/addressing/soap/fault"),
    DRAFT_2004(
            "http://schemas.xmlsoap.org/ws/2004/08/addressing",
            "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous",
            "http://schemas.xmlsoap.org/ws/2004/08/addressing/fault");

    private final String namespace;
    private final String anonymous;
    private final String faultAction;

    Addressing(String namespace, String anonymous, String faultAction) {
        this.namespace = namespace;
        this.anonymous = anonymous;
        this.faultAction = faultAction;
    }

    static Optional<Addressing> of(String namespace) {
        if (W3C_2005.namespace.equals(namespace)) {
            return Optional.of(W3C_2005);
        }
        return DRAFT_2004.namespace.equals(namespace) ? Optional.of(DRAFT_2004) : Optional.empty();
    }

    String namespace() {
        return namespace;
    }

    /** The address of whoever holds the other end of the HTTP exchange. */
    String anonymous() {
        return anonymous;
    }

    /** What stands in {@code Action} of a fault. */
    String faultAction() {
        return faultAction;
    }
}
