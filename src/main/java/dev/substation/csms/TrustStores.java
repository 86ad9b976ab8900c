package dev.substation.csms;

import dev.substation.flow.CsmsSettings;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.TrustManagerFactory;

/**
 * Whom to believe that they are the csms: one TLS context per trust store, read when it is first
 * needed. A store is PKCS12, JKS or PEM, whatever the file's name.
 */
final class TrustStores {

    private record Source(Optional<Path> file, Optional<String> password) {}

    private final TrustManagerFactory usual;
    private final Map<Source, SslContext> contexts = new ConcurrentHashMap<>();

    /**
     * @param usual whom to believe where a csms has no trust store of its own
     */
    TrustStores(TrustManagerFactory usual) {
        this.usual = usual;
    }

    /**
     * The TLS context for a csms; TLS 1.2 and 1.3.
     *
     * @throws IOException when the store cannot be read, with a sentence for the operator
     */
    SslContext contextFor(CsmsSettings csms) throws IOException {
        Source source = new Source(csms.trustStore(), csms.trustStorePassword());
        SslContext known = contexts.get(source);
        if (known != null) {
            return known;
        }
        SslContext made = make(source);
        SslContext first = contexts.putIfAbsent(source, made);
        return first == null ? made : first;
    }

    private SslContext make(Source source) throws IOException {
        SslContextBuilder builder =
                SslContextBuilder.forClient()
                        .sslProvider(SslProvider.JDK)
                        .protocols("TLSv1.3", "TLSv1.2");
        if (source.file().isEmpty()) {
            return builder.trustManager(usual).build();
        }
        Path file = source.file().get();
        try {
            if (isPem(file)) {
                try (InputStream certificates = Files.newInputStream(file)) {
                    return builder.trustManager(certificates).build();
                }
            }
            char[] password = source.password().map(String::toCharArray).orElse(null);
            KeyStore store = KeyStore.getInstance(file.toFile(), password);
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            return builder.trustManager(trust).build();
        } catch (IOException | GeneralSecurityException | IllegalArgumentException unreadable) {
            throw new IOException(
                    "the trust store " + file + " cannot be read: " + unreadable.getMessage(),
                    unreadable);
        }
    }

    private static boolean isPem(Path file) throws IOException {
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(4096);
        }
        return new String(start, StandardCharsets.ISO_8859_1).contains("-----BEGIN ");
    }
}
