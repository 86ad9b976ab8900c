package dev.substation.app.settings;

import dev.substation.app.tls.AuthoritiesFile;
import dev.substation.app.tls.KeyStoreFile;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** Reads where stations connect, and tries the key store that HTTPS is spoken with. */
final class HttpReader {

    private final TlsReader tls;
    private final List<String> remarks;

    HttpReader(TlsReader tls, List<String> remarks) {
        this.tls = tls;
        this.remarks = remarks;
    }

    Settings.Http read(SectionReader http) {
        SectionReader aliases = http.inner(Scope.ALIASES);
        return new Settings.Http(
                http.get(HttpKeys.ADDRESS),
                http.get(HttpKeys.PORT),
                tls(http),
                http.get(HttpKeys.ACCEPT_NETWORKS),
                http.get(HttpKeys.CONNECTIONS),
                http.get(HttpKeys.CONNECTIONS_PER_ADDRESS),
                http.get(HttpKeys.CALLBACK_NETWORKS),
                http.find(HttpKeys.PUBLIC_URL),
                aliases.get(HttpKeys.SOAP_ALIASES),
                aliases.get(HttpKeys.JSON_ALIASES));
    }

    private Optional<Settings.Tls> tls(SectionReader http) {
        List<X509Certificate> authorities = authorities(http);
        Optional<Path> revocations =
                tls.revocations(http, HttpKeys.TLS_CLIENT_REVOCATION_LIST, authorities);
        if (http.has(HttpKeys.TLS_CLIENT_REVOCATION_LIST) && !http.has(HttpKeys.TLS_CLIENT_CA)) {
            http.problem(
                    HttpKeys.TLS_CLIENT_REVOCATION_LIST,
                    "a revocation list needs the authorities that sign it; add tls-client-ca");
        }
        if (!http.has(HttpKeys.TLS_KEY_STORE)) {
            withoutKeyStore(http);
            return Optional.empty();
        }
        if (!http.has(HttpKeys.TLS_KEY_STORE_PASSWORD)) {
            http.problem(
                    HttpKeys.TLS_KEY_STORE,
                    "a key store needs a password; add tls-key-store-password: "
                            + "\"${file:keys/tls-password}\"");
        }
        int port = http.get(HttpKeys.TLS_PORT);
        if (port == http.get(HttpKeys.PORT)) {
            http.problem(
                    http.has(HttpKeys.TLS_PORT) ? HttpKeys.TLS_PORT : HttpKeys.PORT,
                    "port and tls-port must be two different ports, not both %d".formatted(port));
        }
        Optional<Path> file = http.find(HttpKeys.TLS_KEY_STORE);
        Optional<String> password = http.find(HttpKeys.TLS_KEY_STORE_PASSWORD);
        if (file.isEmpty() || password.isEmpty()) {
            return Optional.empty();
        }
        Optional<KeyStoreFile.Fault> fault = KeyStoreFile.fault(file.get(), password.get());
        fault.ifPresent(
                found ->
                        http.problem(
                                found.ofPassword()
                                        ? HttpKeys.TLS_KEY_STORE_PASSWORD
                                        : HttpKeys.TLS_KEY_STORE,
                                found.sentence()));
        return Optional.of(
                new Settings.Tls(port, file.get(), password.get(), authorities, revocations));
    }

    private static List<X509Certificate> authorities(SectionReader http) {
        Optional<Path> file = http.find(HttpKeys.TLS_CLIENT_CA);
        if (file.isEmpty()) {
            return List.of();
        }
        if (!http.has(HttpKeys.TLS_KEY_STORE)) {
            http.problem(
                    HttpKeys.TLS_CLIENT_CA,
                    "stations show certificates only over HTTPS; add tls-key-store, or remove this");
        }
        AuthoritiesFile.Content content =
                AuthoritiesFile.read(file.get(), http.find(HttpKeys.TLS_CLIENT_CA_PASSWORD));
        if (!content.problem().isEmpty()) {
            http.problem(HttpKeys.TLS_CLIENT_CA, content.problem());
        }
        return content.certificates();
    }

    private void withoutKeyStore(SectionReader http) {
        if (http.has(HttpKeys.TLS_KEY_STORE_PASSWORD)) {
            http.problem(
                    HttpKeys.TLS_KEY_STORE_PASSWORD,
                    "there is a password and no tls-key-store; add the key store, or remove the"
                            + " password");
        }
        http.find(HttpKeys.TLS_PORT)
                .ifPresent(
                        port ->
                                remarks.add(
                                        "http.tls-port %d: no HTTPS, because http.tls-key-store is not set"
                                                .formatted(port)));
    }
}
