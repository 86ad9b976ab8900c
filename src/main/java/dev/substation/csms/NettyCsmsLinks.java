package dev.substation.csms;

import dev.substation.dialect.Checks;
import dev.substation.flow.ports.CsmsLink;
import dev.substation.flow.ports.CsmsLinks;
import dev.substation.flow.ports.LinkPasswords;
import dev.substation.flow.ports.TlsContexts;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.time.Timers;
import dev.substation.model.StationId;
import dev.substation.ocppj.TrafficBudget;
import io.netty.channel.EventLoopGroup;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** Opens links to the CSMS on event loops that {@code app} made. */
public final class NettyCsmsLinks implements CsmsLinks {

    /** Links that may be connecting at the same time; the others wait their turn. */
    private static final int MOST_CONNECTING = 50;

    private final EventLoopGroup loops;
    private final Executor lookups;
    private final Timers timers;
    private final Checks checks;
    private final Attempts attempts = new Attempts(MOST_CONNECTING);
    private final ShortLived shortLived = new ShortLived();
    private final TlsContexts contexts;
    private final TrafficBudget budget;
    private volatile LinkPasswords passwords = LinkPasswords.OF_SITE;
    private final Silence silence;

    /**
     * @param loops NIO event loops; they outlive the links
     * @param lookups runs what blocks: name look-ups and the reading of trust stores; two threads
     *     are plenty
     * @param budget for the messages of all CSMS
     * @param contexts whom to believe over TLS, and what to show
     * @param silence why nothing may be sent now, if so; asked for each message
     */
    public NettyCsmsLinks(
            EventLoopGroup loops,
            Executor lookups,
            Timers timers,
            Checks checks,
            TrafficBudget budget,
            TlsContexts contexts,
            Supplier<Optional<String>> silence) {
        this.loops = loops;
        this.lookups = lookups;
        this.timers = timers;
        this.checks = checks;
        this.budget = budget;
        this.contexts = contexts;
        this.silence = new Silence(silence, loops.next());
    }

    /**
     * Ends all connections while nothing may be sent, with what they have not sent yet. To be
     * called every second or so.
     */
    public void keepSilence() {
        silence.enforce();
    }

    @Override
    public void show(LinkPasswords shown) {
        passwords = shown;
    }

    @Override
    public CsmsLink open(StationId identity, CsmsSettings csms, CsmsLink.Listener listener) {
        // A transparent station meets its CSMS as it would without the gateway.
        Optional<ShortLived.Pause> pause =
                listener.passes()
                        ? Optional.empty()
                        : shortLived.of(identity, csms, timers.moment());
        NettyCsmsLink link =
                new NettyCsmsLink(
                        identity,
                        csms,
                        listener,
                        loops.next(),
                        lookups,
                        timers,
                        checks,
                        attempts,
                        contexts,
                        pause.map(ShortLived.Pause::backoff)
                                .orElseGet(
                                        () ->
                                                new Backoff(
                                                        csms.reconnectMin(),
                                                        csms.reconnectMax(),
                                                        () ->
                                                                ThreadLocalRandom.current()
                                                                        .nextLong())),
                        shortLived,
                        budget,
                        new Login(identity, csms, passwords),
                        silence);
        pause.ifPresentOrElse(link::startAfter, link::start);
        return link;
    }
}
