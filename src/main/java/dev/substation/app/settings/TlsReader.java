package dev.substation.app.settings;

import dev.substation.app.tls.OwnCertificate;
import dev.substation.app.tls.RevocationList;
import dev.substation.app.tls.TlsFiles;
import dev.substation.flow.settings.TlsSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Reads whom the gateway believes over TLS and what it shows of itself, and tries the files, for a
 * connection that does not come about says little of why.
 */
final class TlsReader {

    /**
     * The keys that say whom to believe.
     *
     * @param fingerprint where one certificate may be named
     */
    private record Trust(
            Key<Path> store,
            Key<String> password,
            Key<Path> revocations,
            Optional<Key<String>> fingerprint) {}

    /** The keys that say what to show. */
    private record Own(Key<Path> certificate, Key<Path> key, Key<String> password) {}

    private static final Trust CSMS_TRUST =
            new Trust(
                    CsmsKeys.TRUST_STORE,
                    CsmsKeys.TRUST_STORE_PASSWORD,
                    CsmsKeys.REVOCATION_LIST,
                    Optional.empty());
    private static final Own CSMS_OWN =
            new Own(CsmsKeys.CLIENT_CERTIFICATE, CsmsKeys.CLIENT_KEY, CsmsKeys.CLIENT_KEY_PASSWORD);
    private static final Own UPSTREAM_OWN =
            new Own(
                    UpstreamKeys.CLIENT_CERTIFICATE,
                    UpstreamKeys.CLIENT_KEY,
                    UpstreamKeys.CLIENT_KEY_PASSWORD);
    private static final Trust CALLBACK_TRUST =
            new Trust(
                    StationKeys.CALLBACK_TRUST_STORE,
                    StationKeys.CALLBACK_TRUST_STORE_PASSWORD,
                    StationKeys.CALLBACK_REVOCATION_LIST,
                    Optional.of(StationKeys.CALLBACK_FINGERPRINT));
    private static final Own CALLBACK_OWN =
            new Own(
                    StationKeys.CALLBACK_CLIENT_CERTIFICATE,
                    StationKeys.CALLBACK_CLIENT_KEY,
                    StationKeys.CALLBACK_CLIENT_KEY_PASSWORD);

    /** Enough for an order at an authority. */
    private static final Duration WARNED_BEFORE = Duration.ofDays(30);

    private final Instant now;
    private final List<String> remarks;

    TlsReader(Instant now, List<String> remarks) {
        this.now = now;
        this.remarks = remarks;
    }

    /** Of a csms. */
    TlsSettings csms(SectionReader csms) {
        return own(csms, CSMS_OWN, trust(csms, CSMS_TRUST));
    }

    /** Of the callbacks to SOAP stations. */
    TlsSettings callback(SectionReader stations) {
        return own(stations, CALLBACK_OWN, trust(stations, CALLBACK_TRUST));
    }

    /** What an upstream station shows in place of what its CSMS's section says. */
    TlsSettings upstream(SectionReader upstream) {
        return own(upstream, UPSTREAM_OWN, TlsSettings.USUAL);
    }

    private TlsSettings trust(SectionReader section, Trust keys) {
        Optional<String> fingerprint = keys.fingerprint().flatMap(section::find);
        TlsSettings settings =
                new TlsSettings(
                        section.find(keys.store()),
                        section.find(keys.password()),
                        fingerprint,
                        section.find(keys.revocations()),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        if (section.has(keys.revocations()) && !section.has(keys.store())) {
            section.problem(
                    keys.revocations(),
                    "a revocation list needs the authorities that sign it; add %s"
                            .formatted(keys.store()));
        } else if (settings.authorities().isPresent()) {
            tryTrust(section, keys, settings);
        }
        if (fingerprint.isPresent() && section.has(keys.store())) {
            section.problem(
                    keys.fingerprint().orElseThrow(),
                    "a certificate is either pinned or signed by an authority; remove this or %s"
                            .formatted(keys.store()));
        }
        return settings;
    }

    private void tryTrust(SectionReader section, Trust keys, TlsSettings settings) {
        List<X509Certificate> authorities;
        try {
            authorities = TlsFiles.authorities(settings);
        } catch (IOException e) {
            section.problem(keys.store(), e.getMessage());
            return;
        }
        authorities.stream()
                .filter(one -> one.getNotAfter().toInstant().isBefore(now))
                .forEach(
                        one ->
                                remarks.add(
                                        "%s: the authority %s expired at %s"
                                                .formatted(
                                                        section.path(keys.store()),
                                                        one.getSubjectX500Principal().getName(),
                                                        one.getNotAfter().toInstant())));
        try {
            if (settings.revocations().isPresent()) {
                tryRevocations(
                        section.path(keys.revocations()),
                        settings.revocations().get(),
                        authorities);
            }
        } catch (IOException e) {
            section.problem(keys.revocations(), e.getMessage());
        }
    }

    private void tryRevocations(String key, Path list, List<X509Certificate> authorities)
            throws IOException {
        RevocationList.read(list, authorities)
                .end()
                .filter(end -> end.isBefore(now))
                .ifPresent(
                        end ->
                                remarks.add(
                                        "%s: the list is out of date since %s; the gateway continues to use it"
                                                .formatted(key, end)));
    }

    /** The authorities of stations have a list too. */
    Optional<Path> revocations(
            SectionReader section, Key<Path> key, List<X509Certificate> authorities) {
        Optional<Path> list = section.find(key);
        if (list.isPresent() && !authorities.isEmpty()) {
            try {
                tryRevocations(section.path(key), list.get(), authorities);
            } catch (IOException e) {
                section.problem(key, e.getMessage());
            }
        }
        return list;
    }

    private TlsSettings own(SectionReader section, Own keys, TlsSettings settings) {
        Optional<Path> certificate = section.find(keys.certificate());
        Optional<Path> key = section.find(keys.key());
        Optional<String> password = section.find(keys.password());
        boolean hasKey = section.has(keys.key());
        if ((hasKey || section.has(keys.password())) && !section.has(keys.certificate())) {
            section.problem(
                    hasKey ? keys.key() : keys.password(),
                    "a key belongs to a certificate; add %s".formatted(keys.certificate()));
        }
        if (certificate.isPresent()
                && !TlsFiles.isPattern(certificate.get())
                && key.filter(TlsFiles::isPattern).isEmpty()
                && (key.isPresent() || !hasKey)) {
            tryOwn(section, keys.certificate(), certificate.get(), key, password);
        }
        return settings.showing(certificate, key, password);
    }

    private void tryOwn(
            SectionReader section,
            Key<Path> name,
            Path certificate,
            Optional<Path> key,
            Optional<String> password) {
        try {
            ending(OwnCertificate.read(certificate, key, password).end(), section.path(name))
                    .ifPresent(remarks::add);
        } catch (IOException e) {
            section.problem(name, e.getMessage());
        }
    }

    private Optional<String> ending(Instant end, String name) {
        if (now.isBefore(end.minus(WARNED_BEFORE))) {
            return Optional.empty();
        }
        return Optional.of(
                now.isAfter(end)
                        ? "%s: the certificate expired at %s; renew it; the gateway reads the new file automatically"
                                .formatted(name, end)
                        : "%s: the certificate expires at %s; renew it; the gateway reads the new file automatically"
                                .formatted(name, end));
    }
}
