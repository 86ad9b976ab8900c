package dev.substation.soap;

import dev.substation.model.StationId;
import java.io.IOException;
import java.net.http.HttpClient;

/** What stations are called with. */
public interface HttpClients {

    /** For addresses without TLS. */
    HttpClient plain();

    /**
     * For an address with TLS: trusts and shows what the site says for the station. May read files.
     *
     * @throws IOException when a file cannot be used, with a sentence for the operator
     */
    HttpClient secure(StationId station) throws IOException;

    /** One for all. */
    static HttpClients of(HttpClient all) {
        return new HttpClients() {
            @Override
            public HttpClient plain() {
                return all;
            }

            @Override
            public HttpClient secure(StationId station) {
                return all;
            }
        };
    }
}
