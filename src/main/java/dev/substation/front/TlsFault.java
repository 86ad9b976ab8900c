package dev.substation.front;

import java.util.Locale;
import java.util.Map;

/** Says in plain words why a handshake of TLS failed. */
final class TlsFault {

    /** What the messages of Java contain, with what it means at a site. */
    private static final Map<String, String> MEANINGS =
            Map.of(
                    "certificate_unknown", "the station does not trust the gateway's certificate",
                    "unknown_ca",
                            "the station does not know the authority that signed the gateway's certificate",
                    "bad_certificate", "the station rejects the gateway's certificate",
                    "certificate_expired", "for the station, the gateway's certificate has expired",
                    "protocol_version",
                            "the station supports no version of TLS that the gateway allows",
                    "no cipher suites in common",
                            "the station offers no cipher suite that the gateway supports",
                    "unable to find valid certification path",
                            "the station shows a certificate that none of http.tls-client-ca signed",
                    "path validation failed",
                            "the station shows a certificate that is not valid, or that none of"
                                    + " http.tls-client-ca signed");

    private TlsFault() {}

    static String reason(Throwable fault) {
        StringBuilder texts = new StringBuilder();
        Throwable one = fault;
        for (int depth = 0; one != null && depth < 6; depth++) {
            texts.append(one.getMessage()).append("; ");
            one = one.getCause();
        }
        String all = texts.toString().toLowerCase(Locale.ROOT);
        String raw = String.valueOf(fault.getMessage());
        return MEANINGS.entrySet().stream()
                .filter(entry -> all.contains(entry.getKey()))
                .map(entry -> entry.getValue() + " (" + raw + ")")
                .findFirst()
                .orElse(raw);
    }
}
