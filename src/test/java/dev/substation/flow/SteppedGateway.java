package dev.substation.flow;

import dev.substation.dialect.Checks;
import dev.substation.dialect.Dictionary;
import dev.substation.testing.NoRules;

/** Gateways whose desk and clock a test steps. */
final class SteppedGateway {

    private static final Dictionary DICTIONARY = Dictionary.load();
    private static final Checks CHECKS = new Checks(DICTIONARY);

    private SteppedGateway() {}

    /** A gateway without rules that has started on what the ledger holds. */
    static Gateway started(
            SteppedTimers time, Site site, Ledger ledger, CsmsLinks csms, StationLinks stations) {
        return started(time, site, new NoRules(), ledger, csms, stations);
    }

    /** The same with rules. */
    static Gateway started(
            SteppedTimers time,
            Site site,
            Rules rules,
            Ledger ledger,
            CsmsLinks csms,
            StationLinks stations) {
        return started(new Desk(time, time), time, site, rules, ledger, csms, stations);
    }

    /** The same with a desk of its own. */
    static Gateway started(
            Desk desk,
            SteppedTimers time,
            Site site,
            Rules rules,
            Ledger ledger,
            CsmsLinks csms,
            StationLinks stations) {
        Gateway gateway =
                new Gateway(
                        new Gateway.Parts(
                                desk, site, DICTIONARY, CHECKS, rules, ledger, csms, stations),
                        ledger.load());
        gateway.start();
        time.settle();
        return gateway;
    }
}
