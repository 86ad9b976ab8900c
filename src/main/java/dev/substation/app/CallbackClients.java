package dev.substation.app;

import dev.substation.app.tls.TlsFiles;
import dev.substation.flow.settings.TlsSettings;
import dev.substation.flow.time.RecentMap;
import dev.substation.model.StationId;
import dev.substation.soap.HttpClients;
import java.io.IOException;
import java.net.http.HttpClient;
import java.util.Map;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/**
 * The HTTP clients of callbacks: one for all that trust and show the same, made anew when a file
 * has changed. A client has a thread of its own, so those that were not used for longest are let
 * go.
 */
final class CallbackClients implements HttpClients {

    private static final int MOST = 32;

    private final TlsFiles files;
    private final Function<StationId, TlsSettings> settings;
    private final Function<SSLContext, HttpClient> maker;
    private final HttpClient plain;

    /** Guards itself; the last used at the end. */
    private final Map<SSLContext, HttpClient> clients = new RecentMap<>(MOST);

    /**
     * @param plain for addresses without TLS
     */
    CallbackClients(
            TlsFiles files,
            Function<StationId, TlsSettings> settings,
            Function<SSLContext, HttpClient> maker,
            HttpClient plain) {
        this.files = files;
        this.settings = settings;
        this.maker = maker;
        this.plain = plain;
    }

    @Override
    public HttpClient plain() {
        return plain;
    }

    @Override
    public HttpClient secure(StationId station) throws IOException {
        SSLContext context = files.of(station, settings.apply(station));
        synchronized (clients) {
            return clients.computeIfAbsent(context, maker);
        }
    }
}
