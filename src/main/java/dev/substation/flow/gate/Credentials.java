package dev.substation.flow.gate;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What a station shows at the door.
 *
 * @param secure whether it comes over TLS
 * @param authorization the value of the header Authorization
 * @param certificate its own, which TLS has found to be signed by one of the site's authorities
 * @param pathParts the parts of the address that it comes in at among which a secret may be
 */
public record Credentials(
        boolean secure,
        Optional<String> authorization,
        Optional<X509Certificate> certificate,
        List<String> pathParts) {

    /** Where servlet containers leave the chain of certificates (Servlet 6.0 section 3.10). */
    public static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

    /** Shows nothing. */
    public static final Credentials NONE =
            new Credentials(false, Optional.empty(), Optional.empty(), List.of());

    /**
     * What a request shows.
     *
     * @param authorization null when the header is not there
     * @param chain the attribute {@link #CERTIFICATES}, null when there is none
     */
    public static Credentials of(
            boolean secure, String authorization, Object chain, List<String> pathParts) {
        return new Credentials(
                secure,
                Optional.ofNullable(authorization),
                chain instanceof X509Certificate[] certificates && certificates.length > 0
                        ? Optional.of(certificates[0])
                        : Optional.empty(),
                List.copyOf(pathParts));
    }

    /** Never shows the password, nor the secret. */
    @Override
    public String toString() {
        return certificate.map(shown -> shown.getSubjectX500Principal().getName()).orElse("");
    }
}
