package dev.substation.flow.upstream;

import dev.substation.flow.ports.CsmsLinks;
import dev.substation.flow.ports.Ledger;
import dev.substation.flow.time.Desk;

/**
 * What an upstream station works with.
 *
 * @param pace shared by all stations of a CSMS
 * @param health of the CSMS, shared by all its stations
 */
record UpstreamParts(
        Desk desk,
        CsmsLinks links,
        Ledger ledger,
        Pace pace,
        CsmsHealth health,
        UpstreamOwner owner) {}
