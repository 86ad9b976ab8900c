package dev.substation.app;

import dev.substation.dialect.Vendors;
import dev.substation.flow.CallbackFrom;
import dev.substation.flow.CsmsSettings;
import dev.substation.flow.Networks;
import dev.substation.flow.OfflineAuthorization;
import dev.substation.flow.OfflinePolicy;
import dev.substation.flow.StationQuirks;
import dev.substation.flow.TlsSettings;
import dev.substation.model.Dialect;
import dev.substation.model.Misspelt;
import dev.substation.model.StationId;
import dev.substation.store.LedgerLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes {@link Settings} from what stands in {@code site.yaml}, by the grammar of {@link Key}. */
final class SettingsReader {

    private static final Pattern SECRET = Pattern.compile("\\$\\{(\\w*):?([^}]*)}");
    private static final Pattern TIME = Pattern.compile("(\\d{1,6})(ms|s|m|min|h|d)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,6})(KB|MB|GB)");
    private static final String PATH = "(/[A-Za-z0-9._~-]+)+";
    private static final String PATH_WORDS = " and consist of letters, digits and . _ ~ -";
    private static final String FILE = "(?:[^*/\\\\]+/)*[^/\\\\]+";
    private static final int HIGHEST_PORT = 65_535;

    private final String file;
    private final Path home;
    private final Map<String, String> environment;
    private final List<String> problems;
    private final List<String> remarks = new ArrayList<>();
    private final TlsReader tlsReader;

    SettingsReader(String file, Path home, Map<String, String> environment, List<String> problems) {
        this.file = file;
        this.home = home;
        this.environment = environment;
        this.problems = problems;
        tlsReader = new TlsReader(this::readable, home, WallClock.utc().instant(), remarks);
    }

    /** The settings; empty when problems made it pointless to go on. */
    Optional<Settings> read(Entry.Section all) {
        Part root = new Part("", "", all);
        Settings.Http http = http(root.part("http"));
        Map<String, CsmsSettings> csms = new LinkedHashMap<>();
        List<Part> backEnds = root.parts("csms");
        backEnds.forEach(part -> csms(part).ifPresent(one -> csms.put(one.name(), one)));
        if (backEnds.isEmpty()) {
            problems.add(
                    file
                            + ": no csms is named, so there is nobody to pass calls on to; add a"
                            + " section csms: with a back end, such as main: { url:"
                            + " \"wss://csms.example.org/ocpp/{station}\" }, or try the demo, which"
                            + " brings its own");
        }
        Part everybody = root.part("defaults");
        Optional<Settings.Defaults> defaults = defaults(everybody, csms);
        Transparency transparency = Transparency.read(backEnds, everybody);
        List<Part> wired = root.parts("stations");
        List<Settings.StationEntry> stations = stations(wired, csms);
        defaults.ifPresent(
                found ->
                        LocksReader.check(
                                everybody, wired, found.locks(), stations, http.tls(), remarks));
        Settings.Store store = store(root.part("store"));
        Settings.Routes routes = routes(root.part("routes"));
        List<Part> upstreams = root.parts("upstream");
        return defaults.map(
                found -> {
                    Settings plain =
                            new Settings(
                                    http,
                                    csms,
                                    found,
                                    new StationEntries(stations),
                                    Upstreams.NONE,
                                    transparency,
                                    store,
                                    routes,
                                    List.copyOf(remarks));
                    Settings complete =
                            plain.with(
                                    new WiringReader(
                                                    wired,
                                                    upstreams,
                                                    csms,
                                                    plain::csmsOf,
                                                    tlsReader)
                                            .read());
                    Transparency.check(complete, wired, problems);
                    return complete;
                });
    }

    private Settings.Http http(Part part) {
        Part aliases = part.part("aliases");
        int port = part.value("port", this::port).orElse(0);
        return new Settings.Http(
                part.value("address", this::address).orElse("0.0.0.0"),
                port,
                tls(part, port),
                part.networks("accept-networks"),
                part.value("connections", this::count).orElse(1),
                part.value("connections-per-address", this::count).orElse(1),
                part.networks("callback-networks"),
                part.value("public-url", text -> url(text, "http", "https")),
                aliases.paths("soap"),
                aliases.paths("json"));
    }

    private Optional<Settings.Tls> tls(Part part, int plainPort) {
        Optional<Integer> port = part.value("tls-port", this::port);
        Optional<Path> file = part.value("tls-key-store", this::readable);
        Optional<String> password = part.value("tls-key-store-password", Optional::of);
        List<X509Certificate> authorities = authorities(part);
        Optional<Path> revocations =
                tlsReader.revocations(part, "tls-client-revocation-list", authorities);
        if (part.has("tls-client-revocation-list") && !part.has("tls-client-ca")) {
            part.problem(
                    "tls-client-revocation-list",
                    "a revocation list belongs to authorities that are named; add tls-client-ca");
        }
        if (!part.has("tls-key-store")) {
            withoutKeyStore(part, port);
            return Optional.empty();
        }
        if (!part.has("tls-key-store-password")) {
            part.problem(
                    "tls-key-store",
                    "a key store has a password; add tls-key-store-password:"
                            + " \"${file:keys/tls-password}\"");
        }
        if (port.filter(number -> number == plainPort).isPresent()) {
            part.problem(
                    part.has("tls-port") ? "tls-port" : "port",
                    "port and tls-port must be two different ports, not both %d"
                            .formatted(plainPort));
        }
        if (port.isEmpty() || file.isEmpty() || password.isEmpty()) {
            return Optional.empty();
        }
        Optional<KeyStoreFile.Fault> fault = KeyStoreFile.fault(file.get(), password.get());
        fault.ifPresent(
                found ->
                        part.problem(
                                found.ofPassword() ? "tls-key-store-password" : "tls-key-store",
                                found.sentence()));
        return Optional.of(
                new Settings.Tls(port.get(), file.get(), password.get(), authorities, revocations));
    }

    private List<X509Certificate> authorities(Part part) {
        Optional<Path> file = part.value("tls-client-ca", this::readable);
        Optional<String> password = part.value("tls-client-ca-password", Optional::of);
        if (file.isEmpty()) {
            return List.of();
        }
        if (!part.has("tls-key-store")) {
            part.problem(
                    "tls-client-ca",
                    "stations show certificates over HTTPS alone; add tls-key-store, or remove"
                            + " this");
        }
        AuthoritiesFile.Content content = AuthoritiesFile.read(file.get(), password);
        if (!content.problem().isEmpty()) {
            part.problem("tls-client-ca", content.problem());
        }
        return content.certificates();
    }

    private void withoutKeyStore(Part part, Optional<Integer> port) {
        if (part.has("tls-key-store-password")) {
            part.problem(
                    "tls-key-store-password",
                    "there is a password and no tls-key-store; add the key store, or remove the"
                            + " password");
        }
        if (part.has("tls-port")) {
            port.ifPresent(
                    number ->
                            remarks.add(
                                    "http.tls-port %d: no HTTPS, because http.tls-key-store is not set"
                                            .formatted(number)));
        }
    }

    private Optional<CsmsSettings> csms(Part part) {
        Optional<String> url = part.value("url", this::csmsUrl);
        if (!part.has("url")) {
            part.problem("the csms %s needs a url".formatted(part.name()));
        }
        Optional<String> user = part.value("user", Optional::of);
        Optional<String> password = part.value("password", Optional::of);
        if (password.isPresent() && user.isEmpty()) {
            part.problem(
                    "the csms %s has a password without a user; most expect user: \"{station}\""
                            .formatted(part.name()));
        }
        part.value("protocol", text -> Optional.of(text).filter("ocpp1.6"::equals));
        Duration ping = part.value("ping-interval", this::duration).orElse(Duration.ZERO);
        Duration answer = part.value("answer-wait", this::duration).orElse(Duration.ZERO);
        Duration min = part.value("reconnect-min", this::duration).orElse(Duration.ZERO);
        Duration max = part.value("reconnect-max", this::duration).orElse(Duration.ZERO);
        CsmsSettings.Delivery delivery = delivery(part);
        TlsSettings security = tlsReader.csms(part);
        if (min.compareTo(max) > 0) {
            part.problem("reconnect-min must not be longer than reconnect-max");
        }
        return url.map(
                address ->
                        new CsmsSettings(
                                part.name(),
                                address,
                                Key.of("csms.*", "protocol").fallback(),
                                user,
                                password,
                                security,
                                part.value("strict", SettingsReader::flag).orElse(false),
                                ping,
                                answer,
                                min,
                                max,
                                delivery));
    }

    private CsmsSettings.Delivery delivery(Part part) {
        return new CsmsSettings.Delivery(
                part.value("delivery-wait", this::duration).orElse(Duration.ZERO),
                part.value("attempts", this::count).orElse(1),
                part.value("retry-interval", this::duration).orElse(Duration.ZERO),
                part.value("drain-rate", this::count).orElse(1));
    }

    private Optional<Settings.Defaults> defaults(Part part, Map<String, CsmsSettings> csms) {
        Optional<CsmsSettings> chosen = part.judged("csms", name -> named(name, csms));
        if (chosen.isEmpty() && !part.has("csms")) {
            chosen = csms.values().stream().findFirst();
            if (csms.size() > 1) {
                problems.add(
                        "%s: there are several csms (%s); say with defaults.csms which one stations belong to that name none"
                                .formatted(file, String.join(", ", csms.keySet())));
            }
        }
        OfflinePolicy policy =
                part.value("offline", OfflinePolicy::of).orElse(OfflinePolicy.STORE_AND_FORWARD);
        List<String> cards = part.files("cards").orElse(List.of());
        boolean any = part.value("accept", this::accept).orElse(false);
        int stationsMax = part.value("stations-max", this::count).orElse(1);
        boolean acceptOffline = part.value("offline-boot", this::offlineBoot).orElse(true);
        String vendor = part.judged("vendor", SettingsReader::vendor).orElse("");
        Optional<OfflineAuthorization> offline =
                part.value("offline-authorization", this::offlineAuthorization);
        boolean stopsRefused = part.value("stop-refused", SettingsReader::flag).orElse(true);
        Duration callWait = part.value("call-wait", this::duration).orElse(Duration.ZERO);
        boolean subprotocol =
                part.value("subprotocol-required", SettingsReader::flag).orElse(false);
        CallbackFrom callbackFrom =
                part.value("callback-from", CallbackFrom::of).orElse(CallbackFrom.SAME_HOST);
        LockEntry locks = LocksReader.defaults(part);
        TlsSettings callbackTls = tlsReader.callback(part, false);
        StationQuirks quirks = quirks(part);
        return chosen.flatMap(
                one ->
                        offline.map(
                                mode ->
                                        new Settings.Defaults(
                                                one,
                                                any,
                                                stationsMax,
                                                acceptOffline,
                                                vendor,
                                                policy,
                                                cards,
                                                mode,
                                                stopsRefused,
                                                callWait,
                                                subprotocol,
                                                callbackFrom,
                                                locks,
                                                callbackTls,
                                                quirks)));
    }

    private List<Settings.StationEntry> stations(List<Part> parts, Map<String, CsmsSettings> csms) {
        Map<StationId, String> seen = new LinkedHashMap<>();
        List<Settings.StationEntry> entries = new ArrayList<>();
        for (Part part : parts) {
            if (part.name().isBlank() || part.name().length() > StationId.MAX_LENGTH) {
                part.problem(
                        "a station's identity has 1 to %d characters"
                                .formatted(StationId.MAX_LENGTH));
                continue;
            }
            once(new StationId(part.name()), part, seen);
            Settings.StationEntry entry = station(part, csms);
            entry.aliases().forEach(alias -> once(alias, part, seen));
            entries.add(entry);
        }
        return List.copyOf(entries);
    }

    private static void once(StationId name, Part part, Map<StationId, String> seen) {
        String before = seen.putIfAbsent(name, part.where());
        if (before != null) {
            part.problem(
                    "the station %s stands here a second time, first at %s (identities are the same in small and capital letters); remove one"
                            .formatted(name, before));
        }
    }

    private Settings.StationEntry station(Part part, Map<String, CsmsSettings> csms) {
        boolean pattern = Settings.StationEntry.isPattern(part.name());
        if (pattern && part.has("callback")) {
            part.problem(
                    "callback", "a callback belongs to one station, not to a pattern; remove it");
        }
        if (pattern && part.has("aliases")) {
            part.problem(
                    "aliases",
                    "further names belong to one station, not to a pattern; remove them");
        }
        if (!pattern && part.has("accept")) {
            part.problem(
                    "accept",
                    "accept belongs to a pattern such as KEBA-*; a station that is named is"
                            + " accepted anyway; remove it");
        }
        Optional<Boolean> transparent = part.value(Transparency.KEY, SettingsReader::flag);
        Transparency.remark(part, transparent.orElse(false), remarks);
        return new Settings.StationEntry(
                part.name(),
                part.identities("aliases"),
                part.value("accept", this::accept),
                part.value("dialect", Dialect::named),
                part.judged("vendor", SettingsReader::vendor),
                part.value("callback", text -> url(text, "http", "https")),
                part.judged("csms", name -> named(name, csms)),
                part.value("offline", OfflinePolicy::of),
                part.files("cards"),
                part.value("offline-authorization", this::offlineAuthorization),
                part.value("stop-refused", SettingsReader::flag),
                part.value("call-wait", this::duration),
                part.value("subprotocol-required", SettingsReader::flag),
                part.value("callback-path", SettingsReader::path),
                part.value("soap-action", SettingsReader::flag),
                part.value("websocket-close", SettingsReader::flag),
                part.value("callback-from", CallbackFrom::of),
                LocksReader.entry(part),
                tlsReader.callback(part, true),
                quirks(part),
                transparent);
    }

    private StationQuirks quirks(Part part) {
        return new StationQuirks(
                part.value("time-zone", SettingsReader::zone),
                part.value("remote-start-connector", this::count));
    }

    private static Optional<ZoneId> zone(String text) {
        try {
            return Optional.of(ZoneId.of(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private Settings.Store store(Part part) {
        return new Settings.Store(
                part.value("url", this::jdbcUrl),
                part.value("user", Optional::of),
                part.value("password", Optional::of),
                limits(part));
    }

    private Settings.Routes routes(Part part) {
        return new Settings.Routes(
                part.value("quiet", this::duration).orElse(Duration.ZERO),
                part.value("require-tests", SettingsReader::flag).orElse(false));
    }

    private LedgerLimits limits(Part part) {
        LedgerLimits usual = LedgerLimits.DEFAULTS;
        return new LedgerLimits(
                usual.waitingCommits(),
                usual.batchChanges(),
                part.value("log-age", this::duration).orElse(usual.logAge()),
                part.value("log-rows", this::rows).orElse(usual.logRows()),
                part.value("log-size", this::size).or(usual::logBytes),
                part.value("transactions-age", this::duration).orElse(usual.transactionsAge()),
                part.value("transactions-rows", this::rows).orElse(usual.transactionRows()),
                part.value("reserve", this::size).orElse(usual.reserve()));
    }

    private Optional<Long> rows(String text) {
        return Optional.of(text).filter(digits -> digits.matches("\\d{1,12}")).map(Long::valueOf);
    }

    private Optional<Long> size(String text) {
        Matcher size = SIZE.matcher(text);
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

    private Optional<String> address(String text) {
        try {
            return Optional.of(InetAddress.getByName(text).getHostAddress());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private Optional<Integer> port(String text) {
        return Optional.of(text)
                .filter(digits -> digits.matches("\\d{1,5}"))
                .map(Integer::valueOf)
                .filter(port -> port >= 1 && port <= HIGHEST_PORT);
    }

    private Optional<Integer> count(String text) {
        return Optional.of(text)
                .filter(digits -> digits.matches("\\d{1,5}"))
                .map(Integer::valueOf)
                .filter(count -> count >= 1);
    }

    static Optional<Boolean> flag(String text) {
        return switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static Optional<String> path(String text) {
        return Optional.of(text).filter(path -> path.matches(PATH));
    }

    private Optional<Boolean> accept(String text) {
        return switch (text) {
            case "any" -> Optional.of(true);
            case "listed" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private Optional<Boolean> offlineBoot(String text) {
        return switch (text) {
            case "all" -> Optional.of(true);
            case "known" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private Optional<Duration> duration(String text) {
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

    private static Result<String> vendor(String text) {
        String meant =
                new Misspelt(text)
                        .meant(Vendors.names())
                        .map(near -> "; did you mean \"" + near + "\"?")
                        .orElse("");
        return new Result<>(
                Optional.of(text).filter(Vendors.names()::contains),
                "\"vendor\" must be %s, not \"%s\"%s"
                        .formatted(Key.Kind.VENDOR.words(), text, meant));
    }

    private Optional<OfflineAuthorization> offlineAuthorization(String text) {
        return Arrays.stream(OfflineAuthorization.values())
                .filter(one -> one.name().equals(text))
                .findFirst();
    }

    private Optional<String> csmsUrl(String text) {
        String example = text.replace("{station}", "station");
        return text.contains("{station}")
                ? url(example, "ws", "wss").map(valid -> text)
                : Optional.empty();
    }

    private Optional<URI> url(String text, String... schemes) {
        try {
            URI uri = new URI(text);
            boolean good =
                    uri.getScheme() != null
                            && Set.of(schemes).contains(uri.getScheme())
                            && uri.getHost() != null
                            && uri.getUserInfo() == null
                            && uri.getFragment() == null;
            return Optional.of(uri).filter(any -> good);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private Optional<String> jdbcUrl(String text) {
        return Optional.of(text)
                .filter(
                        url ->
                                url.startsWith("jdbc:h2:file:")
                                        || url.startsWith("jdbc:postgresql:"));
    }

    private Optional<Path> readable(String text) {
        try {
            return Optional.of(home.resolve(text)).filter(Files::isReadable);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    static Result<CsmsSettings> named(String name, Map<String, CsmsSettings> csms) {
        CsmsSettings found = csms.get(name);
        if (found != null) {
            return new Result<>(Optional.of(found), "");
        }
        return new Result<>(
                Optional.empty(),
                "there is no csms \"%s\"%s"
                        .formatted(
                                name,
                                csms.isEmpty()
                                        ? ""
                                        : "; there are: " + String.join(", ", csms.keySet())));
    }

    /** A value, or the problem with it. */
    record Result<T>(Optional<T> value, String problem) {}

    /** {@code ${env:NAME}} and {@code ${file:PATH}} in a text replaced; empty when one is wrong. */
    private Optional<String> resolved(String where, String text) {
        StringBuilder out = new StringBuilder();
        Matcher secret = SECRET.matcher(text);
        int from = 0;
        while (secret.find()) {
            Result<String> value =
                    switch (secret.group(1)) {
                        case "env" -> variable(secret.group(2));
                        case "file" -> content(secret.group(2));
                        default ->
                                new Result<>(
                                        Optional.empty(),
                                        "\"%s\" is neither ${env:NAME} nor ${file:PATH}"
                                                .formatted(secret.group()));
                    };
            if (value.value().isEmpty()) {
                problems.add(where + ": " + value.problem());
                return Optional.empty();
            }
            out.append(text, from, secret.start()).append(value.value().get());
            from = secret.end();
        }
        return Optional.of(out.append(text.substring(from)).toString());
    }

    private Result<String> variable(String name) {
        return new Result<>(
                Optional.ofNullable(environment.get(name)),
                "the environment variable %s is not set".formatted(name));
    }

    private Result<String> content(String name) {
        try {
            return new Result<>(Optional.of(Files.readString(home.resolve(name)).strip()), "");
        } catch (IOException | InvalidPathException e) {
            return new Result<>(
                    Optional.empty(),
                    "the file %s in %s cannot be read (%s)"
                            .formatted(name, home, e.getClass().getSimpleName()));
        }
    }

    /** One section while it is read: unknown keys are found when it is opened. */
    final class Part {

        /** Its place in the grammar, such as {@code csms.*}. */
        private final String grammar;

        /** What the site calls it, such as {@code main}. */
        private final String name;

        private final Entry.Section section;

        Part(String grammar, String name, Entry.Section section) {
            this.grammar = grammar;
            this.name = name;
            this.section = section;
            List<String> known = Key.of(grammar).stream().map(Key::name).toList();
            section.places().forEach((key, where) -> checkKnown(key, where, known));
        }

        /** A section whose names the site chooses; its keys are not checked here. */
        private Part(Entry.Section section) {
            this.grammar = "";
            this.name = "";
            this.section = section;
        }

        private void checkKnown(String key, String where, List<String> known) {
            if (known.contains(key)) {
                return;
            }
            String meant =
                    new Misspelt(key)
                            .meant(known)
                            .map(near -> "did you mean \"" + near + "\"?")
                            .orElse("known here are: " + String.join(", ", known));
            problems.add("%s: the key \"%s\" is unknown; %s".formatted(where, key, meant));
        }

        String name() {
            return name;
        }

        /** A key of this section as it is named in full, such as {@code csms.main.url}. */
        String path(String key) {
            return grammar.replace("*", name) + "." + key;
        }

        String where() {
            return section.where();
        }

        boolean has(String key) {
            return section.entries().containsKey(key);
        }

        void problem(String sentence) {
            problems.add(section.where() + ": " + sentence);
        }

        void problem(String key, String sentence) {
            problems.add(section.places().get(key) + ": " + sentence);
        }

        /** The section under a key; an empty one when it is not there. */
        Part part(String key) {
            String path = grammar.isEmpty() ? key : grammar + "." + key;
            return new Part(path, key, sectionOf(key).orElse(empty()));
        }

        /** The sections under a key, whose names the site chose. */
        List<Part> parts(String key) {
            List<Part> parts = new ArrayList<>();
            Entry.Section all = sectionOf(key).orElse(empty());
            all.places()
                    .forEach(
                            (child, where) ->
                                    new Part(all)
                                            .sectionOf(child)
                                            .ifPresent(
                                                    found ->
                                                            parts.add(
                                                                    new Part(
                                                                            key + ".*",
                                                                            child,
                                                                            new Entry.Section(
                                                                                    where,
                                                                                    found.entries(),
                                                                                    found
                                                                                            .places())))));
            return parts;
        }

        private Entry.Section empty() {
            return new Entry.Section(section.where(), Map.of(), Map.of());
        }

        private Optional<Entry.Section> sectionOf(String key) {
            Entry entry = section.entries().get(key);
            if (entry instanceof Entry.Section found) {
                return Optional.of(found);
            }
            if (entry instanceof Entry.Nothing) {
                return Optional.of(empty());
            }
            if (entry != null) {
                problems.add(
                        "%s: \"%s\" must be %s, not %s"
                                .formatted(
                                        entry.where(),
                                        key,
                                        Key.Kind.SECTION.words(),
                                        entry.kind()));
            }
            return Optional.empty();
        }

        /** A value of a key's kind, or its default; a value of another kind is a problem. */
        <T> Optional<T> value(String key, Function<String, Optional<T>> parser) {
            Key rule = Key.of(grammar, key);
            return judged(
                    key,
                    text ->
                            new Result<>(
                                    parser.apply(text),
                                    "\"%s\" must be %s, not \"%s\""
                                            .formatted(
                                                    key, rule.kind().words(), shown(key, text))));
        }

        /** The same for values that have a sentence of their own for what is wrong. */
        <T> Optional<T> judged(String key, Function<String, Result<T>> parser) {
            Key rule = Key.of(grammar, key);
            Entry entry = section.entries().get(key);
            if (entry == null) {
                return Optional.of(rule.fallback())
                        .filter(text -> !text.isEmpty())
                        .flatMap(text -> parser.apply(text).value());
            }
            if (entry instanceof Entry.Nothing) {
                problems.add(
                        "%s: \"%s\" has no value; write %s, or remove the line"
                                .formatted(section.places().get(key), key, rule.kind().words()));
                return Optional.empty();
            }
            if (!(entry instanceof Entry.Text text)) {
                problems.add(wrong(entry, key, rule));
                return Optional.empty();
            }
            Optional<Result<T>> result = resolved(text.where(), text.value()).map(parser);
            if (result.isPresent() && result.get().value().isEmpty()) {
                problems.add(text.where() + ": " + result.get().problem());
            }
            return result.flatMap(Result::value);
        }

        /** The texts of a section whose keys the site chose; none when it is not there. */
        Map<String, String> texts(String key) {
            Key rule = Key.of(grammar, key);
            Entry entry = section.entries().get(key);
            if (entry == null) {
                return Map.of();
            }
            Map<String, String> texts = new LinkedHashMap<>();
            if (entry instanceof Entry.Section found) {
                found.entries()
                        .forEach(
                                (name, value) -> {
                                    if (value instanceof Entry.Text text) {
                                        texts.put(name, text.value());
                                    } else {
                                        problems.add(wrong(value, key, rule));
                                    }
                                });
            } else {
                problems.add(wrong(entry, key, rule));
            }
            return texts;
        }

        private String wrong(Entry entry, String key, Key rule) {
            return "%s: \"%s\" must be %s, not %s"
                    .formatted(entry.where(), key, rule.kind().words(), entry.kind());
        }

        /** A list of paths; one alone may be written without the list. */
        List<String> paths(String key) {
            return items(key, text -> text.matches(PATH), PATH_WORDS)
                    .orElseGet(() -> List.of(Key.of(grammar, key).fallback()));
        }

        /** A list of identities; one alone may be written without the list. */
        List<StationId> identities(String key) {
            return items(key, SettingsReader::isIdentity, "").orElse(List.of()).stream()
                    .map(StationId::new)
                    .toList();
        }

        /** A list of networks; one alone may be written without the list. */
        Networks networks(String key) {
            Key rule = Key.of(grammar, key);
            if (section.entries().get(key) instanceof Entry.Nothing) {
                problems.add(
                        "%s: \"%s\" has no value; write %s, or remove the line"
                                .formatted(section.places().get(key), key, rule.kind().words()));
            }
            List<String> names =
                    items(key, text -> Networks.of(List.of(text)).isPresent(), "")
                            .orElseGet(() -> List.of(rule.fallback().split(", ")));
            return Networks.of(names).orElseThrow();
        }

        /** A list of files below the home; one alone may be written without the list. */
        Optional<List<String>> files(String key) {
            return items(key, text -> text.matches(FILE), "");
        }

        /**
         * A list of texts; one alone may be written without the list, and nothing for an empty one.
         *
         * @param words what else is to be said of one that is wrong
         * @return the right ones; empty when the key is not there
         */
        private Optional<List<String>> items(String key, Predicate<String> isRight, String words) {
            Entry entry = section.entries().get(key);
            if (entry == null) {
                return Optional.empty();
            }
            List<Entry> items =
                    entry instanceof Entry.Items list
                            ? list.items()
                            : entry instanceof Entry.Nothing ? List.of() : List.of(entry);
            List<String> texts = new ArrayList<>();
            for (Entry item : items) {
                if (item instanceof Entry.Text text && isRight.test(text.value())) {
                    texts.add(text.value());
                } else {
                    String must = Key.of(grammar, key).kind().words() + words;
                    problems.add("%s: \"%s\" must be %s".formatted(item.where(), key, must));
                }
            }
            return Optional.of(List.copyOf(texts));
        }

        private String shown(String key, String text) {
            return key.contains("password") || key.equals("secret") ? "…" : text;
        }
    }

    private static boolean isIdentity(String text) {
        return !text.isBlank()
                && text.length() <= StationId.MAX_LENGTH
                && !Settings.StationEntry.isPattern(text);
    }
}
