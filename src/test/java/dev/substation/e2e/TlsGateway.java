package dev.substation.e2e;

import dev.substation.testing.Authority;
import dev.substation.testing.Certificates;
import dev.substation.testing.GatewayProcess;
import dev.substation.testing.RecordingCsms;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

/**
 * The gateway of {@link TlsE2E}: it listens for HTTPS with keys of both kinds, knows an authority
 * for the certificates of stations, and accepts no address but those of this machine.
 */
final class TlsGateway {

    final Path home;
    final Path folder;
    final Certificates elliptic;
    final Certificates rsa;
    final Authority ours;
    final Authority foreign;
    final RecordingCsms csms = RecordingCsms.start();
    final RecordingCsms mutual;
    final int tlsPort = GatewayProcess.freePort();
    final GatewayProcess process;

    private TlsGateway(Path folder) throws IOException, GeneralSecurityException {
        this.folder = folder;
        home = folder.resolve("home");
        Path keys = Files.createDirectories(home.resolve("keys"));
        elliptic = Certificates.create(Files.createDirectory(folder.resolve("ec")));
        rsa =
                Certificates.create(
                        Files.createDirectory(folder.resolve("rsa")), "dns:localhost", "RSA");
        writeBoth(keys.resolve("tls.p12"));
        ours = Authority.create(folder, "ours");
        foreign = Authority.create(folder, "foreign");
        Files.copy(ours.pem(), keys.resolve("stations.pem"));
        Certificates back = Certificates.create(Files.createDirectory(folder.resolve("back")));
        Files.copy(back.pem(), keys.resolve("csms.pem"));
        mutual = RecordingCsms.startMutual(ours.server(back));
        LocksCases.sign(ours, foreign);
        SecurityProfilesCases.prepare(this);
        AwayCases.prepare(this);
        process =
                GatewayProcess.start(
                        home,
                        """
                        http:
                          address: 127.0.0.1
                          tls-port: %d
                          tls-key-store: keys/tls.p12
                          tls-key-store-password: %s
                          tls-client-ca: keys/stations.pem
                          tls-client-revocation-list: keys/stations.crl
                          accept-networks: [192.0.2.0/24] # its own machine is always accepted
                        """
                                        .formatted(tlsPort, Certificates.PASSWORD)
                                + SecurityProfilesCases.csms(this)
                                + AwayCases.csms()
                                + "defaults: { csms: main }\nstations:\n"
                                + AwayCases.STATIONS.indent(2)
                                + SecurityProfilesCases.stations().indent(2)
                                + LocksCases.STATIONS.indent(2)
                                + FrontCases.STATIONS.indent(2));
    }

    static TlsGateway start(Path folder) throws IOException, GeneralSecurityException {
        return new TlsGateway(folder);
    }

    /** An elliptic-curve and an RSA key in one store. */
    private void writeBoth(Path store) throws IOException, GeneralSecurityException {
        char[] password = Certificates.PASSWORD.toCharArray();
        KeyStore both = KeyStore.getInstance(elliptic.keyStore().toFile(), password);
        KeyStore other = KeyStore.getInstance(rsa.keyStore().toFile(), password);
        both.setKeyEntry(
                "the other key",
                other.getKey("csms", password),
                password,
                other.getCertificateChain("csms"));
        try (OutputStream out = Files.newOutputStream(store)) {
            both.store(out, password);
        }
    }

    String log() {
        return process.log();
    }

    /** Stops it, and then the CSMSs. */
    void stop() {
        process.stop();
        csms.close();
        mutual.close();
    }
}
