package dev.substation.app.settings;

import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.settings.TlsSettings;
import java.util.Map;
import java.util.Optional;

/** Reads the sections under {@code csms}. */
final class CsmsReader {

    private final TlsReader tls;

    CsmsReader(TlsReader tls) {
        this.tls = tls;
    }

    /** The CSMS of a section; empty when it has no address. */
    Optional<CsmsSettings> read(SectionReader csms) {
        if (!csms.has(CsmsKeys.URL)) {
            csms.problem("the CSMS %s needs a url".formatted(csms.name()));
        }
        Optional<String> user = csms.find(CsmsKeys.USER);
        Optional<String> password = csms.find(CsmsKeys.PASSWORD);
        if (password.isPresent() && user.isEmpty()) {
            csms.problem(
                    "the CSMS %s has a password without a user; most expect user: \"{station}\""
                            .formatted(csms.name()));
        }
        if (csms.get(CsmsKeys.RECONNECT_MIN).compareTo(csms.get(CsmsKeys.RECONNECT_MAX)) > 0) {
            csms.problem("reconnect-min must not be longer than reconnect-max");
        }
        TlsSettings security = tls.csms(csms);
        return csms.find(CsmsKeys.URL)
                .map(
                        url ->
                                new CsmsSettings(
                                        csms.name(),
                                        url,
                                        csms.find(CsmsKeys.PROXY),
                                        csms.get(CsmsKeys.PROTOCOL),
                                        user,
                                        password,
                                        security,
                                        csms.get(CsmsKeys.STRICT),
                                        csms.get(CsmsKeys.PING_INTERVAL),
                                        csms.get(CsmsKeys.ANSWER_WAIT),
                                        csms.get(CsmsKeys.RECONNECT_MIN),
                                        csms.get(CsmsKeys.RECONNECT_MAX),
                                        delivery(csms)));
    }

    private static CsmsSettings.Delivery delivery(SectionReader csms) {
        return new CsmsSettings.Delivery(
                csms.get(CsmsKeys.DELIVERY_WAIT),
                csms.get(CsmsKeys.ATTEMPTS),
                csms.get(CsmsKeys.RETRY_INTERVAL),
                csms.get(CsmsKeys.DRAIN_RATE));
    }

    /** The CSMS that a section names; empty when it names none, with a problem when a wrong one. */
    static Optional<CsmsSettings> named(
            SectionReader section, Key<String> key, Map<String, CsmsSettings> csms) {
        Optional<String> name = section.find(key);
        if (name.isPresent() && !csms.containsKey(name.get())) {
            section.wrongValue(
                    key,
                    "there is no CSMS \"%s\"%s"
                            .formatted(
                                    name.get(),
                                    csms.isEmpty()
                                            ? ""
                                            : "; there are: " + String.join(", ", csms.keySet())));
        }
        return name.map(csms::get);
    }
}
