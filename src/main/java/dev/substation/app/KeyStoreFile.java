package dev.substation.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.Collections;
import java.util.Optional;

/** Tries a key store before a server is to work with it, for servers say little about why not. */
final class KeyStoreFile {

    /**
     * What keeps a server from working with it.
     *
     * @param ofPassword whether the password is at fault, rather than the file
     */
    record Fault(boolean ofPassword, String sentence) {}

    private KeyStoreFile() {}

    /** Opens the store and takes out every key with its certificate; empty when all goes well. */
    static Optional<Fault> fault(Path file, String password) {
        KeyStore store;
        try (InputStream in = Files.newInputStream(file)) {
            store = KeyStore.getInstance("PKCS12");
            store.load(in, password.toCharArray());
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
}
