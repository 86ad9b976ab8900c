package dev.substation.flow.desk;

import dev.substation.flow.ports.Ledger;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.RegistrationRow;
import dev.substation.flow.ports.MemoryFigure;
import dev.substation.model.BootAnswer;
import dev.substation.model.StationId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What each CSMS has said last of the registration of each upstream station. */
final class Registrations {

    /** What a CSMS said of one station counts for no other CSMS. */
    private record Pair(StationId upstream, String csms) {}

    private final Affiliations affiliations;
    private final DeclinedBoots declined;
    private final Map<Pair, RegistrationRow> registered = new HashMap<>();

    Registrations(Affiliations affiliations, Ledger.Snapshot snapshot) {
        this.affiliations = affiliations;
        declined = new DeclinedBoots(snapshot.memories());
        snapshot.registrations()
                .forEach(row -> registered.put(new Pair(row.upstream(), row.csms()), row));
    }

    /** How much is kept, for the metrics. */
    MemoryFigure kept() {
        return MemoryFigure.ofEach("registrations", registered.size());
    }

    /** How many boots that were not accepted are kept, for the metrics. */
    MemoryFigure keptDeclined() {
        return declined.kept();
    }

    void forget(StationId upstream) {
        registered.keySet().removeIf(pair -> pair.upstream().equals(upstream));
        declined.forget(upstream);
    }

    /** How many stations were answered so last, by the CSMS that they belong to now. */
    int count(String status) {
        return (int)
                registered.keySet().stream()
                        .filter(pair -> pair.equals(now(pair.upstream())))
                        .filter(
                                pair ->
                                        lastWord(pair.upstream())
                                                .filter(status::equals)
                                                .isPresent())
                        .count();
    }

    /** The CSMS has answered a boot; what is to be stored. */
    List<Change> answered(StationId upstream, String status, long interval) {
        List<Change> changes = new ArrayList<>();
        changes.add(keep(upstream, Optional.of(status), interval));
        changes.addAll(declined.answered(upstream, affiliations.csmsOf(upstream), status));
        return changes;
    }

    /** The last answer to a boot; empty when the CSMS must still see one. */
    Optional<String> status(StationId upstream) {
        return of(upstream).status();
    }

    /**
     * After a start: rows that do not say their CSMS are of the one that the station belongs to
     * now. If that is not the CSMS that knows the station, it has not answered the boot yet.
     */
    List<Change> adopted() {
        List<Change> changes = new ArrayList<>();
        List<Pair> before =
                registered.keySet().stream().filter(pair -> pair.csms().isEmpty()).toList();
        before.forEach(pair -> changes.addAll(affiliations.toldAtLeast(pair.upstream())));
        before.stream()
                .filter(pair -> !affiliations.csmsOf(pair.upstream()).isEmpty())
                .forEach(
                        pair -> {
                            RegistrationRow row = registered.remove(pair);
                            if (!registered.containsKey(now(pair.upstream()))) {
                                changes.add(keep(pair.upstream(), row.status(), row.interval()));
                            }
                        });
        for (StationId upstream : affiliations.fresh()) {
            changes.add(unasked(upstream));
            changes.addAll(declined.moved(upstream));
        }
        return changes;
    }

    Change unasked(StationId upstream) {
        return keep(upstream, Optional.empty(), interval(upstream));
    }

    private Pair now(StationId upstream) {
        return new Pair(upstream, affiliations.csmsOf(upstream));
    }

    /** How a boot was answered last, by the CSMS if it has answered. */
    private Optional<String> lastWord(StationId upstream) {
        return declined.status(upstream, affiliations.csmsOf(upstream))
                .or(() -> of(upstream).status());
    }

    private RegistrationRow of(StationId upstream) {
        Pair now = now(upstream);
        return registered.getOrDefault(
                now, new RegistrationRow(upstream, now.csms(), Optional.empty(), 0));
    }

    Change keep(StationId upstream, Optional<String> status, long interval) {
        Pair now = now(upstream);
        RegistrationRow row = new RegistrationRow(upstream, now.csms(), status, interval);
        registered.put(now, row);
        return new Change.RegistrationChanged(row);
    }

    /**
     * The CSMS's heartbeat interval for an upstream station in seconds; 0 when it has said none.
     */
    long interval(StationId upstream) {
        return of(upstream).interval();
    }

    boolean isAccepted(StationId upstream) {
        return of(upstream).status().filter(BootAnswer.ACCEPTED::equals).isPresent();
    }

    /** Also when a boot that the CSMS has not seen yet came after; it leaves the interval. */
    boolean wasAccepted(StationId upstream) {
        return isAccepted(upstream)
                || of(upstream).status().isEmpty()
                        && interval(upstream) > 0
                        && saidNo(upstream).isEmpty();
    }

    /**
     * The CSMS's last word on the registration where that is Pending or Rejected: an outage does
     * not make an Accepted of it. So does a row with an interval, for a CSMS gave it; a Rejected of
     * the gateway's own has none.
     */
    Optional<String> saidNo(StationId upstream) {
        return declined.status(upstream, affiliations.csmsOf(upstream))
                .or(
                        () ->
                                of(upstream)
                                        .status()
                                        .filter(status -> !status.equals(BootAnswer.ACCEPTED))
                                        .filter(status -> interval(upstream) > 0));
    }
}
