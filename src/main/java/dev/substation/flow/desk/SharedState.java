package dev.substation.flow.desk;

import dev.substation.flow.ports.Ledger;
import dev.substation.flow.time.Desk;

/**
 * What the gateway knows and keeps, shared by all that work on its desk.
 *
 * @param store what is durable
 * @param connections who is there
 * @param transactions what they charge
 * @param cards who may
 * @param stopReasons why transactions end
 * @param statuses what the connectors of stations that are split or joined do
 * @param meterKeys the public keys of their meters
 * @param vendors who made them
 * @param spared rejected cards for which stations got Accepted
 * @param tally what has been done since the start
 * @param failed calls of a CSMS that ended with an error
 */
public record SharedState(
        Store store,
        Connections connections,
        Transactions transactions,
        KnownCards cards,
        StopReasons stopReasons,
        ConnectorStatuses statuses,
        MeterKeys meterKeys,
        StationVendors vendors,
        SparedAuthorizations spared,
        Counters tally,
        FailedCalls failed) {

    /** As the ledger left them. */
    public static SharedState opened(Parts parts, Ledger.Snapshot snapshot) {
        Desk desk = parts.desk();
        Counters tally = new Counters();
        Store store =
                new Store(
                        parts.ledger(),
                        tally,
                        desk::now,
                        desk::moment,
                        parts.site().secrets(),
                        parts.events());
        Transactions transactions = new Transactions(snapshot, parts.events());
        return new SharedState(
                store,
                new Connections(desk, parts.site(), store, parts.tracing()),
                transactions,
                new KnownCards(parts.ledger(), store, parts.site(), tally, desk),
                new StopReasons(desk, store, transactions, snapshot.memories()),
                new ConnectorStatuses(parts.site(), snapshot.memories()),
                new MeterKeys(store, desk::now, snapshot.memories()),
                new StationVendors(store, snapshot.memories()),
                new SparedAuthorizations(desk::moment),
                tally,
                new FailedCalls(desk::moment));
    }
}
