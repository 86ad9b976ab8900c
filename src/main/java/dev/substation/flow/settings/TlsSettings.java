package dev.substation.flow.settings;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Whom the gateway believes when it goes out over TLS, and what it shows of itself.
 *
 * @param authorities PKCS12 or PEM file with the authorities to trust instead of Java's own
 * @param fingerprint the SHA-256 of the one certificate to trust, as hex digits; names do not count
 *     then
 * @param revocations PEM or DER file with the lists of revoked certificates of those authorities
 * @param certificate PKCS12 or PEM file with the gateway's own certificate and, unless {@code key}
 *     names another file, its key; {@code {station}} stands for the identity
 * @param keyPassword opens the key, or the PKCS12 file
 */
public record TlsSettings(
        Optional<Path> authorities,
        Optional<String> authoritiesPassword,
        Optional<String> fingerprint,
        Optional<Path> revocations,
        Optional<Path> certificate,
        Optional<Path> key,
        Optional<String> keyPassword) {

    /** Java's authorities, and nothing is shown. */
    public static final TlsSettings USUAL =
            new TlsSettings(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    /** Whether it says whom to believe. */
    public boolean trusts() {
        return authorities.isPresent() || fingerprint.isPresent();
    }

    /** The same with another certificate of the gateway, where one is given. */
    public TlsSettings showing(
            Optional<Path> other, Optional<Path> otherKey, Optional<String> otherPassword) {
        return other.isEmpty()
                ? this
                : new TlsSettings(
                        authorities,
                        authoritiesPassword,
                        fingerprint,
                        revocations,
                        other,
                        otherKey,
                        otherPassword);
    }

    /** Never shows a password. */
    @Override
    public String toString() {
        return "authorities=%s fingerprint=%s revocations=%s certificate=%s key=%s"
                .formatted(authorities, fingerprint, revocations, certificate, key);
    }
}
