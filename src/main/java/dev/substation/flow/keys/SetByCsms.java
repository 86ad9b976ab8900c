package dev.substation.flow.keys;

import dev.substation.model.StationId;

/**
 * Something about a station's link that a CSMS has set and that counts in place of {@code
 * site.yaml}.
 *
 * @param what in words, without any secret
 * @param since when, in UTC
 */
public record SetByCsms(StationId station, String what, String since) {

    /** The same as a sentence for the operator. */
    public String sentence() {
        return "The CSMS set %s (station %s, %s); it counts until the setting changes in site.yaml"
                .formatted(what, station, since);
    }

    static SetByCsms atStation(StationId station, boolean isNext, String since) {
        return new SetByCsms(
                station,
                isNext
                        ? "the password that the station must present after it has presented it once"
                        : "the password that the station must present",
                since);
    }

    static SetByCsms atCsms(StationId identity, String csms, String since) {
        return new SetByCsms(identity, "the password for the CSMS link " + csms, since);
    }

    static SetByCsms profile(StationId station, long profile, String since) {
        return new SetByCsms(station, "security profile " + profile, since);
    }
}
