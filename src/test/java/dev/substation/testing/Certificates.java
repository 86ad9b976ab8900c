package dev.substation.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A self-signed certificate made for one test with the JDK's own keytool.
 *
 * @param keyStore PKCS12 with the private key, what a server needs
 * @param trustStore PKCS12 with the certificate, what a client needs
 * @param pem the certificate as PEM
 * @param password of both stores
 */
public record Certificates(Path keyStore, Path trustStore, Path pem, String password) {

    private static final String PASSWORD = "changeit";

    /**
     * Makes a certificate.
     *
     * @param subject its alternative name, {@code dns:localhost} or {@code ip:127.0.0.1}
     */
    public static Certificates make(Path folder, String subject)
            throws IOException, InterruptedException {
        String name = subject.replaceAll("[^a-z0-9]", "-");
        Path keys = folder.resolve(name + "-keys.p12");
        Path trust = folder.resolve(name + "-trust.p12");
        Path pem = folder.resolve(name + ".pem");
        keytool(
                "-genkeypair",
                "-alias",
                "csms",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=practice csms",
                "-ext",
                "san=" + subject,
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                keys.toString());
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "csms",
                "-keystore",
                keys.toString(),
                "-file",
                pem.toString());
        keytool(
                "-importcert",
                "-noprompt",
                "-alias",
                "csms",
                "-storetype",
                "PKCS12",
                "-keystore",
                trust.toString(),
                "-file",
                pem.toString());
        return new Certificates(keys, trust, pem, PASSWORD);
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("keytool failed: " + said);
        }
    }

    /** A context for a server that shows this certificate. */
    public SSLContext serverContext() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keyStore)) {
            store.load(in, password.toCharArray());
        }
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}
