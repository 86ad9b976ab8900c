package dev.substation.flow.desk;

import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.MemoryFigure;
import dev.substation.flow.ports.Site;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.model.StationId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which CSMS each upstream station belongs to, and whether this CSMS knows the boot and the
 * statuses of the connectors. A registration belongs to a station and a CSMS
 * (docs/adr/0025-registration-per-csms.md): a station that moves starts again at the new CSMS.
 *
 * <p>A CSMS is its name in the settings. If the address behind the name changes, boot and statuses
 * are sent there too, because it may be another CSMS; transactions and cards stay with the name.
 */
public final class Affiliations {

    /** The owner of the memory that says which CSMS knows a station. */
    static final String OWNER = Memory.CSMS_TOLD;

    private static final Logger LOG = LoggerFactory.getLogger(Affiliations.class);

    private static final String BETWEEN = "\t";
    private static final String NOT_YET = "not-yet";
    private static final Csms NOBODY = new Csms("", "", true);

    /**
     * A CSMS as the ledger knows it.
     *
     * @param address its address without the scheme, which may turn from ws to wss
     * @param all whether it knows boot and statuses
     */
    private record Csms(String csms, String address, boolean all) {

        static Csms of(CsmsSettings csms) {
            return new Csms(csms.name(), csms.url().replaceFirst("^[a-zA-Z]+://", ""), true);
        }

        static Csms read(String text) {
            String[] parts = text.split(BETWEEN, -1);
            return parts.length == 3
                    ? new Csms(parts[0], parts[1], !parts[2].equals(NOT_YET))
                    : NOBODY;
        }

        boolean isAt(Csms other) {
            return csms.equals(other.csms) && address.equals(other.address);
        }

        Csms notYet() {
            return new Csms(csms, address, false);
        }

        String text() {
            return csms + BETWEEN + address + BETWEEN + (all ? "" : NOT_YET);
        }
    }

    private final Site site;
    private final Map<StationId, Csms> told = new HashMap<>();
    private final Map<StationId, Optional<Csms>> current = new HashMap<>();
    private final Set<StationId> fresh = new LinkedHashSet<>();

    /** Those that the latest look at the settings has found. */
    private final Set<StationId> found = new LinkedHashSet<>();

    private final Set<StationId> moved = new LinkedHashSet<>();

    public Affiliations(Site site, List<Memory> memories) {
        this.site = site;
        memories.stream()
                .filter(memory -> memory.owner().equals(OWNER))
                .forEach(memory -> told.put(memory.station(), Csms.read(memory.value())));
        look();
    }

    /** Looks at the settings, at the start and again when they have changed. */
    public void look() {
        current.clear();
        found.clear();
        moved.clear();
        told.forEach(
                (upstream, before) ->
                        current(upstream)
                                .filter(now -> !now.equals(before))
                                .filter(now -> !fresh.contains(upstream) || !now.isAt(before))
                                .ifPresent(now -> isFresh(upstream, before, now)));
    }

    private void isFresh(StationId upstream, Csms before, Csms now) {
        fresh.add(upstream);
        found.add(upstream);
        if (!now.csms().equals(before.csms())) {
            moved.add(upstream);
        }
    }

    private Optional<Csms> current(StationId upstream) {
        return current.computeIfAbsent(
                upstream, id -> site.upstream(id).map(found -> Csms.of(found.csms())));
    }

    /**
     * The CSMS that a station belongs to; of one that the site has no more, the last one, and empty
     * text when none is known.
     */
    String csmsOf(StationId upstream) {
        return current(upstream).orElseGet(() -> told.getOrDefault(upstream, NOBODY)).csms();
    }

    /** Whether its CSMS, or the new address of it, must still get boot and statuses. */
    public boolean isFresh(StationId upstream) {
        return fresh.contains(upstream);
    }

    /** The stations of which the latest look has found that. */
    public Set<StationId> fresh() {
        return Set.copyOf(found);
    }

    /** Those of them that were another CSMS's before. */
    public Set<StationId> moved() {
        return Set.copyOf(moved);
    }

    /** Changes to store after a look: the stations whose CSMS does not know them yet. */
    public List<Change> begun() {
        List<Change> changes = new ArrayList<>();
        for (StationId upstream : found) {
            Csms now = current(upstream).orElseThrow();
            Csms before = told.get(upstream);
            if (before.all()) {
                LOG.info(
                        "station={} csms={} at {} gets boot and statuses again, after {} at {}",
                        upstream,
                        now.csms(),
                        now.address(),
                        before.csms(),
                        before.address());
            }
            changes.addAll(set(upstream, now.notYet()));
        }
        return changes;
    }

    /** The station's CSMS knows boot and statuses, or counts as if; returns changes to store. */
    public List<Change> told(StationId upstream) {
        fresh.remove(upstream);
        return set(upstream, current(upstream).orElse(NOBODY));
    }

    /** The same for a station for which no CSMS is stored. */
    public List<Change> toldAtLeast(StationId upstream) {
        return told.containsKey(upstream) ? List.of() : told(upstream);
    }

    private List<Change> set(StationId upstream, Csms now) {
        return now.equals(told.put(upstream, now))
                ? List.of()
                : List.of(new Change.Remembered(new Memory(OWNER, upstream, "", now.text())));
    }

    /** How much is kept, for the metrics. */
    public MemoryFigure kept() {
        return MemoryFigure.ofEach(OWNER, told.size());
    }

    /** A station that no setting names has gone for good. */
    public void forget(StationId upstream) {
        told.remove(upstream);
        current.remove(upstream);
        fresh.remove(upstream);
        found.remove(upstream);
        moved.remove(upstream);
    }
}
