package dev.substation.app.settings;

import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.settings.TlsSettings;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.model.StationId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the site says of stations as the CSMS sees them; a station of which it says nothing goes up
 * as it is.
 *
 * @param ofStation the upstream stations of each station that is split, joined or renamed, the one
 *     that speaks for it first
 * @param credentials what upstream stations show their CSMS instead of its usual user and password
 * @param byIdentity each of the upstream stations by its identity
 */
record Upstreams(
        Map<StationId, List<UpstreamSettings>> ofStation,
        Map<StationId, Credentials> credentials,
        Map<StationId, UpstreamSettings> byIdentity) {

    static Upstreams of(
            Map<StationId, List<UpstreamSettings>> ofStation,
            Map<StationId, Credentials> credentials) {
        Map<StationId, UpstreamSettings> byIdentity = new HashMap<>();
        ofStation
                .values()
                .forEach(parts -> parts.forEach(part -> byIdentity.put(part.identity(), part)));
        return new Upstreams(
                Map.copyOf(ofStation), Map.copyOf(credentials), Map.copyOf(byIdentity));
    }

    /**
     * A user, a password and a certificate; what is empty is as for all stations of the csms.
     *
     * @param tls the certificate, and nothing else
     */
    record Credentials(Optional<String> user, Optional<String> password, TlsSettings tls) {

        static final Credentials NONE =
                new Credentials(Optional.empty(), Optional.empty(), TlsSettings.USUAL);

        CsmsSettings at(CsmsSettings csms) {
            return csms.withCredentials(user, password, tls);
        }

        /** Never shows the password. */
        @Override
        public String toString() {
            return "credentials";
        }
    }

    static final Upstreams NONE = new Upstreams(Map.of(), Map.of(), Map.of());

    Credentials credentials(StationId identity) {
        return credentials.getOrDefault(identity, Credentials.NONE);
    }

    /** An upstream station that is not just a station as it is. */
    Optional<UpstreamSettings> named(StationId identity) {
        return Optional.ofNullable(byIdentity.get(identity));
    }
}
