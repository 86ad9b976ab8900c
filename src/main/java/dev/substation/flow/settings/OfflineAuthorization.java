package dev.substation.flow.settings;

import java.util.Optional;

/**
 * What a station is answered for an idTag while the CSMS is away; the five modes of KEBA's manual
 * with their meanings (docs/stations-keba.md).
 */
public enum OfflineAuthorization {
    /** All but cards known to be bad. */
    OfflineLocalUnknownAuthorization,
    /** Only cards known to be good. */
    OfflineLocalAuthorization,
    /** Accept now, ask the CSMS when it is back. */
    OfflineNoAuthorization,
    /** Nobody charges. */
    OfflineNoCharging,
    /** Everybody charges. */
    OfflineFreeCharging;

    /**
     * The idTagInfo status to answer. Only the two modes that an operator chose for refusing answer
     * {@code Invalid} (design section 10); a card that the CSMS itself called bad keeps the CSMS's
     * word.
     *
     * @param known what the CSMS last said of this card
     */
    public String decide(Optional<String> known) {
        return switch (this) {
            case OfflineFreeCharging, OfflineNoAuthorization -> "Accepted";
            case OfflineNoCharging -> "Invalid";
            case OfflineLocalAuthorization -> known.orElse("Invalid");
            case OfflineLocalUnknownAuthorization -> known.orElse("Accepted");
        };
    }
}
