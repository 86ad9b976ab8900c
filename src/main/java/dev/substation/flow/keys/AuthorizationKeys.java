package dev.substation.flow.keys;

import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Json;
import dev.substation.flow.desk.Store;
import dev.substation.flow.ports.KeyVault;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.LinkPasswords;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.Site;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.settings.StationKey;
import dev.substation.flow.settings.StationLocks;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.flow.time.Desk;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The passwords that a CSMS has set by the configuration key AuthorizationKey, over restarts: what
 * a station must show at the gateway, and what its link shows at the csms. They beat {@code
 * site.yaml} until somebody changes the password there (docs/adr/0035-keys-set-by-the-csms.md).
 * Changed on the desk, read from any thread.
 */
final class AuthorizationKeys implements LinkPasswords {

    private static final Logger LOG = LoggerFactory.getLogger(AuthorizationKeys.class);

    /** The owner of what is remembered over restarts. */
    static final String OWNER = "authorization-key";

    private static final String OF_STATION = "station";
    private static final String OF_CSMS = "csms ";
    private static final String VAULT = "vault";
    private static final String SITE = "site";
    private static final String SINCE = "since";
    private static final String KEY = "key";
    private static final String NEXT = "next";
    private static final String FORMER = "former";
    private static final Pattern HEX = Pattern.compile("(?:[0-9A-Fa-f]{2}){8,20}");
    private static final int SHORTEST_HEX =
            32; // of 16 bytes, the least that the white paper allows

    /**
     * What a station must show.
     *
     * @param key empty while the site's own counts
     * @param print of what the site said then
     */
    private record AtStation(
            Optional<StationKey> key, Optional<StationKey> next, String since, String print) {}

    /** What a link shows, and what it shows if the CSMS does not take that. */
    private record AtCsms(List<byte[]> keys, List<byte[]> former, String since, String print) {}

    private record Link(StationId identity, String csms) {}

    private final KeyVault vault;
    private final Site site;
    private final Desk desk;
    private final Store store;
    private final Map<StationId, AtStation> stations = new ConcurrentHashMap<>();
    private final Map<Link, AtCsms> links = new ConcurrentHashMap<>();

    /** What was remembered at the start and counts no more. */
    private final List<Change> outdated = new ArrayList<>();

    AuthorizationKeys(KeyVault vault, Site site, Desk desk, Store store, List<Memory> memories) {
        this.vault = vault;
        this.site = site;
        this.desk = desk;
        this.store = store;
        memories.stream()
                .filter(memory -> memory.owner().equals(OWNER))
                .filter(memory -> !memory.value().isEmpty())
                .forEach(this::remembered);
    }

    private void remembered(Memory memory) {
        boolean ofStation = memory.key().equals(OF_STATION);
        try {
            Payload kept = Json.read(memory.value());
            String csms = ofStation ? "" : memory.key().substring(OF_CSMS.length());
            String print = ofStation ? print(memory.station()) : print(memory.station(), csms);
            if (!kept.text(VAULT).orElse("").equals(vault.name())) {
                LOG.error(
                        "station={} {}",
                        memory.station(),
                        Problem.KEY_UNREADABLE.line(kept.text(SINCE).orElse("?")));
            } else if (!kept.text(SITE).orElse("").equals(print)) {
                outdated.add(
                        outdated(memory.station(), memory.key(), kept.text(SINCE).orElse("?")));
            } else if (ofStation) {
                stations.put(memory.station(), station(kept));
            } else {
                links.put(new Link(memory.station(), csms), link(kept));
            }
        } catch (BadMessage | IllegalArgumentException e) {
            LOG.error(
                    "station={} {}",
                    memory.station(),
                    Problem.STORED_DATA_UNREADABLE.line("a key that the CSMS set"),
                    e);
        }
    }

    /** What a memory of the ledger tells those who look after the gateway. */
    static SetByCsms told(Memory memory) throws BadMessage {
        Payload kept = Json.read(memory.value());
        String since = kept.text(SINCE).orElse("");
        return memory.key().equals(OF_STATION)
                ? SetByCsms.atStation(memory.station(), kept.containsKey(NEXT), since)
                : SetByCsms.atCsms(
                        memory.station(), memory.key().substring(OF_CSMS.length()), since);
    }

    private AtStation station(Payload kept) {
        return new AtStation(
                kept.object(KEY).map(forms -> StationKey.of(forms, vault::hash)),
                kept.object(NEXT).map(forms -> StationKey.of(forms, vault::hash)),
                kept.text(SINCE).orElse(""),
                kept.text(SITE).orElse(""));
    }

    private AtCsms link(Payload kept) {
        return new AtCsms(
                opened(kept.get(KEY)),
                opened(kept.get(FORMER)),
                kept.text(SINCE).orElse(""),
                kept.text(SITE).orElse(""));
    }

    private List<byte[]> opened(Object sealed) {
        return sealed instanceof List<?> texts
                ? texts.stream().flatMap(text -> vault.open((String) text).stream()).toList()
                : List.of();
    }

    /** What was set and counts no more, because the site says something else by now. */
    List<Change> outdated() {
        List<Change> changes = new ArrayList<>(outdated);
        outdated.clear();
        Map.copyOf(stations)
                .forEach(
                        (station, set) -> {
                            boolean listed = site.station(station).isPresent();
                            if (listed && !set.print().equals(print(station))) {
                                stations.remove(station);
                                changes.add(outdated(station, OF_STATION, set.since()));
                            }
                        });
        Map.copyOf(links)
                .forEach(
                        (link, set) -> {
                            boolean listed = site.upstream(link.identity()).isPresent();
                            String print = print(link.identity(), link.csms());
                            if (listed && !set.print().equals(print)) {
                                links.remove(link);
                                changes.add(
                                        outdated(
                                                link.identity(),
                                                OF_CSMS + link.csms(),
                                                set.since()));
                            }
                        });
        return changes;
    }

    private static Change outdated(StationId station, String key, String since) {
        LOG.info(
                "station={} the password in site.yaml has changed and replaces the key that the CSMS"
                        + " set at {}",
                station,
                since);
        return forgotten(station, key);
    }

    /** The settings as they count now. From any thread. */
    StationSettings current(StationSettings settings) {
        AtStation set = stations.get(settings.station());
        StationLocks locks = settings.locks();
        return set == null
                ? settings
                : settings.behind(locks.with(set.key().or(locks::key), set.next()));
    }

    /** A station must show this from its next connection on. */
    Change mustShow(StationId station, String key) {
        StationKey hashed = new StationKey(key).hashed(vault::hash);
        return keep(
                station,
                new AtStation(Optional.of(hashed), Optional.empty(), now(), print(station)));
    }

    /** A station may show this beside what it shows now, until it has. */
    Change mayShow(StationId station, String key) {
        StationKey hashed = new StationKey(key).hashed(vault::hash);
        AtStation before = stations.get(station);
        return keep(
                station,
                new AtStation(
                        before == null ? Optional.empty() : before.key(),
                        Optional.of(hashed),
                        now(),
                        print(station)));
    }

    /** A station has shown the key that it might show: it must from now on. */
    void shown(StationId station) {
        AtStation set = stations.get(station);
        if (set != null && set.next().isPresent()) {
            LOG.info("station={} shows the key that the CSMS has set", station);
            store.commit(
                    keep(
                            station,
                            new AtStation(set.next(), Optional.empty(), set.since(), set.print())));
        }
    }

    private Change keep(StationId station, AtStation set) {
        stations.put(station, set);
        Payload kept = head(set.print(), set.since());
        if (set.key().isPresent()) {
            kept = kept.with(KEY, set.key().get().kept());
        }
        if (set.next().isPresent()) {
            kept = kept.with(NEXT, set.next().get().kept());
        }
        return remembered(station, OF_STATION, kept);
    }

    /**
     * A link shows this from its next connection on; what it shows now if the CSMS refuses that.
     */
    Change show(UpstreamSettings upstream, String key) {
        CsmsSettings csms = upstream.csms();
        List<byte[]> former = of(upstream.identity(), csms);
        AtCsms set =
                new AtCsms(
                        forms(key),
                        former.isEmpty() ? List.of(bytes(csms.password().orElse(""))) : former,
                        now(),
                        print(upstream.identity(), csms.name()));
        return keep(new Link(upstream.identity(), csms.name()), set);
    }

    /**
     * The bytes that hex digits stand for go over the wire (OCPP-J 1.6 section 6.2); not always.
     */
    private static List<byte[]> forms(String key) {
        if (!HEX.matcher(key).matches()) {
            return List.of(bytes(key));
        }
        byte[] meant = HexFormat.of().parseHex(key);
        return key.length() >= SHORTEST_HEX
                ? List.of(meant, bytes(key))
                : List.of(bytes(key), meant);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public List<byte[]> of(StationId identity, CsmsSettings csms) {
        AtCsms set = links.get(new Link(identity, csms.name()));
        if (set == null) {
            return List.of();
        }
        List<byte[]> all = new ArrayList<>(set.keys());
        all.addAll(set.former());
        return List.copyOf(all);
    }

    @Override
    public void taken(StationId identity, CsmsSettings csms, byte[] password) {
        desk.execute(
                () -> {
                    Link link = new Link(identity, csms.name());
                    AtCsms set = links.get(link);
                    if (set == null) {
                        return;
                    }
                    boolean isNew = isAmong(set.keys(), password);
                    boolean settled = set.former().isEmpty() && set.keys().size() == 1;
                    if (isNew && !settled) {
                        LOG.info(
                                "station={} csms={} accepts the key that it has set",
                                identity,
                                csms.name());
                        store.commit(
                                keep(
                                        link,
                                        new AtCsms(
                                                List.of(password),
                                                List.of(),
                                                set.since(),
                                                set.print())));
                    } else if (isAmong(set.former(), password)) {
                        LOG.warn(
                                "station={} csms={} {}",
                                identity,
                                csms.name(),
                                Problem.KEY_REJECTED.line());
                    }
                });
    }

    private static boolean isAmong(List<byte[]> passwords, byte[] one) {
        return passwords.stream().anyMatch(known -> Arrays.equals(known, one));
    }

    private Change keep(Link link, AtCsms set) {
        links.put(link, set);
        return remembered(
                link.identity(),
                OF_CSMS + link.csms(),
                head(set.print(), set.since())
                        .with(KEY, set.keys().stream().map(vault::seal).toList())
                        .with(FORMER, set.former().stream().map(vault::seal).toList()));
    }

    private Payload head(String print, String since) {
        return Payload.of(VAULT, vault.name(), SITE, print, SINCE, since);
    }

    private String now() {
        return desk.now().toString();
    }

    private static Change remembered(StationId station, String key, Payload kept) {
        return new Change.Remembered(new Memory(OWNER, station, key, Json.write(kept)));
    }

    private static Change forgotten(StationId station, String key) {
        return new Change.Remembered(new Memory(OWNER, station, key, ""));
    }

    /** What tells whether the password of a station in {@code site.yaml} is another one. */
    private String print(StationId station) {
        return site.station(station)
                .flatMap(settings -> settings.locks().key())
                .map(key -> vault.hash(Json.write(key.hashed(vault::hash).kept())))
                .orElse("");
    }

    /** The same for what a link shows. */
    private String print(StationId identity, String csms) {
        return site.upstream(identity)
                .map(UpstreamSettings::csms)
                .filter(now -> now.name().equals(csms))
                .map(now -> vault.hash(now.user().orElse("") + "\n" + now.password().orElse("")))
                .orElse("");
    }

    /** A station of which nothing is known any more. */
    void forget(StationId station) {
        stations.remove(station);
        links.keySet().removeIf(link -> link.identity().equals(station));
    }

    /** Who has keys that a CSMS has set, for those who look after the gateway. */
    List<SetByCsms> all() {
        List<SetByCsms> all = new ArrayList<>();
        stations.forEach(
                (station, set) ->
                        all.add(SetByCsms.atStation(station, set.next().isPresent(), set.since())));
        links.forEach(
                (link, set) ->
                        all.add(SetByCsms.atCsms(link.identity(), link.csms(), set.since())));
        return all;
    }
}
