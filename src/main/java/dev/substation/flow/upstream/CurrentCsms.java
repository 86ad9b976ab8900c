package dev.substation.flow.upstream;

import dev.substation.flow.settings.CsmsSettings;

/**
 * The CSMS of one upstream station as the settings have it now, and what all stations of that CSMS
 * share. Changes only while no call is under way.
 */
final class CurrentCsms {

    private CsmsSettings settings;
    private Pace pace;
    private CsmsHealth health;

    /**
     * @param pace shared by all stations of a CSMS
     * @param health of the CSMS, shared by all its stations
     */
    CurrentCsms(CsmsSettings settings, Pace pace, CsmsHealth health) {
        become(settings, pace, health);
    }

    void become(CsmsSettings other, Pace itsPace, CsmsHealth itsHealth) {
        settings = other;
        pace = itsPace;
        health = itsHealth;
    }

    CsmsSettings settings() {
        return settings;
    }

    String name() {
        return settings.name();
    }

    Pace pace() {
        return pace;
    }

    CsmsHealth health() {
        return health;
    }
}
