package dev.substation.testing.stepped;

import dev.substation.dialect.Checks;
import dev.substation.dialect.Dictionary;
import dev.substation.flow.desk.LiveSite;
import dev.substation.flow.desk.Parts;
import dev.substation.flow.gate.Gateway;
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
import dev.substation.flow.time.OperatingTime;
import java.time.Duration;

/** Gateways whose desk and clock a test steps. */
public final class SteppedGateway {

    private static final Dictionary DICTIONARY = Dictionary.load();
    public static final Checks CHECKS = new Checks(DICTIONARY);

    private SteppedGateway() {}

    /** A gateway without rules that has started on what the ledger holds. */
    public static Gateway started(
            SteppedTimers time, Site site, Ledger ledger, CsmsLinks csms, StationLinks stations) {
        return started(time, site, new NoRules(), ledger, csms, stations);
    }

    /** The same with rules. */
    public static Gateway started(
            SteppedTimers time,
            Site site,
            Rules rules,
            Ledger ledger,
            CsmsLinks csms,
            StationLinks stations) {
        return started(new Desk(time, time), time, site, rules, ledger, csms, stations);
    }

    /** The same with a desk of its own. */
    public static Gateway started(
            Desk desk,
            SteppedTimers time,
            Site site,
            Rules rules,
            Ledger ledger,
            CsmsLinks csms,
            StationLinks stations) {
        return started(desk, time, site, rules, ledger, csms, stations, Tracing.OFF);
    }

    /** The same with traces. */
    public static Gateway started(
            Desk desk,
            SteppedTimers time,
            Site site,
            Rules rules,
            Ledger ledger,
            CsmsLinks csms,
            StationLinks stations,
            Tracing tracing) {
        Gateway gateway =
                built(
                        desk,
                        site,
                        rules,
                        ledger,
                        csms,
                        stations,
                        FileRelay.NONE,
                        tracing,
                        Events.OFF);
        gateway.start();
        time.settle();
        return gateway;
    }

    /** A gateway that relays files, and that somebody may look on. */
    public static Gateway relaying(
            SteppedTimers time,
            Site site,
            Ledger ledger,
            CsmsLinks csms,
            StationLinks links,
            FileRelay files,
            Events events) {
        Gateway gateway =
                built(
                        new Desk(time, time),
                        site,
                        new NoRules(),
                        ledger,
                        csms,
                        links,
                        files,
                        Tracing.OFF,
                        events);
        gateway.start();
        time.settle();
        return gateway;
    }

    /** A gateway that limits stations outside OCPP. */
    public static Gateway limiting(
            Desk desk,
            SteppedTimers time,
            Site site,
            Ledger ledger,
            CsmsLinks csms,
            StationLinks links,
            Actuators actuators) {
        Gateway gateway =
                built(
                        desk,
                        site,
                        new NoRules(),
                        ledger,
                        csms,
                        links,
                        FileRelay.NONE,
                        Tracing.OFF,
                        Events.OFF,
                        actuators);
        gateway.start();
        time.settle();
        return gateway;
    }

    /** A gateway that has not started. */
    public static Gateway built(
            Desk desk, Site site, Rules rules, Ledger ledger, CsmsLinks csms, StationLinks links) {
        return built(
                desk, site, rules, ledger, csms, links, FileRelay.NONE, Tracing.OFF, Events.OFF);
    }

    private static Gateway built(
            Desk desk,
            Site site,
            Rules rules,
            Ledger ledger,
            CsmsLinks csms,
            StationLinks links,
            FileRelay files,
            Tracing tracing,
            Events events) {
        return built(
                desk, site, rules, ledger, csms, links, files, tracing, events, Actuators.NONE);
    }

    private static Gateway built(
            Desk desk,
            Site site,
            Rules rules,
            Ledger ledger,
            CsmsLinks csms,
            StationLinks links,
            FileRelay files,
            Tracing tracing,
            Events events,
            Actuators actuators) {
        if (ledger instanceof MemoryLedger memory) {
            memory.countsBy(() -> OperatingTime.ZERO.plus(Duration.ofNanos(desk.moment().nanos())));
        }
        return new Gateway(
                new Parts(
                        desk,
                        LiveSite.of(site),
                        DICTIONARY,
                        CHECKS,
                        rules,
                        ledger,
                        csms,
                        links,
                        new KeyVault(new byte[32]),
                        files,
                        tracing,
                        events,
                        actuators),
                ledger.load());
    }
}
