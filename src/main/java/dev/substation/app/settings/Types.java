package dev.substation.app.settings;

import dev.substation.dialect.Vendors;
import dev.substation.flow.settings.CallbackFrom;
import dev.substation.flow.settings.ChargingSettings;
import dev.substation.flow.settings.FileRelayMode;
import dev.substation.flow.settings.HttpProxy;
import dev.substation.flow.settings.Networks;
import dev.substation.flow.settings.OfflineAuthorization;
import dev.substation.flow.settings.OfflinePolicy;
import dev.substation.flow.settings.OnlineAuthorization;
import dev.substation.flow.settings.PathSecret;
import dev.substation.flow.settings.StationCertificate;
import dev.substation.flow.settings.StationKey;
import dev.substation.flow.settings.StationSettings;
import dev.substation.model.Dialect;
import dev.substation.model.Misspelt;
import dev.substation.model.StationId;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The types of settings. */
final class Types {

    private static final Pattern TIME = Pattern.compile("(\\d{1,6})(ms|s|m|min|h|d)");
    private static final Pattern BYTES = Pattern.compile("(\\d{1,6})(KB|MB|GB)");
    private static final String URL_PATH = "(/[A-Za-z0-9._~-]+)+";
    private static final String FILE_PATTERN = "(?:[^*/\\\\]+/)*[^/\\\\]+";
    private static final int ID_TAG_LENGTH = 20;
    private static final int HIGHEST_PORT = 65_535;
    private static final String PER_STATION = "{station}";
    private static final String FILE_WORDS = "the path of a file, relative to the home";

    /** A name and a value of HTTP, without blanks around them. */
    private static final Pattern HEADER =
            Pattern.compile("\\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\\s*=\\s*([\\x20-\\x7e]*?)\\s*");

    static final Type<String> TEXT = Type.value("a text", Optional::of);
    static final Type<InetSocketAddress> BOX_ADDRESS =
            Type.value(
                    "an IPv4 address such as 192.168.40.21, with a port behind a colon if it is not 7090",
                    BoxAddress::of);
    static final Type<String> ID_TAG =
            Type.value("1 to 20 characters", text -> filled(text).filter(Types::isIdTag));
    static final Type<String> PASSWORD = Type.value("a text that is not empty", Types::filled);
    static final Type<StationKey> STATION_KEY =
            Type.value("a text that is not empty", text -> filled(text).map(StationKey::new));
    static final Type<Integer> PORT = Type.value("a port from 1 to 65535", Types::port);
    static final Type<Integer> COUNT =
            Type.value("a whole number from 1 to 99999", text -> number(text, 5));
    static final Type<Boolean> FLAG = Type.either("true or false", "true", "false");
    static final Type<Duration> DURATION =
            Type.value("a time such as 500ms, 15s, 2m, 1h or 7d", Types::duration);
    static final Type<Long> SIZE = Type.value("a size such as 500KB, 64MB or 2GB", Types::size);
    static final Type<Long> ROWS = Type.value("a whole number such as 200000", Types::rows);
    static final Type<String> CSMS_URL =
            Type.value(
                    "a ws:// or wss:// address, with {station} where the identity goes",
                    Types::csmsUrl);

    /** A query would be lost with a path that is added, or stand in the middle. */
    static final Type<URI> HTTP_URL =
            Type.value(
                    "an http:// or https:// address without a query",
                    text ->
                            url(text, Set.of("http", "https"))
                                    .filter(uri -> uri.getQuery() == null));

    static final Type<BigDecimal> RATIO =
            Type.value("a number from 0 to 1, such as 0.1", Types::ratio);
    static final Type<Map<String, String>> HEADERS =
            Type.value("name=value, with commas between several", Types::headers);
    static final Type<HttpProxy> HTTP_PROXY =
            Type.value(
                    "the http:// address of a proxy, such as http://proxy:3128 or http://user:password@proxy:3128",
                    HttpProxy::of);
    static final Type<String> JDBC_URL =
            Type.value("a jdbc:h2:file: or jdbc:postgresql: address", Types::jdbcUrl);
    static final Type<Path> FILE = Type.inHome(FILE_WORDS, Types::readable);

    /** A file, or a pattern with {@code {station}} that is another file for each station. */
    static final Type<Path> FILE_OF_STATION =
            Type.inHome(
                    FILE_WORDS,
                    (text, home) ->
                            text.contains(PER_STATION)
                                    ? Optional.of(home.resolve(text))
                                    : readable(text, home));

    static final Type<String> ADDRESS =
            Type.value("an address of this machine, such as 0.0.0.0 or 127.0.0.1", Types::address);
    static final Type<Dialect> PROTOCOL = Type.value("ocpp1.6", Dialect::ofSubprotocol);
    static final Type<Boolean> LONG_LOCAL_LIST = Type.either("reject or cut", "cut", "reject");

    static final Type<Boolean> ACCEPT = Type.either("listed or any", "any", "listed");
    static final Type<Dialect> DIALECT = Type.value("soap1.5, soap1.6 or json1.6", Dialect::named);
    static final Type<String> VENDOR =
            Type.value(
                    "auto, keba, abl, technagon or generic",
                    text ->
                            Optional.of(text)
                                    .filter(
                                            name ->
                                                    name.equals(StationSettings.LEARNED_VENDOR)
                                                            || Vendors.names().contains(name)),
                    Types::meantVendor);
    static final Type<Boolean> OFFLINE_BOOT = Type.either("all or known", "all", "known");
    static final Type<Path> NEW_FILE =
            Type.inHome(
                    "the path of a file, such as log/substation.log",
                    (text, home) ->
                            text.endsWith("/")
                                    ? Optional.empty()
                                    : Optional.of(home.resolve(text)));
    static final Type<Integer> FILES_KEPT =
            Type.value("a whole number from 1 to 999", text -> number(text, 3));
    static final Type<FileRelayMode> FILE_RELAY = Type.value("off, ftp or http", FileRelayMode::of);
    static final Type<ChargingSettings.Carrier> CARRIER =
            Type.value("auto, gateway or station", ChargingSettings.Carrier::of);
    static final Type<BigDecimal> CURRENT =
            Type.value("a current in A from 0 to 999, such as 16 or 12.5", Types::current);
    static final Type<BigDecimal> VOLTAGE =
            Type.value(
                    "a voltage from 100 to 500",
                    text ->
                            Optional.of(text)
                                    .filter(digits -> digits.matches("[1-4]\\d\\d|500"))
                                    .map(BigDecimal::new));
    static final Type<Integer> PHASES =
            Type.value(
                    "1, 2 or 3",
                    text ->
                            Optional.of(text)
                                    .filter(digit -> digit.matches("[123]"))
                                    .map(Integer::valueOf));
    static final Type<Integer> PRIORITY =
            Type.value("a whole number from 1 to 9", text -> number(text, 1));
    static final Type<Long> SHARED_LIMIT = Type.value(LimitText.WORDS, LimitText::limit);
    static final Type<NavigableMap<LocalTime, Long>> LIMIT_SCHEDULE =
            Type.list(
                    "a list of times with limits, such as \"06:00 63A\" or \"22:00 69kW\"",
                    text -> LimitText.step(text).isPresent(),
                    LimitText::schedule);
    static final Type<String> ABL_LIMIT =
            Type.value(
                    "a logical id such as 1/ProductLimit or 1/A/OutletController",
                    text ->
                            Optional.of(text)
                                    .filter(
                                            id ->
                                                    id.matches(
                                                            "[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*")));
    static final Type<String> HOST =
            Type.value(
                    "a host name or an address, without port and path",
                    text -> Optional.of(text).filter(host -> host.matches("[A-Za-z0-9.-]+")));
    static final Type<String> PORTS =
            Type.value(
                    "ports such as 2122-2137",
                    text ->
                            Optional.of(text)
                                    .filter(ports -> ports.matches("\\d{1,5}(-\\d{1,5})?"))
                                    .filter(Types::isRange));
    static final Type<String> UPLOAD_METHOD =
            Type.value(
                    "PUT or POST",
                    text -> Optional.of(text).filter(Set.of("PUT", "POST")::contains));
    static final Type<OfflinePolicy> OFFLINE =
            Type.value("store-and-forward or reject", OfflinePolicy::of);
    static final Type<OnlineAuthorization> ONLINE_AUTHORIZATION =
            Type.value(
                    "FirstOnline, FirstLocal or OnlyLocal",
                    text ->
                            Arrays.stream(OnlineAuthorization.values())
                                    .filter(one -> one.name().equals(text))
                                    .findFirst());
    static final Type<OfflineAuthorization> OFFLINE_AUTHORIZATION =
            Type.value(
                    "OfflineLocalUnknownAuthorization, OfflineLocalAuthorization, OfflineNoAuthorization, OfflineNoCharging or OfflineFreeCharging",
                    text ->
                            Arrays.stream(OfflineAuthorization.values())
                                    .filter(one -> one.name().equals(text))
                                    .findFirst());
    static final Type<CallbackFrom> CALLBACK_FROM =
            Type.value("learn, same-host or never", CallbackFrom::of);
    static final Type<ZoneId> TIME_ZONE =
            Type.value("a time zone such as Europe/Vienna, UTC or +02:00", Types::zone);
    static final Type<StationCertificate> CERTIFICATE =
            Type.value(
                    "optional, required, any, or parts of its subject such as CN=KEBA-7,O=Example",
                    StationCertificate::of);
    static final Type<Integer> SECURITY_PROFILE =
            Type.value(
                    "0, 1, 2 or 3",
                    text ->
                            Optional.of(text)
                                    .filter(digit -> digit.matches("[0-3]"))
                                    .map(Integer::valueOf));
    static final Type<Boolean> TLS = Type.either("optional or required", "required", "optional");
    static final Type<String> FINGERPRINT =
            Type.value(
                    "the SHA-256 fingerprint of a certificate: 64 hex digits, colons allowed",
                    text ->
                            Optional.of(text.replaceAll("[: ]", ""))
                                    .filter(digits -> digits.matches("[0-9A-Fa-f]{64}")));
    static final Type<PathSecret> PATH_SECRET =
            Type.value("8 to 100 letters, digits and . _ ~ -", PathSecret::of);
    static final Type<String> PATH =
            Type.value(
                    "a path that begins with /, such as /ChargePointService",
                    text -> Optional.of(text).filter(Types::isPath));
    static final Type<Networks> NETWORKS =
            Type.filledList(
                    "a list of networks: private, loopback, link-local, any, or addresses such as 203.0.113.0/24",
                    text -> Networks.of(List.of(text)).isPresent(),
                    names -> Networks.of(names).orElseThrow());
    static final Type<List<String>> PATHS =
            Type.list(
                    "a list of paths that begin with / and consist of letters, digits and . _ ~ -, not of those where pages of the gateway are, such as /api",
                    path -> isPath(path) && !isAdministration(path),
                    paths -> paths);
    static final Type<List<StationId>> IDENTITIES =
            Type.list(
                    "a list of identities of stations, without *",
                    Identities::isIdentity,
                    names -> names.stream().map(StationId::new).toList());
    static final Type<List<String>> FILES =
            Type.list(
                    "a list of files, relative to the home, with * for any text in a file's name",
                    text -> text.matches(FILE_PATTERN),
                    files -> files);
    static final Type<List<String>> SECRET_NAMES =
            Type.list(
                    "a list of names with a letter or digit each, with * for any text",
                    text -> text.matches(".*[\\p{L}\\p{N}].*"),
                    names -> names);
    static final Type<Map<String, String>> CONNECTORS =
            Type.table(
                    "a section with connectors and stations, such as { \"1\": NAME-A, \"2\": NAME-B }");
    static final Type<Map<String, String>> REACHES =
            Type.table(
                    "a section with operations, such as { Reset: first }, each with first, each or local");

    /** Parameters by which an address of a database runs SQL or classes, or writes files. */
    private static final Pattern RUNS =
            Pattern.compile(
                    "(?i)[;?&](init|trace_level_file|socketfactory\\w*|sslfactory\\w*"
                            + "|sslpasswordcallback|authenticationpluginclassname|loggerfile"
                            + "|database_event_listener)\\s*=");

    private Types() {}

    /** Below these are pages of the gateway itself. */
    private static final Set<String> OWN =
            Set.of("soap", "ocpp", "api", "console", "health", "metrics", "substation", "error");

    private static boolean isAdministration(String path) {
        return isOwn(path) && !path.startsWith("/soap") && !path.startsWith("/ocpp");
    }

    /** Whether a path lies where pages of the gateway are. */
    static boolean isOwn(String path) {
        return OWN.contains(path.split("/", -1)[1].toLowerCase(Locale.ROOT));
    }

    /** Whether a text is a path that can be given an endpoint. */
    static boolean isPath(String text) {
        return text.matches(URL_PATH);
    }

    private static boolean isIdTag(String text) {
        return text.length() <= ID_TAG_LENGTH; // OCPP 1.6 section 7.28
    }

    private static Optional<String> filled(String text) {
        return Optional.of(text).filter(some -> !some.isEmpty());
    }

    private static Optional<Integer> number(String text, int digits) {
        return Optional.of(text)
                .filter(some -> some.matches("\\d{1," + digits + "}"))
                .map(Integer::valueOf)
                .filter(count -> count >= 1);
    }

    private static Optional<Integer> port(String text) {
        return number(text, 5).filter(port -> port <= HIGHEST_PORT);
    }

    private static boolean isRange(String text) {
        String[] ends = text.split("-");
        Optional<Integer> first = port(ends[0]);
        Optional<Integer> last = port(ends[ends.length - 1]);
        return first.isPresent() && last.filter(port -> port >= first.get()).isPresent();
    }

    private static Optional<BigDecimal> current(String text) {
        return Optional.of(text)
                .filter(digits -> digits.matches("\\d{1,3}(\\.\\d)?"))
                .map(BigDecimal::new);
    }

    private static Optional<BigDecimal> ratio(String text) {
        return text.matches("0|1|0?\\.\\d{1,6}|1\\.0{1,6}")
                ? Optional.of(new BigDecimal(text))
                : Optional.empty();
    }

    /** As the environment variables of OpenTelemetry have them. */
    private static Optional<Map<String, String>> headers(String text) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String one : text.split(",")) {
            Matcher header = HEADER.matcher(one);
            if (!header.matches()) {
                return Optional.empty();
            }
            headers.put(header.group(1), header.group(2));
        }
        return Optional.of(headers);
    }

    private static Optional<Long> rows(String text) {
        return Optional.of(text).filter(digits -> digits.matches("\\d{1,12}")).map(Long::valueOf);
    }

    private static Optional<Duration> duration(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(time.group(1));
        return Optional.of(
                switch (time.group(2)) {
                    case "ms" -> Duration.ofMillis(count);
                    case "s" -> Duration.ofSeconds(count);
                    case "m", "min" -> Duration.ofMinutes(count);
                    case "h" -> Duration.ofHours(count);
                    default -> Duration.ofDays(count);
                });
    }

    private static Optional<Long> size(String text) {
        Matcher size = BYTES.matcher(text);
        if (!size.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(size.group(1));
        return Optional.of(
                switch (size.group(2)) {
                    case "KB" -> count << 10;
                    case "MB" -> count << 20;
                    default -> count << 30;
                });
    }

    private static Optional<String> address(String text) {
        try {
            return Optional.of(InetAddress.getByName(text).getHostAddress());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static Optional<ZoneId> zone(String text) {
        try {
            return Optional.of(ZoneId.of(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> csmsUrl(String text) {
        String example = text.replace(PER_STATION, "station");
        return text.contains(PER_STATION)
                ? url(example, Set.of("ws", "wss")).map(valid -> text)
                : Optional.empty();
    }

    private static Optional<URI> url(String text, Set<String> schemes) {
        try {
            URI uri = new URI(text);
            boolean good =
                    uri.getScheme() != null
                            && schemes.contains(uri.getScheme())
                            && uri.getHost() != null
                            && uri.getUserInfo() == null
                            && uri.getFragment() == null;
            return Optional.of(uri).filter(any -> good);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> jdbcUrl(String text) {
        return Optional.of(text)
                .filter(
                        url ->
                                (url.startsWith("jdbc:h2:file:")
                                                || url.startsWith("jdbc:postgresql:"))
                                        && !RUNS.matcher(url).find());
    }

    private static Optional<Path> readable(String text, Path home) {
        try {
            return Optional.of(home.resolve(text)).filter(Files::isReadable);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static String meantVendor(String text) {
        return new Misspelt(text)
                .meant(Vendors.names())
                .map(near -> "; did you mean \"" + near + "\"?")
                .orElse("");
    }
}
