package dev.substation.flow.ports;

import dev.substation.flow.settings.Networks;
import dev.substation.model.StationId;
import java.net.Inet6Address;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Who was rejected since the start: a bounded number, for anybody can knock under names that are
 * made up. When there is no room, somebody from the sender with most of them is forgotten, first
 * one that came only once: who knocks again and again stays, whatever others do. May be used by
 * many threads at once.
 */
public final class RefusedPeers {

    private static final int MOST = 1_000;

    private static final int LONGEST_PATH = 200;
    private static final int LONGEST_SENTENCE = 300;

    /** What steers a screen, turns the direction of a line, or is half of a character. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}]");

    /** Whoever has an address of IPv6 has all that share its first 64 bits. */
    private static final int NETWORK_BYTES = 8;

    private record Key(
            String address,
            Door door,
            RefusalReason reason,
            Optional<String> identity,
            String path) {}

    private final Supplier<Instant> now;
    private final int most;

    /** By sender; those of one sender from the one that came longest ago on. */
    private final Map<String, Map<Key, RefusedPeer>> senders = new HashMap<>();

    private int size;
    private long numbers;

    RefusedPeers(Supplier<Instant> now) {
        this(now, MOST);
    }

    RefusedPeers(Supplier<Instant> now, int most) {
        this.now = now;
        this.most = most;
    }

    RefusedPeer add(Door door, RefusalReason reason, Knock knock) {
        Knock kept =
                new Knock(
                        knock.address(),
                        printable(knock.path(), LONGEST_PATH),
                        knock.identity().map(text -> cut(text, StationId.MAX_LENGTH)),
                        knock.dialect(),
                        printable(knock.why(), LONGEST_SENTENCE));
        // Who looks for pages of others tries hundreds of paths.
        String path = reason == RefusalReason.WRONG_PATH ? kept.path() : "";
        Key key = new Key(kept.address(), door, reason, kept.identity(), path);
        String sender = sender(kept.address());
        synchronized (this) {
            return put(sender, key, kept);
        }
    }

    private RefusedPeer put(String sender, Key key, Knock knock) {
        Instant time = now.get();
        Map<Key, RefusedPeer> known = senders.getOrDefault(sender, Map.of());
        RefusedPeer before = known.get(key);
        if (before != null) {
            known.remove(key); // it comes behind the others
            RefusedPeer again = before.again(knock, time);
            known.put(key, again);
            return again;
        }
        if (size >= most) {
            makeRoom();
        }
        numbers++;
        size++;
        RefusedPeer peer =
                new RefusedPeer(
                        numbers,
                        key.address(),
                        key.door(),
                        key.reason(),
                        knock.path(),
                        knock.identity(),
                        knock.dialect(),
                        knock.why(),
                        time,
                        time,
                        1);
        senders.computeIfAbsent(sender, one -> new LinkedHashMap<>()).put(key, peer);
        return peer;
    }

    private void makeRoom() {
        int largest = senders.values().stream().mapToInt(Map::size).max().orElse(0);
        senders.values().stream()
                .filter(peers -> peers.size() == largest)
                .map(RefusedPeers::first)
                .min(
                        Comparator.<RefusedPeer>comparingInt(peer -> peer.times() == 1 ? 0 : 1)
                                .thenComparing(RefusedPeer::last))
                .ifPresent(peer -> forget(peer.number()));
    }

    /** The one of a sender that is forgotten first. */
    private static RefusedPeer first(Map<Key, RefusedPeer> peers) {
        return peers.values().stream()
                .filter(peer -> peer.times() == 1)
                .findFirst()
                .orElseGet(() -> peers.values().iterator().next());
    }

    /** All of them, in no order. */
    public synchronized List<RefusedPeer> all() {
        List<RefusedPeer> all = new ArrayList<>(size);
        senders.values().forEach(peers -> all.addAll(peers.values()));
        return all;
    }

    /** Forgets one; whether it was there. */
    public synchronized boolean forget(long number) {
        for (var sender : senders.entrySet()) {
            if (sender.getValue().values().removeIf(peer -> peer.number() == number)) {
                size--;
                if (sender.getValue().isEmpty()) {
                    senders.remove(sender.getKey());
                }
                return true;
            }
        }
        return false;
    }

    /** Forgets all. */
    public synchronized void forgetAll() {
        senders.clear();
        size = 0;
    }

    private static String sender(String address) {
        return Networks.literal(address)
                .filter(Inet6Address.class::isInstance)
                .map(six -> Arrays.toString(Arrays.copyOf(six.getAddress(), NETWORK_BYTES)))
                .orElse(address);
    }

    /** Text of a peer in a form that is safe to show. */
    private static String printable(String text, int longest) {
        return UNPRINTABLE.matcher(cut(text, longest)).replaceAll("?");
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest) + "…";
    }
}
