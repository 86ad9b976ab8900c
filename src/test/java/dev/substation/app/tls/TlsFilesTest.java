package dev.substation.app.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.settings.TlsSettings;
import dev.substation.model.StationId;
import dev.substation.testing.Authority;
import dev.substation.testing.Certificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsFilesTest {

    private static final StationId BOX = new StationId("BOX/1");
    private static final String ENCRYPTION = "PBEWithSHA1AndDESede";

    /** Made by {@code openssl pkcs8 -topk8}, version 3, with the password s3cret. */
    private static final String OF_OPENSSL =
            """
            -----BEGIN ENCRYPTED PRIVATE KEY-----
            MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgmEp5aC9i4BAICCAAw
            DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEEE94PFQ9xMlvuCNIsQZx5QEgZBE
            sKjtfOTEpppKopSFA8Ef4tzx/0a5ieD7h59fp6KpYpq1BJ6nskSEODq7bbZm38qt
            65/mWpY3YYiEFE0ac7bgihhE11S6TZXL6a9y3dog1Fur5N8RHAC5J4F/dmZveeDH
            9UD0tsHuviidQfj4KE7rlaOvVE+FOZPOiqhtJV6PGg09hyZoU9lSEd0fNnPYUhA=
            -----END ENCRYPTED PRIVATE KEY-----
            """;

    @TempDir static Path folder;

    private static Authority ours;
    private static Authority foreign;

    private final TlsFiles files = new TlsFiles(Certificates.usual());

    @BeforeAll
    static void sign() {
        ours = Authority.create(folder, "ours");
        ours.sign("ec", "CN=ec");
        ours.sign("rsa", "CN=rsa", "-keyalg", "RSA");
        ours.sign("another", "CN=another");
        foreign = Authority.create(folder, "foreign");
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(what, Base64.getMimeEncoder().encodeToString(der), what);
    }

    private static String certificate(String alias) throws Exception {
        return pem("CERTIFICATE", ours.certificate(alias).getEncoded());
    }

    private static String key(String alias) {
        return pem("PRIVATE KEY", ours.key(alias).getEncoded());
    }

    private static String encrypted(String alias, String password) throws Exception {
        Cipher cipher = Cipher.getInstance(ENCRYPTION);
        cipher.init(
                Cipher.ENCRYPT_MODE,
                SecretKeyFactory.getInstance(ENCRYPTION)
                        .generateSecret(new PBEKeySpec(password.toCharArray())));
        byte[] sealed = cipher.doFinal(ours.key(alias).getEncoded());
        AlgorithmParameters parameters = cipher.getParameters();
        return pem(
                "ENCRYPTED PRIVATE KEY",
                new EncryptedPrivateKeyInfo(parameters, sealed).getEncoded());
    }

    private static Path file(String name, String... parts) throws IOException {
        return Files.writeString(folder.resolve(name), String.join("", parts));
    }

    private static TlsSettings showing(Path certificate, Path key, String password) {
        return TlsSettings.USUAL.showing(
                Optional.of(certificate), Optional.ofNullable(key), Optional.ofNullable(password));
    }

    private static TlsSettings trusting(Path authorities, Path revocations) {
        return new TlsSettings(
                Optional.of(authorities),
                Optional.empty(),
                Optional.empty(),
                Optional.ofNullable(revocations),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ec", "rsa"})
    void aCertificateAndItsKeyAreReadFromPem(String alias) throws Exception {
        files.of(BOX, showing(file("one.pem", certificate(alias), key(alias)), null, null));
        files.of(BOX, showing(file("turned.pem", key(alias), certificate(alias)), null, null));
        files.of(BOX, showing(file("c.pem", certificate(alias)), file("k.pem", key(alias)), null));
        files.of(
                BOX,
                showing(
                        file("c.pem", certificate(alias)),
                        file("e.pem", encrypted(alias, "s3cret")),
                        "s3cret"));
    }

    @Test
    void theKeyThatOpenSslEncryptsIsRead() throws Exception {
        assertEquals("EC", PemKey.read(OF_OPENSSL, Optional.of("s3cret")).getAlgorithm());
        assertThrows(
                GeneralSecurityException.class,
                () -> PemKey.read(OF_OPENSSL, Optional.of("another")));
    }

    @Test
    void theCertificateOfTheKeyIsFoundAmongOthers() throws Exception {
        Path chain = file("chain.pem", Files.readString(ours.pem()), certificate("ec"), key("ec"));

        files.of(BOX, showing(chain, null, null));
    }

    @Test
    void whatCannotBeUsedIsToldWithItsReason() throws Exception {
        Path store = folder.resolve("ec.p12");
        ours.export("ec", store);
        Path pair = file("pair.pem", certificate("ec"), key("another"));
        Path locked = file("locked.pem", certificate("ec"), encrypted("ec", "s3cret"));
        Path old = file("old.pem", certificate("ec"), pem("EC PRIVATE KEY", new byte[] {1}));

        files.of(BOX, showing(store, null, Certificates.PASSWORD));
        assertTrue(reason(showing(store, null, "wrong")).contains("or its password is wrong"));
        assertTrue(reason(showing(pair, null, null)).contains("key does not belong"));
        assertTrue(reason(showing(locked, null, null)).contains("no password is set"));
        assertTrue(reason(showing(locked, null, "wrong")).contains("password does not open"));
        assertTrue(reason(showing(old, null, null)).contains("openssl pkcs8 -topk8"));
        assertTrue(reason(showing(ours.pem(), null, null)).contains("no private key"));
        assertTrue(reason(showing(folder.resolve("not there"), null, null)).contains("cannot be"));
    }

    private String reason(TlsSettings settings) {
        return assertThrows(IOException.class, () -> files.of(BOX, settings)).getMessage();
    }

    @Test
    void aFileOfAPatternIsTheStationsOwn() throws Exception {
        ours.export("ec", folder.resolve("BOX%2F1.p12"));
        TlsSettings settings =
                showing(folder.resolve("{station}.p12"), null, Certificates.PASSWORD);

        files.of(BOX, settings);
        assertThrows(IOException.class, () -> files.of(new StationId("BOX-2"), settings));
    }

    @Test
    void aFileThatHasChangedIsReadAgain() throws Exception {
        Path file = file("changing.pem", certificate("ec"), key("ec"));
        SSLContext first = files.of(BOX, showing(file, null, null));
        SSLContext same = files.of(BOX, showing(file, null, null));
        file("changing.pem", certificate("rsa"), key("rsa"));
        SSLContext other = files.of(BOX, showing(file, null, null));
        file("changing.pem", "half writ");
        SSLContext kept = files.of(BOX, showing(file, null, null));

        assertSame(first, same);
        assertNotSame(first, other);
        assertSame(other, kept, "what was read before, while the file cannot be used");
    }

    @Test
    void aListOfRevokedCertificatesIsReadAndMustBeSignedByAnAuthorityOfTheFile() throws Exception {
        Path list = folder.resolve("ours.crl");
        ours.revoke(list, "ec");

        RevocationList read = RevocationList.read(list, List.of(ours.certificate("authority")));

        assertEquals(
                List.of(true, false),
                List.of(read.has(ours.certificate("ec")), read.has(ours.certificate("rsa"))));
        files.of(BOX, trusting(ours.pem(), list));
        assertTrue(
                reason(trusting(foreign.pem(), list))
                        .contains("none of the authorities has signed"));
        assertTrue(reason(trusting(ours.pem(), file("no.crl", "no list"))).contains("no list of"));
    }
}
