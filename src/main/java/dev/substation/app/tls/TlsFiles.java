package dev.substation.app.tls;

import dev.substation.flow.ports.TlsContexts;
import dev.substation.flow.settings.TlsSettings;
import dev.substation.home.FileStamp;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS contexts of connections to others, one for each set of files; a context is made anew when
 * one of its files has changed. While a changed file cannot be used, what was read before counts.
 */
public final class TlsFiles implements TlsContexts {

    private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);
    private static final String STATION = "{station}";

    /** What was made of some files, and how they looked then. */
    private record Made(SSLContext context, List<FileStamp> stamps) {}

    private final TrustManagerFactory usual;
    private final Map<TlsSettings, Made> contexts = new ConcurrentHashMap<>();

    /**
     * @param usual whom to believe where no file says otherwise
     */
    public TlsFiles(TrustManagerFactory usual) {
        this.usual = usual;
    }

    @Override
    public SSLContext of(StationId identity, TlsSettings settings) throws IOException {
        TlsSettings own = own(identity, settings);
        List<FileStamp> stamps = files(own).map(FileStamp::of).toList();
        Made before = contexts.get(own);
        if (before != null && before.stamps().equals(stamps)) {
            return before.context();
        }
        SSLContext made = made(own, before);
        contexts.put(own, new Made(made, stamps));
        return made;
    }

    private SSLContext made(TlsSettings own, Made before) throws IOException {
        try {
            return make(own);
        } catch (IOException e) {
            if (before == null) {
                throw e;
            }
            LOG.warn(Problem.TLS_FILE_UNREADABLE.line(e.getMessage()));
            return before.context();
        }
    }

    /** The settings with an identity in the place of {@code {station}}, fit for a file's name. */
    public static TlsSettings own(StationId identity, TlsSettings settings) {
        return settings.showing(
                settings.certificate().map(file -> named(file, identity)),
                settings.key().map(file -> named(file, identity)),
                settings.keyPassword());
    }

    private static Path named(Path file, StationId identity) {
        String path = file.toString();
        return path.contains(STATION)
                ? Path.of(
                        path.replace(
                                STATION,
                                URLEncoder.encode(identity.value(), StandardCharsets.UTF_8)))
                : file;
    }

    /** Whether a file is another one for each station. */
    public static boolean isPattern(Path file) {
        return file.toString().contains(STATION);
    }

    private static Stream<Path> files(TlsSettings settings) {
        return Stream.of(
                        settings.authorities(),
                        settings.revocations(),
                        settings.certificate(),
                        settings.key())
                .flatMap(Optional::stream);
    }

    private SSLContext make(TlsSettings settings) throws IOException {
        KeyManager[] keys = null;
        if (settings.certificate().isPresent()) {
            keys =
                    OwnCertificate.read(
                                    settings.certificate().get(),
                                    settings.key(),
                                    settings.keyPassword())
                            .managers();
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, new TrustManager[] {trust(settings)}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    private TrustManager trust(TlsSettings settings) throws IOException, GeneralSecurityException {
        if (settings.fingerprint().isPresent()) {
            return new PinnedCertificate(settings.fingerprint().get());
        }
        if (settings.authorities().isEmpty()) {
            return plain(usual);
        }
        List<X509Certificate> authorities = authorities(settings);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        int number = 0;
        for (X509Certificate one : authorities) {
            store.setCertificateEntry("authority-" + number++, one);
        }
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        X509ExtendedTrustManager trust = plain(factory);
        return settings.revocations().isEmpty()
                ? trust
                : new RevokedCertificates(
                        trust, RevocationList.read(settings.revocations().get(), authorities));
    }

    /**
     * @throws IOException with a sentence for the operator
     */
    public static List<X509Certificate> authorities(TlsSettings settings) throws IOException {
        AuthoritiesFile.Content content =
                AuthoritiesFile.read(
                        settings.authorities().orElseThrow(), settings.authoritiesPassword());
        if (!content.problem().isEmpty()) {
            throw new IOException(
                    "the trust store %s cannot be read: %s"
                            .formatted(settings.authorities().get(), content.problem()));
        }
        return content.certificates();
    }

    private static X509ExtendedTrustManager plain(TrustManagerFactory factory) {
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst()
                .orElseThrow();
    }
}
