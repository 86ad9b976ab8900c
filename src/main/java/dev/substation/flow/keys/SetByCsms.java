package dev.substation.flow.keys;

import dev.substation.model.StationId;

/**
 * Something about a station's link that a csms has set and that counts in place of {@code
 * site.yaml}.
 *
 * @param what in words, without any secret
 * @param since when, in UTC
 */
public record SetByCsms(StationId station, String what, String since) {

    /** The same as a sentence for the operator. */
    public String sentence() {
        return "The csms set %s (station %s, %s); it counts until that is changed in site.yaml"
                .formatted(what, station, since);
    }

    static SetByCsms atStation(StationId station, boolean isNext, String since) {
        return new SetByCsms(
                station,
                isNext
                        ? "the password that the station must show, once it has shown it"
                        : "the password that the station must show",
                since);
    }

    static SetByCsms atCsms(StationId identity, String csms, String since) {
        return new SetByCsms(identity, "the password that is shown at the csms " + csms, since);
    }

    static SetByCsms profile(StationId station, long profile, String since) {
        return new SetByCsms(station, "security profile " + profile, since);
    }
}
