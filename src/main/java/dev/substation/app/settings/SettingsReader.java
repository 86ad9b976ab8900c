package dev.substation.app.settings;

import dev.substation.access.AccessSettings;
import dev.substation.access.AdminListener;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.settings.FileRelaySettings;
import dev.substation.flow.settings.Networks;
import dev.substation.flow.settings.SharedLimit;
import dev.substation.flow.settings.TracingSettings;
import dev.substation.flow.settings.UdpSettings;
import dev.substation.store.LedgerLimits;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes {@link Settings} from what stands in {@code site.yaml}. The table of {@link Keys} says what
 * is right for each key alone; what must fit together is checked by the readers of the sections.
 */
final class SettingsReader {

    private static final String NOT_SET_UP =
            "%s names no CSMS: until it does, stations are rejected. Set one in the console, or add"
                    + " a section csms: with an entry such as main: { url:"
                    + " \"wss://csms.example.org/ocpp/{station}\" }";

    private final String file;
    private final Reading reading;
    private final List<String> remarks = new ArrayList<>();
    private final TlsReader tls;

    SettingsReader(String file, Reading reading, Instant now) {
        this.file = file;
        this.reading = reading;
        tls = new TlsReader(now, remarks);
    }

    /** The settings; empty when problems made it pointless to go on. */
    Optional<Settings> read(Entry.Section all) {
        SectionReader root = SectionReader.root(all, reading);
        Settings.Http http = new HttpReader(tls, remarks).read(root.inner(Scope.HTTP));
        AccessSettings access = access(root.inner(Scope.ADMIN), http);
        List<SectionReader> backEnds = root.each(Scope.CSMS);
        Map<String, CsmsSettings> csms = csms(backEnds);
        SectionReader everybody = root.inner(Scope.DEFAULTS);
        StationsReader reader = new StationsReader(csms, tls, remarks);
        Optional<CsmsSettings> usual = defaultCsms(everybody, csms);
        Optional<Defaults> defaults =
                usual.isPresent() || backEnds.isEmpty()
                        ? Optional.of(reader.defaults(everybody, usual))
                        : Optional.empty();
        List<SectionReader> sections = root.each(Scope.STATIONS);
        List<StationEntry> entries = reader.entries(sections);
        Settings.Store store = store(root.inner(Scope.STORE));
        FileRelaySettings files = FilesReader.read(root.inner(Scope.FILES), http);
        UdpSettings udp = udp(root.inner(Scope.UDP));
        List<SharedLimit> shared = SharedLimitsReader.read(root.each(Scope.SITES));
        Settings.Routes routes = routes(root.inner(Scope.ROUTES));
        LogSettings log = log(root.inner(Scope.LOG));
        Optional<TracingSettings> tracing = tracing(root.inner(Scope.TRACING));
        List<SectionReader> upstreams = root.each(Scope.UPSTREAM);
        return defaults.map(
                found -> {
                    StationEntries stations = new StationEntries(entries, found.values());
                    remarks.addAll(SharedLimitsReader.remarks(shared, stations));
                    FilesReader.check(files, everybody, sections);
                    LocksReader.check(everybody, sections, stations, http.tls(), remarks);
                    Settings plain =
                            new Settings(
                                    http,
                                    access,
                                    csms,
                                    found,
                                    stations,
                                    Upstreams.NONE,
                                    Transparency.read(backEnds, everybody),
                                    store,
                                    files,
                                    udp,
                                    shared,
                                    routes,
                                    log,
                                    tracing,
                                    List.copyOf(remarks));
                    if (!plain.isSetUp()) {
                        return plain;
                    }
                    Settings complete =
                            plain.with(
                                    new WiringReader(sections, upstreams, csms, plain::csmsOf, tls)
                                            .read());
                    TransparencyCheck.check(complete, sections, reading.problems());
                    return complete;
                });
    }

    private Map<String, CsmsSettings> csms(List<SectionReader> sections) {
        if (sections.isEmpty()) {
            remarks.add(NOT_SET_UP.formatted(file));
        }
        CsmsReader reader = new CsmsReader(tls);
        Map<String, CsmsSettings> csms = new LinkedHashMap<>();
        sections.forEach(
                section -> reader.read(section).ifPresent(one -> csms.put(one.name(), one)));
        return csms;
    }

    private Optional<CsmsSettings> defaultCsms(
            SectionReader everybody, Map<String, CsmsSettings> csms) {
        if (everybody.has(StationKeys.CSMS)) {
            return CsmsReader.named(everybody, StationKeys.CSMS, csms);
        }
        if (csms.size() > 1) {
            reading.problem(
                    file,
                    "there are several CSMS (%s); set defaults.csms to the one for stations that name none"
                            .formatted(String.join(", ", csms.keySet())));
        }
        return csms.values().stream().findFirst();
    }

    private static AccessSettings access(SectionReader section, Settings.Http http) {
        return new AccessSettings(
                section.get(AdminKeys.LOOPBACK_WITHOUT_LOGIN),
                section.get(AdminKeys.PLAIN_HTTP),
                section.get(AdminKeys.METRICS_LOGIN),
                section.get(AdminKeys.SESSION_IDLE),
                section.get(AdminKeys.SESSION_MAX),
                section.get(AdminKeys.AUDIT_AGE),
                section.find(AdminKeys.TRUSTED_PROXIES).orElse(Networks.NONE),
                listener(section, http),
                OidcReader.read(section));
    }

    private static Optional<AdminListener> listener(SectionReader section, Settings.Http http) {
        boolean tls = section.get(AdminKeys.TLS);
        Optional<Integer> port = section.find(AdminKeys.PORT);
        if (port.isEmpty() && (section.has(AdminKeys.ADDRESS) || tls)) {
            section.problem(
                    section.has(AdminKeys.ADDRESS) ? AdminKeys.ADDRESS : AdminKeys.TLS,
                    "this is for a port of its own; add port: 8081, or remove it");
        }
        if (tls && http.tls().isEmpty()) {
            section.problem(AdminKeys.TLS, "HTTPS needs http.tls-key-store; add it, or remove tls");
        }
        boolean taken =
                port.filter(
                                own ->
                                        own == http.port()
                                                || http.tls()
                                                        .filter(secure -> own == secure.port())
                                                        .isPresent())
                        .isPresent();
        if (taken) {
            section.problem(AdminKeys.PORT, "this is a port of stations; choose another");
        }
        return port.map(own -> new AdminListener(section.get(AdminKeys.ADDRESS), own, tls));
    }

    private static Settings.Store store(SectionReader section) {
        return new Settings.Store(
                section.find(StoreKeys.URL),
                section.find(StoreKeys.USER),
                section.find(StoreKeys.PASSWORD),
                new LedgerLimits(
                        LedgerLimits.DEFAULTS.waitingCommits(),
                        LedgerLimits.DEFAULTS.batchChanges(),
                        section.get(StoreKeys.LOG_AGE),
                        section.get(StoreKeys.LOG_ROWS),
                        section.find(StoreKeys.LOG_SIZE),
                        section.get(StoreKeys.TRANSACTIONS_AGE),
                        section.get(StoreKeys.TRANSACTIONS_ROWS),
                        section.get(StoreKeys.RESERVE)),
                section.find(StoreKeys.SECRET_KEYS).orElse(List.of()));
    }

    private static Settings.Routes routes(SectionReader section) {
        return new Settings.Routes(
                section.get(RouteKeys.QUIET), section.get(RouteKeys.REQUIRE_TESTS));
    }

    private static UdpSettings udp(SectionReader section) {
        return new UdpSettings(
                new InetSocketAddress(section.get(UdpKeys.ADDRESS), section.get(UdpKeys.PORT)),
                section.get(UdpKeys.PACE),
                section.get(UdpKeys.POLL));
    }

    private static LogSettings log(SectionReader section) {
        return new LogSettings(
                section.get(LogKeys.JSON),
                section.find(LogKeys.FILE),
                section.get(LogKeys.FILE_SIZE),
                section.get(LogKeys.FILES));
    }

    private static Optional<TracingSettings> tracing(SectionReader section) {
        return section.find(TracingKeys.ENDPOINT)
                .map(
                        endpoint ->
                                new TracingSettings(
                                        endpoint.getPath().length() > 1
                                                ? endpoint
                                                : endpoint.resolve("/v1/traces"),
                                        section.get(TracingKeys.RATIO),
                                        section.find(TracingKeys.HEADERS).orElse(Map.of()),
                                        section.get(TracingKeys.SERVICE_NAME)));
    }
}
