package dev.substation.flow.up;

import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.Triggered.Taken;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.model.Action;
import dev.substation.model.Call;
import dev.substation.model.StationId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A station's message on its way up, or one that the gateway or a rule makes in its place.
 *
 * @param isOwn whether it passes as the station's own, which waits for the answer; not so a message
 *     that a rule made
 * @param received as it came
 * @param transaction the transaction that it names, when it is known
 * @param taken whether a CSMS has triggered it
 * @param asker the upstream station for which a report of the station is
 * @param more what is to be stored with it, if it goes on
 */
record Passage(
        boolean isOwn,
        Station station,
        Call received,
        Optional<TransactionRow> transaction,
        Taken taken,
        Function<Action, Optional<StationId>> asker,
        Supplier<List<Change>> more) {

    /** A message that a rule made. */
    static Passage ofRule(Station station, Call made, Optional<TransactionRow> transaction) {
        return new Passage(false, station, made, transaction, Taken.NONE, station::asker, List::of);
    }

    /** Whether the station is transparent: the CSMS alone answers it. */
    boolean isTransparent() {
        return station.settings().transparent();
    }

    /** Whether a CSMS waits for it. */
    boolean isTriggered() {
        return taken.upstream().isPresent();
    }
}
