package dev.substation.csms;

import dev.substation.flow.ports.CsmsLink;
import dev.substation.flow.ports.CsmsLinks;
import dev.substation.flow.ports.LinkPasswords;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.model.StationId;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Opens each link by the transport that the address of its CSMS names. A new transport is one more
 * entry in the map that {@code app.Substation} passes, and one more scheme in the type of {@code
 * csms.*.url}.
 */
public final class LinksByScheme implements CsmsLinks {

    private final Map<String, CsmsLinks> transports;

    /**
     * @param transports by the schemes of addresses, in small letters
     */
    public LinksByScheme(Map<String, CsmsLinks> transports) {
        this.transports = Map.copyOf(transports);
    }

    @Override
    public void show(LinkPasswords passwords) {
        Set.copyOf(transports.values()).forEach(links -> links.show(passwords));
    }

    @Override
    public CsmsLink open(StationId identity, CsmsSettings csms, CsmsLink.Listener listener) {
        String scheme = csms.url().replaceFirst(":.*", "").toLowerCase(Locale.ROOT);
        CsmsLinks links = transports.get(scheme);
        if (links == null) {
            throw new IllegalArgumentException(
                    "csms.%s.url has no scheme of %s".formatted(csms.name(), transports.keySet()));
        }
        return links.open(identity, csms, listener);
    }
}
