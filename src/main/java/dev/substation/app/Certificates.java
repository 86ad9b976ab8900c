package dev.substation.app;

import dev.substation.admin.Metric;
import dev.substation.app.CertificateEnd.Kind;
import dev.substation.app.settings.Settings;
import dev.substation.app.tls.OwnCertificate;
import dev.substation.app.tls.TlsFiles;
import dev.substation.flow.settings.TlsSettings;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.model.StationId;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * When the certificates of the settings expire: those that the gateway shows, and those of the
 * authorities that it believes. Reads the files, which may change while it runs.
 */
final class Certificates {

    private final Supplier<Settings> settings;

    /** Those that are looked at; by one thread at a time. */
    private Settings current;

    private volatile List<CertificateEnd> ends = List.of();

    Certificates(Supplier<Settings> settings) {
        this.settings = settings;
    }

    /** Reads the files; blocks for the disk. */
    void read(Instant now) {
        current = settings.get();
        Map<String, CertificateEnd> found = new LinkedHashMap<>();
        all(now).forEach(one -> found.putIfAbsent(one.setting() + one.station(), one));
        ends = List.copyOf(found.values());
    }

    /** What health says of them. */
    List<String> reasons(Instant now) {
        return ends.stream().flatMap(one -> one.reason(now).stream()).toList();
    }

    /** Their metric; empty when there is none. */
    Optional<Metric> metric() {
        Metric metric =
                Metric.gauges(
                        "substation_tls_certificate_end_seconds",
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

    private Stream<CertificateEnd> all(Instant now) {
        return Stream.of(ofHttps(now), ofCsms(now), ofUpstreams(), ofCallbacks(now))
                .flatMap(some -> some);
    }

    private Stream<CertificateEnd> ofHttps(Instant now) {
        return current.http().tls().stream()
                .flatMap(
                        tls ->
                                Stream.concat(
                                        tls.certificateEnds().map(CertificateEnd::ofHttps).stream(),
                                        first(tls.clientAuthorities(), now)
                                                .map(
                                                        end ->
                                                                new CertificateEnd(
                                                                        "http.tls-client-ca",
                                                                        Optional.empty(),
                                                                        Kind.STATION_AUTHORITY,
                                                                        end))
                                                .stream()));
    }

    private Stream<CertificateEnd> ofCsms(Instant now) {
        return current.csms().values().stream()
                .flatMap(csms -> of("csms." + csms.name() + ".", csms.tls(), now));
    }

    /** The certificate is another one for each station, by its name or by a section of its own. */
    private Stream<CertificateEnd> ofUpstreams() {
        return current.named().stream()
                .flatMap(station -> current.upstreams(station).stream())
                .flatMap(this::ofUpstream);
    }

    private Stream<CertificateEnd> ofUpstream(UpstreamSettings upstream) {
        StationId identity = upstream.identity();
        String csms = upstream.csms().name();
        TlsSettings own = TlsFiles.own(identity, upstream.csms().tls());
        TlsSettings ofAll = current.csms().get(csms).tls();
        if (own.certificate().equals(ofAll.certificate())) {
            return Stream.empty();
        }
        boolean pattern = upstream.csms().tls().certificate().equals(ofAll.certificate());
        return shown(
                pattern
                        ? "csms.%s.client-certificate".formatted(csms)
                        : "upstream.%s.client-certificate".formatted(identity),
                pattern ? Optional.of(identity.value()) : Optional.empty(),
                own);
    }

    private Stream<CertificateEnd> ofCallbacks(Instant now) {
        TlsSettings usual = current.defaults().callbackTls();
        return Stream.concat(
                of("defaults.callback-", usual, now),
                current.named().stream()
                        .flatMap(
                                station -> {
                                    TlsSettings tls = current.callbackTls(station);
                                    TlsSettings own = TlsFiles.own(station, tls);
                                    return own.equals(usual)
                                            ? Stream.empty()
                                            : of(
                                                    "stations.%s.callback-".formatted(station),
                                                    own,
                                                    now);
                                }));
    }

    private static Stream<CertificateEnd> of(String section, TlsSettings tls, Instant now) {
        return Stream.concat(
                shown(section + "client-certificate", Optional.empty(), tls),
                trusted(section + "trust-store", tls, now));
    }

    /** The gateway's own; what cannot be read has its warning elsewhere. */
    private static Stream<CertificateEnd> shown(
            String setting, Optional<String> station, TlsSettings tls) {
        if (tls.certificate().filter(file -> !TlsFiles.isPattern(file)).isEmpty()) {
            return Stream.empty();
        }
        try {
            OwnCertificate own =
                    OwnCertificate.read(tls.certificate().get(), tls.key(), tls.keyPassword());
            return Stream.of(new CertificateEnd(setting, station, Kind.OUTWARD, own.end()));
        } catch (IOException unreadable) {
            return Stream.empty();
        }
    }

    private static Stream<CertificateEnd> trusted(String setting, TlsSettings tls, Instant now) {
        if (tls.authorities().isEmpty()) {
            return Stream.empty();
        }
        try {
            return first(TlsFiles.authorities(tls), now)
                    .map(end -> new CertificateEnd(setting, Optional.empty(), Kind.OUTWARD, end))
                    .stream();
        } catch (IOException unreadable) {
            return Stream.empty();
        }
    }

    /**
     * When the next of some authorities expires. Those that have expired stay in many files beside
     * their successors, so they count only when no other is left.
     */
    private static Optional<Instant> first(List<X509Certificate> authorities, Instant now) {
        List<Instant> ends =
                authorities.stream().map(one -> one.getNotAfter().toInstant()).sorted().toList();
        return ends.stream()
                .filter(end -> end.isAfter(now))
                .findFirst()
                .or(() -> ends.stream().max(Comparator.naturalOrder()));
    }
}
