package dev.substation.app.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Whom the gateway believes when it goes out: Java's authorities. Java's own properties may name
 * those of the stations' certificates, for Payara reads no others; then the launcher has kept what
 * stood there before (docs/adr/0017-first-locks.md).
 */
public final class UsualTrust {

    private static final String STORE = "substation.trust-store";
    private static final String PASSWORD = "substation.trust-store-password";

    private UsualTrust() {}

    /** Java's authorities. */
    public static TrustManagerFactory authorities() {
        try {
            TrustManagerFactory factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store());
            return factory;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("Java's trust store cannot be read", e);
        }
    }

    /** Null stands for what Java takes by itself. */
    private static KeyStore store() throws GeneralSecurityException, IOException {
        String file = System.getProperty(STORE);
        String password = System.getProperty(PASSWORD);
        return file == null
                ? null
                : KeyStore.getInstance(
                        Path.of(file).toFile(), password == null ? null : password.toCharArray());
    }

    /** For a client; no key of its own, for the default context would show the gateway's. */
    public static SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, authorities().getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }
}
