package dev.substation.app.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CRL;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The certificates that some authorities have revoked, from a file in PEM or DER with one list or
 * several. A list that is out of date counts on: a site whose list was not renewed in time would
 * otherwise stand still, and who is revoked stays so.
 */
public final class RevocationList {

    private final List<X509CRL> lists;

    private RevocationList(List<X509CRL> lists) {
        this.lists = lists;
    }

    /**
     * Reads a file.
     *
     * @param authorities who may have signed what is in it
     * @throws IOException with a sentence for the operator
     */
    public static RevocationList read(Path file, List<X509Certificate> authorities)
            throws IOException {
        List<X509CRL> lists = new ArrayList<>();
        try {
            byte[] bytes = Files.readAllBytes(file);
            for (CRL one :
                    CertificateFactory.getInstance("X.509")
                            .generateCRLs(new ByteArrayInputStream(bytes))) {
                X509CRL list = (X509CRL) one;
                if (authorities.stream().noneMatch(authority -> isSignedBy(list, authority))) {
                    throw new IOException(
                            "%s has a list of %s, which none of the authorities has signed; the authority that signs the list must be in the file of authorities"
                                    .formatted(file, list.getIssuerX500Principal().getName()));
                }
                lists.add(list);
            }
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " is no list of revoked certificates in PEM or DER", e);
        }
        if (lists.isEmpty()) {
            throw new IOException(file + " contains no list of revoked certificates");
        }
        return new RevocationList(lists);
    }

    private static boolean isSignedBy(X509CRL list, X509Certificate authority) {
        if (!list.getIssuerX500Principal().equals(authority.getSubjectX500Principal())) {
            return false;
        }
        try {
            list.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Whether a certificate stands in it. */
    boolean has(X509Certificate certificate) {
        return lists.stream()
                .filter(
                        list ->
                                list.getIssuerX500Principal()
                                        .equals(certificate.getIssuerX500Principal()))
                .anyMatch(list -> list.isRevoked(certificate));
    }

    /** When the first of the lists should have been renewed; empty when none says. */
    public Optional<Instant> end() {
        return lists.stream()
                .map(X509CRL::getNextUpdate)
                .filter(Objects::nonNull)
                .map(Date::toInstant)
                .min(Instant::compareTo);
    }
}
