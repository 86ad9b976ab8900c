package dev.substation.app;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The grammar of {@code site.yaml}: every key with its kind and its default. {@code *} stands for a
 * name that the site chooses. {@code docs/configuration.md} and {@code payara/site.yaml} are
 * compared to it by a test.
 *
 * @param section the keys above it, joined by dots
 * @param fallback the default as it would be written; empty for none
 */
record Key(String section, String name, Kind kind, String fallback) {

    /** What may be written as a value, in words for an error message. */
    enum Kind {
        TEXT("a text"),
        PASSWORD("a text that is not empty"),
        PORT("a port from 1 to 65535"),
        COUNT("a whole number from 1 to 99999"),
        FLAG("true or false"),
        DURATION("a time such as 500ms, 15s, 2m, 1h or 7d"),
        SIZE("a size such as 500KB, 64MB or 2GB"),
        ROWS("a whole number such as 200000"),
        CSMS_URL("a ws:// or wss:// address, with {station} where the identity goes"),
        HTTP_URL("an http:// or https:// address"),
        JDBC_URL("a jdbc:h2:file: or jdbc:postgresql: address"),
        FILE("the path of a file, relative to the home"),
        ADDRESS("an address of this machine, such as 0.0.0.0 or 127.0.0.1"),
        PROTOCOL("ocpp1.6"),
        ACCEPT("listed or any"),
        DIALECT("soap1.5, soap1.6 or json1.6"),
        VENDOR("keba, abl, technagon or generic"),
        OFFLINE_BOOT("all or known"),
        OFFLINE("store-and-forward or reject"),
        OFFLINE_AUTHORIZATION(
                "OfflineLocalUnknownAuthorization, OfflineLocalAuthorization, OfflineNoAuthorization, OfflineNoCharging or OfflineFreeCharging"),
        CALLBACK_FROM("learn, same-host or never"),
        TIME_ZONE("a time zone such as Europe/Vienna, UTC or +02:00"),
        CERTIFICATE("optional, required, any, or parts of its subject such as CN=KEBA-7,O=Example"),
        SECURITY_PROFILE("0, 1, 2 or 3"),
        TLS("optional or required"),
        FINGERPRINT("the SHA-256 fingerprint of a certificate: 64 hex digits, colons allowed"),
        PATH_SECRET("8 to 100 letters, digits and . _ ~ -"),
        NETWORKS(
                "a list of networks: private, loopback, link-local, any, or addresses such as 203.0.113.0/24"),
        PATH("a path that begins with /, such as /ChargePointService"),
        PATHS("a list of paths that begin with /"),
        IDENTITIES("a list of identities of stations, without *"),
        FILES("a list of files, relative to the home, with * for any text in a file's name"),
        CONNECTORS(
                "a section with connectors and stations, such as { \"1\": NAME-A, \"2\": NAME-B }"),
        REACHES(
                "a section with operations, such as { Reset: first }, each with first, each or local"),
        SECTION("a section with keys of its own");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    // spotless:off
    static final List<Key> ALL = List.of(
        new Key("",                "http",                   Kind.SECTION,   ""),
        new Key("",                "csms",                   Kind.SECTION,   ""),
        new Key("",                "defaults",               Kind.SECTION,   ""),
        new Key("",                "stations",               Kind.SECTION,   ""),
        new Key("",                "upstream",               Kind.SECTION,   ""),
        new Key("",                "store",                  Kind.SECTION,   ""),
        new Key("",                "routes",                 Kind.SECTION,   ""),

        new Key("http",            "address",                Kind.ADDRESS,   "0.0.0.0"),
        new Key("http",            "port",                   Kind.PORT,      "8080"),
        new Key("http",            "tls-port",               Kind.PORT,      "8443"),
        new Key("http",            "tls-key-store",          Kind.FILE,      ""),
        new Key("http",            "tls-key-store-password", Kind.TEXT,      ""),
        new Key("http",            "tls-client-ca",          Kind.FILE,      ""),
        new Key("http",            "tls-client-ca-password", Kind.TEXT,      ""),
        new Key("http",            "tls-client-revocation-list", Kind.FILE,  ""),
        new Key("http",            "accept-networks",        Kind.NETWORKS,  "private, loopback"),
        new Key("http",            "connections",            Kind.COUNT,     "10000"),
        new Key("http",            "connections-per-address", Kind.COUNT,    "1000"),
        new Key("http",            "callback-networks",      Kind.NETWORKS,  "private, loopback"),
        new Key("http",            "public-url",             Kind.HTTP_URL,  ""),
        new Key("http",            "aliases",                Kind.SECTION,   ""),
        new Key("http.aliases",    "soap",                   Kind.PATHS,     "/steve/services/CentralSystemService"),
        new Key("http.aliases",    "json",                   Kind.PATHS,     "/steve/websocket/CentralSystemService"),

        new Key("csms.*",          "url",                    Kind.CSMS_URL,  ""),
        new Key("csms.*",          "protocol",               Kind.PROTOCOL,  "ocpp1.6"),
        new Key("csms.*",          "user",                   Kind.TEXT,      ""),
        new Key("csms.*",          "password",               Kind.TEXT,      ""),
        new Key("csms.*",          "trust-store",            Kind.FILE,      ""),
        new Key("csms.*",          "trust-store-password",   Kind.TEXT,      ""),
        new Key("csms.*",          "revocation-list",        Kind.FILE,      ""),
        new Key("csms.*",          "client-certificate",     Kind.FILE,      ""),
        new Key("csms.*",          "client-key",             Kind.FILE,      ""),
        new Key("csms.*",          "client-key-password",    Kind.TEXT,      ""),
        new Key("csms.*",          "strict",                 Kind.FLAG,      "false"),
        new Key("csms.*",          "ping-interval",          Kind.DURATION,  "60s"),
        new Key("csms.*",          "answer-wait",            Kind.DURATION,  "15s"),
        new Key("csms.*",          "reconnect-min",          Kind.DURATION,  "1s"),
        new Key("csms.*",          "reconnect-max",          Kind.DURATION,  "2m"),
        new Key("csms.*",          "delivery-wait",          Kind.DURATION,  "60s"),
        new Key("csms.*",          "attempts",               Kind.COUNT,     "3"),
        new Key("csms.*",          "retry-interval",         Kind.DURATION,  "60s"),
        new Key("csms.*",          "drain-rate",             Kind.COUNT,     "200"),
        new Key("csms.*",          "transparent",            Kind.FLAG,      ""),

        new Key("defaults",        "csms",                   Kind.TEXT,      ""),
        new Key("defaults",        "accept",                 Kind.ACCEPT,    "listed"),
        new Key("defaults",        "stations-max",           Kind.COUNT,     "5000"),
        new Key("defaults",        "offline-boot",           Kind.OFFLINE_BOOT, "all"),
        new Key("defaults",        "vendor",                 Kind.VENDOR,    "generic"),
        new Key("defaults",        "offline",                Kind.OFFLINE,   "store-and-forward"),
        new Key("defaults",        "offline-authorization",  Kind.OFFLINE_AUTHORIZATION, "OfflineLocalUnknownAuthorization"),
        new Key("defaults",        "stop-refused",           Kind.FLAG,      "true"),
        new Key("defaults",        "cards",                  Kind.FILES,     ""),
        new Key("defaults",        "call-wait",              Kind.DURATION,  "30s"),
        new Key("defaults",        "subprotocol-required",   Kind.FLAG,      "false"),
        new Key("defaults",        "callback-from",          Kind.CALLBACK_FROM, "same-host"),
        new Key("defaults",        "security-profile",       Kind.SECURITY_PROFILE, "0"),
        new Key("defaults",        "tls",                    Kind.TLS,       "optional"),
        new Key("defaults",        "certificate",            Kind.CERTIFICATE, "optional"),
        new Key("defaults",        "callback-trust-store",   Kind.FILE,      ""),
        new Key("defaults",        "callback-trust-store-password", Kind.TEXT, ""),
        new Key("defaults",        "callback-revocation-list", Kind.FILE,    ""),
        new Key("defaults",        "callback-client-certificate", Kind.FILE, ""),
        new Key("defaults",        "callback-client-key",    Kind.FILE,      ""),
        new Key("defaults",        "callback-client-key-password", Kind.TEXT, ""),
        new Key("defaults",        "time-zone",              Kind.TIME_ZONE, ""),
        new Key("defaults",        "remote-start-connector", Kind.COUNT,     ""),
        new Key("defaults",        "transparent",            Kind.FLAG,      "false"),

        new Key("stations.*",      "accept",                 Kind.ACCEPT,    ""),
        new Key("stations.*",      "aliases",                Kind.IDENTITIES, ""),
        new Key("stations.*",      "dialect",                Kind.DIALECT,   ""),
        new Key("stations.*",      "vendor",                 Kind.VENDOR,    ""),
        new Key("stations.*",      "callback",               Kind.HTTP_URL,  ""),
        new Key("stations.*",      "csms",                   Kind.TEXT,      ""),
        new Key("stations.*",      "offline",                Kind.OFFLINE,   ""),
        new Key("stations.*",      "cards",                  Kind.FILES,     ""),
        new Key("stations.*",      "offline-authorization",  Kind.OFFLINE_AUTHORIZATION, ""),
        new Key("stations.*",      "stop-refused",           Kind.FLAG,      ""),
        new Key("stations.*",      "call-wait",              Kind.DURATION,  ""),
        new Key("stations.*",      "subprotocol-required",   Kind.FLAG,      ""),
        new Key("stations.*",      "websocket-close",        Kind.FLAG,      ""),
        new Key("stations.*",      "callback-from",          Kind.CALLBACK_FROM, ""),
        new Key("stations.*",      "callback-path",          Kind.PATH,      ""),
        new Key("stations.*",      "soap-action",            Kind.FLAG,      ""),
        new Key("stations.*",      "security-profile",       Kind.SECURITY_PROFILE, ""),
        new Key("stations.*",      "tls",                    Kind.TLS,       ""),
        new Key("stations.*",      "secret",                 Kind.PATH_SECRET, ""),
        new Key("stations.*",      "certificate",            Kind.CERTIFICATE, ""),
        new Key("stations.*",      "callback-fingerprint",   Kind.FINGERPRINT, ""),
        new Key("stations.*",      "callback-trust-store",   Kind.FILE,      ""),
        new Key("stations.*",      "callback-trust-store-password", Kind.TEXT, ""),
        new Key("stations.*",      "callback-revocation-list", Kind.FILE,    ""),
        new Key("stations.*",      "callback-client-certificate", Kind.FILE, ""),
        new Key("stations.*",      "callback-client-key",    Kind.FILE,      ""),
        new Key("stations.*",      "callback-client-key-password", Kind.TEXT, ""),
        new Key("stations.*",      "time-zone",              Kind.TIME_ZONE, ""),
        new Key("stations.*",      "remote-start-connector", Kind.COUNT,     ""),
        new Key("stations.*",      "transparent",            Kind.FLAG,      ""),
        new Key("stations.*",      "password",               Kind.PASSWORD,  ""),
        new Key("stations.*",      "upstream",               Kind.TEXT,      ""),
        new Key("stations.*",      "split",                  Kind.CONNECTORS, ""),
        new Key("stations.*",      "whole-station",          Kind.REACHES,   ""),

        new Key("upstream.*",      "user",                   Kind.TEXT,      ""),
        new Key("upstream.*",      "password",               Kind.PASSWORD,  ""),
        new Key("upstream.*",      "client-certificate",     Kind.FILE,      ""),
        new Key("upstream.*",      "client-key",             Kind.FILE,      ""),
        new Key("upstream.*",      "client-key-password",    Kind.TEXT,      ""),
        new Key("upstream.*",      "join",                   Kind.CONNECTORS, ""),
        new Key("upstream.*",      "whole-station",          Kind.REACHES,   ""),
        new Key("upstream.*",      "csms",                   Kind.TEXT,      ""),

        new Key("store",           "url",                    Kind.JDBC_URL,  ""),
        new Key("store",           "user",                   Kind.TEXT,      ""),
        new Key("store",           "password",               Kind.TEXT,      ""),
        new Key("store",           "reserve",                Kind.SIZE,      "64MB"),
        new Key("store",           "log-age",                Kind.DURATION,  "7d"),
        new Key("store",           "log-rows",               Kind.ROWS,      "200000"),
        new Key("store",           "log-size",               Kind.SIZE,      ""),
        new Key("store",           "transactions-age",       Kind.DURATION,  "90d"),
        new Key("store",           "transactions-rows",      Kind.ROWS,      "200000"),

        new Key("routes",          "quiet",                  Kind.DURATION,  "1s"),
        new Key("routes",          "require-tests",          Kind.FLAG,      "false"));
    // spotless:on

    /** The same by section: a large file asks for them ten thousand times. */
    private static final Map<String, List<Key>> OF_SECTION =
            ALL.stream()
                    .collect(Collectors.groupingBy(Key::section, Collectors.toUnmodifiableList()));

    /** The keys of one section, {@code *} standing for any name: {@code csms.*}. */
    static List<Key> of(String section) {
        return OF_SECTION.getOrDefault(section, List.of());
    }

    /** One key of the grammar. */
    static Key of(String section, String name) {
        return of(section).stream().filter(key -> key.name.equals(name)).findFirst().orElseThrow();
    }

    /** The full name, such as {@code csms.*.url}. */
    String path() {
        return section.isEmpty() ? name : section + "." + name;
    }
}
