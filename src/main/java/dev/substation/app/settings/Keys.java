package dev.substation.app.settings;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The table of settings: every key of {@code site.yaml}. A new key is a row in the class of its
 * section; the reader, the environment, {@code docs/configuration.md} and {@code payara/site.yaml}
 * follow.
 */
final class Keys {

    /** In the order of the file. */
    static final List<Key<?>> ALL =
            Stream.of(
                            HttpKeys.ALL,
                            AdminKeys.ALL,
                            OidcKeys.ALL,
                            CsmsKeys.ALL,
                            StationKeys.ALL,
                            ChargingKeys.ALL,
                            UpstreamKeys.ALL,
                            SharedLimitKeys.ALL,
                            StoreKeys.ALL,
                            FileKeys.ALL,
                            UdpKeys.ALL,
                            RouteKeys.ALL,
                            LogKeys.ALL,
                            TracingKeys.ALL)
                    .<Key<?>>flatMap(List::stream)
                    .toList();

    /** The same by section: a large file asks for them ten thousand times. */
    private static final Map<Scope, List<Key<?>>> OF_SCOPE = byScope();

    private Keys() {}

    private static Map<Scope, List<Key<?>>> byScope() {
        Map<Scope, List<Key<?>>> byScope = new EnumMap<>(Scope.class);
        for (Scope scope : Scope.values()) {
            byScope.put(scope, ALL.stream().filter(key -> key.place(scope).isPresent()).toList());
        }
        return byScope;
    }

    /** The keys of one section. */
    static List<Key<?>> of(Scope scope) {
        return OF_SCOPE.get(scope);
    }
}
