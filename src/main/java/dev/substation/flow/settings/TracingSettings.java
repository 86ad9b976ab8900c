package dev.substation.flow.settings;

import java.math.BigDecimal;
import java.net.URI;
import java.util.Map;

/**
 * Where traces go.
 *
 * @param endpoint the address of the collector for traces
 * @param ratio the share of calls that are followed, from 0 to 1
 * @param headers of each request to the collector, which may be secrets
 * @param serviceName the name of this gateway in traces
 */
public record TracingSettings(
        URI endpoint, BigDecimal ratio, Map<String, String> headers, String serviceName) {

    public TracingSettings {
        headers = Map.copyOf(headers);
    }

    /** Never shows a header. */
    @Override
    public String toString() {
        return "traces of " + serviceName + " to " + endpoint;
    }
}
