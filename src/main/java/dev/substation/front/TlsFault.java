package dev.substation.front;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Says in plain words why a handshake of TLS failed. */
final class TlsFault {

    /** How Java begins when the alert is the one of the peer; newer versions name their own too. */
    private static final String RECEIVED = "received fatal alert: ";

    /**
     * What the messages of Java contain, with what it means at a site; the first counts. Since Java
     * 21, {@code (certificate_unknown)} stands before what is wrong with the other's certificate.
     */
    private static final List<Map.Entry<String, String>> MEANINGS =
            List.of(
                    Map.entry(
                            "unable to find valid certification path",
                            "the station shows a certificate that none of http.tls-client-ca"
                                    + " signed"),
                    Map.entry(
                            "path validation failed",
                            "the station shows a certificate that is not valid, or that none of"
                                    + " http.tls-client-ca signed"),
                    Map.entry(
                            RECEIVED + "certificate_unknown",
                            "the station does not trust the gateway's certificate"),
                    Map.entry(
                            RECEIVED + "unknown_ca",
                            "the station does not know the authority that signed the gateway's"
                                    + " certificate"),
                    Map.entry(
                            RECEIVED + "bad_certificate",
                            "the station rejects the gateway's certificate"),
                    Map.entry(
                            RECEIVED + "certificate_expired",
                            "for the station, the gateway's certificate has expired"),
                    Map.entry(
                            "protocol_version",
                            "the station supports no version of TLS that the gateway allows"),
                    Map.entry(
                            "client requested protocol",
                            "the station supports no version of TLS that the gateway allows"),
                    Map.entry(
                            "no cipher suites in common",
                            "the station offers no cipher suite that the gateway supports"));

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
        return MEANINGS.stream()
                .filter(entry -> all.contains(entry.getKey()))
                .map(entry -> entry.getValue() + " (" + raw + ")")
                .findFirst()
                .orElse(raw);
    }
}
