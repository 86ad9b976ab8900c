package dev.substation.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A certificate that nobody trusts, made with the JDK's keytool. */
public final class Certificates {

    /** The password of all stores. */
    public static final String PASSWORD = "in-the-test";

    private final Path keys;
    private final Path trust;
    private final Path pem;

    private Certificates(Path keys, Path trust, Path pem) {
        this.keys = keys;
        this.trust = trust;
        this.pem = pem;
    }

    /** Makes a key with a certificate for {@code localhost} signed by itself, in this folder. */
    public static Certificates create(Path folder) {
        return create(folder, "dns:localhost,ip:127.0.0.1");
    }

    /**
     * The same for other names.
     *
     * @param names as keytool takes them: {@code dns:csms.example.org,ip:10.0.0.1}
     */
    public static Certificates create(Path folder, String names) {
        return create(folder, names, "EC");
    }

    /**
     * The same with another kind of key.
     *
     * @param algorithm {@code EC} or {@code RSA}
     */
    public static Certificates create(Path folder, String names, String algorithm) {
        Path keys = folder.resolve("keys.p12");
        Path pem = folder.resolve("certificate.pem");
        Path trust = folder.resolve("trust.p12");
        keytool(
                "-genkeypair",
                "-alias",
                "csms",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=localhost",
                "-ext",
                "san=" + names,
                "-storetype",
                "PKCS12",
                "-keystore",
                keys.toString(),
                "-storepass",
                PASSWORD);
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "csms",
                "-keystore",
                keys.toString(),
                "-storepass",
                PASSWORD,
                "-file",
                pem.toString());
        keytool(
                "-importcert",
                "-noprompt",
                "-alias",
                "csms",
                "-file",
                pem.toString(),
                "-storetype",
                "PKCS12",
                "-keystore",
                trust.toString(),
                "-storepass",
                PASSWORD);
        return new Certificates(keys, trust, pem);
    }

    /** A PKCS12 store with the key and its certificate. */
    public Path keyStore() {
        return keys;
    }

    /** A PKCS12 store that trusts the certificate. */
    public Path trustStore() {
        return trust;
    }

    /** The certificate as PEM. */
    public Path pem() {
        return pem;
    }

    /** Connects as one who trusts the certificate; the name of the certificate that is shown. */
    public String subjectSeenAt(URI address) {
        try (SSLSocket socket =
                (SSLSocket)
                        client().getSocketFactory()
                                .createSocket(address.getHost(), address.getPort())) {
            return socket.getSession().getPeerPrincipal().getName();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whom Java trusts by itself. */
    public static TrustManagerFactory usual() {
        try {
            TrustManagerFactory managers =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init((KeyStore) null);
            return managers;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * For a client that trusts the certificate and nothing else.
     *
     * @param keys what the client shows of itself
     */
    public SSLContext client(KeyManager... keys) {
        try (InputStream in = Files.newInputStream(trust)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD.toCharArray());
            TrustManagerFactory managers =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, managers.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** For a server that shows the certificate. */
    public SSLContext server() {
        try (InputStream in = Files.newInputStream(keys)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD.toCharArray());
            KeyManagerFactory managers =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Runs the JDK's keytool. */
    static void keytool(String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String words = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new AssertionError("keytool: " + words);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
