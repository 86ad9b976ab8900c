package dev.substation.app.settings;

import dev.substation.access.OidcSettings;
import dev.substation.access.Role;
import dev.substation.flow.settings.TlsSettings;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the identity provider from the section {@code admin}. */
final class OidcReader {

    /** Where nobody between can read. */
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private static final List<Key<?>> OTHERS =
            OidcKeys.ALL.stream().filter(key -> key != OidcKeys.ISSUER).toList();

    private OidcReader() {}

    static Optional<OidcSettings> read(SectionReader section) {
        Optional<URI> issuer = section.find(OidcKeys.ISSUER);
        if (issuer.isEmpty()) {
            OTHERS.stream()
                    .filter(section::has)
                    .findFirst()
                    .ifPresent(key -> section.problem(key, "add oidc-issuer, or remove this"));
            return Optional.empty();
        }
        if (!issuer.get().getScheme().equals("https")
                && !THIS_MACHINE.contains(issuer.get().getHost())) {
            section.problem(
                    OidcKeys.ISSUER,
                    "others could read and change what it says; write its https:// address");
        }
        return Optional.of(
                new OidcSettings(
                        issuer.get(),
                        section.get(OidcKeys.CLIENT_ID),
                        section.find(OidcKeys.CLIENT_SECRET),
                        section.find(OidcKeys.URL),
                        section.get(OidcKeys.NAME_CLAIM),
                        section.get(OidcKeys.ROLE_CLAIM),
                        Map.of(
                                Role.VIEW, section.get(OidcKeys.VIEW),
                                Role.OPERATE, section.get(OidcKeys.OPERATE),
                                Role.CONFIGURE, section.get(OidcKeys.CONFIGURE)),
                        new TlsSettings(
                                section.find(OidcKeys.TRUST_STORE),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty())));
    }
}
