package dev.substation.flow.upstream;

import dev.substation.flow.ports.CsmsLinks;
import dev.substation.flow.ports.Ledger;
import dev.substation.flow.time.Desk;

/**
 * What an upstream station works with.
 *
 * @param csms its own; all others are shared by all upstream stations
 */
record UpstreamParts(
        Desk desk, CsmsLinks links, Ledger ledger, CurrentCsms csms, UpstreamOwner owner) {}
