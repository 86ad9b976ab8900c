package dev.substation.flow.settings;

/**
 * Who decides about a card while the CSMS is there; the three modes of KEBA's manual with their
 * meanings. The list of a station is what the CSMS sent to it by SendLocalList, and the card files
 * of the site (docs/adr/0050-cards-at-the-site.md).
 */
public enum OnlineAuthorization {
    /** The CSMS. */
    FirstOnline,
    /**
     * The list, if it accepts the card; otherwise the CSMS. Technagon's "list first" is the same.
     */
    FirstLocal,
    /** The list alone. */
    OnlyLocal
}
