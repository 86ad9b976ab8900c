package dev.substation.front;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.cert.CertPathValidatorException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Why a handshake failed, from the messages of Java 17 and of Java 25. */
class TlsFaultTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PKIX path validation failed: validity check failed| the station shows a certificate that is not valid",
                "(certificate_unknown) PKIX path validation failed: validity check failed| the station shows a certificate that is not valid",
                "(certificate_unknown) PKIX path building failed: unable to find valid certification path to requested target| the station shows a certificate that none of",
                "Received fatal alert: certificate_unknown| the station does not trust the gateway",
                "(certificate_unknown) Received fatal alert: certificate_unknown| the station does not trust the gateway",
                "Received fatal alert: unknown_ca| the station does not know the authority",
                "Received fatal alert: protocol_version| the station supports no version of TLS",
                "(protocol_version) Client requested protocol TLSv1 is not enabled| the station supports no version of TLS",
                "Client requested protocol TLSv1 is not enabled or supported| the station supports no version of TLS",
                "no cipher suites in common| the station offers no cipher suite",
                "(handshake_failure) no cipher suites in common| the station offers no cipher suite",
            })
    void isSaidForTheSideThatEndedIt(String message, String meaning) {
        String reason = TlsFault.reason(new SSLHandshakeException(message));

        assertTrue(reason.startsWith(meaning), reason);
        assertTrue(reason.contains(message), reason);
    }

    @Test
    void looksIntoCauses() {
        SSLHandshakeException fault = new SSLHandshakeException("General SSLEngine problem");
        fault.initCause(new CertPathValidatorException("Path validation failed"));

        assertTrue(TlsFault.reason(fault).startsWith("the station shows a certificate"));
    }
}
