package dev.substation.app;

import dev.substation.app.settings.Settings;
import dev.substation.app.tls.TlsFiles;
import dev.substation.app.tls.UsualTrust;
import dev.substation.dialect.Checks;
import dev.substation.dialect.SoapCodec;
import dev.substation.flow.ports.Site;
import dev.substation.flow.settings.Networks;
import dev.substation.flow.settings.StationSettings;
import dev.substation.soap.CallbackClient;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** Makes the HTTP clients of the gateway, and with them what calls SOAP stations. */
final class Callbacks {

    private static final Duration CONNECTED_WITHIN = Duration.ofSeconds(10);

    private Callbacks() {}

    /**
     * What calls SOAP stations.
     *
     * @param settings as they are now
     * @param site the same for one station
     * @param allowed where stations are called that the site does not name the address of
     */
    static CallbackClient of(
            Supplier<Settings> settings,
            Site site,
            Networks allowed,
            TlsFiles tls,
            SoapCodec codec,
            Checks checks,
            PublicUrl publicUrl,
            Threads threads) {
        return new CallbackClient(
                new CallbackClients(
                        tls,
                        station -> settings.get().callbackTls(station),
                        context -> client(threads, context),
                        client(threads, UsualTrust.context())),
                codec,
                checks,
                publicUrl,
                allowed,
                threads.stationLookups(),
                station -> site.station(station).filter(StationSettings::soapAction).isPresent());
    }

    /** A client that follows no redirect. */
    static HttpClient client(Threads threads, SSLContext tls) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECTED_WITHIN)
                .sslContext(tls)
                .executor(threads.workers())
                .build();
    }
}
