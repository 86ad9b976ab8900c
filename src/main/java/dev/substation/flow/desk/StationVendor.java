package dev.substation.flow.desk;

import dev.substation.dialect.BootVendor;
import dev.substation.model.StationId;

/**
 * A station with its vendor profile.
 *
 * @param said what it said of itself at its last boot; may be empty
 */
public record StationVendor(StationId station, String vendor, Origin origin, String said) {

    private static final int LONGEST = 60; // characters that a station says of itself

    /** Where a vendor comes from. */
    public enum Origin {
        SITE("site.yaml"),
        BOOT("BootNotification"),
        UNKNOWN("unknown");

        private final String word;

        Origin(String word) {
            this.word = word;
        }

        /** As the API shows it. */
        public String word() {
            return word;
        }
    }

    static StationVendor of(Station station) {
        Origin origin =
                !station.settings().learnsVendor()
                        ? Origin.SITE
                        : station.learntVendor().isPresent() ? Origin.BOOT : Origin.UNKNOWN;
        return new StationVendor(
                station.id(),
                station.vendor(),
                origin,
                station.boot().map(BootVendor::words).map(StationVendor::printable).orElse(""));
    }

    /** What a station says, as the log may have it. */
    static String printable(String text) {
        String bounded = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
        return bounded.replaceAll("\\p{Cntrl}", "?");
    }
}
