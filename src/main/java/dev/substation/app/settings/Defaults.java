package dev.substation.app.settings;

import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.settings.TlsSettings;
import java.util.Optional;

/**
 * What goes for stations that say nothing else.
 *
 * @param csms of stations that name none; empty until a CSMS is set
 * @param values of the keys under {@code defaults}, with the default of each that is not written
 * @param callbackTls whom to believe when a station is called over HTTPS, and what to show
 */
public record Defaults(Optional<CsmsSettings> csms, Values values, TlsSettings callbackTls) {

    /** How many stations may be known that no entry names. */
    public int stationsMax() {
        return values.get(StationKeys.STATIONS_MAX);
    }
}
