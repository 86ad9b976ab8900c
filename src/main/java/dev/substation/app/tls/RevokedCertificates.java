package dev.substation.app.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trusts whom another trusts, unless a certificate of the chain was revoked. */
final class RevokedCertificates extends X509ExtendedTrustManager {

    private final X509ExtendedTrustManager trust;
    private final RevocationList revoked;

    RevokedCertificates(X509ExtendedTrustManager trust, RevocationList revoked) {
        this.trust = trust;
        this.revoked = revoked;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        for (X509Certificate certificate : chain) {
            if (revoked.has(certificate)) {
                throw new CertificateException(
                        "the certificate of %s was revoked by its authority"
                                .formatted(certificate.getSubjectX500Principal().getName()));
            }
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind)
            throws CertificateException {
        trust.checkServerTrusted(chain, kind);
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket)
            throws CertificateException {
        trust.checkServerTrusted(chain, kind, socket);
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
            throws CertificateException {
        trust.checkServerTrusted(chain, kind, engine);
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind)
            throws CertificateException {
        trust.checkClientTrusted(chain, kind);
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket)
            throws CertificateException {
        trust.checkClientTrusted(chain, kind, socket);
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
            throws CertificateException {
        trust.checkClientTrusted(chain, kind, engine);
        check(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return trust.getAcceptedIssuers();
    }
}
