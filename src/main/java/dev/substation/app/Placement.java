package dev.substation.app;

import dev.substation.flow.CsmsSettings;
import dev.substation.model.Cause;
import dev.substation.model.StationId;
import dev.substation.store.TransactionRecords;
import dev.substation.store.TransactionRecords.Unfinished;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Transactions whose csms is not the one that site.yaml gives their station. While the csms is
 * still there, the upstream station stays with it until the transaction has ended and all of it was
 * delivered: the other csms does not know its id. When the csms has left site.yaml, its messages
 * are kept aside.
 */
final class Placement {

    private final Map<StationId, CsmsSettings> held = new LinkedHashMap<>();
    private final Set<String> retired = new TreeSet<>();
    private final List<String> reasons = new ArrayList<>();

    private Placement(Settings settings, List<Unfinished> unfinished) {
        Map<String, Long> kept = new LinkedHashMap<>();
        for (Unfinished one : unfinished) {
            CsmsSettings own = settings.csms().get(one.csms());
            if (own == null) {
                retired.add(one.csms());
                kept.merge(one.csms(), one.waiting() + one.setAside(), Long::sum);
                continue;
            }
            boolean runs = one.stopped().isEmpty() && !one.replaced();
            settings.upstream(one.upstream())
                    .map(upstream -> upstream.csms().name())
                    .filter(csms -> !csms.equals(one.csms()))
                    .filter(csms -> runs || one.waiting() > 0)
                    .filter(csms -> held.put(one.upstream(), own) == null)
                    .ifPresent(csms -> reasons.add(held(one, csms)));
        }
        kept.forEach((csms, messages) -> reasons.add(retired(csms, messages)));
    }

    /** What a ledger that nobody else writes says, with the settings of the site. */
    static Placement of(Settings settings, TransactionRecords records) {
        return new Placement(settings, records.unfinished());
    }

    /** The same, with the messages of csms set aside that have gone, and of others brought back. */
    static Placement settled(Settings settings, TransactionRecords records, Instant now) {
        records.bringBack(settings.csms().keySet().stream().map(Placement::why).toList());
        Placement placement = of(settings, records);
        placement.retired.forEach(csms -> records.retire(csms, why(csms), now));
        return placement;
    }

    private static String why(String csms) {
        return Cause.CSMS_GONE.with(csms).description();
    }

    private static String held(Unfinished one, String csms) {
        return "The station %s stays with the csms %s, which waits for the end of its transaction %d (%s at the station); it goes to %s at the first start after that; see gw transactions list"
                .formatted(
                        one.upstream(),
                        one.csms(),
                        one.key(),
                        one.stationId().map(Object::toString).orElse("no id yet"),
                        csms);
    }

    private static String retired(String csms, long messages) {
        return "The csms %s is not in site.yaml any more and has transactions that are not finished; %d messages for it are kept and not sent; write it into site.yaml again, or see gw transactions list"
                .formatted(csms, messages);
    }

    /** The csms with which an upstream station stays for now, if it is another than site.yaml's. */
    Optional<CsmsSettings> heldAt(StationId upstream) {
        return Optional.ofNullable(held.get(upstream));
    }

    /** What an operator is told, a sentence each. */
    List<String> reasons() {
        return List.copyOf(reasons);
    }
}
