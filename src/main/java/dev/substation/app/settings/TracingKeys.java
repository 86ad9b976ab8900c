package dev.substation.app.settings;

import static dev.substation.app.settings.Key.key;

import java.math.BigDecimal;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** Where traces go: {@code tracing}. */
final class TracingKeys {

    private static final KeyList KEYS = new KeyList();

    static final Key<URI> ENDPOINT =
            KEYS.add(
                    key("endpoint", Types.HTTP_URL, Effect.RESTART)
                            .in(
                                    Scope.TRACING,
                                    "Address of a collector that takes OTLP over HTTP. Without a path, `/v1/traces` is added. If unset, nothing is traced",
                                    "http://127.0.0.1:4318"));

    static final Key<BigDecimal> RATIO =
            KEYS.add(
                    key("ratio", Types.RATIO, Effect.RESTART)
                            .usually("1")
                            .in(Scope.TRACING, "Share of the calls that are traced, from 0 to 1"));

    static final Key<Map<String, String>> HEADERS =
            KEYS.add(
                    key("headers", Types.HEADERS, Effect.RESTART)
                            .in(
                                    Scope.TRACING,
                                    "Headers of each request to the collector, as `name=value` with commas between them",
                                    "\"Authorization=Bearer ${env:COLLECTOR_TOKEN}\""));

    static final Key<String> SERVICE_NAME =
            KEYS.add(
                    key("service-name", Types.TEXT, Effect.RESTART)
                            .usually("substation")
                            .in(Scope.TRACING, "Name of this gateway in the traces"));

    static final List<Key<?>> ALL = KEYS.all();

    private TracingKeys() {}
}
