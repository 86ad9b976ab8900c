package dev.substation.flow.desk;

import dev.substation.dialect.Checks;
import dev.substation.dialect.Dictionary;
import dev.substation.flow.ports.Actuators;
import dev.substation.flow.ports.CsmsLinks;
import dev.substation.flow.ports.Events;
import dev.substation.flow.ports.FileRelay;
import dev.substation.flow.ports.KeyVault;
import dev.substation.flow.ports.Ledger;
import dev.substation.flow.ports.Rules;
import dev.substation.flow.ports.Site;
import dev.substation.flow.ports.StationLinks;
import dev.substation.flow.ports.Tracing;
import dev.substation.flow.time.Desk;

/** What {@code app} gives the flow to work with: the desk, the settings and the ports. */
public record Parts(
        Desk desk,
        LiveSite site,
        Dictionary dictionary,
        Checks checks,
        Rules rules,
        Ledger ledger,
        CsmsLinks csmsLinks,
        StationLinks stationLinks,
        KeyVault vault,
        FileRelay files,
        Tracing tracing,
        Events events,
        Actuators actuators) {

    public Parts {
        rules = new NotedRules(tracing.rules(rules));
        ledger = tracing.ledger(ledger);
        csmsLinks = tracing.links(csmsLinks);
    }

    /** For a site of which no station is held, without traces, events and actuators. */
    public Parts(
            Desk desk,
            Site site,
            Dictionary dictionary,
            Checks checks,
            Rules rules,
            Ledger ledger,
            CsmsLinks csmsLinks,
            StationLinks stationLinks,
            KeyVault vault,
            FileRelay files) {
        this(
                desk,
                LiveSite.of(site),
                dictionary,
                checks,
                rules,
                ledger,
                csmsLinks,
                stationLinks,
                vault,
                files,
                Tracing.OFF,
                Events.OFF,
                Actuators.NONE);
    }
}
