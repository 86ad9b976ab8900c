package dev.substation.soap;

import java.util.Optional;

/** The two versions of SOAP that stations speak; 1.2 is the standard's (OCPP-S 1.6 section 3). */
enum Soap {
    V12("http://www.w3.org/2003/05/soap-envelope", "application/soap+xml", "Sender", "Receiver"),
    V11("http://schemas.xmlsoap.org/soap/envelope/", "text/xml", "Client", "Server");

    private final String namespace;
    private final String mediaType;
    private final String sender;
    private final String receiver;

    Soap(String namespace, String mediaType, String sender, String receiver) {
        this.namespace = namespace;
        this.mediaType = mediaType;
        this.sender = sender;
        this.receiver = receiver;
    }

    /** The version with this envelope namespace. */
    static Optional<Soap> of(String namespace) {
        if (V12.namespace.equals(namespace)) {
            return Optional.of(V12);
        }
        return V11.namespace.equals(namespace) ? Optional.of(V11) : Optional.empty();
    }

    String namespace() {
        return namespace;
    }

    String contentType() {
        return mediaType + "; charset=utf-8";
    }

    /** The local name of a fault code in this version. */
    String word(Refusal.Blame blame) {
        return switch (blame) {
            case SENDER -> sender;
            case RECEIVER -> receiver;
            case MUST_UNDERSTAND -> "MustUnderstand";
            case VERSION_MISMATCH -> "VersionMismatch";
        };
    }

    /**
     * The HTTP status of a fault: SOAP 1.2 part 2 section 7.5.2.2 for 1.2, SOAP 1.1 section 6.2 for
     * 1.1.
     */
    int status(Refusal.Blame blame) {
        return this == V12 && blame == Refusal.Blame.SENDER ? 400 : 500;
    }
}
