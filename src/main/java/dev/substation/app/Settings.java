package dev.substation.app;

import dev.substation.flow.CallbackFrom;
import dev.substation.flow.CsmsSettings;
import dev.substation.flow.Networks;
import dev.substation.flow.OfflineAuthorization;
import dev.substation.flow.OfflinePolicy;
import dev.substation.flow.Site;
import dev.substation.flow.StationLocks;
import dev.substation.flow.StationQuirks;
import dev.substation.flow.StationSettings;
import dev.substation.flow.TlsSettings;
import dev.substation.flow.UpstreamSettings;
import dev.substation.model.Dialect;
import dev.substation.model.StationId;
import dev.substation.store.DatabaseSettings;
import dev.substation.store.LedgerLimits;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The settings of a site, as read from {@code site.yaml} and the environment ({@code
 * docs/configuration.md}).
 *
 * @param csms the back ends by name, in the file's order
 * @param stations the entries for stations, patterns among them, in the file's order
 * @param upstreams how stations are split, joined and renamed
 * @param transparency which stations are served as if the gateway were not there
 * @param remarks what the site should be told at the start, though nothing is wrong
 */
public record Settings(
        Http http,
        Map<String, CsmsSettings> csms,
        Defaults defaults,
        StationEntries stations,
        Upstreams upstreams,
        Transparency transparency,
        Store store,
        Routes routes,
        List<String> remarks)
        implements Site {

    /**
     * Where stations come in.
     *
     * @param tls the second way in, encrypted
     * @param accepted where everybody must come from
     * @param connections that may be open at once
     * @param connectionsOfAddress of them from one address
     * @param callbacks where stations may be that are called at an address that they named
     * @param publicUrl the gateway's own address as stations see it; learnt when empty
     * @param soapAliases further paths of the SOAP endpoint
     * @param jsonAliases further paths of the WebSocket endpoint, without the identity
     */
    public record Http(
            String address,
            int port,
            Optional<Tls> tls,
            Networks accepted,
            int connections,
            int connectionsOfAddress,
            Networks callbacks,
            Optional<URI> publicUrl,
            List<String> soapAliases,
            List<String> jsonAliases) {}

    /**
     * HTTPS for stations, with a certificate that was found to be usable.
     *
     * @param keyStore a PKCS12 file with the key and its certificate
     * @param clientAuthorities who signs the certificates of stations; none when stations are not
     *     asked for one
     * @param revocations file with the certificates that these authorities have revoked
     */
    public record Tls(
            int port,
            Path keyStore,
            String keyStorePassword,
            List<X509Certificate> clientAuthorities,
            Optional<Path> revocations) {

        /** Which certificates of stations were revoked. */
        Optional<Predicate<X509Certificate>> revoked() {
            return revocations.map(file -> new StationRevocations(file, clientAuthorities));
        }

        /** When the certificate stops being valid; reads the file. */
        Optional<Instant> certificateEnds() {
            return KeyStoreFile.certificateEnds(keyStore, keyStorePassword);
        }

        /** Never shows the password. */
        @Override
        public String toString() {
            return port + " with " + keyStore;
        }
    }

    /**
     * What goes for stations that say nothing else.
     *
     * @param any whether stations may come in that no entry names
     * @param stationsMax how many stations may be known that no entry names
     * @param acceptOffline whether the boot of such a station is accepted while the csms is away,
     *     even if the csms has never accepted it
     * @param cards files with cards, as patterns below the home
     */
    public record Defaults(
            CsmsSettings csms,
            boolean any,
            int stationsMax,
            boolean acceptOffline,
            String vendor,
            OfflinePolicy offline,
            List<String> cards,
            OfflineAuthorization offlineAuthorization,
            boolean stopsRefused,
            Duration callWait,
            boolean subprotocolRequired,
            CallbackFrom callbackFrom,
            LockEntry locks,
            TlsSettings callbackTls,
            StationQuirks quirks) {}

    /**
     * One entry under {@code stations}; what it leaves out is empty.
     *
     * @param name an identity, or a pattern with {@code *} for any text
     * @param aliases what else the station calls itself
     * @param any for a pattern, whether the stations that it matches may come in
     */
    public record StationEntry(
            String name,
            List<StationId> aliases,
            Optional<Boolean> any,
            Optional<Dialect> dialect,
            Optional<String> vendor,
            Optional<URI> callback,
            Optional<CsmsSettings> csms,
            Optional<OfflinePolicy> offline,
            Optional<List<String>> cards,
            Optional<OfflineAuthorization> offlineAuthorization,
            Optional<Boolean> stopsRefused,
            Optional<Duration> callWait,
            Optional<Boolean> subprotocolRequired,
            Optional<String> callbackPath,
            Optional<Boolean> soapAction,
            Optional<Boolean> webSocketClose,
            Optional<CallbackFrom> callbackFrom,
            LockEntry locks,
            TlsSettings callbackTls,
            StationQuirks quirks,
            Optional<Boolean> transparent) {

        static boolean isPattern(String name) {
            return name.indexOf('*') >= 0;
        }

        boolean isPattern() {
            return isPattern(name);
        }
    }

    /**
     * Where the record is kept.
     *
     * @param url a JDBC address; empty for the database file under {@code data/}
     * @param limits how much is kept, and for how long
     */
    public record Store(
            Optional<String> url,
            Optional<String> user,
            Optional<String> password,
            LedgerLimits limits) {

        /**
         * The database of the ledger.
         *
         * @param data the home's folder for it, when it is no server's
         */
        public DatabaseSettings database(Path data) {
            return url.map(
                            server ->
                                    new DatabaseSettings(
                                            server, user.orElse(""), password.orElse("")))
                    .orElseGet(() -> DatabaseSettings.inFolder(data));
        }

        /** Never shows the password. */
        @Override
        public String toString() {
            return "store at " + url.orElse("data/");
        }
    }

    /**
     * How changed routes become live.
     *
     * @param quiet how long no file of the folder may change before it is read
     * @param requireTests whether the cases in the folder must pass first
     */
    public record Routes(Duration quiet, boolean requireTests) {}

    /**
     * Reads the settings of a home.
     *
     * @param home what paths in the file are relative to
     * @throws BadSettings with every problem found
     */
    public static Settings read(Path home, Path file, Map<String, String> environment)
            throws BadSettings {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new BadSettings(
                    List.of(
                            "%s cannot be read as UTF-8 text (%s)"
                                    .formatted(file, e.getClass().getSimpleName())));
        }
        return parse(
                text,
                file.getFileName().toString(),
                home,
                environment,
                content -> SecretFiles.remarks(home, file, content));
    }

    static Settings parse(String text, String name, Path home, Map<String, String> environment)
            throws BadSettings {
        return parse(text, name, home, environment, content -> List.of());
    }

    private static Settings parse(
            String text,
            String name,
            Path home,
            Map<String, String> environment,
            Function<Entry.Section, List<String>> remarks)
            throws BadSettings {
        List<String> problems = new ArrayList<>();
        Entry.Section file = new SiteYaml(name, problems).read(text);
        if (!problems.isEmpty()) {
            throw new BadSettings(problems);
        }
        Entry.Section all = new Overrides(problems).over(file, environment);
        Optional<Settings> settings =
                new SettingsReader(name, home, environment, problems).read(all);
        if (settings.isEmpty() || !problems.isEmpty()) {
            throw new BadSettings(problems);
        }
        return settings.get().remarking(remarks.apply(file));
    }

    private Settings remarking(List<String> more) {
        List<String> all = new ArrayList<>(remarks);
        all.addAll(more);
        return new Settings(
                http,
                csms,
                defaults,
                stations,
                upstreams,
                transparency,
                store,
                routes,
                List.copyOf(all));
    }

    /**
     * {@inheritDoc}
     *
     * <p>Each value comes from the entry that names the station, else from the longest pattern that
     * matches it, else from the defaults. A station with an entry is called as that spells it.
     */
    @Override
    public Optional<StationSettings> station(StationId known) {
        StationEntries.Found lookup = stations.find(known);
        StationId station = lookup.station();
        boolean accepted =
                lookup.exact().isPresent()
                        || lookup.pattern().flatMap(StationEntry::any).orElse(defaults.any());
        if (!accepted || isTaken(station)) {
            return Optional.empty();
        }
        return Optional.of(
                new StationSettings(
                        station,
                        lookup.exact().map(StationEntry::aliases).orElse(List.of()),
                        lookup.exact().isPresent(),
                        lookup.exact().isPresent() || defaults.acceptOffline(),
                        lookup.value(StationEntry::dialect),
                        lookup.value(StationEntry::vendor).orElse(defaults.vendor()),
                        lookup.value(StationEntry::callback),
                        lookup.value(StationEntry::csms).orElse(defaults.csms()),
                        lookup.value(StationEntry::offline).orElse(defaults.offline()),
                        lookup.value(StationEntry::offlineAuthorization)
                                .orElse(defaults.offlineAuthorization()),
                        lookup.value(StationEntry::stopsRefused).orElse(defaults.stopsRefused()),
                        lookup.value(StationEntry::callWait).orElse(defaults.callWait()),
                        lookup.value(StationEntry::subprotocolRequired)
                                .orElse(defaults.subprotocolRequired()),
                        lookup.value(StationEntry::callbackPath).orElse(""),
                        lookup.value(StationEntry::soapAction).orElse(false),
                        lookup.value(StationEntry::webSocketClose).orElse(true),
                        lookup.value(StationEntry::callbackFrom).orElse(defaults.callbackFrom()),
                        LockEntry.locks(lookup, defaults.locks()),
                        new StationQuirks(
                                lookup.value(entry -> entry.quirks().timeZone())
                                        .or(() -> defaults.quirks().timeZone()),
                                lookup.value(entry -> entry.quirks().remoteStartConnector())
                                        .or(() -> defaults.quirks().remoteStartConnector())),
                        isTransparent(lookup)));
    }

    /** Whether a station is served as if the gateway were not there. */
    boolean isTransparent(StationId station) {
        return isTransparent(stations.find(station));
    }

    private boolean isTransparent(StationEntries.Found lookup) {
        CsmsSettings of = lookup.value(StationEntry::csms).orElse(defaults.csms());
        return lookup.value(StationEntry::transparent).orElseGet(() -> transparency.of(of.name()));
    }

    /** The same settings with stations split, joined and renamed. */
    Settings with(Upstreams wiring) {
        return new Settings(
                http, csms, defaults, stations, wiring, transparency, store, routes, remarks);
    }

    /**
     * Whom the gateway believes that it is a station which it calls over HTTPS, and what it shows.
     */
    TlsSettings callbackTls(StationId station) {
        StationEntries.Found found = stations.find(station);
        TlsSettings trust =
                found.value(entry -> Optional.of(entry.callbackTls()).filter(TlsSettings::trusts))
                        .orElse(defaults.callbackTls());
        TlsSettings own =
                found.value(
                                entry ->
                                        Optional.of(entry.callbackTls())
                                                .filter(tls -> tls.certificate().isPresent()))
                        .orElse(defaults.callbackTls());
        return trust.showing(own.certificate(), own.key(), own.keyPassword());
    }

    /** Which listed stations lack a certificate for their csms, a sentence each. */
    List<String> missingCertificates() {
        return stations.all().stream()
                .filter(entry -> !entry.isPattern())
                .flatMap(entry -> upstreams(new StationId(entry.name())).stream())
                .flatMap(
                        upstream ->
                                TlsReader.missing(
                                        upstream.identity(),
                                        upstream.csms().name(),
                                        upstream.csms().tls())
                                        .stream())
                .distinct()
                .toList();
    }

    @Override
    public int highestProfile() {
        boolean asked = http.tls().filter(tls -> !tls.clientAuthorities().isEmpty()).isPresent();
        return asked ? StationLocks.HIGHEST : http.tls().isPresent() ? 2 : 1;
    }

    /** Whether any station has a secret in its address. */
    boolean hasSecrets() {
        return stations.all().stream().anyMatch(entry -> entry.locks().secret().isPresent());
    }

    /** The csms of a station, whether it may come in or not. */
    CsmsSettings csmsOf(StationId station) {
        return stations.find(station).value(StationEntry::csms).orElse(defaults.csms());
    }

    @Override
    public List<UpstreamSettings> upstreams(StationId station) {
        List<UpstreamSettings> wired = upstreams.ofStation().get(station);
        return wired != null
                ? wired
                : station(station)
                        .map(found -> plain(found.station(), found.csms(), found.station()))
                        .map(List::of)
                        .orElse(List.of());
    }

    @Override
    public Optional<UpstreamSettings> upstream(StationId identity) {
        return upstreams
                .named(identity)
                .or(
                        () ->
                                upstreams.ofStation().containsKey(identity)
                                        ? Optional.empty()
                                        : upstreams(identity).stream()
                                                .filter(own -> own.identity().equals(identity))
                                                .findFirst());
    }

    @Override
    public UpstreamSettings former(StationId identity, String name) {
        return plain(identity, csms.getOrDefault(name, csmsOf(identity)), identity);
    }

    /** Whether the csms knows another station by this name: who has it must not speak for it. */
    private boolean isTaken(StationId station) {
        return !upstreams.ofStation().containsKey(station) && upstreams.named(station).isPresent();
    }

    private UpstreamSettings plain(StationId identity, CsmsSettings of, StationId station) {
        return UpstreamSettings.plain(identity, upstreams.credentials(identity).at(of), station);
    }

    /** The files with cards for a station, as patterns below the home. */
    List<String> cards(StationId station) {
        return stations.find(station).value(StationEntry::cards).orElse(defaults.cards());
    }

    /** The files with cards that any entry names. */
    Set<String> allCards() {
        Set<String> all = new LinkedHashSet<>(defaults.cards());
        stations.all().forEach(entry -> entry.cards().ifPresent(all::addAll));
        return all;
    }
}
