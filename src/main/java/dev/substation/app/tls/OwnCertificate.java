package dev.substation.app.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.security.auth.x500.X500Principal;

/** A certificate that the gateway shows when it goes out, with its key. */
public final class OwnCertificate {

    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----");
    private static final byte[] PROBE = {1, 2, 3};
    private static final String NAME = "own";
    private static final char[] NO_SECRET = "in memory alone".toCharArray();

    private final PrivateKey key;
    private final List<X509Certificate> chain;

    private OwnCertificate(PrivateKey key, List<X509Certificate> chain) {
        this.key = key;
        this.chain = chain;
    }

    /**
     * Reads the files.
     *
     * @param keyFile empty when the key is with the certificate
     * @throws IOException with a sentence for the operator
     */
    public static OwnCertificate read(Path file, Optional<Path> keyFile, Optional<String> password)
            throws IOException {
        try {
            byte[] bytes = Files.readAllBytes(file);
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            OwnCertificate own =
                    text.contains("-----BEGIN ")
                            ? pem(text, keyFile, password)
                            : store(bytes, password);
            return own.ordered();
        } catch (IOException e) {
            throw new IOException(
                    "%s cannot be read, or its password is wrong (%s)"
                            .formatted(
                                    file,
                                    e.getMessage() == null
                                            ? e.getClass().getSimpleName()
                                            : e.getMessage()),
                    e);
        } catch (GeneralSecurityException e) {
            throw new IOException("%s cannot be used: %s".formatted(file, e.getMessage()), e);
        }
    }

    /**
     * When the certificate in a file stops being valid, without the work of opening its key.
     *
     * @return empty if only the key tells which of several certificates is meant
     * @throws IOException if the file cannot be read
     */
    public static Optional<Instant> endWithoutKey(Path file, Optional<String> password)
            throws IOException {
        try {
            byte[] bytes = Files.readAllBytes(file);
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            return text.contains("-----BEGIN ")
                    ? leaf(certificates(text)).map(OwnCertificate::end)
                    : endInStore(bytes, password);
        } catch (GeneralSecurityException e) {
            throw new IOException("%s cannot be used: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** The one that has signed none of the others. */
    private static Optional<X509Certificate> leaf(List<X509Certificate> chain) {
        List<X509Certificate> leaves =
                chain.stream()
                        .filter(
                                one ->
                                        chain.stream()
                                                .filter(other -> !other.equals(one))
                                                .noneMatch(
                                                        other ->
                                                                other.getIssuerX500Principal()
                                                                        .equals(
                                                                                one
                                                                                        .getSubjectX500Principal())))
                        .distinct()
                        .toList();
        return leaves.size() == 1 ? Optional.of(leaves.get(0)) : Optional.empty();
    }

    private static Optional<Instant> endInStore(byte[] bytes, Optional<String> password)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(bytes), password.orElse("").toCharArray());
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)
                    && store.getCertificate(alias) instanceof X509Certificate own) {
                return Optional.of(end(own));
            }
        }
        return Optional.empty();
    }

    private static Instant end(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant();
    }

    private static OwnCertificate pem(
            String text, Optional<Path> keyFile, Optional<String> password)
            throws IOException, GeneralSecurityException {
        String keyText =
                keyFile.isPresent()
                        ? Files.readString(keyFile.get(), StandardCharsets.ISO_8859_1)
                        : text;
        return new OwnCertificate(PemKey.read(keyText, password), certificates(text));
    }

    private static List<X509Certificate> certificates(String text) throws GeneralSecurityException {
        StringBuilder blocks = new StringBuilder();
        Matcher block = CERTIFICATE.matcher(text);
        while (block.find()) {
            blocks.append(block.group()).append('\n');
        }
        if (blocks.isEmpty()) {
            throw new GeneralSecurityException("it contains no certificate");
        }
        byte[] pem = blocks.toString().getBytes(StandardCharsets.US_ASCII);
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem))
                .stream()
                .map(X509Certificate.class::cast)
                .toList();
    }

    private static OwnCertificate store(byte[] bytes, Optional<String> password)
            throws IOException, GeneralSecurityException {
        char[] secret = password.orElse("").toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(bytes), secret);
        for (String alias : Collections.list(store.aliases())) {
            if (store.getKey(alias, secret) instanceof PrivateKey key) {
                return new OwnCertificate(
                        key,
                        Arrays.stream(store.getCertificateChain(alias))
                                .map(X509Certificate.class::cast)
                                .toList());
            }
        }
        throw new GeneralSecurityException("it contains no private key");
    }

    /** The certificates in their order, that of the key first, and without others. */
    private OwnCertificate ordered() throws GeneralSecurityException {
        List<X509Certificate> left = new ArrayList<>(chain);
        List<X509Certificate> ordered = new ArrayList<>();
        X509Certificate next = null;
        for (X509Certificate one : chain) {
            next = next == null && isOfKey(one) ? one : next;
        }
        if (next == null) {
            throw new GeneralSecurityException("its key does not belong to its certificate");
        }
        while (next != null) {
            ordered.add(next);
            left.remove(next);
            X500Principal issuer = next.getIssuerX500Principal();
            next =
                    left.stream()
                            .filter(one -> one.getSubjectX500Principal().equals(issuer))
                            .findFirst()
                            .orElse(null);
        }
        return new OwnCertificate(key, List.copyOf(ordered));
    }

    /** What the key signs, its certificate verifies. */
    private boolean isOfKey(X509Certificate certificate) throws GeneralSecurityException {
        String kind = key.getAlgorithm();
        if (!kind.equals(certificate.getPublicKey().getAlgorithm())) {
            return false;
        }
        Signature signature =
                Signature.getInstance(
                        switch (kind) {
                            case "RSA" -> "SHA256withRSA";
                            case "EC" -> "SHA256withECDSA";
                            default -> kind;
                        });
        signature.initSign(key);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(PROBE);
        return signature.verify(signed);
    }

    /** When it stops being valid. */
    public Instant end() {
        return end(chain.get(0));
    }

    KeyManager[] managers() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(NAME, key, NO_SECRET, chain.toArray(X509Certificate[]::new));
            KeyManagerFactory factory =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, NO_SECRET);
            return factory.getKeyManagers();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no key store in memory", e);
        }
    }
}
