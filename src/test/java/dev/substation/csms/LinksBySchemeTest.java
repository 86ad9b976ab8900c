package dev.substation.csms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.substation.flow.ports.CsmsLinks;
import dev.substation.model.StationId;
import dev.substation.testing.PlainSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LinksBySchemeTest {

    private final List<String> opened = new ArrayList<>();

    private final LinksByScheme links =
            new LinksByScheme(Map.of("wss", transport("WebSocket"), "https", transport("SOAP")));

    private CsmsLinks transport(String name) {
        return (identity, csms, listener) -> {
            opened.add(name + " for " + identity);
            return null;
        };
    }

    private void open(String url) {
        links.open(new StationId("A"), PlainSettings.csms(url).build(), null);
    }

    @Test
    void theSchemeOfTheAddressChoosesTheTransport() {
        open("wss://csms.example.org/{station}");
        open("HTTPS://csms.example.org/{station}");

        assertEquals(List.of("WebSocket for A", "SOAP for A"), opened);
    }

    @Test
    void anUnknownSchemeIsAnError() {
        assertThrows(
                IllegalArgumentException.class, () -> open("ftp://csms.example.org/{station}"));
    }
}
