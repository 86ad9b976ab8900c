package dev.substation.flow.upstream;

import dev.substation.flow.ports.CsmsLinks;
import dev.substation.flow.ports.Ledger;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.time.Desk;
import dev.substation.model.StationId;
import java.util.HashMap;
import java.util.Map;

/** Makes upstream stations, and keeps what those of one CSMS share. Lives on the desk. */
public final class Upstreams {

    private final Desk desk;
    private final CsmsLinks links;
    private final Ledger ledger;
    private final UpstreamOwner owner;
    private final Map<String, Pace> paces = new HashMap<>();
    private final Map<String, CsmsHealth> health = new HashMap<>();

    public Upstreams(Desk desk, CsmsLinks links, Ledger ledger, UpstreamOwner owner) {
        this.desk = desk;
        this.links = links;
        this.ledger = ledger;
        this.owner = owner;
    }

    /** An upstream station with a link that is closed. */
    public Upstream make(StationId identity, CsmsSettings csms) {
        pace(csms).perSecond(csms.delivery().drainRate());
        CurrentCsms current = new CurrentCsms(csms, pace(csms), health(csms));
        return new Upstream(identity, new UpstreamParts(desk, links, ledger, current, owner));
    }

    /**
     * An upstream station has other settings from now on, perhaps another CSMS. Its outbox stays;
     * its link is opened anew if they concern it.
     */
    public void change(Upstream upstream, CsmsSettings now) {
        pace(now).perSecond(now.delivery().drainRate());
        upstream.change(now, pace(now), health(now));
    }

    private Pace pace(CsmsSettings csms) {
        return paces.computeIfAbsent(
                csms.name(), name -> new Pace(desk, csms.delivery().drainRate()));
    }

    private CsmsHealth health(CsmsSettings csms) {
        return health.computeIfAbsent(csms.name(), name -> new CsmsHealth());
    }
}
