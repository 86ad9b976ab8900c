package dev.substation.app.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.desk.LiveSite;
import dev.substation.flow.gate.Entrance;
import dev.substation.flow.gate.Gateway;
import dev.substation.flow.time.Desk;
import dev.substation.model.Dialect;
import dev.substation.model.StationId;
import dev.substation.testing.Authority;
import dev.substation.testing.Certificates;
import dev.substation.testing.stepped.MemoryLedger;
import dev.substation.testing.stepped.NoRules;
import dev.substation.testing.stepped.ScriptedCsms;
import dev.substation.testing.stepped.ScriptedStation;
import dev.substation.testing.stepped.SteppedGateway;
import dev.substation.testing.stepped.SteppedTimers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the table of settings calls live is live: each such key is changed in a saved file, and the
 * gate and the links have other settings then. What needs a restart stays as it was.
 */
class LiveKeysTest {

    /**
     * The section, the key, what else must stand in the section, what is written for the key
     * before, and what after.
     */
    private static final String ROWS =
            """
            csms.main | url | | "ws://a/{station}" | "ws://b/{station}"
            csms.main | proxy | url: "ws://a/{station}" | | "http://proxy:3128"
            csms.main | user | url: "ws://a/{station}" | | box
            csms.main | password | url: "ws://a/{station}", user: box | first | second
            csms.main | trust-store | url: "wss://a/{station}" | | ca.pem
            csms.main | trust-store-password | url: "wss://a/{station}", trust-store: ca.pem | one | two
            csms.main | revocation-list | url: "wss://a/{station}", trust-store: ca.pem | | ca.crl
            csms.main | client-certificate | url: "wss://a/{station}" | | "{station}.p12"
            csms.main | client-key | url: "wss://a/{station}", client-certificate: "{station}.p12" | | "{station}.pem"
            csms.main | client-key-password | url: "wss://a/{station}", client-certificate: "{station}.p12" | | secret
            csms.main | strict | url: "ws://a/{station}" | | true
            csms.main | ping-interval | url: "ws://a/{station}" | | 61s
            csms.main | answer-wait | url: "ws://a/{station}" | | 16s
            csms.main | reconnect-min | url: "ws://a/{station}" | | 2s
            csms.main | reconnect-max | url: "ws://a/{station}" | | 3m
            csms.main | delivery-wait | url: "ws://a/{station}" | | 61s
            csms.main | attempts | url: "ws://a/{station}" | | 4
            csms.main | retry-interval | url: "ws://a/{station}" | | 61s
            csms.main | drain-rate | url: "ws://a/{station}" | | 201
            csms.main | transparent | url: "ws://a/{station}" | | true
            defaults | accept | | | any
            defaults | offline-boot | accept: any | | known
            defaults | vendor | | | abl
            defaults | csms | | main | other
            defaults | offline | | | reject
            defaults | online-authorization | | | FirstLocal
            defaults | offline-authorization | | | OfflineFreeCharging
            defaults | stop-refused | | | false
            defaults | spare-local-list | | | true
            defaults | cards | | | [cards.csv]
            defaults | call-wait | | | 31s
            defaults | subprotocol-required | | | true
            defaults | callback-from | | | learn
            defaults | security-profile | | | 3
            defaults | tls | | | required
            defaults | certificate | | | any
            defaults | callback-trust-store | | | ca.pem
            defaults | callback-trust-store-password | callback-trust-store: ca.pem | one | two
            defaults | callback-revocation-list | callback-trust-store: ca.pem | | ca.crl
            defaults | callback-client-certificate | | | "{station}.p12"
            defaults | callback-client-key | callback-client-certificate: "{station}.p12" | | "{station}.pem"
            defaults | callback-client-key-password | callback-client-certificate: "{station}.p12" | | secret
            defaults | time-zone | | | Europe/Vienna
            defaults | remote-start-connector | | | 2
            defaults | long-local-list | | | cut
            defaults | file-relay | | | ftp
            defaults | csms-may-move | | | true
            defaults | transparent | | | true
            defaults | smart-charging | | | gateway
            defaults | max-current | | | 16
            defaults | phases | | | 1
            defaults | voltage | | | 240
            defaults | fallback-current | | | 0
            defaults | abl-limit | | | 1/ProductLimit
            defaults | limit-kept | | | 2m
            defaults | priority | | | 2
            stations.BOX | priority | | | 2
            sites.HALL | stations | limit: 63A | [BOX] | [BOX, SECOND]
            sites.HALL | limit | stations: [BOX] | 63A | 43kW
            sites.HALL | schedule | stations: [BOX], limit: 63A | | ["06:00 40A", "22:00 63A"]
            sites.HALL | time-zone | stations: [BOX], limit: 63A, schedule: ["06:00 40A"] | | Europe/Vienna
            sites.HALL | turn | stations: [BOX], limit: 63A | | 5m
            defaults | limit-pace | | | 11s
            stations.BOX | smart-charging | | | gateway
            stations.BOX | max-current | | | 16
            stations.BOX | phases | | | 1
            stations.BOX | voltage | | | 240
            stations.BOX | fallback-current | | | 0
            stations.BOX | abl-limit | | | 1/ProductLimit
            stations.BOX | keba-limit-udp | | | 192.0.2.9
            stations.BOX | limit-kept | | | 2m
            stations.BOX | limit-pace | | | 11s
            stations.PATTERN-* | accept | | | any
            stations.BOX | aliases | | | [OTHER-NAME]
            stations.BOX | dialect | | | soap1.5
            stations.BOX | vendor | | | abl
            stations.BOX | csms | | | other
            stations.BOX | offline | | | reject
            stations.BOX | online-authorization | | | FirstLocal
            stations.BOX | offline-authorization | | | OfflineFreeCharging
            stations.BOX | stop-refused | | | false
            stations.BOX | spare-local-list | | | true
            stations.BOX | cards | | | [cards.csv]
            stations.BOX | call-wait | | | 31s
            stations.BOX | subprotocol-required | | | true
            stations.BOX | websocket-close | | | false
            stations.BOX | callback | | | "http://192.0.2.1/"
            stations.BOX | callback-from | | | learn
            stations.BOX | callback-path | | | /ChargePoint
            stations.BOX | soap-action | | | true
            stations.BOX | security-profile | password: some-password | | 1
            stations.BOX | tls | | | required
            stations.BOX | certificate | | | any
            stations.BOX | password | | first-password | second-password
            stations.BOX | secret | | first-secret | second-secret
            stations.BOX | callback-fingerprint | | | ABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABAB
            stations.BOX | callback-trust-store | | | ca.pem
            stations.BOX | callback-trust-store-password | callback-trust-store: ca.pem | one | two
            stations.BOX | callback-revocation-list | callback-trust-store: ca.pem | | ca.crl
            stations.BOX | callback-client-certificate | | | "{station}.p12"
            stations.BOX | callback-client-key | callback-client-certificate: "{station}.p12" | | "{station}.pem"
            stations.BOX | callback-client-key-password | callback-client-certificate: "{station}.p12" | | secret
            stations.BOX | time-zone | | | Europe/Vienna
            stations.BOX | remote-start-connector | | | 2
            stations.BOX | long-local-list | | | cut
            stations.BOX | file-relay | | | ftp
            stations.BOX | csms-may-move | | | true
            stations.BOX | transparent | | | true
            stations.BOX | keba-udp | | | 192.0.2.9
            stations.BOX | keba-udp-card | keba-udp: 192.0.2.9 | | HALL
            stations.BOX | upstream | | | AT-THE-CSMS
            stations.BOX | split | | | { "1": PART-A, "2": PART-B }
            stations.BOX | whole-station | split: { "1": PART-A, "2": PART-B } | | { Reset: first }
            upstream.BOX | user | | | box
            upstream.BOX | password | | | secret
            upstream.BOX | client-certificate | | | "{station}.p12"
            upstream.BOX | client-key | client-certificate: "{station}.p12" | | "{station}.pem"
            upstream.BOX | client-key-password | client-certificate: "{station}.p12" | | secret
            upstream.HOF | join | | | { "1": BOX, "2": SECOND }
            upstream.HOF | whole-station | join: { "1": BOX, "2": SECOND } | | { Reset: each }
            upstream.HOF | csms | join: { "1": BOX, "2": SECOND } | | other
            """;

    private static final String HTTPS =
            """
            http: { tls-key-store: own.p12, tls-key-store-password: %s, tls-client-ca: ca.pem }
            """
                    .formatted(Certificates.PASSWORD);

    /** There is only one value. */
    private static final Set<String> OF_ONE_VALUE = Set.of("csms.*.protocol");

    private static final List<StationId> ASKED =
            Stream.of("BOX", "SECOND", "OTHER-NAME", "PATTERN-1", "ANYBODY")
                    .map(StationId::new)
                    .toList();

    @TempDir static Path home;

    private final SteppedTimers time = new SteppedTimers(Instant.parse("2026-01-01T08:00:00Z"));

    @BeforeAll
    static void files() throws Exception {
        Authority authority = Authority.create(Files.createDirectory(home.resolve("ca")), "ca");
        Files.copy(authority.pem(), home.resolve("ca.pem"));
        authority.revoke(home.resolve("ca.crl"));
        Files.copy(Certificates.create(home).keyStore(), home.resolve("own.p12"));
        Files.writeString(home.resolve("cards.csv"), "idTag,status\n04AB,Accepted\n");
    }

    /** A row of the table. */
    private record Row(String section, String key, String common, String before, String after) {

        static Row of(String line) {
            List<String> cells = Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
            return new Row(cells.get(0), cells.get(1), cells.get(2), cells.get(3), cells.get(4));
        }

        /** As the table of settings calls it. */
        String name() {
            return section.replaceFirst("\\..*", ".*") + "." + key;
        }

        /** A file in which the key has a value; empty for none. */
        String file(String value) {
            Map<String, String> entries = new LinkedHashMap<>();
            entries.put("csms.main", "url: \"ws://a/{station}\"");
            entries.put("csms.other", "url: \"ws://other/{station}\"");
            entries.put(
                    "defaults",
                    key.equals("csms") && section.equals("defaults") ? "" : "csms: main");
            entries.put("stations.BOX", "");
            entries.put("stations.SECOND", "");
            entries.put("stations.PATTERN-*", "");
            String written = value.isEmpty() ? "" : key + ": " + value;
            entries.merge(
                    section,
                    joined(common, written),
                    (base, own) -> section.equals("defaults") ? joined(base, own) : own);
            StringBuilder text = new StringBuilder(needsTls() ? HTTPS : "");
            text.append("files: { host: gateway.example, ftp-port: 2121 }\n");
            String top = "";
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                String[] path = entry.getKey().split("\\.", 2);
                if (path.length == 2 && !path[0].equals(top)) {
                    text.append(path[0]).append(":\n");
                }
                top = path[0];
                text.append(path.length == 2 ? "  \"" + path[1] + "\"" : top)
                        .append(": { ")
                        .append(entry.getValue())
                        .append(" }\n");
            }
            return text.toString();
        }

        /** Reading a key store for each row would take long. */
        private boolean needsTls() {
            return List.of("url", "tls", "certificate", "security-profile").contains(key);
        }

        private static String joined(String one, String other) {
            return Stream.of(one, other)
                    .filter(text -> !text.isEmpty())
                    .collect(Collectors.joining(", "));
        }

        @Override
        public String toString() {
            return name();
        }
    }

    static Stream<Row> rows() {
        return ROWS.lines().map(Row::of);
    }

    private static SiteVersion version(String yaml) throws Exception {
        Path file = Files.writeString(home.resolve("site.yaml"), yaml);
        return SiteVersion.read(new SiteVersion.Source(home, file, Map.of(), Clock.systemUTC()));
    }

    private static List<String> named(Effect effect) {
        return Stream.of(Scope.values())
                .flatMap(
                        scope ->
                                Keys.of(scope).stream()
                                        .filter(key -> key.effect() == effect)
                                        .map(key -> scope.path() + "." + key.name()))
                .toList();
    }

    @Test
    void theTableHasEveryKeyThatIsLive() {
        Set<String> tried = new TreeSet<>(rows().map(Row::name).toList());
        tried.addAll(OF_ONE_VALUE);

        assertEquals(new TreeSet<>(named(Effect.LIVE)), tried);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aLiveKeyCountsAtTheGateWithoutARestart(Row row) throws Exception {
        SiteVersion start = version(row.file(row.before()));
        LiveSite site = new LiveSite(start.settings(), Map.of());
        MemoryLedger ledger = new MemoryLedger();
        Gateway gateway =
                SteppedGateway.started(
                        new Desk(time, time),
                        time,
                        site,
                        new NoRules(),
                        ledger,
                        new ScriptedCsms(time),
                        (id, spoken, address) -> new ScriptedStation(id.value(), Dialect.JSON_16));
        Entrance entrance =
                new Entrance(gateway, time, Entrance.Limits.usual(10), ledger.load().stations());
        List<Object> before = seen(entrance, site, start.settings());
        gateway.opened(new ScriptedStation("BOX", Dialect.JSON_16));
        time.settle();

        SiteVersion later = version(row.file(row.after()));
        SiteVersion next = start.taking(later);
        CompletableFuture<Void> used = entrance.use(next.settings());
        time.settle();
        used.join();
        time.pass(Duration.ofSeconds(10)); // a station that has nothing to do becomes transparent

        assertNotEquals(before, seen(entrance, site, next.settings()));
        assertTrue(next.difference(later).isEmpty(), next.difference(later).words());
        assertTrue(start.difference(next).words().contains(row.key()));
    }

    /** All that anybody is told of stations. */
    private static List<Object> seen(Entrance gate, LiveSite site, Settings settings) {
        List<Object> seen = new ArrayList<>();
        seen.add(site.sharedLimits());
        for (StationId id : ASKED) {
            seen.add(gate.settings(id));
            seen.add(site.upstreams(id));
            seen.add(settings.cards(id));
            seen.add(settings.callbackTls(id));
        }
        return seen;
    }

    @Test
    void whatNeedsARestartStaysAsItWas() throws Exception {
        String before = rows().findFirst().orElseThrow().file("\"ws://a/{station}\"");
        String after =
                before.replace("tls-client-ca: ca.pem }", "tls-client-ca: ca.pem, port: 9090 }")
                                .replace("2121 }", "2222 }")
                                .replace("csms: main", "csms: main, stations-max: 7")
                        + "store: { log-age: 1d }\n"
                        + "routes: { quiet: 5s }\n"
                        + "log: { format: json }\n";
        SiteVersion start = version(before);
        SiteVersion later = version(after);

        SiteVersion next = start.taking(later);

        assertTrue(start.difference(next).isEmpty(), start.difference(next).words());
        assertEquals(start.settings().http(), next.settings().http());
        assertEquals(start.settings().files(), next.settings().files());
        assertEquals(start.settings().store(), next.settings().store());
        assertEquals(start.settings().routes(), next.settings().routes());
        assertEquals(start.settings().log(), next.settings().log());
        assertEquals(
                start.settings().defaults().stationsMax(),
                next.settings().defaults().stationsMax());
        assertEquals(
                "http.port, defaults.stations-max, store.log-age, files.ftp-port, routes.quiet,"
                        + " log.format",
                next.difference(later).keys());
    }
}
