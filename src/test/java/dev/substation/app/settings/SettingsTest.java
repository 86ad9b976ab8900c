package dev.substation.app.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.access.AccessSettings;
import dev.substation.access.AdminListener;
import dev.substation.access.OidcSettings;
import dev.substation.access.Role;
import dev.substation.flow.settings.FileRelayMode;
import dev.substation.flow.settings.HttpProxy;
import dev.substation.flow.settings.Networks;
import dev.substation.flow.settings.OfflineAuthorization;
import dev.substation.flow.settings.OfflinePolicy;
import dev.substation.flow.settings.OnlineAuthorization;
import dev.substation.flow.settings.StationKey;
import dev.substation.flow.settings.StationLocks;
import dev.substation.flow.settings.StationQuirks;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.settings.TlsSettings;
import dev.substation.flow.settings.TracingSettings;
import dev.substation.flow.settings.UdpBox;
import dev.substation.flow.settings.UdpSettings;
import dev.substation.model.Dialect;
import dev.substation.model.StationId;
import dev.substation.store.LedgerLimits;
import dev.substation.testing.Authority;
import dev.substation.testing.Certificates;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private static final String CSMS =
            "csms: { main: { url: \"wss://csms.example.org/{station}\" } }\n";

    @TempDir Path home;

    @Test
    void readsWhetherTheCsmsMayMoveAStation() throws Exception {
        Settings settings =
                read(
                        CSMS
                                + """
                                defaults: { csms-may-move: true }
                                stations:
                                  A: {}
                                  B: { csms-may-move: false }
                                """);

        assertTrue(mayMove(settings, "A"));
        assertFalse(mayMove(settings, "B"));
        assertFalse(mayMove(read(CSMS + "stations: { A: {} }"), "A"));
    }

    private static boolean mayMove(Settings settings, String station) {
        return settings.station(new StationId(station)).orElseThrow().quirks().csmsMayMove();
    }

    @Test
    void readsTheProxyOfACsms() throws Exception {
        Files.createDirectories(home.resolve("keys"));
        Files.writeString(home.resolve("keys/proxy"), "p%40ss:1\n");
        Settings settings =
                read(
                        """
                        csms:
                          plain: { url: "ws://h/{station}", proxy: "http://proxy.example.org" }
                          login: { url: "wss://h/{station}", proxy: "http://gate:${file:keys/proxy}@[fd00::1]:3128/" }
                          none: { url: "ws://h/{station}" }
                        defaults: { csms: none }
                        stations:
                          A: { csms: plain }
                          B: { csms: login }
                          C: {}
                        """);

        assertEquals(
                Optional.of(new HttpProxy("proxy.example.org", 80, Optional.empty(), "")),
                proxy(settings, "A"));
        HttpProxy login = proxy(settings, "B").orElseThrow();
        assertEquals(new HttpProxy("[fd00::1]", 3128, Optional.of("gate"), "p@ss:1"), login);
        assertEquals("http://…@[fd00::1]:3128", login.toString());
        assertEquals(Optional.empty(), proxy(settings, "C"));
    }

    private static Optional<HttpProxy> proxy(Settings settings, String station) {
        return settings.station(new StationId(station)).orElseThrow().csms().proxy();
    }

    @Test
    void oneCsmsIsEnoughAndTheRestHasDefaults() throws Exception {
        Settings settings = read(CSMS);

        assertEquals("0.0.0.0", settings.http().address());
        assertEquals(8080, settings.http().port());
        assertEquals(
                List.of("/steve/services/CentralSystemService"), settings.http().soapAliases());
        assertEquals(Duration.ofSeconds(15), settings.csms().get("main").answerWait());
        assertFalse(settings.csms().get("main").strict());
        assertEquals(Optional.empty(), settings.station(new StationId("CP-1")));
        assertEquals(
                OfflineAuthorization.OfflineLocalUnknownAuthorization,
                settings.defaults().values().get(StationKeys.OFFLINE_AUTHORIZATION));
    }

    @Test
    void readsMinutesAndDialectsAlsoAsTheyAreWrittenElsewhere() throws Exception {
        Settings settings =
                read(
                        """
                        csms: { main: { url: "ws://h/{station}", retry-interval: 2min } }
                        stations: { A: { dialect: json }, B: { dialect: json1.6 } }
                        """);

        assertEquals(Duration.ofMinutes(2), settings.csms().get("main").delivery().retryInterval());
        for (String station : List.of("A", "B")) {
            assertEquals(
                    Optional.of(Dialect.JSON_16),
                    settings.station(new StationId(station)).orElseThrow().dialect());
        }
    }

    @Test
    void aStationHasQuirksOfItsOwnOverThoseOfAll() throws Exception {
        Settings settings =
                read(
                        CSMS
                                + """
                                defaults: { accept: any, time-zone: Europe/Vienna }
                                stations:
                                  "GROWATT-*": { time-zone: "+08:00", remote-start-connector: 1 }
                                  GROWATT-2: { remote-start-connector: 2, long-local-list: cut }
                                """);

        assertEquals(
                StationQuirks.NONE.in(ZoneId.of("+08:00")).startingAt(2).cuttingLongLists(),
                settings.station(new StationId("GROWATT-2")).orElseThrow().quirks());
        assertEquals(
                StationQuirks.NONE.in(ZoneId.of("Europe/Vienna")),
                settings.station(new StationId("ABL-1")).orElseThrow().quirks());
    }

    @Test
    void filesAreRelayedWhereTheSiteSaysSo() throws Exception {
        Settings settings =
                read(
                        CSMS
                                + """
                                http: { public-url: "http://gw.example.org:8080" }
                                files: { ftp-port: 2121, http-port: 8090, max-size: 64MB }
                                defaults: { accept: any, file-relay: ftp }
                                stations: { A: { file-relay: http }, B: { file-relay: "off" } }
                                """);

        assertEquals(Optional.of("gw.example.org"), settings.files().host());
        assertEquals(64L << 20, settings.files().maxSize());
        for (var mode :
                Map.of("A", FileRelayMode.HTTP, "B", FileRelayMode.OFF, "C", FileRelayMode.FTP)
                        .entrySet()) {
            assertEquals(
                    mode.getValue(),
                    settings.station(new StationId(mode.getKey()))
                            .orElseThrow()
                            .quirks()
                            .fileRelay());
        }
    }

    @Test
    void filesThatCouldNotBeMovedAreToldWithTheirPlace() {
        assertEquals(
                "site.yaml:2:13: file-relay: ftp needs a port; set files.ftp-port",
                problemOf("defaults: { file-relay: ftp }"));
        assertEquals(
                "site.yaml:3:18: stations must know where the gateway is; set files.host or"
                        + " http.public-url",
                problemOf("files: { http-port: 8090 }\nstations: { A: { file-relay: http } }"));
        assertEquals(
                "site.yaml:2:10: the port 8080 is used for something else; choose another",
                problemOf("files: { ftp-port: 8080 }"));
        assertEquals(
                "site.yaml:2:26: the port 2121 is used for something else; choose another",
                problemOf("files: { ftp-port: 2121, http-port: 2121 }"));
    }

    private String problemOf(String yaml) {
        return assertThrows(BadSettings.class, () -> read(CSMS + yaml)).getMessage();
    }

    @Test
    void aStationIsCalledAsItsEntrySpellsItWhateverItCallsItself() throws Exception {
        Settings settings =
                read(
                        CSMS
                                + """
                                stations:
                                  "KEBA-*": { vendor: keba, password: secret }
                                  KEBA-7: { aliases: ["00:60:B5:2C:11:07", "UID=1013,O=SolarDev"] }
                                  KEBA-8: { aliases: Box }
                                """);

        for (String name :
                List.of("KEBA-7", "keba-7", "00:60:b5:2c:11:07", "uid=1013,o=solardev")) {
            StationSettings seven = settings.station(new StationId(name)).orElseThrow();
            assertEquals("KEBA-7", seven.station().value());
            assertEquals("keba", seven.vendor());
            assertTrue(seven.locks().key().isPresent(), "the pattern's password");
            assertEquals(
                    "KEBA-7",
                    settings.upstreams(new StationId(name)).get(0).identity().value(),
                    "its name at the CSMS");
        }
        assertEquals(
                "KEBA-8", settings.station(new StationId("BOX")).orElseThrow().station().value());
        assertEquals(Optional.empty(), settings.station(new StationId("00:60:B5:2C:11:08")));
    }

    @Test
    void aStationTakesEachValueFromItsEntryThenTheLongestPatternThenTheDefaults() throws Exception {
        Settings settings =
                read(
                        CSMS
                                + """
                                defaults: { vendor: technagon, call-wait: 7s }
                                stations:
                                  "KEBA-*": { accept: any, vendor: generic, dialect: soap1.6 }
                                  "KEBA-HOF-*": { accept: any, vendor: keba, dialect: soap1.5 }
                                  KEBA-HOF-7: { callback: "http://192.168.40.10:12801/", callback-path: /cp, soap-action: true }
                                  KEBA-HOF-8: { vendor: abl }
                                """);

        StationSettings seven = settings.station(new StationId("keba-hof-7")).orElseThrow();
        StationSettings eight = settings.station(new StationId("KEBA-HOF-8")).orElseThrow();

        assertEquals("keba", seven.vendor());
        assertEquals(Optional.of(Dialect.SOAP_15), seven.dialect());
        assertEquals("192.168.40.10", seven.callback().orElseThrow().getHost());
        assertEquals("/cp", seven.callbackPath());
        assertTrue(seven.soapAction());
        assertEquals(Duration.ofSeconds(7), seven.callWait());
        assertEquals("abl", eight.vendor());
        assertEquals("", eight.callbackPath());
        assertFalse(eight.soapAction());
        assertEquals("generic", settings.station(new StationId("KEBA-X")).orElseThrow().vendor());
        assertEquals(Optional.empty(), settings.station(new StationId("ABL-1")));
    }

    @Test
    void offlinePolicyAndCardsAreOfTheStationElseOfTheDefaults() throws Exception {
        Settings settings =
                read(
                        CSMS
                                + """
                                defaults: { offline: reject, cards: [a.csv, "lists/*.csv"] }
                                stations:
                                  ONE: { offline: store-and-forward, cards: b.csv }
                                  TWO: { cards: [] }
                                  THREE: {}
                                store: { reserve: 1GB, transactions-age: 30d, log-rows: 5, log-size: 20MB, secret-keys: ["*meter/key*"] }
                                """);

        assertEquals(OfflinePolicy.STORE_AND_FORWARD, offline(settings, "ONE"));
        assertEquals(OfflinePolicy.REJECT, offline(settings, "THREE"));
        assertEquals(List.of("b.csv"), settings.cards(new StationId("ONE")));
        assertEquals(List.of(), settings.cards(new StationId("TWO")));
        assertEquals(List.of("a.csv", "lists/*.csv"), settings.cards(new StationId("THREE")));
        assertEquals(Set.of("a.csv", "lists/*.csv", "b.csv"), settings.allCards());
        assertEquals(1L << 30, settings.store().limits().reserve());
        assertEquals(Duration.ofDays(30), settings.store().limits().transactionsAge());
        assertEquals(5, settings.store().limits().logRows());
        assertEquals(Optional.of(20L << 20), settings.store().limits().logBytes());
        assertTrue(settings.secrets().isSecret("/hw/connectors/1/meter/key"));
        assertEquals(LedgerLimits.DEFAULTS, read(CSMS).store().limits());
    }

    private static OfflinePolicy offline(Settings settings, String station) {
        return settings.station(new StationId(station)).orElseThrow().offline();
    }

    @Test
    void aPatternLetsNobodyInUnlessItSaysSo() throws Exception {
        Settings settings = read(CSMS + "stations: { \"A-*\": { vendor: abl } }");

        assertEquals(Optional.empty(), settings.station(new StationId("A-1")));
    }

    @Test
    void acceptAnyLetsEveryStationIn() throws Exception {
        Settings settings = read(CSMS + "defaults: { accept: any }");

        assertTrue(settings.station(new StationId("whoever")).isPresent());
    }

    @Test
    void secretsComeFromTheEnvironmentAndFromFilesOfTheHome() throws Exception {
        Files.createDirectory(home.resolve("keys"));
        Files.writeString(home.resolve("keys/csms"), "  from a file\n");

        Settings settings =
                read(
                        """
                        csms:
                          one: { url: "ws://h/{station}", user: "{station}", password: "${file:keys/csms}" }
                          two: { url: "ws://h/{station}", user: u, password: "a${env:KEY}z" }
                        defaults: { csms: two }
                        """,
                        Map.of("KEY", "-b-"));

        assertEquals(Optional.of("from a file"), settings.csms().get("one").password());
        assertEquals(Optional.of("a-b-z"), settings.csms().get("two").password());
        assertFalse(settings.toString().contains("from a file"), settings.toString());
    }

    @Test
    void aStationMustShowItsOwnPasswordElseThatOfItsPattern() throws Exception {
        Settings settings =
                read(
                        CSMS
                                + """
                                stations:
                                  "A-*": { accept: any, password: of-all }
                                  A-1: { password: "${env:OF_ONE}" }
                                  B-1: {}
                                """,
                        Map.of("OF_ONE", "of-one"));

        assertEquals(StationKey.Shown.TEXT, shown(settings, "A-1", "of-one"));
        assertEquals(StationKey.Shown.WRONG_PASSWORD, shown(settings, "A-1", "of-all"));
        assertEquals(StationKey.Shown.TEXT, shown(settings, "A-2", "of-all"));
        assertEquals(
                Optional.empty(),
                settings.station(new StationId("B-1")).orElseThrow().locks().key());
        assertFalse(settings.toString().contains("of-"), settings.toString());
    }

    private static StationKey.Shown shown(Settings settings, String station, String password) {
        StationId id = new StationId(station);
        String credentials = station + ":" + password;
        return settings.station(id)
                .flatMap(found -> found.locks().key())
                .orElseThrow()
                .shown(
                        id,
                        Optional.of(
                                "Basic "
                                        + Base64.getEncoder()
                                                .encodeToString(
                                                        credentials.getBytes(
                                                                StandardCharsets.UTF_8))));
    }

    @Test
    void aKeyStoreThatOpensTurnsHttpsOn() throws Exception {
        Certificates certificates = Certificates.create(home);

        Settings settings = read(CSMS + tls("keys.p12", Certificates.PASSWORD));

        assertEquals(
                Optional.of(
                        new Settings.Tls(
                                8443,
                                certificates.keyStore(),
                                Certificates.PASSWORD,
                                List.of(),
                                Optional.empty())),
                settings.http().tls());
        assertEquals(List.of(), settings.remarks());
        assertFalse(settings.toString().contains(Certificates.PASSWORD), settings.toString());
    }

    @Test
    void aTlsPortWithoutAKeyStoreIsRemarkedOn() throws Exception {
        Settings settings = read(CSMS + "http: { tls-port: 9443 }");

        assertEquals(Optional.empty(), settings.http().tls());
        assertEquals(
                List.of("http.tls-port 9443: no HTTPS, because http.tls-key-store is not set"),
                settings.remarks());
    }

    @Test
    void aKeyStoreThatNoServerCanWorkWithIsToldWithItsPlaceAndWhatToWrite() throws Exception {
        Certificates.create(home);
        String opened = "this password does not open " + home.resolve("keys.p12");
        String command = "openssl pkcs12 -export -in certificate.pem -inkey key.pem -out tls.p12";

        assertEquals("site.yaml:4:3: " + opened, problem(tls("keys.p12", "wrong")));
        assertEquals("site.yaml:4:3: " + opened, problem(tls("keys.p12", "")));
        assertEquals(
                "site.yaml:3:3: %s is no PKCS12 key store; make one with: %s"
                        .formatted(home.resolve("certificate.pem"), command),
                problem(tls("certificate.pem", Certificates.PASSWORD)));
        assertEquals(
                "site.yaml:3:3: %s has no private key, only certificates; export the certificate together with its key"
                        .formatted(home.resolve("trust.p12")),
                problem(tls("trust.p12", Certificates.PASSWORD)));
        assertEquals(
                "site.yaml:3:3: a key store needs a password; add tls-key-store-password: "
                        + "\"${file:keys/tls-password}\"",
                problem("http:\n  tls-key-store: keys.p12"));
        assertEquals(
                "site.yaml:5:3: port and tls-port must be two different ports, not both 8080",
                problem(tls("keys.p12", Certificates.PASSWORD) + "\n  tls-port: 8080"));
    }

    @Test
    void theAuthoritiesOfStationsAreReadFromPemAndFromPkcs12() throws Exception {
        Certificates.create(home);
        String base = tls("keys.p12", Certificates.PASSWORD) + "\n  tls-client-ca: ";

        for (String file :
                List.of(
                        "certificate.pem",
                        "trust.p12\n  tls-client-ca-password: " + Certificates.PASSWORD)) {
            Settings settings =
                    read(CSMS + base + file + "\ndefaults: { certificate: required, accept: any }");

            assertEquals(
                    "CN=localhost",
                    settings.http()
                            .tls()
                            .orElseThrow()
                            .clientAuthorities()
                            .get(0)
                            .getSubjectX500Principal()
                            .getName());
            assertTrue(
                    settings.station(new StationId("X"))
                            .orElseThrow()
                            .locks()
                            .certificate()
                            .isRequired());
        }
    }

    @Test
    void authoritiesThatCannotBeReadAreToldWithTheirPlace() throws Exception {
        Certificates.create(home);
        Files.writeString(home.resolve("notes.txt"), "no certificate");
        String base = tls("keys.p12", Certificates.PASSWORD) + "\n  tls-client-ca: ";
        String sentence =
                "site.yaml:5:3: %s is neither PEM nor a PKCS12 store that this password opens;"
                        + " export the authorities' certificates as PEM";

        assertEquals(sentence.formatted(home.resolve("notes.txt")), problem(base + "notes.txt"));
        assertEquals(
                sentence.formatted(home.resolve("trust.p12")),
                problem(base + "trust.p12\n  tls-client-ca-password: wrong"));
        assertEquals(
                "site.yaml:3:3: stations show certificates only over HTTPS; add "
                        + "tls-key-store, or remove this",
                problem("http:\n  tls-client-ca: certificate.pem"));
    }

    private static String tls(String file, String password) {
        return "http:\n  tls-key-store: %s\n  tls-key-store-password: \"%s\""
                .formatted(file, password);
    }

    private String problem(String http) {
        BadSettings bad = assertThrows(BadSettings.class, () -> read(CSMS + http));
        assertEquals(1, bad.problems().size(), bad.getMessage());
        return bad.problems().get(0);
    }

    @Test
    void theEnvironmentBeatsTheFile() throws Exception {
        Settings settings =
                read(
                        CSMS + "stations: { KEBA-HOF-7: { vendor: abl } }",
                        Map.of(
                                "SUBSTATION_HTTP_PORT", "9090",
                                "SUBSTATION_HTTP_ALIASES_SOAP", "/a, /b",
                                "SUBSTATION_CSMS_MAIN_URL", "ws://other/{station}",
                                "SUBSTATION_CSMS__MAIN__ANSWER_WAIT", "2s",
                                "SUBSTATION_STATIONS_KEBA_HOF_7_VENDOR", "keba",
                                "SUBSTATION_HOME", "/nowhere"));

        assertEquals(9090, settings.http().port());
        assertEquals(List.of("/a", "/b"), settings.http().soapAliases());
        assertEquals("ws://other/{station}", settings.csms().get("main").url());
        assertEquals(Duration.ofSeconds(2), settings.csms().get("main").answerWait());
        assertEquals("keba", settings.station(new StationId("KEBA-HOF-7")).orElseThrow().vendor());
    }

    @Test
    void aCsmsMayStandInTheEnvironmentAlone() throws Exception {
        Settings settings = read("", Map.of("SUBSTATION_CSMS_MAIN_URL", "ws://h/{station}"));

        assertEquals("main", settings.defaults().csms().orElseThrow().name());
    }

    @Test
    void theSiteYamlThatIsShippedNeedsNothingButACsms() throws Exception {
        String shipped = Files.readString(Path.of("payara/site.yaml"));

        Settings bare = read(shipped);
        Settings settings = read(shipped, Map.of("SUBSTATION_CSMS_MAIN_URL", "ws://h/{station}"));

        assertFalse(bare.isSetUp());
        assertEquals(1, bare.remarks().size(), bare.remarks()::toString);
        assertEquals(read("", Map.of("SUBSTATION_CSMS_MAIN_URL", "ws://h/{station}")), settings);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api", "/api/v1", "/API/x", "/console/soap", "/health", "/substation"})
    void aPathOfStationsIsNoneOfTheAdministration(String path) {
        for (String kind : List.of("soap", "json")) {
            BadSettings bad =
                    assertThrows(
                            BadSettings.class,
                            () ->
                                    read(
                                            CSMS
                                                    + "http: { aliases: { %s: [%s] } }"
                                                            .formatted(kind, path)));

            assertTrue(bad.getMessage().contains("such as /api"), bad.getMessage());
        }
    }

    @Test
    void whatAReferenceLeadsToIsNotQuoted() {
        BadSettings bad =
                assertThrows(
                        BadSettings.class,
                        () ->
                                read(
                                        "csms: { main: { url: \"${env:HIDDEN}\" } }",
                                        Map.of("HIDDEN", "s3cret-of-the-address")));

        assertFalse(bad.getMessage().contains("s3cret"), bad.getMessage());
        assertTrue(bad.getMessage().contains("${env:HIDDEN}"), bad.getMessage());
    }

    @Test
    void withoutACsmsNoStationComesIn() throws Exception {
        Settings settings =
                read(
                        """
                        defaults: { accept: any, vendor: keba }
                        stations:
                          A: {}
                          B: { split: { "1": B-1, "2": B-2 } }
                        upstream:
                          C: { join: { "1": A } }
                        """);

        assertFalse(settings.isSetUp());
        for (String name : List.of("A", "B", "C", "B-1", "OTHER")) {
            assertEquals(Optional.empty(), settings.station(new StationId(name)), name);
            assertEquals(List.of(), settings.upstreams(new StationId(name)), name);
            assertEquals(Optional.empty(), settings.upstream(new StationId(name)), name);
        }
        assertEquals(List.of(), settings.missingCertificates());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "defaults: { csms: main }",
                "stations: { A: { csms: main } }",
                "csms: { main: {} }",
                "csms: { main: { url: \"http://h\" } }"
            })
    void aCsmsThatIsMeantAndMissingIsAMistake(String yaml) {
        assertThrows(BadSettings.class, () -> read(yaml));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("mistakes")
    void aMistakeIsToldWithItsPlaceAndWhatToWrite(String yaml, String sentence) {
        BadSettings bad = assertThrows(BadSettings.class, () -> read(yaml));

        assertEquals(List.of(sentence), bad.problems());
    }

    static List<Arguments> mistakes() {
        return List.of(
                mistake(
                        CSMS + "htp: { port: 1 }",
                        "site.yaml:2:1: the key \"htp\" is unknown; did you mean \"http\"?"),
                mistake(
                        CSMS + "http:\n  prot: 8080",
                        "site.yaml:3:3: the key \"prot\" is unknown; did you mean \"port\"?"),
                mistake(
                        CSMS + "store: { colour: red }",
                        "site.yaml:2:10: the key \"colour\" is unknown; known here are: url, user,"
                                + " password, reserve, log-age, log-rows, log-size,"
                                + " transactions-age, transactions-rows, secret-keys"),
                mistake(
                        CSMS + "http: { port: eighty }",
                        "site.yaml:2:15: \"port\" must be a port from 1 to 65535, not \"eighty\""),
                mistake(
                        CSMS + "http: { port: 70000 }",
                        "site.yaml:2:15: \"port\" must be a port from 1 to 65535, not \"70000\""),
                mistake(
                        CSMS + "http: { port: [80] }",
                        "site.yaml:2:15: \"port\" must be a port from 1 to 65535, not a list"),
                mistake(
                        CSMS + "http:\n  port:",
                        "site.yaml:3:3: \"port\" has no value; write a port from 1 to 65535, or"
                                + " remove the line"),
                mistake(
                        CSMS + "http: 8080",
                        "site.yaml:2:7: \"http\" must be a section with keys of its own, not a"
                                + " value"),
                mistake(
                        CSMS + "http: { accept-networks: [private, office] }",
                        "site.yaml:2:36: \"accept-networks\" must be a list of networks: private,"
                                + " loopback, link-local, any, or addresses such as 203.0.113.0/24"),
                mistake(
                        CSMS + "http: { callback-networks: 10.0.0.0/40 }",
                        "site.yaml:2:28: \"callback-networks\" must be a list of networks: private,"
                                + " loopback, link-local, any, or addresses such as 203.0.113.0/24"),
                mistake(
                        CSMS + "http:\n  accept-networks:",
                        "site.yaml:3:3: \"accept-networks\" has no value; write a list of networks:"
                                + " private, loopback, link-local, any, or addresses such as"
                                + " 203.0.113.0/24, or remove the line"),
                mistake(
                        CSMS + "defaults: { time-zone: Vienna }",
                        "site.yaml:2:24: \"time-zone\" must be a time zone such as Europe/Vienna, UTC or +02:00, not \"Vienna\""),
                mistake(
                        CSMS + "stations: { A: { remote-start-connector: 0 } }",
                        "site.yaml:2:42: \"remote-start-connector\" must be a whole number from 1 to 99999, not \"0\""),
                mistake(
                        CSMS + "defaults: { callback-from: always }",
                        "site.yaml:2:28: \"callback-from\" must be learn, same-host or never, not"
                                + " \"always\""),
                mistake(
                        CSMS + "defaults: { certificate: KEBA-7 }",
                        "site.yaml:2:26: \"certificate\" must be optional, required, any, or parts"
                                + " of its subject such as CN=KEBA-7,O=Example, not \"KEBA-7\""),
                mistake(
                        CSMS + "defaults: { certificate: required }",
                        "site.yaml:2:13: no station is asked for a certificate; set "
                                + "http.tls-client-ca to the authorities that sign them"),
                mistake(
                        CSMS + "stations:\n  A: { certificate: \"CN=A\" }",
                        "site.yaml:3:8: no station is asked for a certificate; set "
                                + "http.tls-client-ca to the authorities that sign them"),
                mistake(
                        CSMS + "http: { tls-port: 84430 }",
                        "site.yaml:2:19: \"tls-port\" must be a port from 1 to 65535, not"
                                + " \"84430\""),
                mistake(
                        CSMS + "http: { tls-key-store: keys/none.p12, tls-key-store-password: x }",
                        "site.yaml:2:24: \"tls-key-store\" must be the path of a file, relative to"
                                + " the home, not \"keys/none.p12\""),
                mistake(
                        CSMS + "http: { tls-key-store-password: x }",
                        "site.yaml:2:9: there is a password and no tls-key-store; add the key"
                                + " store, or remove the password"),
                mistake(
                        CSMS + "stations:\n  A: { password: \"\" }",
                        "site.yaml:3:18: \"password\" must be a text that is not empty, not \"…\""),
                mistake(
                        CSMS + "http: { aliases: { soap: [steve] } }",
                        "site.yaml:2:27: \"soap\" must be a list of paths that begin with / and"
                                + " consist of letters, digits and . _ ~ -, not of those where pages"
                                + " of the gateway are, such as /api"),
                mistake(
                        "csms: { main: { url: \"https://h/{station}\" } }",
                        "site.yaml:1:22: \"url\" must be a ws:// or wss:// address, with {station}"
                                + " where the identity goes, not \"https://h/{station}\""),
                mistake(
                        "csms: { main: { url: \"ws://h/\" } }",
                        "site.yaml:1:22: \"url\" must be a ws:// or wss:// address, with {station}"
                                + " where the identity goes, not \"ws://h/\""),
                mistake(
                        "csms: { main: { url: \"ws://h/{station}\", proxy: \"socks5://u:secret@h:1\" } }",
                        "site.yaml:1:49: \"proxy\" must be the http:// address of a proxy, such as"
                                + " http://proxy:3128 or http://user:password@proxy:3128, not \"…\""),
                mistake(
                        "csms: { main: { url: \"ws://h/{station}\", proxy: \"http://h:1/path\" } }",
                        "site.yaml:1:49: \"proxy\" must be the http:// address of a proxy, such as"
                                + " http://proxy:3128 or http://user:password@proxy:3128, not \"…\""),
                mistake(
                        CSMS + "stations: { A: { csms-may-move: yes } }",
                        "site.yaml:2:33: \"csms-may-move\" must be true or false, not \"yes\""),
                mistake(
                        "csms: { main: { strict: true } }",
                        "site.yaml:1:9: the CSMS main needs a url"),
                mistake(
                        "csms: { main: { url: \"ws://h/{station}\", strict: yes } }",
                        "site.yaml:1:50: \"strict\" must be true or false, not \"yes\""),
                mistake(
                        "csms: { main: { url: \"ws://h/{station}\", answer-wait: 15 } }",
                        "site.yaml:1:55: \"answer-wait\" must be a time such as 500ms, 15s, 2m, 1h"
                                + " or 7d, not \"15\""),
                mistake(
                        "csms: { main: { url: \"ws://h/{station}\", protocol: ocpp2.0.1 } }",
                        "site.yaml:1:52: \"protocol\" must be ocpp1.6, not \"ocpp2.0.1\""),
                mistake(
                        "csms: { main: { url: \"ws://h/{station}\", user: u, password:"
                                + " \"${env:NO_SUCH}\" } }",
                        "site.yaml:1:61: the environment variable NO_SUCH is not set"),
                mistake(
                        "csms: { main: { url: \"ws://h/{station}\", user: u, password:"
                                + " \"${vault:x}\" } }",
                        "site.yaml:1:61: \"${vault:x}\" is neither ${env:NAME} nor ${file:PATH}"),
                mistake(
                        "csms: { a: { url: \"ws://h/{station}\" }, b: { url: \"ws://h/{station}\" }"
                                + " }",
                        "site.yaml: there are several CSMS (a, b); set defaults.csms to the one for "
                                + "stations that name none"),
                mistake(
                        CSMS + "defaults: { csms: other }",
                        "site.yaml:2:19: there is no CSMS \"other\"; there are: main"),
                mistake(
                        CSMS + "stations:\n  A: { csms: mian }",
                        "site.yaml:3:14: there is no CSMS \"mian\"; there are: main"),
                mistake(
                        CSMS + "stations:\n  A: { vendor: kebab }",
                        "site.yaml:3:16: \"vendor\" must be auto, keba, abl, technagon or generic, not"
                                + " \"kebab\"; did you mean \"keba\"?"),
                mistake(
                        CSMS + "stations:\n  A: { accept: any }",
                        "site.yaml:3:8: accept belongs to a pattern such as KEBA-*; a listed station "
                                + "is accepted anyway; remove it"),
                mistake(
                        CSMS + "stations:\n  A*: { callback: \"http://h/\" }",
                        "site.yaml:3:9: a callback belongs to one station, not to a pattern; remove"
                                + " it"),
                mistake(
                        CSMS + "stations:\n  A: { callback: \"ftp://h/\" }",
                        "site.yaml:3:18: \"callback\" must be an http:// or https:// address without a query, not"
                                + " \"ftp://h/\""),
                mistake(
                        CSMS + "stations:\n  A: { callback-path: ChargePoint }",
                        "site.yaml:3:23: \"callback-path\" must be a path that begins with /, such"
                                + " as /ChargePointService, not \"ChargePoint\""),
                mistake(
                        CSMS + "stations:\n  Keba-1: {}\n  KEBA-1: {}",
                        "site.yaml:4:3: the station KEBA-1 occurs here a second time, first at "
                                + "site.yaml:3:3 (case does not matter); remove one"),
                mistake(
                        CSMS + "stations:\n  A: { aliases: [X] }\n  B: { aliases: x }",
                        "site.yaml:4:3: the station x occurs here a second time, first at "
                                + "site.yaml:3:3 (case does not matter); remove one"),
                mistake(
                        CSMS + "stations:\n  A: { aliases: \"X*\" }",
                        "site.yaml:3:17: \"aliases\" must be a list of identities of stations,"
                                + " without *"),
                mistake(
                        CSMS + "stations:\n  A*: { aliases: X }",
                        "site.yaml:3:9: aliases belong to one station, not to a pattern; remove them"),
                mistake(
                        CSMS + "stations:\n  \"KEBA-*\": { keba-udp: 192.0.2.1 }",
                        "site.yaml:3:15: an address belongs to one station,"
                                + " not to a pattern; remove it"),
                mistake(
                        CSMS
                                + "stations:\n  A: { keba-udp: 192.0.2.1 }\n  B: { keba-udp: 192.0.2.1 }",
                        "site.yaml:4:8: the station at site.yaml:3:3 has this address, too; correct one"),
                mistake(
                        CSMS + "stations:\n  A: { keba-udp: 192.0.2.1, dialect: soap1.5 }",
                        "site.yaml:3:29: the station is a KEBA box without OCPP (keba-udp); remove this"),
                mistake(
                        CSMS
                                + "stations:\n  A: { keba-udp: 192.0.2.1 }\n  B: { keba-limit-udp: 192.0.2.1 }",
                        "site.yaml:4:8: the station at site.yaml:3:3 has this address, too; correct one"),
                mistake(
                        CSMS + "sites:\n  HALL: { stations: [A] }",
                        "site.yaml:3:3: HALL needs stations and a limit"),
                mistake(
                        CSMS
                                + "sites:\n  HALL: { stations: [A], limit: 63A }\n  YARD: { stations: [a], limit: 63A }",
                        "site.yaml:4:11: the station a shares the limit of HALL already; remove one"),
                mistake(
                        CSMS + "sites:\n  HALL: { stations: [A], limit: 63 }",
                        "site.yaml:3:33: \"limit\" must be a current of a phase such as 63A, or a power"
                                + " such as 43kW, not \"63\""),
                mistake(
                        CSMS + "stations:\n  A: { smart-charging: csms }",
                        "site.yaml:3:24: \"smart-charging\" must be auto, gateway or station, not"
                                + " \"csms\""),
                mistake(
                        CSMS + "stations:\n  A: { max-current: 16.55 }",
                        "site.yaml:3:21: \"max-current\" must be a current in A from 0 to 999, such"
                                + " as 16 or 12.5, not \"16.55\""),
                mistake(
                        CSMS + "stations:\n  A: { keba-udp: keba.example.org }",
                        "site.yaml:3:18: \"keba-udp\" must be an IPv4 address such as 192.168.40.21, with a"
                                + " port behind a colon if it is not 7090, not \"keba.example.org\""),
                mistake(
                        CSMS + "http: { port: 1 }\nhttp: { port: 2 }",
                        "site.yaml:3:1: \"http\" occurs here a second time, first at site.yaml:2:1; "
                                + "remove one"),
                mistake(
                        CSMS + "---\nhttp: {}",
                        "site.yaml:3:1: a second document begins here; remove the \"---\" above"
                                + " it"),
                mistake(
                        "just text",
                        "site.yaml:1:1: the file must consist of sections such as \"http:\" and"
                                + " \"csms:\", not of a value"));
    }

    @Test
    void aBoxWithoutOcppIsServedByTheGatewayAlone() throws Exception {
        Settings settings =
                read(
                        CSMS
                                + "defaults: { transparent: true }\n"
                                + "udp: { port: 7091, address: 127.0.0.1, pace: 50ms, poll: 2s }\n"
                                + "stations:\n"
                                + "  \"BOX-*\": { keba-udp-card: HALL, dialect: soap1.5 }\n"
                                + "  BOX-1: { keba-udp: 192.0.2.1 }\n"
                                + "  BOX-2: { keba-udp: \"192.0.2.1:7091\", keba-udp-card: OWN }\n");

        StationSettings first = settings.station(new StationId("BOX-1")).orElseThrow();
        assertEquals(
                Optional.of(new UdpBox(new InetSocketAddress("192.0.2.1", 7090), "HALL")),
                first.udp());
        assertEquals(Optional.of(Dialect.JSON_16), first.dialect());
        assertFalse(first.transparent());
        assertEquals(
                Optional.of(new UdpBox(new InetSocketAddress("192.0.2.1", 7091), "OWN")),
                settings.station(new StationId("BOX-2")).orElseThrow().udp());
        assertEquals(
                new UdpSettings(
                        new InetSocketAddress("127.0.0.1", 7091),
                        Duration.ofMillis(50),
                        Duration.ofSeconds(2)),
                settings.udp());
    }

    @Test
    void brokenYamlIsToldWithItsPlace() {
        BadSettings bad = assertThrows(BadSettings.class, () -> read("http:\n  port: [1\ncsms: x"));

        assertTrue(
                bad.problems().get(0).matches("site\\.yaml:\\d+:\\d+: this is not YAML: .+"),
                bad.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "- ", "{a: ", "? "})
    void yamlThatIsNestedTooDeepIsRefusedWithItsPlace(String opening) {
        BadSettings bad =
                assertThrows(BadSettings.class, () -> read("http: " + opening.repeat(5_000)));

        assertTrue(
                bad.problems().get(0).matches("site\\.yaml:1:\\d+: this is not YAML: .+"),
                bad.getMessage());
    }

    @Test
    void allMistakesAreToldAtOnce() {
        BadSettings bad =
                assertThrows(
                        BadSettings.class,
                        () -> read(CSMS + "http: { port: x }\nstations: { A: { vendor: y } }"));

        assertEquals(2, bad.problems().size());
    }

    @Test
    void aVariableThatNamesNoSettingIsRefused() {
        BadSettings bad =
                assertThrows(
                        BadSettings.class, () -> read(CSMS, Map.of("SUBSTATION_HTTP_PROT", "1")));

        assertEquals(
                List.of(
                        "environment variable SUBSTATION_HTTP_PROT: there is no such setting; write "
                                + "SUBSTATION_ and a key of docs/configuration.md, such as SUBSTATION_HTTP_PORT"),
                bad.problems());
    }

    @Test
    void aWrongPasswordFileIsNamedAndNothingOfSecretsIsShown() {
        BadSettings bad =
                assertThrows(
                        BadSettings.class,
                        () -> read(CSMS + "store: { password: \"${file:keys/none}\" }"));

        assertEquals(
                List.of(
                        "site.yaml:2:20: the file keys/none in "
                                + home
                                + " cannot be read (NoSuchFileException)"),
                bad.problems());
    }

    @Test
    void aFileThatGrowsByAliasesIsRefused() {
        String bomb = "a: &a [x,x,x]\nb: &b [*a,*a,*a]\nc: &c [*b,*b,*b]\nd: [*c,*c,*c]\n";

        assertThrows(BadSettings.class, () -> read(bomb));
    }

    @Test
    void readsWhoDecidesAboutACard() throws BadSettings {
        Settings settings =
                read(
                        CSMS
                                + "defaults: { online-authorization: FirstLocal }\n"
                                + "stations: { A: {}, B: { online-authorization: OnlyLocal } }\n");
        BadSettings bad =
                assertThrows(
                        BadSettings.class,
                        () -> read(CSMS + "defaults: { online-authorization: ListFirst }\n"));

        assertEquals(OnlineAuthorization.FirstLocal, online(settings, "A"));
        assertEquals(OnlineAuthorization.OnlyLocal, online(settings, "B"));
        assertEquals(
                OnlineAuthorization.FirstOnline, online(read(CSMS + "stations: { A: {} }"), "A"));
        assertTrue(
                bad.getMessage().contains("FirstOnline, FirstLocal or OnlyLocal"),
                bad.getMessage());
    }

    private static OnlineAuthorization online(Settings settings, String station) {
        return settings.station(new StationId(station)).orElseThrow().onlineAuthorization();
    }

    @Test
    void whatStandsNearestToAStationSaysWhetherItIsTransparent() throws BadSettings {
        Settings settings =
                read(
                        """
                        csms:
                          main: { url: "wss://a/{station}" }
                          plain: { url: "wss://b/{station}", transparent: false }
                        defaults: { csms: main, transparent: true }
                        stations:
                          A: {}
                          B: { csms: plain }
                          C: { csms: plain, transparent: true }
                          "D-*": { accept: any, transparent: false }
                          D-1: {}
                          D-2: { transparent: true }
                        """);

        assertTrue(isTransparent(settings, "A"));
        assertFalse(isTransparent(settings, "B"));
        assertTrue(isTransparent(settings, "C"));
        assertFalse(isTransparent(settings, "D-1"));
        assertTrue(isTransparent(settings, "D-2"));
        assertFalse(isTransparent(settings, "D-3"));
        assertFalse(isTransparent(read(CSMS + "stations: { A: {} }"), "A"));
    }

    private static boolean isTransparent(Settings settings, String station) {
        return settings.station(new StationId(station)).orElseThrow().transparent();
    }

    @Test
    void aStationThatIsSplitOrJoinedCannotBeTransparent() {
        String sentence =
                "the station A is split or joined, and a transparent station is one station at the CSMS with a link of its own; write transparent: false for it, or remove the split or join";
        for (String site :
                List.of(
                        "stations: { A: { transparent: true, split: { \"1\": A-1, \"2\": A-2 } } }\n",
                        "defaults: { transparent: true }\nstations: { A: { split: { \"1\": A-1, \"2\": A-2 } } }\n",
                        "defaults: { transparent: true }\nstations: { A: {}, B: { transparent: false } }\nupstream: { J: { join: { \"1\": A, \"2\": B } } }\n")) {
            BadSettings bad = assertThrows(BadSettings.class, () -> read(CSMS + site));

            assertEquals(1, bad.problems().size(), bad.problems().toString());
            assertTrue(bad.problems().get(0).endsWith(sentence), bad.problems().toString());
        }
    }

    @Test
    void whatATransparentStationHasNoUseForIsRemarked() throws BadSettings {
        Settings settings =
                read(CSMS + "stations: { A: { transparent: true, offline: reject, cards: [] } }\n");

        assertEquals(
                List.of(
                        "stations.A.offline has no effect: the station is transparent, so the "
                                + "gateway never answers for the CSMS",
                        "stations.A.cards has no effect: the station is transparent, so the gateway "
                                + "never answers for the CSMS"),
                settings.remarks());
    }

    private static Arguments mistake(String yaml, String sentence) {
        return Arguments.of(yaml, sentence);
    }

    private Settings read(String yaml) throws BadSettings {
        return read(yaml, Map.of());
    }

    private Settings read(String yaml, Map<String, String> environment) throws BadSettings {
        return SettingsFile.parse(yaml, "site.yaml", home, environment, Clock.systemUTC());
    }

    @Test
    void locksOfAStationAreReadOverThoseOfAll() throws Exception {
        Certificates certificates = Certificates.create(home);
        Files.copy(certificates.pem(), home.resolve("stations.pem"));

        Settings settings =
                read(
                        CSMS
                                + tls("keys.p12", Certificates.PASSWORD)
                                + """

                                  tls-client-ca: stations.pem
                                defaults: { security-profile: 1, tls: required }
                                stations:
                                  A: { password: 0123456789abcdef }
                                  B: { security-profile: 0, tls: optional, secret: way-in_4711 }
                                  C: { security-profile: 3 }
                                """);

        StationLocks a = settings.station(new StationId("a")).orElseThrow().locks();
        StationLocks b = settings.station(new StationId("b")).orElseThrow().locks();
        StationLocks c = settings.station(new StationId("c")).orElseThrow().locks();
        assertEquals(List.of(1, 0, 3), List.of(a.profile(), b.profile(), c.profile()));
        assertEquals(List.of(true, false, true), List.of(a.tls(), b.tls(), c.tls()));
        assertTrue(a.needsTls() && a.needsPassword() && !a.needsCertificate());
        assertTrue(c.needsTls() && !c.needsPassword() && c.needsCertificate());
        assertTrue(b.secret().isPresent() && settings.hasSecrets());
        assertFalse(settings.toString().contains("way-in_4711"), settings.toString());
    }

    @Test
    void locksThatNobodyCouldOpenAreToldWithTheirPlace() {
        BadSettings bad =
                assertThrows(
                        BadSettings.class,
                        () ->
                                read(
                                        CSMS
                                                + """
                        defaults: { tls: required }
                        stations:
                          A: { security-profile: 2 }
                          B: { security-profile: 1 }
                          C: { security-profile: 3, password: 0123456789abcdef }
                          D: { security-profile: 4 }
                          E: { secret: "a/b" }
                        """));

        assertEquals(
                List.of(
                        "\"secret\" must be 8 to 100 letters, digits and . _ ~ -, not \"…\"",
                        "\"security-profile\" must be 0, 1, 2 or 3, not \"4\"",
                        "no station could connect, because there is no TLS port; set http.tls-key-store",
                        "security-profile 1 requires a password for the station B; set password",
                        "security-profile 2 requires TLS, and there is no TLS port; set "
                                + "http.tls-key-store",
                        "security-profile 2 requires a password for the station A; set password",
                        "security-profile 3 requires TLS, and there is no TLS port; set "
                                + "http.tls-key-store"),
                bad.problems().stream()
                        .map(problem -> problem.replaceFirst("^site\\.yaml:\\d+:\\d+: ", ""))
                        .sorted()
                        .toList());
    }

    @Test
    void whatTheGatewayShowsAndTrustsOverTlsIsReadAndTried() throws Exception {
        Authority authority = Authority.create(home, "authority");
        authority.sign("own", "CN=own");
        authority.sign("old", "CN=old", "-startdate", "-30d", "-validity", "2");
        authority.export("own", home.resolve("own.p12"));
        authority.export("old", home.resolve("old.p12"));
        authority.revoke(home.resolve("list.crl"), "old");
        String site =
                """
                csms:
                  main:
                    url: "wss://h/{station}"
                    trust-store: authority.pem
                    revocation-list: list.crl
                    client-certificate: own.p12
                    client-key-password: %1$s
                defaults: { callback-trust-store: authority.pem, callback-revocation-list: list.crl }
                stations:
                  A: { callback-fingerprint: "%2$s", callback-client-certificate: old.p12, callback-client-key-password: %1$s }
                  B: {}
                upstream:
                  B: { client-certificate: "{station}.p12", client-key-password: %1$s }
                """
                        .formatted(Certificates.PASSWORD, "AB:".repeat(31) + "CD");

        Settings settings = read(site);

        TlsSettings csms = settings.upstream(new StationId("A")).orElseThrow().csms().tls();
        assertEquals(Optional.of(home.resolve("own.p12")), csms.certificate());
        assertEquals(Optional.of(home.resolve("list.crl")), csms.revocations());
        assertEquals(
                Optional.of(home.resolve("{station}.p12")),
                settings.upstream(new StationId("B")).orElseThrow().csms().tls().certificate());
        TlsSettings a = settings.callbackTls(new StationId("A"));
        TlsSettings b = settings.callbackTls(new StationId("B"));
        assertEquals(Optional.of("AB".repeat(31) + "CD"), a.fingerprint());
        assertEquals(Optional.empty(), a.authorities(), "a pinned certificate needs no authority");
        assertEquals(Optional.of(home.resolve("authority.pem")), b.authorities());
        assertEquals(Optional.empty(), b.certificate());
        assertEquals(1, settings.remarks().size(), settings.remarks().toString());
        assertTrue(
                settings.remarks()
                        .get(0)
                        .startsWith(
                                "stations.A.callback-client-certificate: the certificate expired"),
                settings.remarks().toString());
        assertEquals(
                List.of(
                        "csms.main.client-certificate: %s cannot be read, so B cannot connect"
                                .formatted(home.resolve("B.p12"))),
                settings.missingCertificates());
        assertFalse(settings.toString().contains(Certificates.PASSWORD), settings.toString());
    }

    @Test
    void filesOfTlsThatCannotBeUsedAreToldWithTheirPlace() throws Exception {
        Authority authority = Authority.create(home, "authority");
        Authority.create(home, "foreign").revoke(home.resolve("foreign.crl"));
        authority.sign("own", "CN=own");
        authority.export("own", home.resolve("own.p12"));

        BadSettings bad =
                assertThrows(
                        BadSettings.class,
                        () ->
                                read(
                                        """
                                        csms:
                                          main: { url: "wss://h/{station}", revocation-list: foreign.crl }
                                          other: { url: "wss://h/{station}", trust-store: authority.pem, revocation-list: foreign.crl, client-certificate: own.p12, client-key-password: wrong }
                                        defaults: { csms: main, callback-client-key: own.p12 }
                                        stations:
                                          A: { callback-fingerprint: "12:34" }
                                          B: { callback-trust-store: nowhere.pem }
                                        """));

        List<String> told = bad.problems();
        assertEquals(6, told.size(), told.toString());
        for (String part :
                List.of(
                        "a revocation list needs the authorities that sign it; add trust-store",
                        "which none of the authorities has signed",
                        "own.p12 cannot be read, or its password is wrong",
                        "a key belongs to a certificate; add callback-client-certificate",
                        "\"callback-fingerprint\" must be the SHA-256 fingerprint",
                        "\"callback-trust-store\" must be the path of a file")) {
            assertTrue(told.stream().anyMatch(one -> one.contains(part)), part + " in " + told);
        }
    }

    @Test
    void readsWhereTheLogGoes() throws Exception {
        LogSettings usual = read(CSMS).log();
        LogSettings set =
                read(CSMS + "log: { format: json, file: log/a.log, file-size: 1MB, files: 3 }\n")
                        .log();

        assertEquals(new LogSettings(false, Optional.empty(), 10L << 20, 10), usual);
        assertEquals(
                new LogSettings(true, Optional.of(home.resolve("log/a.log")), 1L << 20, 3), set);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "port: 8080 | this is a port of stations",
                "port: 8081, tls: true | HTTPS needs http.tls-key-store",
                "address: 0.0.0.0 | add port: 8081",
                "tls: true | add port: 8081",
            })
    void refusesAPortOfOperatorsThatCannotBe(String section, String sentence) {
        BadSettings bad =
                assertThrows(BadSettings.class, () -> read(CSMS + "admin: { " + section + " }\n"));
        assertTrue(bad.getMessage().contains(sentence), bad.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "oidc-view: a | add oidc-issuer",
                "oidc-issuer: 'http://login.example.org/' | write its https:// address",
                "oidc-issuer: 'https://login.example.org/?a=b' | without a query",
                "oidc-issuer: 'https://login.example.org/', oidc-client-secret: '' | not empty",
            })
    void refusesAnIdentityProviderThatCannotBe(String section, String sentence) {
        BadSettings bad =
                assertThrows(BadSettings.class, () -> read(CSMS + "admin: { " + section + " }\n"));
        assertTrue(bad.getMessage().contains(sentence), bad.getMessage());
    }

    /** An error is shown to whoever may configure, who need not know what is in the file. */
    @Test
    void anErrorDoesNotSayWhatIsBehindAReference() throws Exception {
        Files.writeString(home.resolve("token"), "t0ps3cret\n");
        for (String stations :
                List.of(
                        "A: { csms: \"${file:token}\" }",
                        "A: { csms: \"x${file:token}y\" }",
                        "A: { upstream: \"${file:token}\" }\n  B: { upstream: \"${file:token}\" }",
                        "A: { vendor: \"${file:token}\" }",
                        "A: { callback: \"${file:token}\" }")) {
            BadSettings bad =
                    assertThrows(
                            BadSettings.class,
                            () -> read(CSMS + "stations:\n  " + stations + "\n"));
            assertFalse(bad.getMessage().contains("t0ps3cret"), bad.getMessage());
        }
    }

    @Test
    void aSecretIsAFileOfASensibleSize() throws Exception {
        Files.writeString(home.resolve("large"), "x".repeat(65_537));
        Files.createDirectories(home.resolve("folder"));
        for (String file : List.of("large", "folder", "/dev/zero")) {
            BadSettings bad =
                    assertThrows(
                            BadSettings.class,
                            () ->
                                    read(
                                            CSMS
                                                    + "stations: { A: { password: \"${file:"
                                                    + file
                                                    + "}\" } }\n"));
            assertTrue(bad.getMessage().contains("no file of at most"), bad.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:h2:file:/x;INIT=RUNSCRIPT FROM 'http://x'",
                "jdbc:h2:file:/x;mode=x;init =CALL FILE_WRITE('a','/b')",
                "jdbc:h2:file:/x;TRACE_LEVEL_FILE=3",
                "jdbc:postgresql://h/d?socketFactory=org.x.Y&socketFactoryArg=http://x",
                "jdbc:postgresql://h/d?a=b&loggerFile=/tmp/x",
            })
    void refusesADatabaseThatRunsWhatItsAddressSays(String url) {
        assertThrows(BadSettings.class, () -> read(CSMS + "store: { url: \"" + url + "\" }\n"));
    }

    @Test
    void readsAnIdentityProvider() throws Exception {
        OidcSettings oidc =
                read(CSMS + "admin: { oidc-issuer: 'https://login.example.org/r', oidc-view: v }\n")
                        .access()
                        .oidc()
                        .orElseThrow();
        assertEquals("https://login.example.org/r", oidc.issuer().toString());
        assertEquals("substation", oidc.clientId());
        assertEquals(
                Map.of(
                        Role.VIEW, "v",
                        Role.OPERATE, "substation-operate",
                        Role.CONFIGURE, "substation-configure"),
                oidc.roles());
        assertTrue(
                read(CSMS + "admin: { oidc-issuer: 'http://localhost:8180/r' }\n")
                        .access()
                        .oidc()
                        .isPresent());
    }

    @Test
    void readsWhoMayUseTheAdministration() throws Exception {
        assertEquals(
                new AccessSettings(
                        false,
                        false,
                        false,
                        Duration.ofMinutes(30),
                        Duration.ofHours(12),
                        Duration.ofDays(365),
                        Networks.NONE,
                        Optional.empty(),
                        Optional.empty()),
                read(CSMS).access());
        AccessSettings access =
                read(CSMS
                                + "admin: { loopback-without-login: true, plain-http: true,"
                                + " metrics-login: true, session-idle: 5m, session-max: 1h, audit-age: 30d,"
                                + " trusted-proxies: [10.0.0.5] }\n")
                        .access();
        assertTrue(access.loopbackWithoutLogin() && access.plainHttp() && access.metricsLogin());
        assertEquals(Duration.ofMinutes(5), access.sessionIdle());
        assertEquals(Duration.ofHours(1), access.sessionMax());
        assertEquals(Duration.ofDays(30), access.auditAge());
        assertEquals(
                Optional.of(new AdminListener("127.0.0.1", 8081, false)),
                read(CSMS + "admin: { port: 8081 }\n").access().listener());
        assertEquals(
                Optional.of(new AdminListener("0.0.0.0", 8081, false)),
                read(CSMS + "admin: { port: 8081, address: 0.0.0.0 }\n").access().listener());
        assertTrue(access.trustedProxies().contains(InetAddress.getByName("10.0.0.5")));
        BadSettings bad =
                assertThrows(
                        BadSettings.class,
                        () -> read(CSMS + "admin: { loopback-without-login: maybe }\n"));
        assertTrue(bad.getMessage().contains("true or false"), bad.getMessage());
    }

    @Test
    void readsWhereTracesGo() throws Exception {
        assertEquals(Optional.empty(), read(CSMS).tracing());
        assertEquals(Optional.empty(), read(CSMS + "tracing: { ratio: 0.5 }\n").tracing());

        TracingSettings plain =
                read(CSMS + "tracing: { endpoint: \"http://127.0.0.1:4318\" }\n")
                        .tracing()
                        .orElseThrow();
        assertEquals(
                new TracingSettings(
                        URI.create("http://127.0.0.1:4318/v1/traces"),
                        BigDecimal.ONE,
                        Map.of(),
                        "substation"),
                plain);

        TracingSettings set =
                read(CSMS
                                + "tracing: { endpoint: \"https://c.example/otlp/x\", ratio: 0.25,"
                                + " headers: \"Authorization=Basic QQ==, x-a=b\", service-name: s }\n")
                        .tracing()
                        .orElseThrow();
        assertEquals(URI.create("https://c.example/otlp/x"), set.endpoint());
        assertEquals(new BigDecimal("0.25"), set.ratio());
        assertEquals(Map.of("Authorization", "Basic QQ==", "x-a", "b"), set.headers());
        assertFalse(set.toString().contains("QQ=="), set.toString());
    }

    @Test
    void rejectsTracesThatCannotBe() {
        List<String> told =
                assertThrows(
                                BadSettings.class,
                                () ->
                                        read(
                                                CSMS
                                                        + "tracing: { endpoint: \"c.example:4318\", ratio: 2, headers: token }\n"))
                        .problems();

        for (String part :
                List.of(
                        "\"endpoint\" must be an http:// or https:// address",
                        "\"ratio\" must be a number from 0 to 1, such as 0.1",
                        "\"headers\" must be name=value, with commas between several")) {
            assertTrue(told.stream().anyMatch(one -> one.contains(part)), part + " in " + told);
        }
    }

    /**
     * A colon in place of the equals sign: the token would be in the log, in health, in support.
     */
    @Test
    void doesNotShowAHeaderThatIsWrong() {
        List<String> told =
                assertThrows(
                                BadSettings.class,
                                () ->
                                        read(
                                                CSMS
                                                        + "tracing: { endpoint: \"http://127.0.0.1:4318\", headers: \"x-team: to-ken-4711\" }\n"))
                        .problems();

        assertTrue(told.stream().anyMatch(one -> one.contains("\"headers\" must be")), "" + told);
        assertFalse(told.toString().contains("4711"), told.toString());
    }

    /** It would be lost with the path that is added. */
    @Test
    void rejectsACollectorWithAQuery() {
        List<String> told =
                assertThrows(
                                BadSettings.class,
                                () ->
                                        read(
                                                CSMS
                                                        + "tracing: { endpoint: \"http://127.0.0.1:4318?a=b\" }\n"))
                        .problems();

        assertTrue(told.get(0).contains("address without a query"), told.toString());
    }

    /** The paths of the gateway, or of the station, are added to them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http: { public-url: \"http://gw.example.org?a=b\" }\n",
                "stations: { CP-1: { callback: \"http://10.0.0.2:12801/?a=b\" } }\n"
            })
    void rejectsAnAddressOfTheSoapSideWithAQuery(String lines) {
        List<String> told = assertThrows(BadSettings.class, () -> read(CSMS + lines)).problems();

        assertTrue(told.get(0).contains("address without a query"), told.toString());
    }
}
