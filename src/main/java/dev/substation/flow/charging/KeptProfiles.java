package dev.substation.flow.charging;

import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Json;
import dev.substation.flow.charging.ChargingProfile.Purpose;
import dev.substation.flow.charging.ChargingProfile.Unusable;
import dev.substation.flow.desk.Store;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.MemoryFigure;
import dev.substation.flow.time.Desk;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The charging profiles that the gateway keeps for stations, in memory and in the ledger. */
final class KeptProfiles {

    /** The owner of what is remembered over restarts. */
    static final String OWNER = "smart-charging";

    private static final Logger LOG = LoggerFactory.getLogger(KeptProfiles.class);

    private static final String PROFILES = "profiles";
    private static final String UPSTREAM = "upstream";
    private static final String CONNECTOR = "connectorId";
    private static final String TRANSACTION = "transaction";
    private static final String RECEIVED = "received";
    private static final String UNTIL = "until";
    private static final String ID_TAG = "idTag";
    private static final String PROFILE = "profile";

    /**
     * The transaction that a RemoteStartTransaction asks for.
     *
     * @param until when it is awaited no more
     * @param idTag with which the station was asked to start it
     */
    record Awaited(Instant until, String idTag) {

        /** Whether a card is that one; networks of KEBA add the serial number of a box to it. */
        private boolean isOf(String card) {
            return card.regionMatches(true, 0, idTag, 0, idTag.length())
                    && (card.length() == idTag.length() || card.charAt(idTag.length()) == '_');
        }
    }

    /**
     * A profile with what is stored of it.
     *
     * @param upstream whose CSMS has set it: the parts of a station give ids of their own
     * @param payload as it came
     * @param awaited the transaction that it waits for; empty for one that waits for none
     */
    record Kept(
            StationId upstream,
            ChargingProfile profile,
            Payload payload,
            Optional<Awaited> awaited) {

        private static Kept of(Payload stored) throws Unusable {
            Payload payload = stored.object(PROFILE).orElse(Payload.EMPTY);
            return new Kept(
                    new StationId(stored.text(UPSTREAM).orElse("")),
                    ChargingProfile.of(
                            stored.number(CONNECTOR).orElse(0L),
                            payload,
                            stored.number(TRANSACTION),
                            Instant.parse(stored.text(RECEIVED).orElse(""))),
                    payload,
                    stored.text(UNTIL)
                            .map(Instant::parse)
                            .map(end -> new Awaited(end, stored.text(ID_TAG).orElse(""))));
        }

        private Payload stored() {
            Payload stored =
                    Payload.of(
                            UPSTREAM,
                            upstream.value(),
                            CONNECTOR,
                            profile.connectorId(),
                            RECEIVED,
                            profile.received().toString(),
                            PROFILE,
                            payload);
            if (profile.transaction().isPresent()) {
                stored = stored.with(TRANSACTION, profile.transaction().get());
            }
            return awaited.isPresent()
                    ? stored.with(UNTIL, awaited.get().until().toString())
                            .with(ID_TAG, awaited.get().idTag())
                    : stored;
        }

        /** Whether it waits for a transaction to begin. */
        boolean waits() {
            return awaited.isPresent();
        }

        /** Whether a station that takes the other no longer has this one (OCPP 1.6 §3.13.2). */
        boolean isReplacedBy(Kept other) {
            ChargingProfile its = other.profile;
            return upstream.equals(other.upstream)
                    && (profile.id() == its.id()
                            || profile.purpose() == its.purpose()
                                    && profile.stackLevel() == its.stackLevel()
                                    && profile.connectorId() == its.connectorId()
                                    && profile.transaction().equals(its.transaction()));
        }
    }

    private final Desk desk;
    private final Store store;
    private final Map<StationId, List<Kept>> kept = new HashMap<>();

    KeptProfiles(Desk desk, Store store, List<Memory> memories) {
        this.desk = desk;
        this.store = store;
        memories.stream()
                .filter(memory -> memory.owner().equals(OWNER) && !memory.value().isEmpty())
                .forEach(this::remember);
    }

    private void remember(Memory memory) {
        try {
            List<Kept> found = new ArrayList<>();
            for (Payload stored : Json.read(memory.value()).objects(PROFILES)) {
                found.add(Kept.of(stored));
            }
            kept.put(memory.station(), List.copyOf(found));
        } catch (BadMessage | Unusable | RuntimeException unreadable) {
            LOG.warn(
                    "station={} {}",
                    memory.station(),
                    Problem.STORED_DATA_UNREADABLE.line("charging profiles"));
        }
    }

    /** The stations for which any are kept. */
    Set<StationId> stations() {
        return Set.copyOf(kept.keySet());
    }

    List<Kept> of(StationId station) {
        return kept.getOrDefault(station, List.of());
    }

    /** Those that count: without those that wait for a transaction. */
    List<ChargingProfile> counting(StationId station) {
        return of(station).stream().filter(it -> !it.waits()).map(Kept::profile).toList();
    }

    void forget(StationId station) {
        kept.remove(station);
    }

    MemoryFigure kept() {
        return MemoryFigure.ofEach(OWNER, kept.values().stream().mapToLong(List::size).sum());
    }

    /** Adds a profile in the place of those that it replaces; completes when it is on the disk. */
    CompletableFuture<Void> add(StationId station, Kept one) {
        return change(
                station,
                before ->
                        Stream.concat(
                                        before.stream().filter(it -> !it.isReplacedBy(one)),
                                        Stream.of(one))
                                .toList());
    }

    /** Removes profiles; completes when that is on the disk. */
    CompletableFuture<Void> remove(StationId station, Predicate<Kept> which) {
        return change(station, before -> before.stream().filter(which.negate()).toList());
    }

    /**
     * A transaction has begun: profiles that have waited for it are its own.
     *
     * @return whether there were any
     */
    boolean begin(
            StationId station,
            long connectorId,
            long key,
            String idTag,
            Instant began,
            Instant now) {
        Predicate<Kept> meant =
                it ->
                        it.awaited()
                                        .filter(awaited -> awaited.until().isAfter(now))
                                        .filter(awaited -> awaited.isOf(idTag))
                                        .isPresent()
                                && !began.isBefore(it.profile().received())
                                && (it.profile().connectorId() == 0
                                        || it.profile().connectorId() == connectorId);
        if (of(station).stream().noneMatch(meant)) {
            return false;
        }
        change(
                station,
                before ->
                        before.stream()
                                .map(it -> meant.test(it) ? bound(it, connectorId, key) : it)
                                .toList());
        return true;
    }

    private static Kept bound(Kept waiting, long connectorId, long key) {
        ChargingProfile profile = waiting.profile();
        try {
            return new Kept(
                    waiting.upstream(),
                    ChargingProfile.of(
                            connectorId, waiting.payload(), Optional.of(key), profile.received()),
                    waiting.payload(),
                    Optional.empty());
        } catch (Unusable unusable) {
            throw new IllegalStateException(unusable); // it was read before
        }
    }

    /** Removes profiles of transactions that run no more, and those that have waited in vain. */
    void prune(StationId station, Predicate<Long> runs, Instant now) {
        Predicate<Kept> over =
                it ->
                        it.waits()
                                ? !it.awaited().get().until().isAfter(now)
                                : it.profile().purpose() == Purpose.TxProfile
                                        && it.profile().transaction().filter(runs).isEmpty();
        if (of(station).stream().anyMatch(over)) {
            remove(station, over);
        }
    }

    /** What could not be stored does not count. */
    private CompletableFuture<Void> change(StationId station, UnaryOperator<List<Kept>> how) {
        List<Kept> before = of(station);
        List<Kept> now = how.apply(before);
        put(station, now);
        String value =
                now.isEmpty()
                        ? ""
                        : Json.write(Payload.of(PROFILES, now.stream().map(Kept::stored).toList()));
        return store.commit(List.of(new Change.Remembered(new Memory(OWNER, station, "", value))))
                .whenCompleteAsync(
                        (stored, fault) -> {
                            if (fault != null && of(station) == now) {
                                put(station, before);
                            }
                        },
                        desk);
    }

    private void put(StationId station, List<Kept> now) {
        if (now.isEmpty()) {
            kept.remove(station);
        } else {
            kept.put(station, now);
        }
    }
}
