package dev.substation.app.settings;

import dev.substation.access.AccessSettings;
import dev.substation.app.tls.KeyStoreFile;
import dev.substation.app.tls.StationRevocations;
import dev.substation.app.tls.TlsFiles;
import dev.substation.dialect.Secrets;
import dev.substation.flow.ports.Site;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.settings.FileRelaySettings;
import dev.substation.flow.settings.Networks;
import dev.substation.flow.settings.SharedLimit;
import dev.substation.flow.settings.StationLocks;
import dev.substation.flow.settings.StationQuirks;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.settings.TlsSettings;
import dev.substation.flow.settings.TracingSettings;
import dev.substation.flow.settings.UdpBox;
import dev.substation.flow.settings.UdpSettings;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.model.Dialect;
import dev.substation.model.StationId;
import dev.substation.store.DatabaseSettings;
import dev.substation.store.LedgerLimits;
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
import java.util.function.Predicate;

/**
 * The settings of a site, as read from {@code site.yaml} and the environment ({@code
 * docs/configuration.md}).
 *
 * @param access who may use the administration
 * @param csms the CSMS by name, in the file's order
 * @param stations the entries for stations, patterns among them, in the file's order
 * @param upstreams how stations are split, joined and renamed
 * @param files where stations move files through the gateway
 * @param sharedLimits limits that several stations share
 * @param udp how KEBA boxes without OCPP are reached
 * @param transparency which stations are served as if the gateway were not there
 * @param remarks hints for the site at the start, although nothing is wrong
 */
public record Settings(
        Http http,
        AccessSettings access,
        Map<String, CsmsSettings> csms,
        Defaults defaults,
        StationEntries stations,
        Upstreams upstreams,
        Transparency transparency,
        Store store,
        FileRelaySettings files,
        UdpSettings udp,
        List<SharedLimit> sharedLimits,
        Routes routes,
        LogSettings log,
        Optional<TracingSettings> tracing,
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
        public Optional<Predicate<X509Certificate>> revoked() {
            return revocations.map(file -> new StationRevocations(file, clientAuthorities));
        }

        /** When the certificate stops being valid; reads the file. */
        public Optional<Instant> certificateEnds() {
            return KeyStoreFile.certificateEnds(keyStore, keyStorePassword);
        }

        /** Never shows the password. */
        @Override
        public String toString() {
            return port + " with " + keyStore;
        }
    }

    /**
     * Where the record is kept.
     *
     * @param url a JDBC address; empty for the database file under {@code data/}
     * @param limits how much is kept, and for how long
     * @param secretKeys names of keys and fields whose values are hidden in it, beside the usual
     *     ones
     */
    public record Store(
            Optional<String> url,
            Optional<String> user,
            Optional<String> password,
            LedgerLimits limits,
            List<String> secretKeys) {

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

    /** The same with more remarks. */
    Settings remarking(List<String> more) {
        List<String> all = new ArrayList<>(remarks);
        all.addAll(more);
        return with(upstreams, all);
    }

    private Settings with(Upstreams wiring, List<String> hints) {
        return new Settings(
                http,
                access,
                csms,
                defaults,
                stations,
                wiring,
                transparency,
                store,
                files,
                udp,
                sharedLimits,
                routes,
                log,
                tracing,
                List.copyOf(hints));
    }

    /**
     * {@inheritDoc}
     *
     * <p>Each value comes from the entry that names the station, else from the longest pattern that
     * matches it, else from the defaults. A station with an entry is called as that spells it.
     */
    @Override
    public Optional<StationSettings> station(StationId known) {
        if (!isSetUp()) {
            return Optional.empty();
        }
        StationEntries.Found found = stations.find(known);
        StationId station = found.station();
        boolean listed = found.exact().isPresent();
        boolean accepted =
                listed
                        || found.pattern()
                                .flatMap(p -> p.find(StationKeys.ACCEPT))
                                .orElseGet(this::acceptsAny);
        if (!accepted || isTaken(station)) {
            return Optional.empty();
        }
        Optional<UdpBox> udp = found.udp();
        return Optional.of(
                new StationSettings(
                        station,
                        found.exact().map(StationEntry::aliases).orElse(List.of()),
                        listed,
                        listed || defaults.values().get(StationKeys.OFFLINE_BOOT),
                        udp.map(box -> Dialect.JSON_16).or(() -> found.find(StationKeys.DIALECT)),
                        found.get(StationKeys.VENDOR),
                        found.find(StationKeys.CALLBACK),
                        csmsOf(found),
                        found.get(StationKeys.OFFLINE),
                        found.get(StationKeys.ONLINE_AUTHORIZATION),
                        found.get(StationKeys.OFFLINE_AUTHORIZATION),
                        found.get(StationKeys.STOP_REFUSED),
                        found.get(StationKeys.SPARE_LOCAL_LIST),
                        found.get(StationKeys.CALL_WAIT),
                        found.get(StationKeys.SUBPROTOCOL_REQUIRED),
                        found.find(StationKeys.CALLBACK_PATH).orElse(""),
                        found.get(StationKeys.SOAP_ACTION),
                        found.get(StationKeys.WEBSOCKET_CLOSE),
                        found.get(StationKeys.CALLBACK_FROM),
                        found.locks(),
                        new StationQuirks(
                                found.find(StationKeys.TIME_ZONE),
                                found.find(StationKeys.REMOTE_START_CONNECTOR),
                                found.get(StationKeys.LONG_LOCAL_LIST),
                                found.get(StationKeys.FILE_RELAY),
                                found.get(StationKeys.CSMS_MAY_MOVE)),
                        ChargingKeys.settings(found),
                        isTransparent(found),
                        udp));
    }

    @Override
    public boolean isSetUp() {
        return !csms.isEmpty();
    }

    /**
     * Checks that there is a CSMS for what the ledger has for one.
     *
     * @param messages whether it has any
     * @throws BadSettings if there is none
     */
    public void owing(boolean messages) throws BadSettings {
        if (messages && !isSetUp()) {
            throw new BadSettings(
                    List.of(
                            "site.yaml names no CSMS, but the ledger has messages for one; add its"
                                    + " section under csms: again"));
        }
    }

    private boolean acceptsAny() {
        return defaults.values().get(StationKeys.ACCEPT);
    }

    /** Whether a station is served as if the gateway were not there. */
    boolean isTransparent(StationId station) {
        return isTransparent(stations.find(station));
    }

    private boolean isTransparent(StationEntries.Found lookup) {
        return lookup.udp().isEmpty()
                && lookup.own(StationKeys.TRANSPARENT)
                        .orElseGet(() -> transparency.of(csmsOf(lookup).name()));
    }

    /** Remarks that others do not have. */
    public List<String> remarksBeyond(Settings others) {
        return remarks.stream().filter(remark -> !others.remarks.contains(remark)).toList();
    }

    /** The same settings with stations split, joined and renamed. */
    Settings with(Upstreams wiring) {
        return with(wiring, remarks);
    }

    /**
     * Whom the gateway believes that it is a station which it calls over HTTPS, and what it shows.
     */
    public TlsSettings callbackTls(StationId station) {
        StationEntries.Found found = stations.find(station);
        TlsSettings trust =
                found.own(entry -> Optional.of(entry.callbackTls()).filter(TlsSettings::trusts))
                        .orElse(defaults.callbackTls());
        TlsSettings own =
                found.own(
                                entry ->
                                        Optional.of(entry.callbackTls())
                                                .filter(tls -> tls.certificate().isPresent()))
                        .orElse(defaults.callbackTls());
        return trust.showing(own.certificate(), own.key(), own.keyPassword());
    }

    /** The section that says something of it, such as {@code stations.KEBA-*}. */
    public String callbackSection(StationId station, Predicate<TlsSettings> says) {
        return stations.find(station)
                .own(
                        entry ->
                                Optional.of(entry.name())
                                        .filter(name -> says.test(entry.callbackTls())))
                .map("stations.%s"::formatted)
                .orElse("defaults");
    }

    /** Which listed stations lack a certificate for their CSMS, a sentence each. */
    public List<String> missingCertificates() {
        return stations.all().stream()
                .filter(entry -> !entry.isPattern())
                .flatMap(entry -> upstreams(new StationId(entry.name())).stream())
                .flatMap(
                        upstream ->
                                missing(
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

    @Override
    public Secrets secrets() {
        return new Secrets(store.secretKeys());
    }

    /** Whether any station has a secret in its address. */
    public boolean hasSecrets() {
        return stations.all().stream()
                .anyMatch(entry -> entry.find(StationKeys.SECRET).isPresent());
    }

    /** The CSMS of a station, whether it may come in or not. */
    CsmsSettings csmsOf(StationId station) {
        return csmsOf(stations.find(station));
    }

    private CsmsSettings csmsOf(StationEntries.Found found) {
        return found.own(StationKeys.CSMS).map(csms::get).or(defaults::csms).orElseThrow();
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

    /** The identities that the site names, without patterns, in the file's order. */
    public List<StationId> names() {
        return stations.names();
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

    /** Whether the CSMS knows another station by this name: who has it must not speak for it. */
    private boolean isTaken(StationId station) {
        return !upstreams.ofStation().containsKey(station) && upstreams.named(station).isPresent();
    }

    private UpstreamSettings plain(StationId identity, CsmsSettings of, StationId station) {
        return UpstreamSettings.plain(identity, upstreams.credentials(identity).at(of), station);
    }

    /** The stations that the site names, in its order; patterns are none. */
    public List<StationId> named() {
        return stations.all().stream()
                .filter(entry -> !entry.isPattern())
                .map(entry -> new StationId(entry.name()))
                .toList();
    }

    /** The files with cards for a station, as patterns below the home. */
    public List<String> cards(StationId station) {
        return stations.find(station).find(StationKeys.CARDS).orElse(List.of());
    }

    /** The files with cards that any entry names. */
    public Set<String> allCards() {
        Set<String> all =
                new LinkedHashSet<>(defaults.values().find(StationKeys.CARDS).orElse(List.of()));
        stations.all().forEach(entry -> entry.find(StationKeys.CARDS).ifPresent(all::addAll));
        return all;
    }

    /** Files of a pattern with {@code {station}} that are not there. */
    private static Optional<String> missing(StationId identity, String csms, TlsSettings settings) {
        return TlsFiles.own(identity, settings)
                .certificate()
                .filter(own -> settings.certificate().filter(TlsFiles::isPattern).isPresent())
                .filter(own -> !Files.isReadable(own))
                .map(
                        own ->
                                "csms.%s.client-certificate: %s cannot be read, so %s cannot connect"
                                        .formatted(csms, own, identity));
    }
}
