package dev.substation.flow.ports;

import dev.substation.flow.settings.TlsSettings;
import dev.substation.model.StationId;
import java.io.IOException;
import javax.net.ssl.SSLContext;

/** What connections to others over TLS are made with. May block; from any thread. */
public interface TlsContexts {

    /**
     * For a connection on behalf of a station: with its files as they are now, for they may have
     * been renewed.
     *
     * @throws IOException when a file cannot be used, with a sentence for the operator
     */
    SSLContext of(StationId identity, TlsSettings settings) throws IOException;
}
