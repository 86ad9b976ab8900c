package dev.substation.flow.keys;

import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Json;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.Site;
import dev.substation.flow.settings.StationLocks;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.time.Desk;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The security profiles to which CSMS have raised stations by the configuration key
 * SecurityProfile, over restarts (docs/adr/0036-security-profiles.md). Changed on the desk, read
 * from any thread.
 */
final class SecurityProfiles {

    private static final Logger LOG = LoggerFactory.getLogger(SecurityProfiles.class);

    /** The owner of what is remembered over restarts. */
    static final String OWNER = "security-profile";

    private static final String KEY = "profile";
    private static final String SITE = "site";
    private static final String SINCE = "since";

    /**
     * @param ofSite what the site said then
     */
    private record Raised(long profile, String since, long ofSite) {}

    private final Site site;
    private final Desk desk;
    private final Map<StationId, Raised> stations = new ConcurrentHashMap<>();
    private final List<Change> outdated = new ArrayList<>();

    SecurityProfiles(Site site, Desk desk, List<Memory> memories) {
        this.site = site;
        this.desk = desk;
        memories.stream()
                .filter(memory -> memory.owner().equals(OWNER))
                .filter(memory -> !memory.value().isEmpty())
                .forEach(this::remembered);
    }

    private void remembered(Memory memory) {
        StationId station = memory.station();
        try {
            Payload kept = Json.read(memory.value());
            long profile = kept.number(KEY).orElse(0L);
            long before = kept.number(SITE).orElse(-1L);
            if (before != ofSite(station)) {
                outdated.add(outdated(station, profile));
                return;
            }
            stations.put(station, new Raised(profile, kept.text(SINCE).orElse(""), before));
            if (profile > site.highestProfile()) {
                LOG.error("station={} {}", station, Problem.PROFILE_LOST.line(profile));
            }
        } catch (BadMessage e) {
            LOG.error(
                    "station={} {}",
                    station,
                    Problem.STORED_DATA_UNREADABLE.line("security profile"),
                    e);
        }
    }

    /** What a memory of the ledger tells those who look after the gateway. */
    static SetByCsms told(Memory memory) throws BadMessage {
        Payload kept = Json.read(memory.value());
        return SetByCsms.profile(
                memory.station(), kept.number(KEY).orElse(0L), kept.text(SINCE).orElse(""));
    }

    private long ofSite(StationId station) {
        return site.station(station).map(settings -> settings.locks().profile()).orElse(0);
    }

    /** What was set and counts no more, because the site says something else by now. */
    List<Change> outdated() {
        List<Change> changes = new ArrayList<>(outdated);
        outdated.clear();
        Map.copyOf(stations)
                .forEach(
                        (station, raised) -> {
                            boolean listed = site.station(station).isPresent();
                            if (listed && raised.ofSite() != ofSite(station)) {
                                stations.remove(station);
                                changes.add(outdated(station, raised.profile()));
                            }
                        });
        return changes;
    }

    private static Change outdated(StationId station, long profile) {
        LOG.info(
                "station={} security-profile in site.yaml has changed and replaces the {} of the"
                        + " CSMS",
                station,
                profile);
        return new Change.Remembered(new Memory(OWNER, station, KEY, ""));
    }

    /** The settings as they count now. From any thread. */
    StationSettings current(StationSettings settings) {
        Raised raised = stations.get(settings.station());
        StationLocks locks = settings.locks();
        return raised == null || raised.profile() <= locks.profile()
                ? settings
                : settings.behind(locks.in((int) raised.profile()));
    }

    /** A station comes in by this profile alone, from its next connection on. */
    Change raise(StationId station, int profile) {
        String since = desk.now().toString();
        long ofSite = ofSite(station);
        stations.put(station, new Raised(profile, since, ofSite));
        Payload kept = Payload.of(KEY, (long) profile, SITE, ofSite, SINCE, since);
        return new Change.Remembered(new Memory(OWNER, station, KEY, Json.write(kept)));
    }

    /** A station of which nothing is known any more. */
    void forget(StationId station) {
        stations.remove(station);
    }

    /** Who was raised, for those who look after the gateway. */
    List<SetByCsms> all() {
        List<SetByCsms> all = new ArrayList<>();
        stations.forEach(
                (station, raised) ->
                        all.add(SetByCsms.profile(station, raised.profile(), raised.since())));
        return all;
    }
}
