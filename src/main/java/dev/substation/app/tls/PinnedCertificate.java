package dev.substation.app.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts one certificate, known by its fingerprint, and no other. Names do not count, for the
 * self-signed certificates of stations seldom bear the right one; the time of validity does.
 */
final class PinnedCertificate extends X509ExtendedTrustManager {

    private final List<byte[]> fingerprints;

    /**
     * @param fingerprint the SHA-256 of the certificate, as hex digits
     */
    PinnedCertificate(String fingerprint) {
        this(List.of(HexFormat.of().parseHex(fingerprint)));
    }

    private PinnedCertificate(List<byte[]> fingerprints) {
        this.fingerprints = fingerprints;
    }

    /** Trusts any of some certificates. */
    static PinnedCertificate oneOf(List<X509Certificate> certificates)
            throws GeneralSecurityException {
        List<byte[]> fingerprints = new ArrayList<>();
        for (X509Certificate one : certificates) {
            fingerprints.add(fingerprint(one));
        }
        return new PinnedCertificate(fingerprints);
    }

    private static byte[] fingerprint(X509Certificate certificate) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        try {
            byte[] shown = fingerprint(chain[0]);
            if (fingerprints.stream().noneMatch(one -> MessageDigest.isEqual(shown, one))) {
                throw new CertificateException(
                        "it shows the certificate with the fingerprint "
                                + HexFormat.of().formatHex(shown)
                                + ", not the configured one");
            }
        } catch (CertificateException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new CertificateException(e);
        }
        chain[0].checkValidity();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind)
            throws CertificateException {
        throw new CertificateException("nobody connects with this");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket)
            throws CertificateException {
        throw new CertificateException("nobody connects with this");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("nobody connects with this");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
