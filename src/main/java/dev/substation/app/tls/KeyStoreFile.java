package dev.substation.app.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Tries a key store before a server is to work with it, for servers say little about why not. */
public final class KeyStoreFile {

    /**
     * What keeps a server from working with it.
     *
     * @param ofPassword whether the password is at fault, rather than the file
     */
    public record Fault(boolean ofPassword, String sentence) {}

    private KeyStoreFile() {}

    /** Opens the store and takes out every key with its certificate; empty when all goes well. */
    public static Optional<Fault> fault(Path file, String password) {
        KeyStore store;
        try {
            store = opened(file, password);
        } catch (IOException | GeneralSecurityException e) {
            return Optional.of(
                    e.getCause() instanceof UnrecoverableKeyException
                            ? new Fault(true, "this password does not open " + file)
                            : new Fault(
                                    false,
                                    "%s is no PKCS12 key store; make one with: openssl pkcs12 -export -in certificate.pem -inkey key.pem -out tls.p12"
                                            .formatted(file)));
        }
        try {
            int keys = 0;
            for (String alias : Collections.list(store.aliases())) {
                keys += store.getKey(alias, password.toCharArray()) == null ? 0 : 1;
            }
            return keys > 0
                    ? Optional.empty()
                    : Optional.of(
                            new Fault(
                                    false,
                                    file
                                            + " has no private key, only certificates; export the certificate together with its key"));
        } catch (GeneralSecurityException e) {
            return Optional.of(
                    new Fault(
                            true,
                            "a key in %s has another password than the store; give both the same"
                                    .formatted(file)));
        }
    }

    private static KeyStore opened(Path file, String password)
            throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password.toCharArray());
            return store;
        }
    }

    /** Trusts the certificates that the server shows, whoever has signed them. */
    public static Optional<SSLContext> trusting(Path file, String password) {
        try {
            KeyStore store = opened(file, password);
            List<X509Certificate> own = new ArrayList<>();
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)
                        && store.getCertificate(alias) instanceof X509Certificate shown) {
                    own.add(shown);
                }
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {PinnedCertificate.oneOf(own)}, null);
            return Optional.of(context);
        } catch (IOException | GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    /**
     * When the first of the certificates that the server shows stops being valid; empty when the
     * file cannot be read, which {@link #fault} reports.
     */
    public static Optional<Instant> certificateEnds(Path file, String password) {
        Optional<Instant> first = Optional.empty();
        try {
            KeyStore store = opened(file, password);
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)
                        && store.getCertificate(alias) instanceof X509Certificate shown) {
                    Instant end = shown.getNotAfter().toInstant();
                    first = first.filter(other -> other.isBefore(end)).or(() -> Optional.of(end));
                }
            }
        } catch (IOException | GeneralSecurityException e) {
            return Optional.empty();
        }
        return first;
    }
}
