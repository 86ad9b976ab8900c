package dev.substation.flow;

import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * What a station shows at the door.
 *
 * @param authorization the value of the header Authorization
 * @param certificate its own, which TLS has found to be signed by one of the site's authorities
 */
public record Credentials(Optional<String> authorization, Optional<X509Certificate> certificate) {

    /** Where servlet containers leave the chain of certificates (Servlet 6.0 section 3.10). */
    public static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

    /** Shows nothing. */
    public static final Credentials NONE = new Credentials(Optional.empty(), Optional.empty());

    /**
     * What a request shows.
     *
     * @param authorization null when the header is not there
     * @param chain the attribute {@link #CERTIFICATES}, null when there is none
     */
    public static Credentials of(String authorization, Object chain) {
        return new Credentials(
                Optional.ofNullable(authorization),
                chain instanceof X509Certificate[] certificates && certificates.length > 0
                        ? Optional.of(certificates[0])
                        : Optional.empty());
    }

    /** Never shows the password. */
    @Override
    public String toString() {
        return certificate.map(shown -> shown.getSubjectX500Principal().getName()).orElse("");
    }
}
