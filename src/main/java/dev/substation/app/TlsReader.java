package dev.substation.app;

import dev.substation.app.SettingsReader.Part;
import dev.substation.flow.TlsSettings;
import dev.substation.model.StationId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads whom the gateway believes over TLS and what it shows of itself, and tries the files, for a
 * connection that does not come about says little of why.
 */
final class TlsReader {

    private static final String TRUST = "trust-store";
    private static final String TRUST_PASSWORD = "trust-store-password";
    private static final String REVOCATIONS = "revocation-list";
    private static final String FINGERPRINT = "fingerprint";
    private static final String CERTIFICATE = "client-certificate";
    private static final String KEY = "client-key";
    private static final String KEY_PASSWORD = "client-key-password";

    /** Enough for an order at an authority. */
    private static final Duration WARNED_BEFORE = Duration.ofDays(30);

    private final Function<String, Optional<Path>> file;
    private final Path home;
    private final Instant now;
    private final List<String> remarks;

    /**
     * @param file a file of the home that can be read
     */
    TlsReader(Function<String, Optional<Path>> file, Path home, Instant now, List<String> remarks) {
        this.file = file;
        this.home = home;
        this.now = now;
        this.remarks = remarks;
    }

    /** Of a csms. */
    TlsSettings csms(Part part) {
        return read(part, "", Optional.empty());
    }

    /** Of the callbacks to SOAP stations. */
    TlsSettings callback(Part part, boolean ofStation) {
        Optional<String> fingerprint =
                ofStation
                        ? part.value("callback-" + FINGERPRINT, TlsReader::fingerprint)
                        : Optional.empty();
        return read(part, "callback-", fingerprint);
    }

    /** What an upstream station shows in place of what its csms' section says. */
    TlsSettings upstream(Part part) {
        return own(part, "", TlsSettings.USUAL);
    }

    private static Optional<String> fingerprint(String text) {
        return Optional.of(text.replaceAll("[: ]", ""))
                .filter(digits -> digits.matches("[0-9A-Fa-f]{64}"));
    }

    private TlsSettings read(Part part, String prefix, Optional<String> fingerprint) {
        Optional<Path> trust = part.value(prefix + TRUST, file);
        Optional<Path> revocations = part.value(prefix + REVOCATIONS, file);
        TlsSettings settings =
                new TlsSettings(
                        trust,
                        part.value(prefix + TRUST_PASSWORD, Optional::of),
                        fingerprint,
                        revocations,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        if (part.has(prefix + REVOCATIONS) && !part.has(prefix + TRUST)) {
            part.problem(
                    prefix + REVOCATIONS,
                    "a revocation list belongs to authorities that are named; add %s"
                            .formatted(prefix + TRUST));
        } else if (trust.isPresent()) {
            tryTrust(part, prefix, settings);
        }
        if (fingerprint.isPresent() && part.has(prefix + TRUST)) {
            part.problem(
                    prefix + FINGERPRINT,
                    "a certificate is either pinned or signed by an authority; remove this or %s"
                            .formatted(prefix + TRUST));
        }
        return own(part, prefix, settings);
    }

    private void tryTrust(Part part, String prefix, TlsSettings settings) {
        String key = prefix + TRUST;
        List<X509Certificate> authorities;
        try {
            authorities = TlsFiles.authorities(settings);
        } catch (IOException e) {
            part.problem(key, e.getMessage());
            return;
        }
        authorities.stream()
                .filter(one -> one.getNotAfter().toInstant().isBefore(now))
                .forEach(
                        one ->
                                remarks.add(
                                        "%s: the authority %s expired at %s"
                                                .formatted(
                                                        part.path(key),
                                                        one.getSubjectX500Principal().getName(),
                                                        one.getNotAfter().toInstant())));
        try {
            if (settings.revocations().isPresent()) {
                tryRevocations(
                        part.path(prefix + REVOCATIONS), settings.revocations().get(), authorities);
            }
        } catch (IOException e) {
            part.problem(prefix + REVOCATIONS, e.getMessage());
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
                                        "%s: the list should have been renewed at %s; it counts as it is"
                                                .formatted(key, end)));
    }

    /** The authorities of stations have a list too. */
    Optional<Path> revocations(Part part, String key, List<X509Certificate> authorities) {
        Optional<Path> list = part.value(key, file);
        if (list.isPresent() && !authorities.isEmpty()) {
            try {
                tryRevocations(part.path(key), list.get(), authorities);
            } catch (IOException e) {
                part.problem(key, e.getMessage());
            }
        }
        return list;
    }

    private TlsSettings own(Part part, String prefix, TlsSettings settings) {
        Function<String, Optional<Path>> maybePattern =
                text ->
                        text.contains("{station}")
                                ? Optional.of(home.resolve(text))
                                : file.apply(text);
        Optional<Path> certificate = part.value(prefix + CERTIFICATE, maybePattern);
        Optional<Path> key = part.value(prefix + KEY, maybePattern);
        Optional<String> password = part.value(prefix + KEY_PASSWORD, Optional::of);
        if ((part.has(prefix + KEY) || part.has(prefix + KEY_PASSWORD))
                && !part.has(prefix + CERTIFICATE)) {
            part.problem(
                    part.has(prefix + KEY) ? prefix + KEY : prefix + KEY_PASSWORD,
                    "a key belongs to a certificate; add %s".formatted(prefix + CERTIFICATE));
        }
        if (certificate.isPresent()
                && !TlsFiles.isPattern(certificate.get())
                && key.filter(TlsFiles::isPattern).isEmpty()
                && (key.isPresent() || !part.has(prefix + KEY))) {
            tryOwn(part, prefix + CERTIFICATE, certificate.get(), key, password);
        }
        return settings.showing(certificate, key, password);
    }

    private void tryOwn(
            Part part,
            String name,
            Path certificate,
            Optional<Path> key,
            Optional<String> password) {
        try {
            ending(OwnCertificate.read(certificate, key, password).end(), part.path(name))
                    .ifPresent(remarks::add);
        } catch (IOException e) {
            part.problem(name, e.getMessage());
        }
    }

    private Optional<String> ending(Instant end, String name) {
        if (now.isBefore(end.minus(WARNED_BEFORE))) {
            return Optional.empty();
        }
        return Optional.of(
                now.isAfter(end)
                        ? "%s: the certificate expired at %s; renew it, it is read again by itself"
                                .formatted(name, end)
                        : "%s: the certificate expires at %s; renew it, it is read again by itself"
                                .formatted(name, end));
    }

    /** Files of a pattern with {@code {station}} that are not there. */
    static Optional<String> missing(StationId identity, String csms, TlsSettings settings) {
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
