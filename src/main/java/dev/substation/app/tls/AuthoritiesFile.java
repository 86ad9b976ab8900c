package dev.substation.app.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The authorities that sign the certificates of stations, from a file in PEM or PKCS12. */
public final class AuthoritiesFile {

    private AuthoritiesFile() {}

    /**
     * What a file holds, or what is wrong with it.
     *
     * @param certificates empty when something is wrong
     */
    public record Content(List<X509Certificate> certificates, String problem) {}

    public static Content read(Path file, Optional<String> password) {
        List<X509Certificate> found;
        try {
            byte[] bytes = Files.readAllBytes(file);
            found =
                    new String(bytes, StandardCharsets.ISO_8859_1).contains("-----BEGIN ")
                            ? pem(bytes)
                            : store(bytes, password);
        } catch (IOException | GeneralSecurityException e) {
            return new Content(
                    List.of(),
                    "%s is neither PEM nor a PKCS12 store that this password opens; export the authorities' certificates as PEM"
                            .formatted(file));
        }
        return found.isEmpty()
                ? new Content(found, file + " contains no certificate")
                : new Content(List.copyOf(found), "");
    }

    private static List<X509Certificate> pem(byte[] bytes) throws CertificateException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(bytes))
                .stream()
                .map(X509Certificate.class::cast)
                .toList();
    }

    private static List<X509Certificate> store(byte[] bytes, Optional<String> password)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(bytes), password.map(String::toCharArray).orElse(null));
        List<X509Certificate> found = new ArrayList<>();
        for (String alias : Collections.list(store.aliases())) {
            Certificate certificate = store.getCertificate(alias);
            if (certificate instanceof X509Certificate x509) {
                found.add(x509);
            }
        }
        return found;
    }

    /** Certificates as the launcher takes them, who has no part in what a file looks like. */
    public static String pem(List<X509Certificate> certificates) {
        return certificates.stream().map(AuthoritiesFile::pem).collect(Collectors.joining());
    }

    private static String pem(X509Certificate certificate) {
        try {
            return "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }
}
