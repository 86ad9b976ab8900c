package dev.substation.app;

import dev.substation.admin.Metric;
import dev.substation.app.CertificateEnd.Kind;
import dev.substation.app.settings.Settings;
import dev.substation.app.tls.AuthoritiesFile;
import dev.substation.app.tls.OwnCertificate;
import dev.substation.app.tls.TlsFiles;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.settings.TlsSettings;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.home.FileStamp;
import dev.substation.model.StationId;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * When the certificates of the settings expire: those that the gateway shows, and those of the
 * authorities that it believes. Reads the files, which may change while it runs; each once, however
 * many settings and stations share it, and again only when it has changed.
 */
final class Certificates {

    /** More would hide the other reasons of health. */
    private static final int NAMED = 5;

    private static final String METRIC = "substation_tls_certificate_end_seconds";

    /**
     * A file and what opens it.
     *
     * @param key the file of its key, if it is not a file of authorities
     * @param own whether it is the gateway's own certificate
     */
    private record Source(Path file, Optional<Path> key, Optional<String> password, boolean own) {}

    /** What was read of a file, and how it looked then. */
    private record Read(FileStamp stamp, List<Instant> ends) {}

    private final Supplier<Settings> settings;

    /** Those that are looked at; by one thread at a time, as what follows. */
    private Settings current;

    private Map<Source, Read> before = Map.of();
    private Map<Source, Read> reads = new HashMap<>();
    private Map<String, CertificateEnd> found = new LinkedHashMap<>();

    private volatile List<CertificateEnd> ends = List.of();

    Certificates(Supplier<Settings> settings) {
        this.settings = settings;
    }

    /** Reads the files; blocks for the disk. */
    void read(Instant now) {
        current = settings.get();
        before = reads;
        reads = new HashMap<>();
        found = new LinkedHashMap<>();
        ofHttps(now);
        ofCsms(now);
        ofUpstreams(now);
        ofCallbacks(now);
        ends = List.copyOf(found.values());
    }

    /** All that were read last. */
    List<CertificateEnd> ends() {
        return ends;
    }

    /** What health says of them: what stops all stations first, then in the order of time. */
    List<String> reasons(Instant now) {
        List<String> all =
                ends.stream()
                        .sorted(
                                Comparator.comparing(CertificateEnd::kind)
                                        .thenComparing(CertificateEnd::end))
                        .flatMap(one -> one.reason(now).stream())
                        .toList();
        if (all.size() <= NAMED) {
            return all;
        }
        List<String> some = new ArrayList<>(all.subList(0, NAMED));
        some.add(
                "%d more certificates expire soon or have expired; the metric %s has them all"
                        .formatted(all.size() - NAMED, METRIC));
        return some;
    }

    /** Their metric; empty when there is none. */
    Optional<Metric> metric() {
        Metric metric =
                Metric.gauges(
                        METRIC,
                        "When a certificate expires, in seconds since 1970, by the setting of its file");
        for (CertificateEnd one : ends) {
            metric =
                    metric.with(
                            one.end().getEpochSecond(),
                            "setting",
                            one.setting(),
                            "station",
                            one.station().orElse(""));
        }
        return ends.isEmpty() ? Optional.empty() : Optional.of(metric);
    }

    private void ofHttps(Instant now) {
        current.http()
                .tls()
                .ifPresent(
                        tls -> {
                            tls.certificateEnds()
                                    .map(CertificateEnd::ofHttps)
                                    .ifPresent(
                                            end ->
                                                    add(
                                                            end.setting(),
                                                            end.station(),
                                                            () -> Optional.of(end)));
                            add(
                                    "http.tls-client-ca",
                                    Optional.empty(),
                                    () ->
                                            first(ends(tls.clientAuthorities()), now)
                                                    .map(
                                                            end ->
                                                                    new CertificateEnd(
                                                                            "http.tls-client-ca",
                                                                            Optional.empty(),
                                                                            Kind.STATION_AUTHORITY,
                                                                            end)));
                        });
    }

    private void ofCsms(Instant now) {
        for (CsmsSettings csms : current.csms().values()) {
            String section = "csms." + csms.name() + ".";
            shown(section + "client-certificate", Optional.empty(), csms.tls(), now);
            trusted(section + "trust-store", csms.tls(), now);
        }
    }

    /** The certificate is another one for each station, by its name or by a section of its own. */
    private void ofUpstreams(Instant now) {
        current.named().stream()
                .flatMap(station -> current.upstreams(station).stream())
                .forEach(upstream -> ofUpstream(upstream, now));
    }

    private void ofUpstream(UpstreamSettings upstream, Instant now) {
        StationId identity = upstream.identity();
        String csms = upstream.csms().name();
        TlsSettings own = TlsFiles.own(identity, upstream.csms().tls());
        TlsSettings ofAll = current.csms().get(csms).tls();
        if (own.certificate().equals(ofAll.certificate())) {
            return;
        }
        boolean pattern = upstream.csms().tls().certificate().equals(ofAll.certificate());
        shown(
                pattern
                        ? "csms.%s.client-certificate".formatted(csms)
                        : "upstream.%s.client-certificate".formatted(identity),
                pattern ? Optional.of(identity.value()) : Optional.empty(),
                own,
                now);
    }

    /** By the entry that says it, which may be of many stations. */
    private void ofCallbacks(Instant now) {
        TlsSettings usual = current.defaults().callbackTls();
        shown("defaults.callback-client-certificate", Optional.empty(), usual, now);
        trusted("defaults.callback-trust-store", usual, now);
        for (StationId station : current.named()) {
            TlsSettings tls = current.callbackTls(station);
            boolean pattern = tls.certificate().filter(TlsFiles::isPattern).isPresent();
            shown(
                    current.callbackSection(station, says -> says.certificate().isPresent())
                            + ".callback-client-certificate",
                    pattern ? Optional.of(station.value()) : Optional.empty(),
                    TlsFiles.own(station, tls),
                    now);
            trusted(
                    current.callbackSection(station, TlsSettings::trusts) + ".callback-trust-store",
                    tls,
                    now);
        }
    }

    /** The gateway's own; what cannot be read has its warning elsewhere. */
    private void shown(String setting, Optional<String> station, TlsSettings tls, Instant now) {
        tls.certificate()
                .filter(file -> !TlsFiles.isPattern(file))
                .map(file -> new Source(file, tls.key(), tls.keyPassword(), true))
                .ifPresent(source -> outward(setting, station, source, now));
    }

    private void trusted(String setting, TlsSettings tls, Instant now) {
        tls.authorities()
                .map(file -> new Source(file, Optional.empty(), tls.authoritiesPassword(), false))
                .ifPresent(source -> outward(setting, Optional.empty(), source, now));
    }

    private void outward(String setting, Optional<String> station, Source source, Instant now) {
        add(
                setting,
                station,
                () ->
                        first(ends(source), now)
                                .map(
                                        end ->
                                                new CertificateEnd(
                                                        setting, station, Kind.OUTWARD, end)));
    }

    private void add(
            String setting, Optional<String> station, Supplier<Optional<CertificateEnd>> end) {
        String key = setting + station;
        if (!found.containsKey(key)) {
            end.get().ifPresent(one -> found.put(key, one));
        }
    }

    private List<Instant> ends(Source source) {
        return reads.computeIfAbsent(source, this::looked).ends();
    }

    private Read looked(Source source) {
        FileStamp stamp = FileStamp.of(source.file());
        Read last = before.get(source);
        // What could not be read may be readable now although it looks the same.
        return last != null && !last.ends().isEmpty() && last.stamp().equals(stamp)
                ? last
                : new Read(stamp, readEnds(source));
    }

    private static List<Instant> readEnds(Source source) {
        if (!source.own()) {
            return ends(AuthoritiesFile.read(source.file(), source.password()).certificates());
        }
        try {
            Optional<Instant> end = OwnCertificate.endWithoutKey(source.file(), source.password());
            return List.of(
                    end.isPresent()
                            ? end.get()
                            : OwnCertificate.read(source.file(), source.key(), source.password())
                                    .end());
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    private static List<Instant> ends(List<X509Certificate> certificates) {
        return certificates.stream().map(one -> one.getNotAfter().toInstant()).sorted().toList();
    }

    /**
     * When the next of some authorities expires. Those that have expired stay in many files beside
     * their successors, so they count only when no other is left.
     *
     * @param ends in the order of time
     */
    private static Optional<Instant> first(List<Instant> ends, Instant now) {
        return ends.stream()
                .filter(end -> end.isAfter(now))
                .findFirst()
                .or(() -> ends.stream().max(Comparator.naturalOrder()));
    }
}
