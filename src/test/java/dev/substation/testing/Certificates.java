package dev.substation.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** A certificate that nobody trusts, made with the JDK's keytool. */
public final class Certificates {

    /** The password of all stores. */
    public static final String PASSWORD = "in-the-test";

    private static final String KEYS = "keys.p12";
    private static final String TRUST = "trust.p12";
    private static final String PEM = "certificate.pem";

    /** What was made in this build or in one before it. */
    private static final Path MADE = Path.of("target", "test-keys");

    /** For folders that no build cleans. */
    private static final String VALID_DAYS = "3650";

    private final Path keys;
    private final Path trust;
    private final Path pem;

    private Certificates(Path keys, Path trust, Path pem) {
        this.keys = keys;
        this.trust = trust;
        this.pem = pem;
    }

    /** A key with a certificate for {@code localhost} signed by itself, in this folder. */
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
     * The same with another kind of key. Each kind of key for each name is made once in a build,
     * and copied into the folder.
     *
     * @param algorithm {@code EC} or {@code RSA}
     */
    public static Certificates create(Path folder, String names, String algorithm) {
        Path made = MADE.resolve(algorithm + "-" + names.replaceAll("[^A-Za-z0-9.-]", "_"));
        try {
            if (!Files.exists(made)) {
                make(made, names, algorithm);
            }
            for (String file : List.of(KEYS, PEM, TRUST)) {
                Files.copy(made.resolve(file), folder.resolve(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
        return new Certificates(folder.resolve(KEYS), folder.resolve(TRUST), folder.resolve(PEM));
    }

    /** Two forks that make the same at once do not disturb each other: the first one's stays. */
    private static void make(Path to, String names, String algorithm)
            throws IOException, GeneralSecurityException {
        Files.createDirectories(to.getParent());
        Path unfinished = Files.createTempDirectory(to.getParent(), "unfinished-");
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
                "-validity",
                VALID_DAYS,
                "-storetype",
                "PKCS12",
                "-keystore",
                unfinished.resolve(KEYS).toString(),
                "-storepass",
                PASSWORD);
        Certificate certificate = load(unfinished.resolve(KEYS)).getCertificate("csms");
        Files.writeString(unfinished.resolve(PEM), pem(certificate));
        KeyStore trusting = KeyStore.getInstance("PKCS12");
        trusting.load(null, null);
        trusting.setCertificateEntry("csms", certificate);
        try (OutputStream out = Files.newOutputStream(unfinished.resolve(TRUST))) {
            trusting.store(out, PASSWORD.toCharArray());
        }
        try {
            Files.move(unfinished, to);
        } catch (IOException e) {
            if (!Files.exists(to)) {
                throw e;
            }
        }
    }

    private static KeyStore load(Path store) throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    }

    /** A certificate as PEM. */
    static String pem(Certificate certificate) throws GeneralSecurityException {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
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
        try {
            KeyStore store = load(trust);
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

    /** The SHA-256 fingerprint of the certificate, as hex digits. */
    public String fingerprint() {
        try {
            KeyStore store = KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(store.getCertificate("csms").getEncoded()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** For a server that shows the certificate. */
    public SSLContext server(TrustManager... clients) {
        try {
            KeyStore store = load(keys);
            KeyManagerFactory managers =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), clients.length == 0 ? null : clients, null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Runs the JDK's keytool: in this JVM if the build opens it, since a process costs more. */
    static synchronized void keytool(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("-debug"); // so that it fails with an exception; otherwise it would end the JVM
        ByteArrayOutputStream words = new ByteArrayOutputStream();
        PrintStream quiet = new PrintStream(words, true, StandardCharsets.UTF_8);
        PrintStream usual = System.err;
        PrintStream told = System.out;
        System.setErr(quiet); // it tells there what it does
        System.setOut(quiet);
        try {
            Class<?> keytool = Class.forName("sun.security.tools.keytool.Main");
            Constructor<?> made = keytool.getDeclaredConstructor();
            Method run = keytool.getDeclaredMethod("run", String[].class, PrintStream.class);
            made.setAccessible(true);
            run.setAccessible(true);
            run.invoke(made.newInstance(), all.toArray(String[]::new), quiet);
        } catch (InaccessibleObjectException closed) {
            keytoolAsProcess(arguments);
        } catch (InvocationTargetException failed) {
            throw new AssertionError("keytool: " + words, failed.getCause());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        } finally {
            System.setErr(usual);
            System.setOut(told);
        }
    }

    private static void keytoolAsProcess(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
        command.addAll(List.of(arguments));
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
