package dev.substation.e2e;

import dev.substation.bench.BenchCsms;
import dev.substation.testing.GatewayProcess;
import dev.substation.testing.RecordingCsms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One gateway for all tests that do not stop it; started with the first, ended after the last. Each
 * test class has stations of its own.
 */
public final class SharedGateway implements ParameterResolver {

    /** The gateway and the CSMS that it leads to. */
    public static final class Running implements ExtensionContext.Store.CloseableResource {

        private static final String STATIONS =
                """
                stations:
                  "EVERY-*": { accept: any }
                  "API-*": { accept: any }
                  API-NEVER: {}
                  API-PASSWORD: { password: right }
                  API-TWO: { split: { "1": API-TWO-A, "2": API-TWO-B } }
                  "FORM-*": { accept: any }
                  "PARALLEL-*": { accept: any }
                  "00:90:0B:9C:79:42": {}
                  "UID=1013,O=SolarDev": {}
                  ALIASED: { aliases: [BOX-4711, "a0:b1"] }
                  CUT: { websocket-close: false }
                  EXPLAINED: { vendor: keba }
                  GOOD: {}
                  GOOD-JSON: {}
                  SOAP-ONLY: { dialect: soap1.6 }
                  WRONG-15: { csms: refusing }
                  PASSES-16: { csms: refusing }
                  SLOW-16: { csms: refusing }
                  "CLEAR-*": { accept: any, csms: transparent }
                  "SECRET-*": { accept: any }
                  "FTP-*": { accept: any, file-relay: ftp }
                  "HTTP-*": { accept: any, file-relay: http }
                  "SIDES-*": { accept: any, vendor: keba }
                  "RATIO-*": { accept: any, csms: measured }
                  LIVE-CSMS: { csms: changing }
                """;

        private final RecordingCsms csms = RecordingCsms.start();
        private final RecordingCsms refusing = RecordingCsms.start();
        private final RecordingCsms transparent = RecordingCsms.start();
        private final BenchCsms measured = BenchCsms.start();
        private final int ftp = GatewayProcess.freePort();
        private final int files = GatewayProcess.freePort();
        private final GatewayProcess gateway;
        private final Path home;

        Running() {
            try {
                home =
                        Files.createTempDirectory(Path.of("target").toAbsolutePath(), "e2e-")
                                .resolve("home");
                Files.createDirectories(home);
                Files.writeString(home.resolve(SettingsCases.PASSWORD), "wrong");
                Files.createDirectories(home.resolve("cards"));
                Files.writeString(
                        home.resolve("cards/site.csv"),
                        "UID,GID,Expiry,Authorization\nLOCKCARD0815,,,accepted\n");
                gateway =
                        GatewayProcess.start(
                                home,
                                """
                                csms:
                                  main: { url: "%s" }
                                  refusing: { url: "%s" }
                                  transparent: { url: "%s", strict: true, transparent: true }
                                  measured: { url: "ws://127.0.0.1:%d/{station}" }
                                  changing: { url: "%s", user: gate, password: "${file:live-password}" }
                                defaults: { csms: main, vendor: generic, cards: [cards/site.csv] }
                                files:
                                  host: 127.0.0.1
                                  ftp-port: %d
                                  http-port: %d
                                  ftp-passive-ports: 20000-29999
                                  networks: [loopback]
                                """
                                                .formatted(
                                                        csms.url(),
                                                        refusing.url(),
                                                        transparent.url(),
                                                        measured.port(),
                                                        csms.url(),
                                                        ftp,
                                                        files)
                                        + STATIONS);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        public RecordingCsms csms() {
            return csms;
        }

        /** The CSMS of {@link RefusedMessageCases}. */
        RecordingCsms refusing() {
            return refusing;
        }

        /** The CSMS of {@link TransparentCases}, for stations whose names begin with CLEAR. */
        RecordingCsms transparent() {
            return transparent;
        }

        /** A quick CSMS, for stations whose names begin with RATIO. */
        public BenchCsms measured() {
            return measured;
        }

        /** The ports that its settings open. */
        Set<Integer> ports() {
            return Set.of(gateway.port(), ftp, files);
        }

        public GatewayProcess gateway() {
            return gateway;
        }

        /** Where it keeps its files. */
        public Path home() {
            return home;
        }

        /** Where SOAP stations post. */
        public URI soap() {
            return gateway.uri("http", "/soap");
        }

        /** Where a station opens its WebSocket. */
        public URI json(String station) {
            return gateway.uri("ws", "/ocpp/" + station);
        }

        @Override
        public void close() {
            gateway.stop();
            csms.close();
            refusing.close();
            transparent.close();
            measured.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == Running.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return test.getRoot()
                .getStore(ExtensionContext.Namespace.create(SharedGateway.class))
                .getOrComputeIfAbsent(Running.class, key -> new Running());
    }
}
